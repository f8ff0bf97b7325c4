import { decodeProtectedHeader } from "jose";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { tokensOf } from "./example-browser.ts";
import { type ExampleClient, type ExampleIdentity, makeClient, startIdentity } from "./example-identity.ts";

let identity: ExampleIdentity;
let client: ExampleClient;
let count = 0;
beforeAll(async () => {
  identity = startIdentity();
  client = await makeClient(identity);
});
afterAll(() => identity.close());

const texts = (value: string) => JSON.stringify([{ language: "eng", value }]);

async function enrol(changes: object = {}, fields: object = {}) {
  count += 1;
  const id = `1000110002001012026112112${String(count).padStart(4, "0")}`;
  const request = {
    id,
    refId: "10001_10002",
    process: "NEW",
    source: "REGISTRATION_CLIENT",
    fields: { fullName: texts("Tess Person"), gender: texts("Male"), city: texts("Kenitra"), ...fields },
    ...changes,
  };
  const answer = await identity.send("PUT", "/enrollment", {
    id: "govstack.enrollment",
    version: "v1",
    request,
  });
  return { id, request, ...answer };
}

const call = (method: string, path: string, request: unknown, headers: Record<string, string> = {}) =>
  identity.send(method, path, { id: "a", version: "v1", request }, headers);
const codeOf = (answer: { body: { errors: { errorCode: string }[] } }) => answer.body.errors[0]?.errorCode;

describe("enrolment", () => {
  it("makes a person who can sign in by the registration id", async () => {
    const { id, status, body } = await enrol();
    expect(status).toBe(201);
    expect(body).toMatchObject({
      id: "govstack.enrollment",
      version: "v1",
      response: [{ id, process: "NEW" }],
      errors: [],
    });
    expect(decodeProtectedHeader(body.response[0].signature).alg).toBe("RS256");
    expect((await tokensOf(identity, client, { person: id })).status).toBe(200);
  });

  it("again with the same changes nothing, and with another brings the person to that", async () => {
    const { request, body } = await enrol({}, { phone: "+9995550120" });
    const again = await call("PUT", "/enrollment", request);
    expect(again).toMatchObject({ status: 200, body: { response: body.response } });
    const fields = { fullName: "Tess Other" };
    expect((await call("PUT", "/enrollment", { ...request, process: "UPDATE", fields })).status).toBe(200);
    const now = await call("PATCH", "/updateIdentity", { registrationId: request.id, identity: {} });
    expect(now.body.response).toEqual({ status: "ACTIVATED", identity: fields });
  });

  it("is refused for what cannot be read, and updates nobody who is not there", async () => {
    expect(codeOf(await enrol({ id: undefined }))).toBe("invalid_request");
    expect(codeOf(await enrol({}, { fullName: undefined }))).toBe("invalid_request");
    expect(codeOf(await enrol({}, { fullName: "[{" }))).toBe("invalid_request");
    expect(codeOf(await enrol({}, { dateOfBirth: "1986-02-30" }))).toBe("invalid_request");
    expect((await enrol({ process: "UPDATE" })).status).toBe(404);
    expect((await identity.send("PUT", "/enrollment")).status).toBe(400);
  });

  it("is forbidden for somebody who is blocked", async () => {
    const { id, request } = await enrol();
    await call("POST", "/block", { id, idType: "RID" });
    expect((await call("PUT", "/enrollment", { ...request, refId: "other" })).status).toBe(403);
  });
});

