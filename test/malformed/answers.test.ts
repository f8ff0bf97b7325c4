import { describe, expect, it } from "vitest";
import { readAnswers } from "./answers.ts";

const read = (text: string, method = "GET", ended = false): number[] =>
  readAnswers(Buffer.from(text), method, ended).map(({ status }) => status);

describe("answers on the wire", () => {
  it("count when they are complete, each of several, and not before", () => {
    const first = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
    const second = "HTTP/1.1 500 Oh\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n";
    expect(read(first + second)).toEqual([200, 500]);
    expect(read(first + second.slice(0, -3))).toEqual([200]);
    expect(read(first.slice(0, -1))).toEqual([]);
  });

  it("may have no body, no length, or a 100 before them", () => {
    expect(read("HTTP/1.1 404 No\r\nContent-Length: 9\r\n\r\n", "HEAD")).toEqual([404]);
    expect(read("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No\r\n\r\n")).toEqual([204]);
    expect(read("HTTP/1.1 400 Bad\r\nConnection: close\r\n\r\n", "GET", true)).toEqual([400]);
  });

  it("are not taken from what is no HTTP", () => {
    expect(() => read("SSH-2.0\r\n\r\n")).toThrow(/not HTTP/);
  });
});
