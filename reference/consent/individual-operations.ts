import { z } from "zod";
import { type Call, defineOperation, type Operation } from "../operation.ts";
import { conflict } from "../refusal.ts";
import { type Consent, change, requireManagement } from "./consent.ts";
import { createObject, listObjects, requireObject, updateObject } from "./objects.ts";
import { PAGE, pageOf } from "./page.ts";
import { routesOf } from "./routes.ts";
import { INDIVIDUAL, prune } from "./shapes.ts";

const RESPONSES = { 200: "The Individual", 400: "bad input parameter" } as const;

/** The operations on individuals, of the organisation and of applications alike; only these may update one. */
export function individualOperations(consent: Consent): readonly Operation[] {
  const body = z.object({ individual: INDIVIDUAL });
  const guard = requireManagement(consent);
  const both = (["config", "service"] as const).flatMap((side) => {
    const common = (path: string) => ({
      ...{ path: `/${side}${path}`, routes: routesOf(`/${side}${path}`), responses: RESPONSES },
      ...(side === "config" ? { guard } : {}),
    });
    return [
      defineOperation({
        ...{ id: `${side}IndividualCreate`, summary: "Create an Individual", method: "POST", body },
        ...common("/individual/"),
        handle: async (call) => {
          const { id: given, ...content } = prune(call.body.individual);
          const { id } = await change(consent, call, `${side}IndividualCreate`, ({ db, author }) =>
            createObject(db, "Individual", given, content, author),
          );
          return answer(id, content);
        },
      }),
      defineOperation({
        ...{ id: `${side}IndividualRead`, summary: "An Individual", method: "GET" },
        ...common("/individual/{individualId}/"),
        handle: (call) => {
          const { id, content } = consent.store.read((db) => requireObject(db, "Individual", idIn(call)));
          return answer(id, content);
        },
      }),
      defineOperation({
        ...{ id: `${side}IndividualList`, summary: "The Individuals", method: "GET", query: PAGE },
        ...common("/individuals/"),
        handle: ({ query }) => {
          const found = consent.store.read((db) => listObjects(db, "Individual", pageOf(query)));
          return { status: 200, body: { individuals: found.map(({ id, content }) => ({ id, ...content })) } };
        },
      }),
    ];
  });
  const path = "/service/individual/{individualId}/";
  return [
    ...both,
    defineOperation({
      ...{ id: "serviceIndividualUpdate", summary: "Update an Individual", method: "PUT", body, path },
      routes: routesOf(path),
      responses: RESPONSES,
      handle: async (call) => {
        const id = idIn(call);
        const { id: given = id, ...content } = prune(call.body.individual);
        if (given !== id) throw conflict("individual: the id is that of another one");
        await change(consent, call, "serviceIndividualUpdate", ({ db, author }) =>
          updateObject(db, "Individual", id, content, author),
        );
        return answer(id, content);
      },
    }),
  ];
}

function idIn({ params }: Call): string {
  return params["individualId"] ?? "";
}

function answer(id: string, content: object) {
  return { status: 200, body: { individual: { id, ...content } } };
}
