import type { Random } from "../kills/random.ts";
import { bodyOf, type Draft, type Header, headOf } from "./draft.ts";

/** What goes over one connection. */
export interface Shot {
  /** The operation and what was broken. */
  readonly name: string;
  readonly method: string;
  /** Written one after another, each in a packet of its own. */
  readonly parts: readonly Buffer[];
  /**
   * `answer`: an answer must come. `either`: an answer or the end of the connection, after the client has said that no
   * more will come. `leave`: the client is gone before any answer.
   */
  readonly ending: "answer" | "either" | "leave";
  /** How many answers belong to it; default 1. The end of the connection after the first of them counts, too. */
  readonly expected?: number;
}

type Framing = (draft: Draft, random: Random) => Omit<Shot, "name" | "method">;

/** An ordinary request: one packet, closed afterwards. */
export const send: Framing = (draft) => {
  const body = bodyOf(draft);
  return {
    parts: [Buffer.concat([headWith(draft, lengthOf(body)), body ?? Buffer.alloc(0)])],
    ending: "answer",
  };
};

/** Ways to break the framing of a request, or to send none. */
export const WIRE_BREAKAGES: Readonly<Record<string, Framing>> = {
  garbage: (_draft, random) => ({ parts: [random.pick(GARBAGE)], ending: "either" }),
  randomBytes: (_draft, random) => ({
    parts: [Buffer.from(Array.from({ length: 1 + random.below(3000) }, () => random.below(256)))],
    ending: "either",
  }),
  goneAfterHead: (draft) => ({ parts: [headWith(draft, [["Content-Length", "1000"]])], ending: "leave" }),
  goneInHead: (draft, random) => {
    const head = headWith(draft, []);
    return { parts: [head.subarray(0, random.below(head.length - 4))], ending: "leave" };
  },
  goneInBody: (draft, random) => {
    const body = bodyOf(draft) ?? Buffer.from("{}");
    const head = headWith(draft, lengthOf(body));
    return { parts: [head, body.subarray(0, random.below(body.length))], ending: "leave" };
  },
  goneAtOnce: (draft, random) => ({ ...send(draft, random), ending: "leave" }),
  goneInChunk: (draft) => ({
    parts: [headWith(draft, [["Transfer-Encoding", "chunked"]]), Buffer.from('10\r\n{"a"')],
    ending: "leave",
  }),
  endInBody: (draft) => {
    const body = bodyOf(draft) ?? Buffer.from("{}");
    return {
      parts: [headWith(draft, [["Content-Length", String(body.length + 10)]]), body],
      ending: "either",
    };
  },
  lengthShort: (draft, random) => {
    const body = bodyOf(draft) ?? Buffer.from("{}");
    const length = String(random.below(body.length + 1));
    return {
      parts: [Buffer.concat([headWith(draft, [["Content-Length", length]]), body])],
      ending: "either",
    };
  },
  lengthOdd: (draft, random) => {
    const lengths = ["-1", "abc", "1e3", "99999999999999999999", "+2", "0x2", " ", "2, 2", "2;2"];
    const body = bodyOf(draft) ?? Buffer.from("{}");
    return {
      parts: [Buffer.concat([headWith(draft, [["Content-Length", random.pick(lengths)]]), body])],
      ending: "either",
    };
  },
  lengthAndChunked: (draft) => {
    const headers: Header[] = [
      ["Content-Length", "3"],
      ["Transfer-Encoding", "chunked"],
    ];
    return { parts: [headWith(draft, headers), ...chunksOf(bodyOf(draft), 7)], ending: "either" };
  },
  lengthTwice: (draft) => {
    const body = bodyOf(draft) ?? Buffer.from("{}");
    return { parts: [headWith(draft, [...lengthOf(body), ["Content-Length", "1"]]), body], ending: "either" };
  },
  chunked: (draft, random) => ({
    parts: [
      headKept(draft, [["Transfer-Encoding", "chunked"]]),
      ...chunksOf(bodyOf(draft), 1 + random.below(40)),
    ],
    ending: "answer",
  }),
  chunkBroken: (draft, random) => {
    const chunks = [
      "zz\r\n{}\r\n",
      "-2\r\n{}\r\n",
      "FFFFFFFFFFFFFFFFF\r\n{}",
      "2\r\n{}xx\r\n0\r\n\r\n",
      "2;\0\r\n{}\r\n0\r\n\r\n",
    ];
    const coding = random.pick(["chunked", "chunked, chunked", "gzip, chunked", "nonsense", "identity"]);
    return {
      parts: [headWith(draft, [["Transfer-Encoding", coding]]), Buffer.from(random.pick(chunks), "latin1")],
      ending: "either",
    };
  },
  trailers: (draft) => ({
    parts: [
      headKept(draft, [
        ["Transfer-Encoding", "chunked"],
        ["Trailer", "X-GovStack-Client"],
      ]),
      Buffer.from("2\r\n{}\r\n0\r\nX-GovStack-Client: a/b/c/d\r\nContent-Length: 5\r\n\r\n"),
    ],
    ending: "answer",
  }),
  drip: (draft) => {
    const body = bodyOf(draft) ?? Buffer.alloc(0);
    const whole = Buffer.concat([headKept(draft, lengthOf(body)), body]);
    const size = Math.ceil(whole.length / 8);
    return {
      parts: Array.from({ length: 8 }, (_, index) => whole.subarray(index * size, (index + 1) * size)),
      ending: "answer",
    };
  },
  pipeline: (draft, random) => {
    const body = bodyOf(draft) ?? Buffer.alloc(0);
    const one = Buffer.concat([headOf(draft, [...draft.headers, ...lengthOf(body)]), body]);
    const count = 2 + random.below(20);
    return {
      parts: [Buffer.concat([...Array.from({ length: count }, () => one), ...send(draft, random).parts])],
      ending: "answer",
      expected: count + 1,
    };
  },
  versions: (draft, random) => {
    const version = random.pick([
      "HTTP/1.0",
      "HTTP/0.9",
      "HTTP/2.0",
      "HTTP/9.9",
      "HTTP/1.1 x",
      "",
      "http/1.1",
      "RTSP/1.0",
    ]);
    const [bytes] = send(draft, random).parts;
    const text = (bytes ?? Buffer.alloc(0)).toString("latin1").replace("HTTP/1.1", version);
    return { parts: [Buffer.from(text, "latin1")], ending: "either" };
  },
};

