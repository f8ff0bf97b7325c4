import type { Caller } from "../kills/call.ts";
import type { Target } from "./target.ts";

const TIME = "2026-11-21T10:00:00.000Z";
const CLIENT = {
  clientId: "client-1",
  clientName: "Clinics",
  relyingPartyId: "clinics",
  logoUri: "https://clinics.example/logo.png",
  redirectUris: ["https://clinics.example/back"],
  authContextRefs: ["idbb:acr:generated-code", "idbb:acr:linked-wallet"],
  publicKey: {},
  userClaims: ["name", "birthdate"],
  grantTypes: ["authorization_code"],
  clientAuthMethods: ["private_key_jwt"],
};
const PERSON = {
  individualId: "P-1",
  registrationId: "R-1",
  names: { given: "Tess", family: "Person" },
  dateOfBirth: "1990-01-31",
  gender: "Female",
  phone: "+9995550101",
  email: "tess@people.example",
};

/** An identity server with a client and a person. */
export function createIdentityTarget(): Target {
  const restore = async (caller: Caller): Promise<void> => {
    const { clientId: _, relyingPartyId: __, publicKey: ___, ...rest } = CLIENT;
    const request = { ...rest, status: "active" };
    const path = "/client-mgmt/oidc-client/client-1";
    await caller.send({ method: "PUT", path, body: { requestTime: TIME, request } });
    for (const id of ["P-1", "P-2"]) {
      await caller.send({ method: "POST", path: "/unblock", body: { request: { id } } });
      const activated = { uin: id, status: "ACTIVATED" };
      await caller.send({ method: "PATCH", path: "/updateIdentity", body: { request: activated } });
    }
  };
  const identity = Buffer.from(JSON.stringify({ phone: "+9995550102" })).toString("base64");
  return {
    block: "identity",
    seed: { people: [PERSON, { ...PERSON, individualId: "P-2", registrationId: "R-2" }], clients: [CLIENT] },
    beyond: [],
    allowed: [],
    words: () => ({
      requestTime: [TIME, "yesterday"],
      requesttime: [TIME],
      clientId: ["client-1", "client-2", "client-3"],
      client_id: ["client-1", "client-2"],
      relyingPartyId: ["clinics"],
      logoUri: ["https://clinics.example/logo.png"],
      redirectUris: [CLIENT.redirectUris, ["org.example.app:/back"], ["javascript:alert(1)"]],
      authContextRefs: [CLIENT.authContextRefs],
      userClaims: [["name"], ["name", "gender"]],
      grantTypes: [["authorization_code"]],
      clientAuthMethods: [["private_key_jwt"]],
      publicKey: [{}, { kty: "EC", crv: "P-256", x: "AA", y: "AA" }, { kty: "RSA", n: "AQAB", e: "AQAB" }],
      status: ["active", "inactive", "ACTIVATED", "DEACTIVATED"],
      id: ["P-1", "R-1", "R-3", "govstack.enrollment"],
      idType: ["UIN", "RID", "VID"],
      expiryTimestamp: ["2099-01-01T00:00:00Z", "2001-01-01T00:00:00Z"],
      individualId: ["P-1", "P-2", "R-1", "nobody"],
      registrationId: ["R-1", "R-2"],
      uin: ["P-1", "P-2"],
      transactionId: ["t-1", "nothing"],
      transactionID: ["t-1"],
      otp: ["000000"],
      identityJson: [identity, "e30=", "not base64"],
      linkCode: ["ABCDEFGHJK"],
      linkedCode: ["ABCDEFGHJK"],
      linkedTransactionId: ["l-1"],
      challengeList: [
        [{ authFactorType: "OTP", challenge: "000000", format: "number" }],
        [{ authFactorType: "WLA", challenge: "a.b.c", format: "jwt" }],
        [],
      ],
      authFactorType: ["WLA"],
      format: ["jwt", "alpha-numeric"],
      fields: [
        { fullName: '[{"language":"eng","value":"Tess"}]', gender: "Female" },
        { fullName: [{ language: "eng", value: "Tess" }], dateOfBirth: "1990/01/31", more: { a: [1] } },
      ],
      identity: [{ city: "Harbour" }, { gender: null }, { fullName: "Tess" }],
      langCode: ["eng"],
      language: ["eng", "e"],
      eventId: ["1234567890123456"],
      client: ["SANDBOX/GOV/9/client-1"],
    }),
    restore,
    check: async (caller) => {
      await restore(caller);
      // The caller encodes what it is given.
      const query =
        "client_id=client-1&redirect_uri=https://clinics.example/back&response_type=code&scope=openid";
      await caller.expect({ method: "GET", path: `/authorize?${query}` }, 200);
      await caller.expect({ method: "GET", path: "/.well-known/jwks.json" }, 200);
      const request = { registrationId: "R-1", documents: [] };
      await caller.expect({ method: "PATCH", path: "/updateIdentity", body: { request } }, 200);
    },
  };
}
