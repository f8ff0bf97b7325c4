import { hostname, userInfo } from "node:os";

/** Who runs this, for leases and records in a cluster: `USER@HOST`. */
export function thisUser(): string {
  return `${userInfo().username}@${hostname()}`;
}
