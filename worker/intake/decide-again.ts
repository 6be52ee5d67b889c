/** Decides again what was decided under a reservation that was given back before its owner heard of it. */
import { isVoided, type VoidedClaim } from "../../domain/ledger/voided-claim.ts";
import { ApiProblem } from "../platform/problem.ts";

/** Times that an order is decided, when its budget keeps being given back. */
const DECISIONS = 4;

/**
 * Has entries decided and taken to their owners, and those whose budget was given back meanwhile again.
 *
 * @param commit answers for each entry that it is given, in sequence; without an answer it is asked again.
 * @returns the answers, in sequence.
 * @throws ApiProblem `unavailable` (503) when a budget is given back each time.
 */
export async function decideUntilTaken<Entry, Outcome extends object>(
  entries: readonly Entry[],
  commit: (open: readonly Entry[]) => Promise<readonly (Outcome | VoidedClaim | undefined)[]>,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  let open = entries.map((entry, index) => ({ entry, index }));
  for (let attempt = 0; open.length > 0; attempt += 1) {
    if (attempt === DECISIONS) throw new ApiProblem("unavailable", { detail: "the budget is being settled" });
    const answers = await commit(open.map(({ entry }) => entry));
    open = open.filter(({ index }, place) => {
      const answer = answers[place];
      if (answer === undefined || isVoided(answer)) return true;
      outcomes[index] = answer;
      return false;
    });
  }
  return outcomes;
}
