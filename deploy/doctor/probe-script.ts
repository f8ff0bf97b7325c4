/**
 * What a probe's pods run, as text for `node -e` of our image, so that it needs no image of its own. Each writes one
 * line of JSON into the file in which Kubernetes takes a container's last words.
 */
const TELL = `
const { writeFileSync, readFileSync } = require("node:fs");
const tell = (said) => writeFileSync("/dev/termination-log", JSON.stringify(said));
`;

/** Listens on the given ports until it is ended. */
export const LISTEN = `
const net = require("node:net");
for (const port of process.argv.slice(1)) net.createServer((socket) => socket.end()).listen(Number(port), "0.0.0.0");
process.on("SIGTERM", () => process.exit(0));
`;

/**
 * Asks for a name, and tries the ports of a host: HOST NAME PORT... A port counts as open as it was at the last of
 * several tries, since a policy may come into force a moment after the pod.
 */
export const LOOK = `${TELL}
const net = require("node:net");
const dns = require("node:dns").promises;
const [host, name, ...ports] = process.argv.slice(1);
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const knock = (port) => new Promise((resolve) => {
  const socket = net.connect({ host, port: Number(port) });
  const end = (answer) => { socket.destroy(); resolve(answer); };
  socket.setTimeout(2000, () => end("late"));
  socket.on("connect", () => end("open"));
  socket.on("error", (error) => end(error.code || "error"));
});
const resolve = async () => {
  for (let tries = 5; ; tries--) {
    try { return (await dns.lookup(name)).address; }
    catch (error) { if (tries === 1) return { error: error.code || "error" }; }
    await sleep(1000);
  }
};
(async () => {
  const answers = {};
  for (let round = 0; round < 3; round++) {
    if (round > 0) await sleep(1500);
    await Promise.all(ports.map(async (port) => { answers[port] = await knock(port); }));
  }
  tell({ ports: answers, address: await resolve() });
})();
`;

/** Writes a file into a folder, reads it again, and tells as whom. */
export const WRITE = `${TELL}
const { statfsSync } = require("node:fs");
const folder = process.argv[1];
const said = { user: process.getuid() };
try {
  const file = folder + "/country-stack-doctor";
  const text = String(process.hrtime.bigint());
  writeFileSync(file, text);
  said.same = readFileSync(file, "utf8") === text;
  const { bavail, bsize } = statfsSync(folder);
  said.freeBytes = bavail * bsize;
} catch (error) { said.error = error.code || error.message; }
tell(said);
`;
