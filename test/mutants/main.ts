/**
 * `npm run mutants`: plants each mistake into a copy of the source, runs the tests that are to find it, and reports the
 * score. Not part of `npm test`, which would take an hour. `-- --only tax` takes those whose subject or name has that in
 * it.
 */
import { parseArgs } from "node:util";
import type { Mutant } from "./mutant.ts";
import { MUTANTS } from "./mutants.ts";
import { copySources, type SourceCopy } from "./source-copy.ts";

const LEAST_SCORE = 0.95;

const { values } = parseArgs({ options: { only: { type: "string", default: "" } } });
const chosen = Object.entries(MUTANTS).flatMap(([subject, mutants]) =>
  mutants
    .filter(({ name }) => `${subject} ${name}`.includes(values.only))
    .map((mutant) => ({ subject, mutant })),
);

if (chosen.length === 0) throw new Error(`no subject and no mistake is called "${values.only}"`);
const copy = copySources();
try {
  const found: boolean[] = [];
  for (const { subject, mutant } of chosen) {
    const isFound = await finds(copy, mutant);
    console.log(`${isFound ? "found" : "MISSED"}  ${subject}: ${mutant.name}  [${mutant.foundBy.join(" ")}]`);
    if (mutant.isEquivalent !== true) found.push(isFound);
  }
  const files = [...new Set(chosen.flatMap(({ mutant }) => mutant.foundBy))];
  if (!(await copy.passes(files)))
    throw new Error("the tests fail without a mistake planted: the score means nothing");
  const score = found.filter(Boolean).length / found.length;
  console.log(`${found.filter(Boolean).length} of ${found.length} found: ${score.toFixed(3)}`);
  if (score < LEAST_SCORE) process.exitCode = 1;
} finally {
  copy.remove();
}

/** Every one of the named files has to find it. */
async function finds(sources: SourceCopy, mutant: Mutant): Promise<boolean> {
  for (const file of mutant.foundBy) if (await sources.passes([file], mutant)) return false;
  return mutant.foundBy.length > 0;
}
