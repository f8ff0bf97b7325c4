import type { Mix, Request } from "./mixes.ts";

const AGREEMENT = "load";
const RECORD = `/service/individual/record/data-agreement/${AGREEMENT}/`;
const POLICY = { id: "policy", name: "Privacy", version: "1", url: "https://gov.example/privacy/1" };

/** One agreement that everybody can consent to. */
export function consentSeed(): unknown {
  const agreement = {
    ...{ id: AGREEMENT, version: "1", purpose: "To be measured", lawfulBasis: "consent", dpia: "none" },
    ...{ active: true, policy: { id: POLICY.id } },
  };
  return { policies: [POLICY], dataAgreements: [agreement] };
}

/** A new person consents, reads it, and one in four withdraws; each consent is verified by somebody else. */
export const askConsent: Mix = (random) => {
  const withdraws = random.chance(0.25);
  return {
    ...{ method: "POST", path: "/service/individual/", body: { individual: {} }, statuses: [200] },
    next: (_, body) => consent((body as { individual: { id: string } }).individual.id, withdraws),
  };
};

function consent(individual: string, withdraws: boolean): Request {
  const headers = { "X-ConsentBB-IndividualId": individual };
  const read: Request = { method: "GET", path: RECORD, headers, statuses: [200] };
  const verify = (id: string): Request => ({
    ...{ method: "GET", path: `/service/verification/consent-record/${id}/`, statuses: [200] },
    next: () => read,
  });
  const withdraw = (id: string): Request => ({
    ...{ method: "PUT", path: `/service/individual/record/consent-record/${id}/`, headers, statuses: [200] },
    body: { consentRecord: { optIn: false } },
    next: () => verify(id),
  });
  return {
    ...{ method: "POST", path: `${RECORD}?individualId=${individual}`, headers, statuses: [200] },
    next: (_, body) => {
      const { id } = (body as { consentRecord: { id: string } }).consentRecord;
      return withdraws ? withdraw(id) : verify(id);
    },
  };
}
