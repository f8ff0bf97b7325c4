import type { IssueCode } from "../../profiles/issue.ts";
import { list, type Message, word } from "./message.ts";

/** Trouble with going from one release of a part to another: codes CS18xx. */
export const releaseMessages = {
  CS1801: {
    sentence: (p) =>
      `${word(p, "part")} has ${word(p, "product")} ${word(p, "from")}, from which no upgrade to ${word(p, "to")} is known`,
    hint: (p) => {
      const steps = list(p, "steps");
      if (steps.length > 0)
        return `go one by one: ${steps.map((step) => `version: "${step}"`).join(", then ")}`;
      const listed = list(p, "listed");
      const known = listed.length === 0 ? "from no other release" : `only from ${listed.join(", ")}`;
      return `${word(p, "to")} is reached ${known}; stay with version: "${word(p, "from")}"`;
    },
    explain: `A release names those from which it may be reached (upgradesFrom); any other jump is refused before anything is
changed, as nobody knows what becomes of the data. Where several listed steps lead there, the hint names them.
Wrong:  payments: { product: example, version: "3.0" }      # 1.0 is installed, 3.0 lists 2 only
Right:  payments: { product: example, version: "2.4" }      # up, then "3.0" and up again
Which releases there are:  country-stack compare PRODUCT
How upgrades go:  docs/upgrade.md`,
  },
  CS1802: {
    sentence: (p) =>
      `${word(p, "part")} has ${word(p, "product")} ${word(p, "from")}, and ${word(p, "to")} is an older release`,
    hint: (p) =>
      `stay with version: "${word(p, "from")}"; back to what was before an upgrade: up with --on-failed-checks rollback, or restore`,
    explain: `An older release does not know what a newer one has made of the data. So no release goes back by itself.
After an upgrade whose checks fail, up with --on-failed-checks rollback puts back the backup that was made before it;
later, restore puts back any older backup, with all that was written since lost.
Wrong:  digital-registries: { product: example, version: "1.0" }      # 2.0 is installed
Right:  digital-registries: { product: example, version: "2.0" }
How upgrades go:  docs/upgrade.md`,
  },
  CS1803: {
    sentence: (p) =>
      `an upgrade of ${word(p, "part")} from ${word(p, "product")} ${word(p, "from")} to ${word(p, "to")} has not ended, and the profile asks for ${word(p, "asked")}`,
    hint: (p) =>
      `write version: "${word(p, "to")}" and run up again; with --on-failed-checks rollback it goes back where it fails`,
    explain: `A run that upgraded the part died or failed in the middle: its data may have the form of either release.
The same up goes on where it stopped. Only then may the profile ask for another release.
Wrong:  digital-registries: { product: example, version: "1.0" }      # the upgrade to 2.0 has begun
Right:  digital-registries: { product: example, version: "2.0" }
How upgrades go:  docs/upgrade.md`,
  },
} satisfies Partial<Record<IssueCode, Message>>;