describe("blocking", () => {
  it("ends what the person is signed in to and every way in, until it is ended", async () => {
    const { id } = await enrol();
    const { body } = await tokensOf(identity, client, { person: id });
    const bearer = { authorization: `Bearer ${body.access_token}` };
    const userinfo = async () => (await identity.send("GET", "/oidc/userinfo", undefined, bearer)).status;
    expect(await userinfo()).toBe(200);
    const blocked = await call("POST", "/block", { id, idType: "RID" });
    expect(blocked.body).toMatchObject({ response: { id, idType: "RID", status: "BLOCKED" }, errors: [] });
    expect(await userinfo()).toBe(401);
    expect((await tokensOf(identity, client, { person: id })).status).toBe(400);
    expect(await identity.code(id)).toBe("undefined");
    expect((await call("POST", "/block", { id, idType: "RID" })).body.response).toEqual(
      blocked.body.response,
    );
    expect((await call("POST", "/unblock", { id, idType: "RID" })).body.response.status).toBe("ACTIVATED");
    expect((await tokensOf(identity, client, { person: id })).status).toBe(200);
  });

  it("can end by itself", async () => {
    const { id } = await enrol();
    const expiryTimestamp = new Date(Date.now() + 60_000).toISOString();
    expect((await call("POST", "/block", { id, expiryTimestamp })).body.response).toMatchObject({
      expiryTimestamp,
    });
    expect(await identity.code(id)).toBe("undefined");
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 61_000 });
    expect(await identity.code(id)).toMatch(/^\d{6}$/);
    vi.useRealTimers();
  });

  it("is refused for whom nobody knows", async () => {
    const { id } = await enrol();
    expect(codeOf(await call("POST", "/block", { id: "nobody" }))).toBe("invalid_identifier");
    expect(codeOf(await call("POST", "/block", { id, idType: "VID" }))).toBe("invalid_identifier");
    expect(codeOf(await call("POST", "/block", { id, idType: "PASSPORT" }))).toBe("invalid_request");
    expect(codeOf(await call("POST", "/block", {}))).toBe("invalid_request");
  });
});

describe("changing somebody's identity", () => {
  it("replaces the fields that are named, deactivates, and says what there is now", async () => {
    const { id } = await enrol();
    const changed = await call("PATCH", "/updateIdentity", {
      registrationId: id,
      identity: { city: "Harbour", gender: null },
      status: "DEACTIVATED",
    });
    expect(changed.body.response).toEqual({
      status: "DEACTIVATED",
      identity: { fullName: texts("Tess Person"), city: "Harbour" },
    });
    expect((await tokensOf(identity, client, { person: id })).status).toBe(400);
    expect((await call("PATCH", "/updateIdentity", { registrationId: id, status: "ACTIVATED" })).status).toBe(
      200,
    );
    expect((await tokensOf(identity, client, { person: id })).status).toBe(200);
  });

  it("has nothing to do, is forbidden while blocked, and refuses what it cannot read", async () => {
    const { id } = await enrol();
    const change = (request: object) => call("PATCH", "/updateIdentity", { registrationId: id, ...request });
    expect((await change({})).status).toBe(204);
    expect(codeOf(await change({ status: "GONE" }))).toBe("invalid_request");
    expect(codeOf(await change({ identity: { fullName: null } }))).toBe("invalid_request");
    expect(codeOf(await call("PATCH", "/updateIdentity", { status: "ACTIVATED" }))).toBe("invalid_request");
    expect(codeOf(await change({ uin: "nobody", status: "ACTIVATED" }))).toBe("invalid_identifier");
    await call("POST", "/block", { id });
    expect((await change({ status: "ACTIVATED" })).status).toBe(403);
  });
});

