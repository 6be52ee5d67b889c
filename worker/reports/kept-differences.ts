/** Compares what reports keep with the sums and orders, some spans after others, and forgets what differs where it is asked to. */
import { letOthersIn } from "../../durable-objects/object/let-others-in.ts";
import type { Difference } from "../../domain/ledger/reconciliation.ts";
import {
  differencesOfPeriod,
  differencesOfSpans,
  forgetPeriod,
  forgetSpans,
  type KeptDifference,
  keptSpans,
  type KeptSpan,
  validPeriods,
} from "./periods/kept-differences.tables.ts";

/** Spans that are compared at once. */
const SPANS = 128;
/** Differences of one comparison that are named. */
const NAMED = 20;

/**
 * What is kept of ends, days and months goes first: periods are read from it.
 *
 * @param forgets whether what differs is kept no more: the next reading keeps it anew.
 */
export async function keptDifferences(
  { REPORTS }: Pick<Env, "REPORTS">,
  programId: string,
  forgets: boolean,
  spansAtOnce: number = SPANS,
): Promise<Difference[]> {
  const differences: Difference[] = [];
  /** Compares, and once more where some differed and were forgotten. */
  const compare = async (
    name: string,
    found: () => Promise<KeptDifference[]>,
    forget: () => Promise<void>,
  ): Promise<void> => {
    let differing = await found();
    if (forgets && differing.length > 0) {
      await forget();
      differing = await found();
    }
    differences.push(...differing.map((one) => named(name, one)));
    await letOthersIn();
  };
  for (let after: KeptSpan | null = null; ;) {
    const page: KeptSpan[] = await keptSpans(REPORTS, programId, after, spansAtOnce);
    for (const [dimension, spans] of Map.groupBy(page, (span) => span.dimension)) {
      const found = async () => await differencesOfSpans(REPORTS, programId, dimension, spans, NAMED);
      await compare(dimension, found, async () => await forgetSpans(REPORTS, programId, dimension, spans));
    }
    after = page.at(-1) ?? null;
    if (after === null || page.length < spansAtOnce) break;
  }
  for (const period of await validPeriods(REPORTS, programId)) {
    const found = async () => await differencesOfPeriod(REPORTS, programId, period, NAMED);
    const forget = async () => await forgetPeriod(REPORTS, programId, period);
    await compare(`${period.what} of ${period.dimension}`, found, forget);
  }
  return differences;
}

function named(name: string, { fromMs, toMs, key, expected, found }: KeptDifference): Difference {
  const span = [fromMs, toMs].map((atMs) => new Date(atMs).toISOString().slice(0, 16)).join("/");
  const about = ["kept", name, span, key].filter((part) => part !== "").join(" ");
  return { kind: "orders_and_reports", about, expected, found };
}