const GARBAGE: readonly Buffer[] = [
  Buffer.from("\r\n\r\n\r\n"),
  Buffer.from("GET\r\n\r\n"),
  Buffer.from("GET /healthcheck\r\n\r\n"),
  Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
  Buffer.from("160301020001000001fc0303", "hex"),
  Buffer.from("CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: x\r\n\r\n"),
  Buffer.from(
    "GET /healthcheck HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n\x81\x05hello",
    "latin1",
  ),
  Buffer.from("SSH-2.0-x\r\n"),
  Buffer.from("EHLO x\r\n"),
  Buffer.alloc(20_000, "A"),
  Buffer.alloc(100_000, 0),
  Buffer.from("GET / HTTP/1.1\nHost: x\n\n"),
  Buffer.from("\0"),
];

function headWith(draft: Draft, framing: readonly Header[]): Buffer {
  return headOf(draft, [...draft.headers, ...framing, ["Connection", "close"]]);
}

/**
 * For bodies in packets of their own: a server that has answered early and closes while the client still writes takes
 * the answer back by its reset (RFC 9112, 9.6).
 */
function headKept(draft: Draft, framing: readonly Header[]): Buffer {
  return headOf(draft, [...draft.headers, ...framing]);
}

function lengthOf(body: Buffer | undefined): Header[] {
  return body === undefined ? [] : [["Content-Length", String(body.length)]];
}

/** A chunk may not be empty, since that one is the last. At most forty packets. */
function chunksOf(body: Buffer | undefined, wanted: number): Buffer[] {
  const bytes = body ?? Buffer.from("{}");
  const size = Math.max(wanted, Math.ceil(bytes.length / 40), 1);
  const count = Math.ceil(bytes.length / size);
  const chunks = Array.from({ length: count }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
  return [
    ...chunks.map((chunk) =>
      Buffer.concat([Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from("\r\n")]),
    ),
    Buffer.from("0\r\n\r\n"),
  ];
}
