import { z } from "zod";
import type { Operation } from "./operation.ts";

/** Makes the OpenAPI 3.1 description of a server from its operations. */
export function describeOperations(
  title: string,
  version: string,
  operations: readonly Operation[],
): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of operations) {
    const path = paths[operation.path] ?? {};
    path[operation.method.toLowerCase()] = describeOperation(operation);
    paths[operation.path] = path;
  }
  return { openapi: "3.1.0", info: { title, version }, paths };
}

function describeOperation(operation: Operation): Record<string, unknown> {
  const inPath = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  const inQuery = (operation.query ?? []).map((parameter) => ({
    name: parameter.name,
    in: "query",
    required: parameter.required ?? false,
    schema: { type: parameter.type ?? "string" },
  }));
  const inHeader =
    operation.client === "required"
      ? [{ name: "Information-Mediator-Client", in: "header", required: true, schema: { type: "string" } }]
      : [];
  const beside = (operation.headers ?? []).map((parameter) => ({
    name: parameter.name,
    in: "header",
    required: parameter.required ?? false,
    schema: { type: parameter.type ?? "string" },
  }));
  return {
    operationId: operation.id,
    summary: operation.summary,
    parameters: [...inPath, ...inQuery, ...inHeader, ...beside],
    ...(operation.body === undefined ? {} : { requestBody: describeBody(operation, operation.body) }),
    responses: Object.fromEntries(
      Object.entries(operation.responses).map(([status, description]) => [status, { description }]),
    ),
  };
}

function describeBody(operation: Operation, body: z.ZodType): Record<string, unknown> {
  const { $schema: _, ...schema } = z.toJSONSchema(body, { io: "input", unrepresentable: "any" });
  const types = ["application/json", ...(operation.accepts ?? [])];
  return { required: true, content: Object.fromEntries(types.map((type) => [type, { schema }])) };
}
