import type { Part, ProductProblem } from "../../spi/index.ts";

/** The longest name of a cluster that the operator takes (`clusterNameMaxLen` of its release 1.20.0). */
const LONGEST = 22;

/** What is wrong with the name of a part, which its cluster gets. */
export function nameProblems({ name, addedFor }: Pick<Part, "name" | "addedFor">): ProductProblem[] {
  if (name.length <= LONGEST) return [];
  const most = LONGEST - (name.length - (addedFor ?? name).length);
  return [
    {
      reason: `Percona's operator takes names of ${LONGEST} characters at most, and ${name} has ${name.length}`,
      remedy: `give ${addedFor ?? name} a name of ${most} characters at most, or choose another mysql under providers`,
    },
  ];
}
