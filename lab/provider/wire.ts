import { Metadata, status } from "@grpc/grpc-js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import statusMessages from "@pulumi/pulumi/proto/status_pb.js";
import anyMessages from "google-protobuf/google/protobuf/any_pb.js";
import structMessages from "google-protobuf/google/protobuf/struct_pb.js";
import { NotReadyError } from "./handler.ts";
import { markSecrets, type Path, type Properties, revealSecrets } from "./properties.ts";

/** Properties in a message; absent when there are none. */
type Struct = structMessages.Struct;

/** A Secret's content is secret whether or not the program said so. */
export function secretsOf(object: Properties, secrets: Path[]): Path[] {
  return object["kind"] === "Secret" ? [...secrets, ["data"], ["stringData"]] : secrets;
}

/** The properties in a message without their secret marks, and where those were. */
export function reveal(struct: Struct | undefined): { plain: Properties; secrets: Path[] } {
  const { plain, secrets } = revealSecrets((struct?.toJavaScript() ?? {}) as Properties);
  return { plain: plain as Properties, secrets };
}

/** The properties in a message without their secret marks. */
export function toPlain(struct: Struct | undefined): Properties {
  return reveal(struct).plain;
}

/** Properties as a message, with secret marks at these paths. */
export function toStruct(properties: Properties, secrets: Path[]): Struct {
  return structMessages.Struct.fromJavaScript(markSecrets(properties, secrets) as Properties);
}

/** Marks the secrets of the state that an unready resource leaves, as those of one that is ready. */
export async function keepingSecrets<T>(secrets: Path[], work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof NotReadyError)) throw error;
    const state = markSecrets(error.state, secretsOf(error.state, secrets)) as Properties;
    throw new NotReadyError(error.id, state, error.reasons);
  }
}

/** The error as gRPC sends it; with the resource's state where it is there but not ready. */
export function describeError(error: Error) {
  const metadata = new Metadata();
  if (error instanceof NotReadyError) {
    const detail = new messages.ErrorResourceInitFailed();
    detail.setId(error.id);
    detail.setProperties(structMessages.Struct.fromJavaScript(error.state));
    detail.setReasonsList(error.reasons);
    const packed = new anyMessages.Any();
    packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
    const rich = new statusMessages.Status();
    rich.setCode(status.UNKNOWN);
    rich.setMessage(error.message);
    rich.addDetails(packed);
    metadata.add("grpc-status-details-bin", Buffer.from(rich.serializeBinary()));
  }
  return { code: status.UNKNOWN, details: error.message, metadata };
}
