import { centralOf, type World } from "./world.ts";

/** A request of a security server to the instance, as the central server lists it. */
interface ManagementRequest {
  readonly id: number;
  readonly security_server_id: { readonly encoded_id?: string };
  readonly client_id?: { readonly encoded_id?: string };
}

/** What a request is about: a server's certificate, or a client of a server. */
export type RequestKind = "AUTH_CERT_REGISTRATION_REQUEST" | "CLIENT_REGISTRATION_REQUEST";

/** The newest requests that wait for somebody; more than that never wait at a time. */
const MOST = 100;

/** The numbers of the waiting requests about a server, and about one of its clients where one is named. */
export async function waitingRequests(
  world: World,
  kind: RequestKind,
  about: { readonly server: string; readonly client?: string },
  stop: AbortSignal,
): Promise<number[]> {
  const query = new URLSearchParams({
    status: "WAITING",
    types: kind,
    sort: "id",
    desc: "true",
    limit: String(MOST),
  });
  const path = `/management-requests?${query}`;
  const page = await centralOf(world).read<{ readonly items?: readonly ManagementRequest[] }>(path, stop);
  return (page?.items ?? [])
    .filter(({ security_server_id }) => security_server_id.encoded_id === about.server)
    .filter(({ client_id }) => about.client === undefined || client_id?.encoded_id === about.client)
    .map(({ id }) => id);
}

/** Approves a waiting request; without one there is nothing to approve yet, which throws. */
export async function approveRequest(
  world: World,
  kind: RequestKind,
  about: { readonly server: string; readonly client?: string },
  stop: AbortSignal,
): Promise<void> {
  const [newest] = await waitingRequests(world, kind, about, stop);
  if (newest === undefined) throw new Error("the request has not arrived at the central server yet");
  await centralOf(world).send("POST", `/management-requests/${newest}/approval`, undefined, stop);
}
