import type { Key } from "node:readline";

/** What a key asks for that is no answer. */
export type KeyWish = "back" | "details" | "stop";

/**
 * Says once when a person wants back (Esc), details (`?`) or out (Ctrl-D, the end of input), until the returned
 * function is called. Arrow keys begin with Esc too; Node tells them apart.
 */
export function watchKeys(wishes: readonly KeyWish[], onWish: (wish: KeyWish) => void): () => void {
  const { stdin } = process;
  const onKey = (text: string | undefined, key: Key | undefined) => {
    const wish = wishOf(text, key);
    if (wish !== undefined && wishes.includes(wish)) onWish(wish);
  };
  const onEnd = () => onWish("stop");
  stdin.on("keypress", onKey);
  stdin.on("end", onEnd);
  return () => {
    stdin.removeListener("keypress", onKey);
    stdin.removeListener("end", onEnd);
  };
}

function wishOf(text: string | undefined, key: Key | undefined): KeyWish | undefined {
  if (key?.name === "escape") return "back";
  if (key?.ctrl === true && key.name === "d") return "stop";
  return text === "?" ? "details" : undefined;
}
