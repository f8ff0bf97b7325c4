import type { ServerUnaryCall, sendUnaryData, UntypedServiceImplementation } from "@grpc/grpc-js";
import pluginMessages from "@pulumi/pulumi/proto/plugin_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import emptyMessages from "google-protobuf/google/protobuf/empty_pb.js";
import { diffConfiguration } from "./configuration.ts";
import { formatPath } from "./differences.ts";
import type { Handler, Request, ResourceDifference } from "./handler.ts";
import type { Properties } from "./properties.ts";
import { describeError, keepingSecrets, reveal, secretsOf, toPlain, toStruct } from "./wire.ts";

/** How the service finds its handlers, and what it tells of itself. */
export interface Provider {
  version: string;
  /** Takes the arguments of the provider resource, as plain values. */
  configure(config: Properties): void;
  handlerFor(type: string): Handler;
  cancel(): void;
}

/** The kinds of changes in the wire format, by difference; `replaces` adds 1. */
const changeKinds = { add: 0, delete: 2, update: 4 } as const;

/** Pulumi's ResourceProvider service (pulumi/provider.proto) over handlers that know nothing of its messages. */
export function createService(provider: Provider): UntypedServiceImplementation {
  return {
    getPluginInfo: answer(() => {
      const info = new pluginMessages.PluginInfo();
      info.setVersion(provider.version);
      return info;
    }),
    attach: answer(() => new emptyMessages.Empty()),
    cancel: answer(() => {
      provider.cancel();
      return new emptyMessages.Empty();
    }),
    checkConfig: answer((request: messages.CheckRequest) => {
      const response = new messages.CheckResponse();
      response.setInputs(request.getNews());
      return response;
    }),
    diffConfig: answer((request: messages.DiffRequest) => {
      const before = toPlain(request.getOldInputs() ?? request.getOlds());
      return describeDifferences(diffConfiguration(before, toPlain(request.getNews())));
    }),
    configure: answer((request: messages.ConfigureRequest) => {
      provider.configure(toPlain(request.getArgs()));
      const response = new messages.ConfigureResponse();
      response.setAcceptsecrets(true);
      response.setSupportspreview(true);
      return response;
    }),
    check: answer((request: messages.CheckRequest) => check(provider, request)),
    diff: answer((request: messages.DiffRequest) => diff(provider, request)),
    create: answer((request: messages.CreateRequest) => create(provider, request)),
    read: answer((request: messages.ReadRequest) => read(provider, request)),
    update: answer((request: messages.UpdateRequest) => update(provider, request)),
    delete: answer((request: messages.DeleteRequest) => remove(provider, request)),
  };
}

async function check(provider: Provider, request: messages.CheckRequest) {
  const { plain, secrets } = reveal(request.getNews());
  const { inputs, failures } = await provider.handlerFor(request.getType()).check(plain);
  const response = new messages.CheckResponse();
  response.setInputs(toStruct(inputs, secretsOf(inputs, secrets)));
  for (const { property, reason } of failures) {
    const failure = new messages.CheckFailure();
    failure.setProperty(property);
    failure.setReason(reason);
    response.addFailures(failure);
  }
  return response;
}

async function diff(provider: Provider, request: messages.DiffRequest) {
  const asked = {
    ...describe(request),
    inputs: toPlain(request.getNews()),
    state: toPlain(request.getOlds()),
  };
  const handler = provider.handlerFor(request.getType());
  const differences = await handler.diff(toPlain(request.getOldInputs()), {
    ...asked,
    timeout: 0,
    preview: true,
  });
  const response = describeDifferences(differences);
  // Names are the declared ones, so that the old object has to go before the new one can have its name.
  response.setDeletebeforereplace(true);
  return response;
}

function describeDifferences(differences: ResourceDifference[]): messages.DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
  const response = new messages.DiffResponse();
  response.setChanges(differences.length === 0 ? DIFF_NONE : DIFF_SOME);
  response.setHasdetaileddiff(true);
  for (const difference of differences) addDifference(response, difference);
  return response;
}

function addDifference(response: messages.DiffResponse, { path, kind, replaces }: ResourceDifference): void {
  const detail = new messages.PropertyDiff();
  detail.setKind((changeKinds[kind] + Number(replaces)) as messages.PropertyDiff.Kind);
  detail.setInputdiff(true);
  response.getDetaileddiffMap().set(formatPath(path), detail);
  response.addDiffs(path[0] ?? "");
  if (replaces) response.addReplaces(formatPath(path));
}

async function create(provider: Provider, request: messages.CreateRequest) {
  const { plain: inputs, secrets } = reveal(request.getProperties());
  const asked = { ...describe(request), id: "", inputs, state: {}, preview: request.getPreview() };
  const handler = provider.handlerFor(request.getType());
  const { id, state } = await keepingSecrets(secrets, () =>
    handler.create({ ...asked, timeout: request.getTimeout() }),
  );
  const response = new messages.CreateResponse();
  response.setId(id);
  response.setProperties(toStruct(state, secretsOf(state, secrets)));
  return response;
}

async function read(provider: Provider, request: messages.ReadRequest) {
  const state = reveal(request.getProperties());
  const inputs = reveal(request.getInputs());
  const asked = {
    ...describe(request),
    inputs: inputs.plain,
    state: state.plain,
    timeout: request.getTimeout(),
  };
  const found = await provider.handlerFor(request.getType()).read({ ...asked, preview: false });
  const response = new messages.ReadResponse();
  if (found === undefined) return response;
  const secrets = [...state.secrets, ...inputs.secrets];
  response.setId(request.getId());
  response.setProperties(toStruct(found.state, secretsOf(found.state, secrets)));
  response.setInputs(toStruct(found.inputs, secretsOf(found.inputs, secrets)));
  return response;
}

async function update(provider: Provider, request: messages.UpdateRequest) {
  const { plain: inputs, secrets } = reveal(request.getNews());
  const asked = {
    ...describe(request),
    inputs,
    state: toPlain(request.getOlds()),
    preview: request.getPreview(),
  };
  const handler = provider.handlerFor(request.getType());
  const state = await keepingSecrets(secrets, () =>
    handler.update({ ...asked, timeout: request.getTimeout() }),
  );
  const response = new messages.UpdateResponse();
  response.setProperties(toStruct(state, secretsOf(state, secrets)));
  return response;
}

async function remove(provider: Provider, request: messages.DeleteRequest) {
  const asked = {
    ...describe(request),
    inputs: toPlain(request.getOldInputs()),
    state: toPlain(request.getProperties()),
  };
  const handler = provider.handlerFor(request.getType());
  await handler.delete({ ...asked, timeout: request.getTimeout(), preview: false });
  return new emptyMessages.Empty();
}

function describe(request: { getType(): string; getId?(): string }): Pick<Request, "type" | "id"> {
  return { type: request.getType(), id: request.getId?.() ?? "" };
}

function answer<Asked, Answered>(work: (request: Asked) => Answered | Promise<Answered>) {
  return (call: ServerUnaryCall<Asked, Answered>, callback: sendUnaryData<Answered>) => {
    Promise.resolve(call.request)
      .then(work)
      .then((response) => callback(null, response))
      .catch((error: Error) => callback(describeError(error)));
  };
}
