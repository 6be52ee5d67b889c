/** Compares the sums of reports with the orders that stand, a month after the other, and then what is kept with both. */
import { letOthersIn } from "../../durable-objects/object/let-others-in.ts";
import type { Difference } from "../../domain/ledger/reconciliation.ts";
import { keptDifferences } from "./kept-differences.ts";
import { differencesOfMonth, rebuildMonth, reportedMonths } from "./report-check.tables.ts";

/** Differences of one month that are named. */
const NAMED = 20;

/** @param repairs whether months that differ are summed anew, and what is kept wrongly is forgotten: then what is left differs still. */
export async function reportDifferences(
  env: Pick<Env, "REPORTS">,
  programId: string,
  repairs: boolean,
): Promise<Difference[]> {
  const differences: Difference[] = [];
  for (const month of await reportedMonths(env.REPORTS, programId)) {
    let found = await differencesOfMonth(env.REPORTS, programId, month, NAMED);
    if (repairs && found.length > 0) {
      await rebuildMonth(env.REPORTS, programId, month);
      found = await differencesOfMonth(env.REPORTS, programId, month, NAMED);
    }
    for (const { dimension, startMs, key, expected, found: sum } of found) {
      const day = new Date(startMs).toISOString().slice(0, 10);
      const about = [dimension, day, key].filter((part) => part !== "").join(" ");
      differences.push({ kind: "orders_and_reports", about, expected, found: sum });
    }
    await letOthersIn();
  }
  differences.push(...(await keptDifferences(env, programId, repairs)));
  return differences;
}
