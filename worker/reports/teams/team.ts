/** What a promoter's team sells and earns, by levels below it, as the tree stands now. */
import { promoterIdOf, type PromoterRef } from "../../../domain/kernel/ids.ts";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { NO_ORDERS, type OrderSums } from "../../../domain/reports/figures.ts";
import type { TeamView } from "../../../durable-objects/referral-tree/referral-tree.ts";
import { ApiProblem } from "../../http/problem.ts";
import { callObject } from "../../platform/object-call.ts";
import { treeOf } from "../../platform/objects.ts";
import type { Source } from "../keyed/keyed-report.ts";
import { readSums } from "../periods/period-sums.tables.ts";

export interface TeamLevel extends OrderSums {
  /** 0 is the promoter itself. */
  readonly level: number;
  readonly promoters: number;
}

/** Members whose sums are read at once. */
const MEMBERS = 1_000;

/**
 * The levels of a team, nearest first.
 *
 * @throws ApiProblem `unknown_promoter` (404), or `invalid_parameter` (422) when the team is larger than a report sums.
 */
export async function teamLevels(
  source: Source,
  top: PromoterRef,
  depth: number,
  most: number = LIMITS.teamInReport,
): Promise<TeamLevel[]> {
  const { env, program } = source;
  const levels = new Map<number, TeamLevel>();
  await addMembers(source, levels, [{ ref: top, level: 0 }]);
  let [after, members]: [string | null, number] = [null, 0];
  do {
    const from: string | null = after;
    const page: TeamView | null = await callObject(
      async () => await treeOf(env, program).team(top, depth, from, MEMBERS),
    );
    if (page === null) throw new ApiProblem("unknown_promoter");
    members += page.members.length;
    if (members > most) throw tooLarge(top, most);
    await addMembers(source, levels, page.members);
    after = page.next;
  } while (after !== null);
  return [...levels.values()].toSorted((a, b) => a.level - b.level);
}

function tooLarge(top: PromoterRef, most: number): ApiProblem {
  const message = `the team of ${promoterIdOf(top)} has more than ${most} promoters to that depth`;
  return new ApiProblem("invalid_parameter", { errors: [{ path: "depth", message }] });
}

async function addMembers(
  { env, program, period, isOwn = false }: Source,
  levels: Map<number, TeamLevel>,
  members: readonly { readonly ref: PromoterRef; readonly level: number }[],
): Promise<void> {
  const keys = members.map(({ ref }) => String(ref));
  const asked = { dimension: "promoter", period } as const;
  const sums = await readSums(env.REPORTS, program, asked, keys, { nowMs: Date.now(), isOwn });
  for (const { ref, level } of members) {
    const known = levels.get(level) ?? { level, promoters: 0, ...NO_ORDERS };
    const more = sums.get(String(ref)) ?? NO_ORDERS;
    levels.set(level, {
      level,
      promoters: known.promoters + 1,
      orders: known.orders + more.orders,
      newCustomers: known.newCustomers + more.newCustomers,
      sales: known.sales + more.sales,
      refunded: known.refunded + more.refunded,
      commission: known.commission + more.commission,
    });
  }
}
