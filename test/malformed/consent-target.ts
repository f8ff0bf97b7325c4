import type { Target } from "./target.ts";

const POLICY = { id: "policy-1", name: "Privacy", version: "1", url: "https://gov.example/privacy/1" };
const AGREEMENT = {
  ...{ id: "agreement-1", version: "1", purpose: "To test", lawfulBasis: "consent", dpia: "none" },
  ...{ active: true, policy: { id: POLICY.id } },
};
const PERSON = { id: "person-1", externalId: "XU-1001", externalIdType: "national id" };
const RECORD = `/service/individual/record/data-agreement/${AGREEMENT.id}/?individualId=${PERSON.id}`;

/** A consent server with one thing of each kind. */
export function createConsentTarget(): Target {
  return {
    block: "consent",
    seed: { policies: [POLICY], dataAgreements: [AGREEMENT], individuals: [PERSON] },
    beyond: [],
    allowed: [],
    words: () => ({
      policyId: [POLICY.id, POLICY.id, "none", ".."],
      dataAgreementId: [AGREEMENT.id, AGREEMENT.id, "none"],
      individualId: [PERSON.id, PERSON.id, "none"],
      webhookId: ["webhook-1", "none"],
      consentRecordId: ["none", "draft"],
      revisionId: ["none", ""],
      dataAttributeId: ["a"],
      id: [POLICY.id, AGREEMENT.id, PERSON.id, "webhook-1", "", "..", "a/b"],
      optIn: ["true", "false", "perhaps"],
      offset: ["0", "1", "-1", "999999999999999"],
      limit: ["0", "1", "1000", "999999999999999", "-5"],
      lawfulBasis: ["consent", "contract", "curiosity"],
      dataUse: ["data_source", "null"],
      name: ["Draft", "Complete", "Privacy"],
      url: ["https://gov.example/privacy/1"],
      payloadUrl: ["http://127.0.0.1:9/hook", "http://[::1]:9/", "ftp://x", "http://169.254.169.254/"],
      contentType: ["application/json", "text/plain"],
      secretKey: ["secret", ""],
      verificationMethod: ["JWS", "by hand"],
      signature: ["a.b.c", "..", "eyJhbGciOiJFUzI1NiJ9..AAAA"],
      payload: ["{}", "[]", "null", '{"verificationPayload":"{}"}'],
      verificationPayload: ["{}", "null", "not JSON"],
      timestamp: ["2026-01-01T00:00:00Z", "yesterday"],
      client: ["SANDBOX/GOV/9/client-1"],
    }),
    restore: async (caller) => {
      for (const [path, body] of [
        ["/config/policy/", { policy: POLICY }],
        ["/config/data-agreement/", { dataAgreement: AGREEMENT }],
      ] as const) {
        const { status } = await caller.send({ method: "POST", path, body });
        const [[, content = {}] = []] = Object.entries(body) as [string, { id?: string }][];
        // It is there, and another: then it is put back.
        if (status !== 200)
          await caller.expect({ method: "PUT", path: `${path}${content.id}/`, body }, 200, 400);
      }
    },
    check: async (caller) => {
      const agreement = { ...AGREEMENT, id: "agreement-of-the-end", policy: undefined };
      const body = { dataAgreement: agreement };
      await caller.expect({ method: "POST", path: "/config/data-agreement/", body }, 200);
      const path = RECORD.replace(AGREEMENT.id, agreement.id);
      await caller.expect({ method: "POST", path }, 200);
      await caller.expect({ method: "GET", path: "/service/verification/consent-records/" }, 200);
    },
  };
}
