import { ApiObject } from "cdk8s";
import type { Construct } from "constructs";
import { addGeneratedSecret } from "../../../constructs/generated-secret.ts";
import { addHelmRelease } from "../../../constructs/helm-release.ts";
import { addJob } from "../../../constructs/job.ts";
import { componentSelector, labelsOf } from "../../../constructs/labels.ts";
import { addOutsideFlow } from "../../../constructs/network-policy.ts";
import { addApiServerFlow, addCalledFlow, addCallerFlow } from "../../../constructs/operator-flows.ts";
import { formatBytes, formatCpu, parseBytes, parseCpu } from "../../../constructs/quantity.ts";
import { addQuota } from "../../../constructs/quota.ts";
import { addSettings, programArgs, SETTINGS_FOLDER } from "../../own-program.ts";
import { type BuildChart, OWN_USER, type ProductContext } from "../../spi/index.ts";
import type { OpencrvsOptions, PublishKey, Stores } from "./settings.ts";
import { dependencyValues, OUTSIDE_PORTS, RELEASE, serviceValues } from "./values.ts";

type Context = ProductContext<OpencrvsOptions>;

const REPOSITORY = "oci://ghcr.io/opencrvs";
const CHART_VERSION = "v2.0.0";
const PUBLISH = "publish-key";
/** The services, the stores of the dependencies chart, and Elasticsearch's own port. */
const PORTS = [3000, 3020, 3040, 4040, 5555, 7070, 9050, 3535, 3536, 5432, 6379, 8086, 9200, 9300, 27_017];

/**
 * Two upstream charts in one namespace: the stores, where they are included, and the services. Made before them and
 * kept: the pair of keys that tokens are signed with, and the super user's password.
 */
const build: BuildChart<OpencrvsOptions> = (scope, context) => {
  const { stack, part, options, footprint } = context;
  addQuota(scope, {
    cpu: formatCpu(parseCpu(footprint.cpu) * 2),
    memory: formatBytes(parseBytes(footprint.memory) * 2),
    memoryLimit: formatBytes(parseBytes(footprint.memory) * 8),
    pods: 60,
    storage: footprint.storage,
  });
  addKeys(scope, context);
  const owner = { stack, part };
  const inside = { namespace: part.namespace, labels: {} };
  addCallerFlow(scope, owner, { name: "inside", to: {}, from: inside, ports: PORTS });
  addCalledFlow(scope, owner, { name: "inside", from: {}, to: inside, ports: PORTS });
  if (options.ingressNamespace !== undefined) {
    const from = { namespace: options.ingressNamespace, labels: {} };
    addCallerFlow(scope, owner, { name: "ingress", to: {}, from, ports: [3000, 3020, 3040, 7070, 3535] });
  }
  const release = { version: CHART_VERSION, repository: REPOSITORY };
  if (options.stores === "included") {
    addHelmRelease(scope, {
      ...release,
      name: "opencrvs-stores",
      chart: "opencrvs-dependencies-chart",
      values: dependencyValues(context),
      timeout: "30m",
    });
  } else {
    for (const [store, host] of Object.entries(options.stores))
      addOutsideFlow(scope, owner, { host, port: OUTSIDE_PORTS[store as keyof Stores] });
  }
  addHelmRelease(scope, {
    ...release,
    name: RELEASE,
    chart: "opencrvs-services",
    values: serviceValues(context),
    timeout: "60m",
  });
};

function addKeys(scope: Construct, context: Context): void {
  const { stack, part } = context;
  addGeneratedSecret(scope, {
    name: `${RELEASE}-key-tls`,
    values: {
      "private-key.pem": {
        generate: "certificate",
        certificate: "public-key.pem",
        commonName: "opencrvs",
        days: 7300,
        usage: ["signing"],
        algorithm: "rsa-4096",
      },
    },
    // By its own command only, as for every Secret: it signs everybody out.
    rotatable: true,
  });
  addGeneratedSecret(scope, {
    name: "opencrvs-superuser",
    values: { SUPER_USER_PASSWORD: { generate: "password", length: 32 } },
    rotatable: false,
    why: "OpenCRVS reads it once, and seeding ends its use",
  });
  const certificate = addGeneratedSecret(scope, {
    name: "opencrvs-certificate",
    values: {
      "public-key.pem": { generate: "copy", secret: `${RELEASE}-key-tls`, key: "public-key.pem" },
    },
    rotatable: true,
  });
  addRights(scope);
  const settings: PublishKey = {
    namespace: part.namespace,
    name: `${RELEASE}-cert-tls`,
    key: "public-key.pem",
    file: "/run/secrets/country-stack/public-key.pem",
    labels: labelsOf(stack, part),
  };
  const files = addSettings(scope, PUBLISH, settings);
  addApiServerFlow(scope, { stack, part }, componentSelector(part, PUBLISH));
  addJob(
    scope,
    { stack, part },
    {
      component: PUBLISH,
      user: OWN_USER,
      serviceAccount: PUBLISH,
      volumes: [{ name: "configuration", files }],
      containers: [
        {
          name: PUBLISH,
          image: context.image("setup"),
          args: programArgs("opencrvs", PUBLISH),
          env: { NODE_EXTRA_CA_CERTS: "/var/run/secrets/kubernetes.io/serviceaccount/ca.crt" },
          resources: { cpu: "50m", memory: "96Mi" },
          mounts: [{ volume: "configuration", path: SETTINGS_FOLDER, readOnly: true }],
          secrets: [{ secret: certificate, folder: "/run/secrets/country-stack" }],
        },
      ],
    },
  );
}

/** The job may write this one ConfigMap and see nothing else. Kubernetes cannot limit a creation by name. */
function addRights(scope: Construct): void {
  const name = PUBLISH;
  new ApiObject(scope, "publisher", { apiVersion: "v1", kind: "ServiceAccount", metadata: { name } });
  new ApiObject(scope, "publisher-role", {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "Role",
    metadata: { name },
    rules: [
      { apiGroups: [""], resources: ["configmaps"], verbs: ["create"] },
      {
        apiGroups: [""],
        resources: ["configmaps"],
        resourceNames: [`${RELEASE}-cert-tls`],
        verbs: ["get", "patch"],
      },
    ],
  });
  new ApiObject(scope, "publisher-binding", {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "RoleBinding",
    metadata: { name },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name },
    subjects: [{ kind: "ServiceAccount", name }],
  });
}

export default build;
