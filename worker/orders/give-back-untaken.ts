/** What a repeat set aside of a budget and its order did not take goes back at once. No other order is cut for it meanwhile. */
import type { BudgetTerms } from "../../domain/commission/campaign-budget.ts";
import { logError } from "../../durable-objects/object/log.ts";
import { objectNamed } from "../../durable-objects/object/object-named.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { groupedBy } from "../platform/by-owner.ts";
import { callObject } from "../platform/object-call.ts";
import { bookNameOfSlot } from "../platform/objects.ts";
import type { AcceptedProposal } from "./amendments/accept-orders.ts";

/**
 * Has the books ask owners about reservations of proposals that changed nothing. Most repeats have none, or that of their
 * order, and cost no call. A book that cannot be reached asks by itself seconds later.
 */
export async function giveBackUntaken(
  env: Env,
  program: ProgramConfig,
  accepted: readonly AcceptedProposal[],
): Promise<void> {
  const untaken = accepted.flatMap(untakenBudget);
  await Promise.all(
    [...groupedBy(untaken, ({ slot }) => bookNameOfSlot(program, slot))].map(async ([book, own]) => {
      const numbers = own.map(({ entry }) => entry.reservation);
      try {
        await callObject(async () => await objectNamed(env.ACCOUNT_BOOK, book).askAbout(numbers));
      } catch (error) {
        logError("reservations_not_settled", error, { book, reservations: numbers.length });
      }
    }),
  );
}

/** What of a budget a proposal brought that its order has no part in. */
function untakenBudget({ proposal: { decision }, answer }: AcceptedProposal): BudgetTerms[] {
  const { budget } = decision;
  if (budget === undefined || budget.reservation === 0) return [];
  switch (answer.status) {
    case "linked":
      return [budget];
    case "duplicate":
    case "conflict": {
      // An order that nobody earned may be credited by what the repeat brings, within the same reservation.
      if (answer.open !== undefined) return [];
      const own = answer.view.decision.budget;
      return own?.slot === budget.slot && own.reservation === budget.reservation ? [] : [budget];
    }
    case "accepted":
    case "voided":
    case "limited":
      return [];
    default:
      return answer satisfies never;
  }
}
