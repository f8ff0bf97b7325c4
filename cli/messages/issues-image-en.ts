import type { IssueCode } from "../../profiles/issue.ts";
import { type Message, word } from "./message.ts";

/** Trouble with images: codes CS16xx. */
export const imageMessages = {
  CS1601: {
    sentence: (p) => {
      if (word(p, "image") === "")
        return `production installs images by their digests, and there is no ${word(p, "lock")}`;
      return word(p, "past") === ""
        ? `${word(p, "lock")} has no digest of ${word(p, "image")}, which ${word(p, "part")} runs`
        : `the chart of ${word(p, "part")} writes ${word(p, "image")} by itself, so that no digest gets there`;
    },
    hint: (p) =>
      word(p, "past") === ""
        ? `country-stack images lock ${word(p, "profile")}`
        : "the product has to name the image in its release, and its chart to ask for it: context.image(KEY)",
    explain: `A tag is a name that its owner can give to other bytes at any time; a digest is the bytes. The lock file
beside the profile (country.lock.yaml of country.yaml) has the digest of every image of the stack, as its registry
gave it. In production nothing is installed without it; elsewhere a lock that lacks an image is a warning.
Wrong:  environment: production      # and no country.lock.yaml beside it, or one of an older stack
Right:  country-stack images lock country.yaml
A chart that writes an image by itself goes past mirror and lock; that is for the product's maker to mend.`,
  },
} satisfies Partial<Record<IssueCode, Message>>;
