/**
 * What a program's promoters show over the last weeks, once a night: their figures, patterns that honest differences do not
 * explain, rings and dense groups. A repeat finds the same.
 */
import { letOthersIn } from "../../durable-objects/object/let-others-in.ts";
import { DAY_MS } from "../../domain/kernel/duration.ts";
import { livesOnItself } from "../../domain/risk/patterns/collusion.ts";
import { densestGroup } from "../../domain/risk/patterns/dense-group.ts";
import { findPattern, judgedOf } from "../../domain/risk/patterns/find-patterns.ts";
import { PATTERN_NAMES } from "../../domain/risk/patterns/patterns.ts";
import type { PromoterWindow } from "../../domain/risk/patterns/promoter-window.ts";
import { ringsOf } from "../../domain/risk/patterns/rings.ts";
import { type DaySpan, type NumberedProgram, readPromoterWindows } from "./promoter-windows.tables.ts";
import { readPromoterPurchases, readPurchases } from "./purchases.tables.ts";
import type { ShownPattern } from "./shown-pattern.ts";
import { keepStatistics } from "./statistics.tables.ts";

/** Days of the window: long enough for a promoter of few orders, short enough for one who changed. */
export const WINDOW_DAYS = 28;

export interface PatternsMessage {
  readonly kind: "patterns";
  readonly program: NumberedProgram;
  /** The last whole day, as days since 1970, UTC. */
  readonly day: number;
}

export function lastWholeDay(nowMs: number): number {
  return Math.floor(nowMs / DAY_MS) - 1;
}

type Shown = Map<number, ShownPattern[]>;

export async function lookForPatterns(
  { REPORTS }: Pick<Env, "REPORTS">,
  { program, day }: PatternsMessage,
): Promise<void> {
  const span: DaySpan = { from: day - WINDOW_DAYS + 1, to: day };
  const windows = await readPromoterWindows(REPORTS, program, span);
  const shown: Shown = new Map();
  await showPatterns(windows, shown);
  for (const [promoter, promoters] of ringsOf(await readPromoterPurchases(REPORTS, program.id, span)))
    show(shown, promoter, { pattern: "ring", promoters });
  await showDenseGroup(REPORTS, program.id, span, shown);
  const statistics = windows.map((figures) => ({ figures, patterns: shown.get(figures.promoter) ?? [] }));
  await keepStatistics(REPORTS, program.id, day, statistics);
}

async function showPatterns(windows: readonly PromoterWindow[], shown: Shown): Promise<void> {
  const judged = judgedOf(windows);
  for (const name of PATTERN_NAMES) {
    for (const { promoter, ...found } of findPattern(name, judged)) show(shown, promoter, found);
    await letOthersIn();
  }
}

async function showDenseGroup(
  reports: D1Database,
  programId: string,
  span: DaySpan,
  shown: Shown,
): Promise<void> {
  const purchases = await readPurchases(reports, programId, span);
  const steps = densestGroup(purchases);
  let step = steps.next();
  while (step.done !== true) {
    await letOthersIn();
    step = steps.next();
  }
  const group = step.value;
  if (group === undefined || !livesOnItself(group, purchases)) return;
  const promoters = [...group.promoters];
  for (const promoter of promoters)
    show(shown, promoter, { pattern: "dense_group", promoters, customers: group.customers.size });
}

function show(shown: Shown, promoter: number, pattern: ShownPattern): void {
  shown.set(promoter, [...(shown.get(promoter) ?? []), pattern]);
}
