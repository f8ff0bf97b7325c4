import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { apiPort, nodeName } from "../../lab/cluster/addresses.ts";
import { applyObjects } from "../../lab/cluster/apply-objects.ts";
import { busyboxImage } from "../../lab/images/image-names.ts";
import type { KubeApi } from "../../lab/kube-api.ts";
import { kubeconfigPath, programPath } from "../../lab/places.ts";
import { waitFor } from "../../lab/steps.ts";
import { deleteNamespace, openLabApi, whyNoLab } from "./running-lab.ts";

const namespace = "lab-test";
const labels = { app: "writer" };

describe.skipIf(whyNoLab !== undefined)("the lab", () => {
  let api: KubeApi;

  beforeAll(async () => {
    api = openLabApi();
    await deleteNamespace(api, namespace);
    await applyObjects(api, [
      {
        apiVersion: "v1",
        kind: "Namespace",
        metadata: { name: namespace, labels: { "pod-security.kubernetes.io/enforce": "restricted" } },
      },
      {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: "writer", namespace },
        spec: { selector: labels, ports: [{ port: 80, targetPort: 8080 }] },
      },
    ]);
    await create("persistentvolumeclaims", {
      metadata: { name: "data" },
      spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
    });
    await create("pods", writerPod());
  });

  afterAll(async () => {
    await deleteNamespace(api, namespace);
    api.close();
  });

  test("has a ready node", async () => {
    const { body } = await api.request("GET", `/api/v1/nodes/${nodeName}`);
    expect(body.status.conditions).toContainEqual(expect.objectContaining({ type: "Ready", status: "True" }));
  });

  test("serves the Gateway API", async () => {
    const { status } = await api.request("GET", "/apis/gateway.networking.k8s.io/v1/gateways");
    expect(status).toBe(200);
  });

  test("starts a restricted pod as a user without rights, who can write to a volume", async () => {
    await waitFor("the pod being ready", 60, async () =>
      (await kubectl("get", "pod", "writer")).includes("1/1"),
    );
    expect(await kubectl("exec", "writer", "--", "cat", "/data/written-by")).toBe("10001");
  });

  test("resolves names in pods", async () => {
    expect(
      await kubectl("exec", "writer", "--", "nslookup", "kubernetes.default.svc.cluster.local"),
    ).toContain("10.96.0.1");
  });

  test("lets this machine reach a Service", async () => {
    const { body } = await api.request("GET", `/api/v1/namespaces/${namespace}/services/writer`);
    // kube-proxy may need a second or two more than the pod.
    const page = await waitFor("the service answering", 10, async () => {
      const response = await fetch(`http://${body.spec.clusterIP}/written-by`, {
        signal: AbortSignal.timeout(1000),
      });
      return response.text();
    });
    expect(page.trim()).toBe("10001");
  });

  test("serves logs", async () => {
    expect(await kubectl("logs", "writer")).toContain("serving");
  });

  test("hides its API from this machine's other addresses", async () => {
    const addresses = Object.entries(networkInterfaces())
      .filter(([name]) => name !== "lo" && !name.startsWith("cslab"))
      .flatMap(([, all]) => all ?? [])
      .filter(({ family, internal }) => family === "IPv4" && !internal);
    for (const { address } of addresses) expect(await canConnect(address)).toBe(false);
  });

  async function create(resources: string, body: object): Promise<void> {
    const { status } = await api.request("POST", `/api/v1/namespaces/${namespace}/${resources}`, body);
    expect(status).toBe(201);
  }
});

async function kubectl(...args: string[]): Promise<string> {
  const access = ["--kubeconfig", kubeconfigPath(), "--namespace", namespace];
  const { stdout } = await execa(programPath("kubectl"), [...access, ...args]);
  return stdout.trim();
}

function canConnect(host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port: apiPort, timeout: 1000 });
    const settle = (connected: boolean) => () => {
      socket.destroy();
      resolve(connected);
    };
    socket.on("connect", settle(true)).on("timeout", settle(false)).on("error", settle(false));
  });
}

function writerPod(): object {
  const script = "id -u > /data/written-by && echo serving && exec httpd -f -p 8080 -h /data";
  return {
    metadata: { name: "writer", labels },
    spec: {
      terminationGracePeriodSeconds: 1,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 10001,
        fsGroup: 10001,
        seccompProfile: { type: "RuntimeDefault" },
      },
      containers: [
        {
          name: "writer",
          image: busyboxImage,
          command: ["sh", "-c", script],
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ["ALL"] },
          },
          volumeMounts: [{ name: "data", mountPath: "/data" }],
        },
      ],
      volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data" } }],
    },
  };
}
