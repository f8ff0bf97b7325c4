import type { AddressInfo } from "node:net";
import { createServer, type Server, type Socket } from "node:net";
import type { Address } from "./broker.ts";
import { WireReader, WireWriter } from "./wire.ts";

/** What a fake broker keeps and is asked. */
export interface FakeBroker extends Address {
  /** Partitions by topic. */
  readonly topics: Map<string, number>;
  /** `METADATA` or `CREATE` of every request, in order. */
  readonly requests: string[];
  /** Makes the next requests meet trouble: nothing is answered, or after the request was carried out. */
  readonly trouble: ("cut" | "cut-after" | "not-controller" | "no-leader")[];
  close(): Promise<void>;
}

/** A broker that knows Metadata 1 and CreateTopics 4, on loopback; any other request ends its connection. */
export async function startFakeBroker(): Promise<FakeBroker> {
  const topics = new Map<string, number>();
  const requests: string[] = [];
  const trouble: FakeBroker["trouble"] = [];
  const server: Server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", (chunk) => answer(socket, chunk.subarray(4)));
  });
  const answer = (socket: Socket, message: Buffer) => {
    const request = new WireReader(message);
    const [key, version, correlation] = [request.int16(), request.int16(), request.int32()];
    request.string();
    const what = trouble.shift();
    if (what === "cut") return socket.destroy();
    const response = new WireWriter().int32(correlation);
    if (key === 3 && version === 1) writeMetadata(response, what === "no-leader");
    else if (key === 19 && version === 4) create(request, response, what === "not-controller");
    else return socket.destroy();
    if (what === "cut-after") return socket.destroy();
    socket.end(response.frame());
  };
  const writeMetadata = (response: WireWriter, leaderless: boolean) => {
    requests.push("METADATA");
    response.array([1], (id) => {
      response.int32(id).string("127.0.0.1").int32(portOf(server)).int16(-1);
    });
    response.int32(1);
    response.array([...topics], ([name, partitions]) => {
      response.int16(0).string(name).int8(0);
      response.array(Array.from({ length: partitions }), () => {
        response
          .int16(leaderless ? 5 : 0)
          .int32(0)
          .int32(leaderless ? -1 : 1);
        response.array([1], (id) => void response.int32(id)).array([1], (id) => void response.int32(id));
      });
    });
  };
  const create = (request: WireReader, response: WireWriter, refuses: boolean) => {
    requests.push("CREATE");
    const asked = request.array(() => {
      const topic = { name: request.string() ?? "", partitions: request.int32(), replicas: request.int16() };
      request.array(() => request.int32());
      request.array(() => request.string());
      return topic;
    });
    response.int32(0);
    response.array(asked, ({ name, partitions, replicas }) => {
      const present = topics.has(name) ? 36 : 0;
      const error = refuses ? 41 : present;
      // The number of replicas is to be the broker's choice.
      if (replicas !== -1) requests.push(`CREATE with ${replicas} replicas`);
      if (error === 0) topics.set(name, partitions);
      response.string(name).int16(error).int16(-1);
    });
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    host: "127.0.0.1",
    port: portOf(server),
    topics,
    requests,
    trouble,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
