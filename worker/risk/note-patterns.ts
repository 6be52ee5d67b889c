/** Tells the owners of a promoter's orders what its figures show, as far as the orders are not released. */
import { objectNamed } from "../../durable-objects/object/object-named.ts";
import type { LateFinding } from "../../domain/risk/late-risk.ts";
import { holdsOrders } from "../../domain/risk/patterns/holding-patterns.ts";
import { DAY_MS } from "../../domain/kernel/duration.ts";
import { type PromoterRef, promoterIdOf } from "../../domain/kernel/ids.ts";
import { currentProgram } from "../configuration/current-program.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { callObject } from "../platform/object-call.ts";
import { ledgerName, slotOf } from "../platform/objects.ts";
import type { NumberedProgram } from "./promoter-windows.tables.ts";
import { unreleasedOrders } from "./reviewed-orders.tables.ts";
import { closedSince } from "./risk-cases.tables.ts";
import type { ShownPattern } from "./shown-pattern.ts";
import { promotersWithPatterns } from "./statistics.tables.ts";

/** What a person has decided for the promoter is not shown again within so many days. The window that it rests on is over by then. */
const LOOKED_AT_MS = 28 * DAY_MS;
const PROMOTERS_PER_PAGE = 50;
/** Orders of one promoter, the newest. */
const MOST_ORDERS = 500;

/** Tells of a page of promoters, by number, after one. @returns the promoter to go on after; null when all are told of. */
export async function notePatterns(
  env: Env,
  { id, number }: NumberedProgram,
  after: number,
  nowMs: number,
): Promise<number | null> {
  const program = await currentProgram(env, id, "proved");
  if (program === null || program.fencedAtMs !== null) return null;
  const page = await promotersWithPatterns(env.REPORTS, id, after, PROMOTERS_PER_PAGE);
  const last = page.at(-1);
  if (last === undefined) return null;
  // What nobody came to look at, and what was found to be true, is shown again.
  const lookedAt = await closedSince(env.CONFIG, number, ["cleared"], nowMs - LOOKED_AT_MS);
  const shown = page.filter(({ figures }) => !lookedAt.has(figures.promoter));
  for (const { figures, patterns } of shown) await noteFor(env, program, figures.promoter, patterns);
  return last.figures.promoter;
}

async function noteFor(
  env: Env,
  program: ProgramConfig,
  promoter: number,
  patterns: readonly ShownPattern[],
): Promise<void> {
  const found = findingsOf(patterns);
  if (found.length === 0) return;
  const orderIds = await unreleasedOrders(env.REPORTS, program.id, promoter, MOST_ORDERS);
  for (const [name, own] of Map.groupBy(orderIds, (orderId) => ledgerName(program, orderId))) {
    const noted = own.flatMap((orderId) => {
      const slot = slotOf(program, "order", orderId);
      return found.map((finding) => ({ orderId, slot, finding }));
    });
    await callObject(async () => await objectNamed(env.COMMISSION_LEDGER, name).noteRisk(noted));
  }
}

/** A ring is its own reason; all patterns together are one, where they hold orders. */
function findingsOf(patterns: readonly ShownPattern[]): LateFinding[] {
  const rings = patterns.filter((shown) => shown.pattern === "ring");
  const others = patterns.filter((shown) => shown.pattern !== "ring" && holdsOrders(shown));
  return [
    ...rings.slice(0, 1).map((ring): LateFinding => ({
      code: "ring",
      facts: { promoters: ring.promoters.map((one) => promoterIdOf(one as PromoterRef)).join(" ") },
    })),
    ...(others.length === 0
      ? []
      : [
          {
            code: "promoter_pattern",
            facts: { patterns: others.map((one) => one.pattern).join(" ") },
          } as const,
        ]),
  ];
}
