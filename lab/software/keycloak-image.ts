import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { execa } from "execa";
import keycloak from "../../charts/identity/keycloak/product.ts";
import { statePath } from "../places.ts";
import { checkLibraries, unpackDebianRoot } from "./debian-root.ts";
import type { SoftwareImage } from "./software-image.ts";

const VERSION = keycloak.releases[0]?.version ?? "";
const JAVA = "/usr/lib/jvm/java-17-openjdk-amd64";

const packages = [
  ...["openjdk-17-jre-headless", "bash", "libtinfo6", "libc6", "libgcc-s1", "libstdc++6", "zlib1g"],
  ...[
    "libfontconfig1",
    "libfreetype6",
    "libpng16-16",
    "libexpat1",
    "libbrotli1",
    "libuuid1",
    "libharfbuzz0b",
  ],
  ...[
    "libglib2.0-0",
    "libgraphite2-3",
    "libpcre2-8-0",
    "libjpeg62-turbo",
    "liblcms2-2",
    "libpcsclite1",
    "tzdata",
    "libc-bin",
    "ca-certificates",
  ],
];

/** Keycloak's own distribution from Maven Central on Debian's Java, laid out as the official image. */
export const keycloakImage: SoftwareImage = {
  reference: keycloak.releases[0]?.images["server"] ?? "",
  recipe: import.meta.filename,
  contents: `Keycloak ${VERSION} of Maven Central on OpenJDK 17 of Debian 12`,
  entrypoint: ["/opt/keycloak/bin/kc.sh"],
  user: "1000:1000",
  env: { PATH: `${JAVA}/bin:/usr/bin`, JAVA_HOME: JAVA, LANG: "C.UTF-8" },
  fillRoot: async () => {
    const root = await unpackDebianRoot({
      packages,
      without: ["usr/lib/jvm/*/lib/src.zip", "etc/init.d"],
      users: [{ name: "keycloak", id: 1000, home: "/opt/keycloak" }],
    });
    await checkLibraries(root, [`${JAVA}/bin/java`, "/usr/bin/bash"]);
    await trustOneAuthority(root);
    await unpackKeycloak(root);
    return root;
  },
};

/** Keycloak refuses to start without a trust store, which only the installation of a package would make. */
async function trustOneAuthority(root: string): Promise<void> {
  const certificate = "/usr/share/ca-certificates/mozilla/ISRG_Root_X1.crt";
  const store = "/etc/ssl/certs/java/cacerts";
  await mkdir(dirname(join(root, store)), { recursive: true });
  const password = ["-storepass", "changeit"];
  const args = [
    "-importcert",
    "-noprompt",
    "-alias",
    "first",
    "-file",
    certificate,
    "-keystore",
    store,
    ...password,
  ];
  // Java finds its own libraries by /proc, which a bare root has not.
  const env = { LD_LIBRARY_PATH: `${JAVA}/lib:${JAVA}/lib/jli` };
  await execa("chroot", [root, `${JAVA}/bin/keytool`, ...args], { env });
}

async function unpackKeycloak(root: string): Promise<void> {
  const work = await mkdtemp(statePath("images", "keycloak-"));
  const artifact = `org.keycloak:keycloak-quarkus-dist:${VERSION}:zip`;
  await execa("mvn", ["-q", "-B", "dependency:copy", `-Dartifact=${artifact}`, `-DoutputDirectory=${work}`], {
    cwd: work,
  });
  await execa("/usr/bin/busybox", ["unzip", "-q", `keycloak-quarkus-dist-${VERSION}.zip`], { cwd: work });
  await mkdir(join(root, "opt"), { recursive: true });
  await rename(join(work, `keycloak-${VERSION}`), join(root, "opt/keycloak"));
  await execa("chmod", ["0755", join(root, "opt/keycloak/bin/kc.sh")]);
  await rm(work, { recursive: true });
}
