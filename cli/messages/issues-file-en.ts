import type { IssueCode } from "../../profiles/issue.ts";
import { type Message, quoted, word } from "./message.ts";

/** Trouble with files: codes CS10xx. */
export const fileMessages = {
  CS1001: {
    sentence: (p) => `there is no file ${word(p, "file")}`,
    hint: () => "look at the spelling of the path and the folder that you are in",
    explain: `The profile named on the command line does not exist.
Check the folder you are in and the spelling of the path.
Wrong:  country-stack plan utopia.yml
Right:  country-stack plan utopia.yaml
The shipped profiles in profiles/countries/ are good ones to start from.`,
  },
  CS1002: {
    sentence: (p) =>
      `${word(p, "file")} has ${size(p, "bytes")}, and the most that is read is ${size(p, "limit")}`,
    explain: `A profile may have 1 MiB and a seed 900 KiB, because a seed travels to the cluster in a ConfigMap.
A file that is larger is most often the wrong file.
Wrong:  seeds: { civil: ./all-citizens.json }     # 40 MiB
Right:  seeds: { civil: ./twenty-households.json }
Load more data than that through the product's own API once the stack runs.`,
  },
  CS1003: {
    sentence: (p) => `${word(p, "file")} is not text in UTF-8 (byte ${word(p, "offset")})`,
    hint: () => "save it as UTF-8; if it is an archive or an image, it is the wrong file",
    explain: `A profile is a text file in UTF-8. This one holds bytes that no such text has: it is binary,
or an editor saved it as UTF-16 or Latin-1.
Wrong:  country-stack validate utopia.zip
Right:  country-stack validate utopia.yaml
To convert:  iconv -f LATIN1 -t UTF-8 old.yaml > utopia.yaml`,
  },
  CS1004: {
    sentence: (p) => `this is not YAML: ${lowerFirst(word(p, "reason"))}`,
    explain: `The file does not follow the rules of YAML 1.2. Most often a colon lacks the space behind it, a bracket or
quote is not closed, a line is indented with a tab, or two keys of one map are not in the same column.
Wrong:  country: { name: Utopia, code: XU
Right:  country: { name: Utopia, code: XU }
Tags (!name) are not understood, and neither are values nested more than 64 deep.`,
  },
  CS1005: {
    sentence: (p) => `the key ${quoted(word(p, "key"))} is already on line ${word(p, "line")}`,
    hint: () => "keep one of the two",
    explain: `A map may hold a key only once; otherwise it would depend on the reader which of the two counts.
Wrong:  blocks:
          identity: esignet
          identity: reference
Right:  blocks:
          identity: esignet`,
  },
  CS1006: {
    sentence: (p) =>
      word(p, "deep") === ""
        ? `aliases in ${word(p, "file")} stand for more than ${word(p, "limit")} values`
        : `this alias stands for values more than ${word(p, "limit")} deep`,
    hint: () => "write the values out, or share them with extends",
    explain: `YAML aliases (*name) repeat what an anchor (&name) holds. Aliases of aliases grow so fast that a short file
fills the memory, and so their number and depth are limited. An alias inside its own anchor never ends.
Wrong:  a: &a [*a, *a]
Right:  a: [first, second]
What several profiles share belongs into a file of its own that they extend.`,
  },
  CS1007: {
    sentence: (p) =>
      word(p, "limit") === ""
        ? `this profile extends itself: ${chain(p)}`
        : `more than ${word(p, "limit")} profiles extend each other: ${chain(p)}`,
    hint: () => "take the extends line out of one of them",
    explain: `A profile can extend one other, which can extend a third, up to ten. The way must end.
Wrong:  base.yaml:    extends: ./utopia.yaml
        utopia.yaml:  extends: ./base.yaml
Right:  base.yaml:    (no extends)
        utopia.yaml:  extends: ./base.yaml`,
  },
  CS1008: {
    sentence: (p) => `${word(p, "file")} cannot be used: ${reason(word(p, "reason"))}`,
    hint: (p) =>
      word(p, "reason") === "missing"
        ? "paths in a profile start at the folder of the file that names them"
        : undefined,
    explain: `A file that the profile names in extends, seeds or catalogs is missing, cannot be opened, or is not what
it should be: a seed must be JSON in UTF-8. Paths start at the folder of the file that names them.
Wrong:  extends: base.yaml        # while base.yaml is one folder up
Right:  extends: ../base.yaml`,
  },
  CS1009: {
    sentence: (p) => `${word(p, "file")} holds more than one document`,
    hint: () => 'take out the line "---" and what follows, or put it into a file of its own',
    explain: `A file holds one profile. In YAML a line of three dashes begins another document.
Wrong:  name: utopia
        ---
        name: erewhon
Right:  two files, utopia.yaml and erewhon.yaml`,
  },
  CS1010: {
    sentence: (p) => `a profile is a map of KEY: VALUE lines, and ${word(p, "file")} holds ${found(p)}`,
    hint: () => "it begins with: apiVersion: country-stack/v1alpha1",
    explain: `The file is empty, or is a list or a single value. A profile is a map.
Wrong:  - identity: esignet
Right:  apiVersion: country-stack/v1alpha1
        name: utopia
        blocks:
          identity: esignet`,
  },
} satisfies Partial<Record<IssueCode, Message>>;

function size(params: Parameters<Message["sentence"]>[0], name: string): string {
  const bytes = Number(word(params, name));
  const mebibytes = bytes / 1024 / 1024;
  return mebibytes >= 1 ? `${Number(mebibytes.toFixed(1))} MiB` : `${Math.ceil(bytes / 1024)} KiB`;
}

const chain = (params: Parameters<Message["sentence"]>[0]): string =>
  word(params, "chain").replaceAll(", ", " → ");

const reason = (text: string): string => (text === "missing" ? "there is no such file" : lowerFirst(text));

const lowerFirst = (text: string): string => text.slice(0, 1).toLowerCase() + text.slice(1);

function found(params: Parameters<Message["sentence"]>[0]): string {
  const kind = word(params, "found");
  if (kind === "nothing") return "nothing";
  return kind === "list" ? "a list" : "a single value";
}
