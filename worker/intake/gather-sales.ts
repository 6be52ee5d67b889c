/** Adds to what is known of promoters what their AccountBooks know: sales before the order, and tiers as of its time. */
import type { SalesBasis } from "../../domain/commission/line-amount.ts";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { monthOf } from "../../domain/program/month.ts";
import { versionAt } from "../../domain/program/versions.ts";
import type { PromoterStanding, TreeStanding } from "../../domain/referral/promoter.ts";
import { DEFAULT_TIER_PLAN, lowestTier } from "../../domain/referral/tiers.ts";
import type { SalesAnswer, SalesQuery } from "../../durable-objects/sales-desk.ts";
import type { VersionedPlan } from "../../durable-objects/sales-storage.ts";
import type { ProgramConfig } from "../db/program-config.ts";
import { callObject } from "../platform/object-call.ts";
import { bookName } from "../platform/objects.ts";
import { groupedBy } from "./by-owner.ts";

export interface KnownSales {
  readonly standings: ReadonlyMap<PromoterRef, PromoterStanding>;
  readonly sales: ReadonlyMap<PromoterRef, SalesBasis>;
}

type Lines = ReadonlyMap<PromoterRef, TreeStanding>;

/** For each order, its promoters with tiers and sales. One call per book, however many orders and promoters. */
export async function gatherSales(
  env: Env,
  program: ProgramConfig,
  orders: readonly { readonly occurredAtMs: number; readonly lines: Lines }[],
): Promise<KnownSales[]> {
  const queries = orders.flatMap(({ occurredAtMs, lines }, order) => {
    const month = monthOf(occurredAtMs, program.timezone);
    return promotersIn(lines).map((promoter) => ({ order, promoter, month, atMs: occurredAtMs }));
  });
  const byOrder = orders.map(() => new Map<PromoterRef, SalesAnswer>());
  const plan = newestTiers(program);
  await Promise.all(
    [...groupedBy(queries, ({ promoter }) => bookName(program, promoter))].map(async ([name, own]) => {
      const asked = own.map(({ entry }): SalesQuery => {
        return { promoter: entry.promoter, month: entry.month, atMs: entry.atMs };
      });
      const answers = await callObject(
        async () => await env.ACCOUNT_BOOK.getByName(name).salesOf(asked, plan),
      );
      own.forEach(({ entry }, place) => {
        const answer = answers[place];
        if (answer !== undefined) byOrder[entry.order]?.set(entry.promoter, answer);
      });
    }),
  );
  return orders.map(({ occurredAtMs, lines }, index) =>
    withTiers(lines, byOrder[index] ?? new Map(), lowestTierAt(program, occurredAtMs)),
  );
}

/** The newest tiers, as books are told them. */
export function newestTiers(program: ProgramConfig): VersionedPlan {
  const newest = program.tiers.at(-1);
  return {
    version: newest?.version ?? 0,
    plan: newest?.value ?? DEFAULT_TIER_PLAN,
    timezone: program.timezone,
  };
}

/** The tier of a promoter of whom no other was recorded by then. */
export function lowestTierAt(program: ProgramConfig, atMs: number): string {
  return lowestTier(versionAt(program.tiers, atMs)?.value ?? DEFAULT_TIER_PLAN);
}

function promotersIn(lines: Lines): PromoterRef[] {
  const refs = new Set<PromoterRef>();
  for (const { ref, uplines } of lines.values()) {
    refs.add(ref);
    for (const upline of uplines) refs.add(upline.ref);
  }
  return [...refs];
}

function withTiers(lines: Lines, answers: ReadonlyMap<PromoterRef, SalesAnswer>, lowest: string): KnownSales {
  const tierOf = (ref: PromoterRef) => answers.get(ref)?.tier ?? lowest;
  const standings = [...lines].map(([ref, standing]): [PromoterRef, PromoterStanding] => {
    const uplines = standing.uplines.map((upline) => ({ ...upline, tier: tierOf(upline.ref) }));
    return [ref, { ...standing, tier: tierOf(ref), uplines }];
  });
  const sales = [...answers].map(([ref, { lifetimeSales, monthSales }]): [PromoterRef, SalesBasis] => {
    return [ref, { lifetimeSales, monthSales }];
  });
  return { standings: new Map(standings), sales: new Map(sales) };
}
