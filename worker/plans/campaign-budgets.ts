/** What the AccountBooks know of campaigns' budgets. */
import { objectNamed } from "../../durable-objects/object/object-named.ts";
import type { BudgetView } from "../../durable-objects/account-book/budgets/budget-desk.ts";
import type { Campaign } from "../configuration/campaigns.tables.ts";
import { groupedBy } from "../platform/by-owner.ts";
import { callObject } from "../platform/object-call.ts";
import { type ObjectMap, ownerName } from "../platform/objects.ts";

/** The AccountBook that keeps a campaign's budget. */
export function budgetBook(program: ObjectMap, campaignId: string): string {
  return ownerName(program, "campaign", campaignId);
}

/** The budgets of campaigns by id, as they stand now; one call per book. */
export async function readBudgets(
  env: Env,
  program: ObjectMap,
  campaigns: Iterable<Campaign>,
): Promise<Map<string, BudgetView>> {
  const budgets = new Map<string, BudgetView>();
  await Promise.all(
    [...groupedBy([...campaigns], ({ id }) => budgetBook(program, id))].map(async ([name, own]) => {
      const asked = own.map(({ entry: { id, firstBudget } }) => ({ id, firstBudget }));
      const answers = await callObject(async () => await objectNamed(env.ACCOUNT_BOOK, name).budgets(asked));
      own.forEach(({ entry }, place) => {
        const answer = answers[place];
        if (answer !== undefined) budgets.set(entry.id, answer);
      });
    }),
  );
  return budgets;
}