describe("what people do with their own credentials", () => {
  async function signedIn() {
    const { id } = await enrol();
    const { body } = await tokensOf(identity, client, { person: id });
    return {
      id,
      bearer: { authorization: `Bearer ${body.access_token}` },
      idToken: { ID_token: body.id_token },
    };
  }
  const history = (headers: Record<string, string>, query = "") =>
    identity.send("GET", `/service-history/eng?fromDate=2020-01-01${query}`, undefined, {
      locale: "en-US",
      "time-zone-offset": "-330",
      ...headers,
    });
  const share = {
    partnerId: "clinics",
    sharableAttributes: [{ attributeName: "dateOfBirth", isMasked: true }],
    purpose: "A visit",
    consent: "Accepted",
  };

  it("share them with a partner, and find that among their events, by either token", async () => {
    const { bearer, idToken } = await signedIn();
    const shared = await call("POST", "/share-credential", share, bearer);
    expect(shared.body.response).toEqual({ status: "Success" });
    const eventId = shared.headers.get("eventId");
    expect(eventId).toMatch(/^\d{16}$/);
    const { body } = await identity.send("GET", `/events/${eventId}?language=eng`, undefined, idToken);
    expect(body.response).toMatchObject({
      eventId,
      eventType: "DATA_SHARE_REQUEST",
      eventStatus: "SUCCESS",
      info: { partnerId: "clinics", purpose: "A visit", attributeList: "dateOfBirth" },
    });
    const listed = await history(bearer, "&serviceType=DATA_SHARE_REQUEST");
    expect(listed.body.response).toMatchObject({ totalItems: 1, pageNo: 0, pageSize: 10, totalPages: 1 });
    expect(listed.body.response.data[0]).toMatchObject({
      eventId,
      timeStamp: expect.stringMatching(/\+05:30$/),
    });
  });

  it("see who signed them in, page by page, in either order", async () => {
    const { bearer, id } = await signedIn();
    await tokensOf(identity, client, { person: id });
    const all = (await history(bearer)).body.response.data.map(
      (one: { requestType: string }) => one.requestType,
    );
    expect(all).toEqual(["SERVICE_REQUEST", "AUTHENTICATION_REQUEST", "AUTHENTICATION_REQUEST"]);
    const second = await history(bearer, "&pageFetch=2&pageStart=1&sortType=DESC");
    expect(second.body.response.data).toHaveLength(1);
    expect(second.body.response.data[0].requestType).toBe("SERVICE_REQUEST");
    expect((await history(bearer, "&statusFilter=FAILED")).body.response.totalItems).toBe(0);
    expect((await history(bearer, "&toDate=2020-01-02")).body.response.totalItems).toBe(0);
  });

  it("download a card, which is a PDF", async () => {
    const { bearer } = await signedIn();
    const html = "<style>p{}</style><h1>Card</h1><p>Tess &amp; (Person)</p>";
    for (const sent of [html, Buffer.from(html).toString("base64")]) {
      const answer = await call("POST", "/download/personalized-card", { html: sent }, bearer);
      expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/pdf"]);
      expect(answer.headers.get("eventId")).toMatch(/^\d{16}$/);
      expect(answer.text).toMatch(
        /^%PDF-1\.4[\s\S]*\(Card\) Tj T\*\n\(Tess & \\\(Person\\\)\) Tj[\s\S]*%%EOF\n$/,
      );
    }
    expect((await call("POST", "/download/personalized-card", {}, bearer)).status).toBe(400);
  });

  it("need a token of now for all of that", async () => {
    const { bearer, id } = await signedIn();
    const { bearer: stranger } = await signedIn();
    const shared = await call("POST", "/share-credential", share, bearer);
    const event = `/events/${shared.headers.get("eventId")}`;
    expect((await identity.send("GET", `${event}?language=eng`, undefined, stranger)).status).toBe(404);
    expect((await identity.send("GET", event, undefined, bearer)).status).toBe(400);
    const none: Record<string, string> = {};
    for (const headers of [none, { authorization: "Bearer forged" }, { ID_token: "a.b.c" }]) {
      expect((await history(headers)).status).toBe(401);
      expect((await call("POST", "/share-credential", share, headers)).status).toBe(401);
      expect((await call("POST", "/download/personalized-card", {}, headers)).status).toBe(401);
      expect((await identity.send("GET", `${event}?language=eng`, undefined, headers)).status).toBe(401);
    }
    await call("POST", "/block", { id });
    expect((await history(bearer)).status).toBe(401);
  });

  it("are refused what is wrong, each with its code", async () => {
    const { bearer } = await signedIn();
    const code = async (changes: object) =>
      (await call("POST", "/share-credential", { ...share, ...changes }, bearer)).body.errors.errorCode;
    expect(await code({ consent: "Denied" })).toBe("consent_required");
    expect(await code({ partnerId: "nobody" })).toBe("invalid_partner");
    expect(await code({ sharableAttributes: [{ attributeName: "shoeSize" }] })).toBe("invalid_attribute");
    expect(await code({ purpose: "<script>" })).toBe("invalid_request");
    for (const query of [
      "&pageFetch=0",
      "&sortType=UP",
      "&serviceType=X",
      "&toDate=2019-01-01",
      "&statusFilter=X",
    ])
      expect(codeOf(await history(bearer, query)), query).toBe("invalid_request");
    expect(codeOf(await history({ ...bearer, "time-zone-offset": "late" }))).toBe("invalid_request");
  });
});
