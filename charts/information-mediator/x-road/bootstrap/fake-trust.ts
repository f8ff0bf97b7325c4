import { X509Certificate } from "node:crypto";
import { type Called, error, type FakeState, ok, type Route, type Said } from "./fake-state.ts";

/** Whom a fake instance trusts: authorities, their OCSP responders, and time stamps. */
export function trustRoutes(state: FakeState): readonly Route[] {
  const { central } = state;
  return [
    ["GET", "/certification-services", () => ok(central.authorities.map(({ id, name }) => ({ id, name })))],
    ["POST", "/certification-services", (called) => addAuthority(state, called)],
    [
      "GET",
      "/certification-services/:/certificate",
      ({ at: [id] }) => ok({ hash: central.authorities.find((each) => String(each.id) === id)?.hash }),
    ],
    ["GET", "/certification-services/:/ocsp-responders", ({ at: [id] }) => responders(state, id)],
    [
      "POST",
      "/certification-services/:/ocsp-responders",
      ({ at: [id], body }) => {
        const trouble = isTrust(body);
        if (trouble !== undefined) return trouble;
        // The same one twice is two.
        central.authorities.find((each) => String(each.id) === id)?.responders.push(String(body["url"]));
        return ok({}, 201);
      },
    ],
    ["GET", "/timestamping-services", () => ok(central.timeStamps.map(({ url }) => ({ url })))],
    [
      "POST",
      "/timestamping-services",
      ({ body }) => {
        const trouble = isTrust(body);
        if (trouble !== undefined) return trouble;
        central.timeStamps.push({ url: String(body["url"]), at: state.clock });
        return ok({}, 201);
      },
    ],
  ];
}

function addAuthority(state: FakeState, { body }: Called): Said {
  const { authorities } = state.central;
  if (!/^[^.]+\.(pem|der|crt|cer)$/.test(String(body["certificate.name"])))
    return error(400, "double_file_extension");
  if (body["default_csr_format"] === undefined) return error(500, "");
  const certificate = new X509Certificate(String(body["certificate"]));
  const name = /CN=(.*)/.exec(certificate.subject)?.[1] ?? "";
  const hash = certificate.fingerprint256.replaceAll(":", "");
  authorities.push({ id: authorities.length + 1, name, hash, responders: [], at: state.clock });
  return ok({}, 201);
}

function responders({ central }: FakeState, id: string | undefined): Said {
  const found = central.authorities.find((each) => String(each.id) === id);
  return found === undefined ? error(404, "not_found") : ok(found.responders.map((url) => ({ url })));
}

function isTrust(body: Called["body"]): Said | undefined {
  const isWhole = ["url", "cost_type", "certificate"].every((key) => String(body[key] ?? "") !== "");
  return isWhole ? undefined : error(400, "validation_failure");
}
