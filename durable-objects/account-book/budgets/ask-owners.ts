/** Settles reservations without an answer: the order's owner says what became of each, and never a clock. */
import { objectNamed } from "../../object/object-named.ts";
import type { BudgetDesk } from "./budget-desk.ts";
import type { Reservation } from "./budget-storage.ts";
import { logError } from "../../object/log.ts";

/** Reservations of one round. */
const ASKED_AT_ONCE = 500;

/**
 * Asks the owners of what is due. One that does not answer holds up no other. It is asked again later, so that what waits
 * for it leaves room for the others in the next round too.
 */
export async function askOwners(
  env: Pick<Env, "COMMISSION_LEDGER">,
  book: string,
  desk: BudgetDesk,
  transaction: (work: () => void) => void,
): Promise<void> {
  const byLedger = new Map<string, Reservation[]>();
  for (const asked of desk.unanswered(Date.now(), ASKED_AT_ONCE)) {
    byLedger.set(asked.ledger, [...(byLedger.get(asked.ledger) ?? []), asked]);
  }
  for (const [ledger, asked] of byLedger) {
    const questions = asked.map(({ reservation, orderId, campaignId }) => ({
      reservation,
      orderId,
      campaignId,
    }));
    try {
      const answers = await objectNamed(env.COMMISSION_LEDGER, ledger).settleReservations(book, questions);
      transaction(() => {
        asked.forEach((one, index) => desk.answered(one, answers[index] ?? "confirmed", Date.now()));
      });
    } catch (error) {
      logError("reservations_not_settled", error, { book, ledger, reservations: asked.length });
      transaction(() => {
        for (const { reservation } of asked) desk.unheard(reservation, Date.now());
      });
    }
  }
}
