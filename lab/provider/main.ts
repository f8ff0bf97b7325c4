import { Server, ServerCredentials } from "@grpc/grpc-js";
import services from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import { KubernetesProvider } from "./kubernetes-provider.ts";
import { createService } from "./service.ts";

/** Large objects, such as a chart's values, pass the default limit of 4 MiB. */
const maxMessage = 400 * 1024 * 1024;
/** How often to look whether the engine is still there, in milliseconds. */
const orphanMs = 1000;

const server = new Server({
  "grpc.max_receive_message_length": maxMessage,
  "grpc.max_send_message_length": maxMessage,
});
server.addService(services.ResourceProviderService, createService(new KubernetesProvider()));
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  // The engine reads the port from the first line.
  process.stdout.write(`${port}\n`);
});

// An engine that is killed tells its plug-ins nothing; the real one asks after the engine too, and ends.
const engine = process.ppid;
setInterval(() => {
  // It may have died before this process had begun to look.
  if (process.ppid !== engine || engine === 1) process.exit();
}, orphanMs).unref();
