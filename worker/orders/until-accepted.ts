/** Decides again what was decided under a reservation that was given back before its owner heard of it. */
import {
  isVoided,
  type VoidedProposal,
  type VoidedReservation,
} from "../../domain/settlement/voided-reservation.ts";

/** Times that an order is decided, when its budget keeps being given back. */
const DECISIONS = 4;

/** An entry to be decided, with the reservation that was given back under its last decision. */
export interface OpenEntry<Entry> {
  readonly entry: Entry;
  readonly voided?: VoidedReservation;
}

/**
 * Has entries decided and taken to their owners, and those whose budget was given back meanwhile again.
 *
 * @param commit answers for each entry that it is given, in sequence; without an answer it is asked again.
 * @returns the answers, in sequence; undefined for an entry whose budget was given back each time.
 */
export async function untilAccepted<Entry, Outcome extends object>(
  entries: readonly Entry[],
  commit: (open: readonly OpenEntry<Entry>[]) => Promise<readonly (Outcome | VoidedProposal | undefined)[]>,
): Promise<(Outcome | undefined)[]> {
  const outcomes: (Outcome | undefined)[] = entries.map(() => undefined);
  let open = entries.map((entry, index): OpenEntry<Entry> & { index: number } => ({ entry, index }));
  for (let attempt = 0; open.length > 0 && attempt < DECISIONS; attempt += 1) {
    const answers = await commit(open);
    open = open.flatMap((one, place) => {
      const answer = answers[place];
      if (answer === undefined) return [one];
      if (isVoided(answer)) return [{ ...one, voided: answer.voided }];
      outcomes[one.index] = answer;
      return [];
    });
  }
  return outcomes;
}
