import type { Construct } from "constructs";
import { portNumber, serviceHost } from "../../../constructs/address.ts";
import { addFiles } from "../../../constructs/files.ts";
import { addWorkload } from "../../../constructs/workload.ts";
import { USER } from "./java.ts";
import { nginxConfiguration } from "./nginx.ts";
import { publicUrlOf } from "./settings.ts";
import { type EsignetContext, sizeOf } from "./sizes.ts";

/** The component that browsers talk to. */
export const UI = "ui";

const HTML = "/usr/share/nginx/html";

/** Adds eSignet's pages, and the one way in to eSignet for whoever is not in the part. */
export function addPages(scope: Construct, context: EsignetContext): void {
  const { stack, part, options } = context;
  const size = sizeOf(context, "ui");
  const image = context.image("ui");
  const ports = { http: portNumber(part, "http"), govstack: portNumber(part, "govstack") };
  const files = addFiles(scope, `${part.name}-ui`, {
    "nginx.conf": nginxConfiguration({
      service: `${serviceHost(part, "service")}:${portNumber(part, "service")}`,
      publicPort: ports.http,
      govstackPort: ports.govstack,
      isSecure: publicUrlOf(stack, part, options).startsWith("https:"),
    }),
  });
  const page = { http: { path: "/", port: ports.http } };
  addWorkload(
    scope,
    { stack, part },
    {
      component: UI,
      kind: "Deployment",
      replicas: size.replicas,
      user: USER,
      ports,
      volumes: [
        { name: "html", emptyDir: { size: "256Mi" } },
        { name: "tmp", emptyDir: { size: "128Mi" } },
        { name: "configuration", files },
      ],
      init: [
        {
          name: "prepare",
          image,
          // The start writes settings into files that the image has in a place where only root may write.
          command: ["cp", "-r", `${HTML}/.`, "/html"],
          resources: { cpu: "10m", memory: "32Mi" },
          mounts: [{ volume: "html", path: "/html" }],
        },
      ],
      containers: [
        {
          name: "nginx",
          image,
          // The image's own command leaves a dead nginx behind a shell that sleeps.
          command: ["sh", "configure_start.sh", "nginx", "-e", "stderr", "-g", "daemon off;"],
          env: {
            container_user: "mosip",
            OIDC_UI_PUBLIC_URL: "",
            DEFAULT_LANG: options.language,
            DEFAULT_THEME: "",
            DEFAULT_TITLE: stack.country.name,
            DEFAULT_ID_PROVIDER_NAME: part.owner.name,
            POLLING_ENABLED: "false",
          },
          ports,
          resources: { cpu: size.cpu, memory: size.memory },
          mounts: [
            { volume: "html", path: HTML },
            { volume: "tmp", path: "/tmp" },
            {
              volume: "configuration",
              path: "/etc/nginx/nginx.conf",
              subPath: "nginx.conf",
              readOnly: true,
            },
          ],
          startup: { ...page, period: 2, failures: 60 },
          liveness: { tcp: ports.http, failures: 6 },
          readiness: { ...page, period: 5 },
        },
      ],
    },
  );
}
