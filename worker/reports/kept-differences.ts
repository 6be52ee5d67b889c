/** Compares what reports keep with the sums and orders, some spans after others, and forgets what differs where it is asked to. */
import { letOthersIn } from "../../durable-objects/object/let-others-in.ts";
import type { Difference } from "../../domain/ledger/reconciliation.ts";
import type { Span } from "../../domain/reports/cover.ts";
import {
  differencesOfPeriod,
  differencesOfSpans,
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
  /** Compares, and once more where some differed and all of them are forgotten. */
  const compare = async (
    name: string,
    spans: readonly Span[],
    found: () => Promise<KeptDifference[]>,
  ): Promise<void> => {
    let differing = await found();
    if (forgets && differing.length > 0) {
      await forgetSpans(REPORTS, programId, spans);
      differing = await found();
    }
    differences.push(...differing.map((one) => named(name, one)));
    await letOthersIn();
  };
  for (let after: KeptSpan | null = null; ;) {
    const page: KeptSpan[] = await keptSpans(REPORTS, programId, after, spansAtOnce);
    for (const [dimension, spans] of Map.groupBy(page, (span) => span.dimension)) {
      const found = async () => await differencesOfSpans(REPORTS, programId, dimension, spans, NAMED);
      await compare(dimension, spans, found);
    }
    after = page.at(-1) ?? null;
    if (after === null || page.length < spansAtOnce) break;
  }
  for (const period of await validPeriods(REPORTS, programId)) {
    const found = async () => await differencesOfPeriod(REPORTS, programId, period, NAMED);
    await compare(`${period.what} of ${period.dimension}`, [period], found);
  }
  return differences;
}

function named(name: string, { fromMs, toMs, key, expected, found }: KeptDifference): Difference {
  const span = [fromMs, toMs].map((atMs) => new Date(atMs).toISOString().slice(0, 16)).join("/");
  const about = ["kept", name, span, key].filter((part) => part !== "").join(" ");
  return { kind: "orders_and_reports", about, expected, found };
}
