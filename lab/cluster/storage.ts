import { mkdirSync } from "node:fs";
import { stringify } from "yaml";
import { startDaemon } from "../daemons.ts";
import { busyboxImage } from "../images/image-names.ts";
import type { KubeApi } from "../kube-api.ts";
import { kubeconfigPath, programPath, statePath } from "../places.ts";
import { writeText } from "../write-text.ts";
import { applyObjects } from "./apply-objects.ts";

const namespace = "local-path-storage";
const account = "local-path-provisioner";

/** A pod that makes or removes a volume's folder, as root and therefore in a namespace without restrictions. */
const helperPod = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "helper-pod" },
  spec: { containers: [{ name: "helper-pod", image: busyboxImage, imagePullPolicy: "Never" }] },
};

/** Starts the provisioner of local volumes as a process of this machine, and makes its StorageClass the default. */
export async function startStorage(api: KubeApi): Promise<void> {
  const volumes = statePath("volumes");
  const config = statePath("local-path.json");
  mkdirSync(volumes, { recursive: true });
  const configText = JSON.stringify({
    nodePathMap: [{ node: "DEFAULT_PATH_FOR_NON_LISTED_NODES", paths: [volumes] }],
  });
  writeText(config, configText);
  await applyObjects(api, storageObjects(configText));
  const args = [
    ...["start", "--config", config, "--kubeconfig", kubeconfigPath(), "--namespace", namespace],
    ...["--service-account-name", account, "--helper-image", busyboxImage],
  ];
  startDaemon({ name: "local-path-provisioner", command: programPath("local-path-provisioner"), args });
}

function storageObjects(config: string) {
  const scripts = {
    setup: '#!/bin/sh\nset -eu\nmkdir -m 0770 -p "$VOL_DIR"\n',
    teardown: '#!/bin/sh\nset -eu\nrm -rf "$VOL_DIR"\n',
  };
  return [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } },
    { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: account, namespace } },
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "local-path-config", namespace },
      data: { "config.json": config, ...scripts, "helperPod.yaml": stringify(helperPod) },
    },
    {
      apiVersion: "storage.k8s.io/v1",
      kind: "StorageClass",
      metadata: {
        name: "local-path",
        annotations: {
          "storageclass.kubernetes.io/is-default-class": "true",
          // Kubernetes gives a pod's fsGroup a volume of type local, and none of type hostPath.
          defaultVolumeType: "local",
        },
      },
      provisioner: "rancher.io/local-path",
      volumeBindingMode: "WaitForFirstConsumer",
      reclaimPolicy: "Delete",
    },
  ];
}
