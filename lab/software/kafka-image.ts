import { chmod, mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import kafka from "../../charts/platform/kafka/product.ts";
import { statePath } from "../places.ts";
import { checkLibraries, unpackDebianRoot } from "./debian-root.ts";
import type { SoftwareImage } from "./software-image.ts";

const VERSION = kafka.releases[0]?.version ?? "";
const JAVA = "/usr/lib/jvm/java-17-openjdk-amd64";

const packages = [
  ...[
    "openjdk-17-jre-headless",
    "libc6",
    "libgcc-s1",
    "libstdc++6",
    "zlib1g",
    "libjpeg62-turbo",
    "liblcms2-2",
  ],
  ...[
    "libfontconfig1",
    "libfreetype6",
    "libpng16-16",
    "libexpat1",
    "libbrotli1",
    "libuuid1",
    "libharfbuzz0b",
  ],
  ...["libglib2.0-0", "libgraphite2-3", "libpcre2-8-0", "libpcsclite1", "tzdata", "libc-bin"],
];

/** What Kafka's own distribution holds: the server, its tools with their log4j, and what brings logs to that. */
const ARTIFACTS = [
  `org.apache.kafka:kafka_2.13:${VERSION}`,
  `org.apache.kafka:kafka-tools:${VERSION}`,
  "org.apache.logging.log4j:log4j-slf4j-impl:2.25.4",
];

/**
 * Kafka's scripts are in no registry of packages: these start the same classes and heed the same variables, but for
 * EXTRA_ARGS, which tells the official launcher what to call its process.
 */
const SCRIPTS: Readonly<Record<string, string>> = {
  "kafka-run-class.sh": `mkdir -p "\${LOG_DIR:-/opt/kafka/logs}"
exec java \${KAFKA_HEAP_OPTS:--Xmx256M} \${KAFKA_JVM_PERFORMANCE_OPTS:--server -XX:+UseG1GC} \\
  -Dkafka.logs.dir="\${LOG_DIR:-/opt/kafka/logs}" \${KAFKA_LOG4J_OPTS:-} \${KAFKA_OPTS:-} -cp '/opt/kafka/libs/*' "$@"`,
  "kafka-server-start.sh": `exec "\${0%/*}/kafka-run-class.sh" kafka.Kafka "$@"`,
  "kafka-storage.sh": `exec "\${0%/*}/kafka-run-class.sh" kafka.tools.StorageTool "$@"`,
};

/** Kafka's own classes from Maven Central on Debian's Java, laid out as the official image. */
export const kafkaImage: SoftwareImage = {
  reference: kafka.releases[0]?.images["server"] ?? "",
  recipe: import.meta.filename,
  contents: `Kafka ${VERSION} of Maven Central, started by scripts of the lab, on OpenJDK 17 of Debian 12`,
  entrypoint: ["/opt/kafka/bin/kafka-server-start.sh"],
  user: "1000:1000",
  env: { PATH: `${JAVA}/bin:/usr/bin`, JAVA_HOME: JAVA, LANG: "C.UTF-8" },
  fillRoot: async () => {
    const root = await unpackDebianRoot({
      packages,
      without: ["usr/lib/jvm/*/lib/src.zip", "etc/init.d"],
      users: [{ name: "appuser", id: 1000, home: "/home/appuser" }],
    });
    await checkLibraries(root, [`${JAVA}/bin/java`]);
    await addKafka(join(root, "opt/kafka"));
    return root;
  },
};

async function addKafka(folder: string): Promise<void> {
  const bin = join(folder, "bin");
  await mkdir(bin, { recursive: true });
  for (const [name, text] of Object.entries(SCRIPTS)) {
    await writeFile(join(bin, name), `#!/bin/sh\nset -eu\n${text}\n`);
    await chmod(join(bin, name), 0o755);
  }
  const work = await mkdtemp(statePath("images", "kafka-"));
  await writeFile(join(work, "pom.xml"), projectFile(ARTIFACTS));
  const output = `-DoutputDirectory=${join(work, "libs")}`;
  await execa("mvn", ["-q", "-B", "dependency:copy-dependencies", "-DincludeScope=runtime", output], {
    cwd: work,
  });
  await rename(join(work, "libs"), join(folder, "libs"));
  await rm(work, { recursive: true });
}

/** A project that is nothing but its dependencies. */
function projectFile(artifacts: readonly string[]): string {
  const dependencies = artifacts.map((artifact) => {
    const [group, name, version] = artifact.split(":");
    return `<dependency><groupId>${group}</groupId><artifactId>${name}</artifactId><version>${version}</version></dependency>`;
  });
  return `<project><modelVersion>4.0.0</modelVersion><groupId>lab</groupId><artifactId>lab</artifactId>
<version>1</version><dependencies>${dependencies.join("")}</dependencies></project>
`;
}
