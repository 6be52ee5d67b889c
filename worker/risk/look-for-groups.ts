/** Promoters of a night who buy from each other in circles, and groups that live on themselves. */
import { livesOnItself } from "../../domain/risk/patterns/collusion.ts";
import { densestGroup } from "../../domain/risk/patterns/dense-group.ts";
import { type RingsFound, ringsOf } from "../../domain/risk/patterns/rings.ts";
import { inTurns } from "../../durable-objects/object/in-turns.ts";
import { letOthersIn } from "../../durable-objects/object/let-others-in.ts";
import { logError } from "../../durable-objects/object/log.ts";
import { type Night, noteShown, noteShownByAll } from "./promoter-sums.tables.ts";
import type { DaySpan } from "./promoter-windows.tables.ts";
import { MOST_ORDERS, readPromoterPurchases, readPurchases } from "./purchases.tables.ts";

/** Turns of one slice, each of some thousand purchases: some seconds. */
const MOST_TURNS = 1_000;
/** A customer with one order is dense with nobody. */
const FEWEST_ORDERS = 2;

/** Looks for rings of promoters after one. @returns the promoter to go on after; null when all are known. */
export async function lookForRings(
  { REPORTS }: Pick<Env, "REPORTS">,
  night: Night,
  span: DaySpan,
  after: number,
  most = MOST_ORDERS,
): Promise<number | null> {
  const { pairs, ...reading } = await readPromoterPurchases(REPORTS, night.program.id, span, most);
  tellLeft(night, "rings", reading);
  const purchases = await inTurns(pairs.sorted((buyer, seller, orders) => ({ buyer, seller, orders })));
  let turns = 0;
  for (const found of ringsOf(purchases, after)) {
    await noteRings(REPORTS, night, found);
    turns += 1;
    if (turns >= MOST_TURNS && found.through !== null) return found.through;
    await letOthersIn();
  }
  return null;
}

async function noteRings(reports: D1Database, night: Night, { rings }: RingsFound<number>): Promise<void> {
  const shown = rings.map(([promoter, promoters]) => [promoter, { pattern: "ring", promoters }] as const);
  await noteShown(reports, night, shown);
}

export async function lookForDenseGroup(
  { REPORTS }: Pick<Env, "REPORTS">,
  night: Night,
  span: DaySpan,
  most = MOST_ORDERS,
): Promise<void> {
  const { pairs, ...reading } = await readPurchases(REPORTS, night.program.id, span, most);
  tellLeft(night, "dense_group", reading);
  const purchases = await inTurns(
    pairs.sorted((promoter, customer, orders) => ({ promoter, customer, orders }), FEWEST_ORDERS),
  );
  const group = await inTurns(densestGroup(purchases));
  if (group === undefined || !(await inTurns(livesOnItself(group, purchases)))) return;
  const promoters = [...group.promoters];
  const shown = { pattern: "dense_group", promoters, customers: group.customers.size } as const;
  await noteShownByAll(REPORTS, night, promoters, shown);
}

interface PartlyRead {
  readonly read: number;
  readonly left: number;
}

/** What is older than the bound is not looked at, and an operator hears of it. */
function tellLeft({ program, day }: Night, phase: string, { read, left }: PartlyRead): void {
  if (left === 0) return;
  const reason = new Error("older purchases of the window were not looked at");
  logError("patterns_cut_short", reason, { program: program.id, day, phase, read, left });
}
