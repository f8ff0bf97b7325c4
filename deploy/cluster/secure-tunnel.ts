import type { Socket } from "node:net";
import { type Duplex, duplexPair, pipeline } from "node:stream";
import { connect } from "node:tls";
import type { ClientCertificate } from "../engine.ts";

/**
 * Speaks TLS 1.3 for whoever is at a socket, with the server of that name at the other end of what is returned. Where
 * the server is not whom the authority says it is, or refuses the certificate, both ends are closed.
 */
export function secureTunnel(socket: Socket, servername: string, certificate: ClientCertificate): Duplex {
  const [near, far] = duplexPair();
  const secure = connect({ socket: near, servername, ...certificate, minVersion: "TLSv1.3" });
  pipeline(socket, secure, socket, () => {
    // Whichever end is through, the other one has nobody to talk to.
    secure.destroy();
    far.destroy();
    socket.destroySoon();
  });
  return far;
}
