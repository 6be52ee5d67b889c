/** A planted fault with the test files that find it. */
import type { PlantedFault } from "../support/planted-fault.ts";

export interface Mutant extends PlantedFault {
  /** Each finds it by itself, and none fails without it. `test/simulation` stands for the seeds of `npm test`. */
  readonly foundBy: readonly string[];
  /** True when nothing that anyone could see is different: a second guard stands behind the first. */
  readonly isEquivalent?: true;
}
