/** Adds to what is known of promoters what their AccountBooks know: sales before the order, and tiers as of its time. */
import { objectNamed } from "../../durable-objects/object/object-named.ts";
import type { PromoterSales } from "../../domain/commission/promoter-sales.ts";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { monthOf } from "../../domain/program/month.ts";
import type { PromoterSnapshot, TreeSnapshot } from "../../domain/referral/promoter.ts";
import type { SalesAnswer, SalesQuery } from "../../durable-objects/account-book/sales/sales-desk.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { callObject } from "../platform/object-call.ts";
import { bookName } from "../platform/objects.ts";
import { groupedBy } from "../platform/by-owner.ts";
import { newestTiers, lowestTierAt } from "../configuration/as-of.ts";

export interface KnownSales {
  readonly snapshots: ReadonlyMap<PromoterRef, PromoterSnapshot>;
  readonly sales: ReadonlyMap<PromoterRef, PromoterSales>;
}

type Lines = ReadonlyMap<PromoterRef, TreeSnapshot>;

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
        async () => await objectNamed(env.ACCOUNT_BOOK, name).salesOf(asked, plan),
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
  const snapshots = [...lines].map(([ref, snapshot]): [PromoterRef, PromoterSnapshot] => {
    const uplines = snapshot.uplines.map((upline) => ({ ...upline, tier: tierOf(upline.ref) }));
    return [ref, { ...snapshot, tier: tierOf(ref), uplines }];
  });
  const sales = [...answers].map(([ref, { lifetimeSales, monthSales }]): [PromoterRef, PromoterSales] => {
    return [ref, { lifetimeSales, monthSales }];
  });
  return { snapshots: new Map(snapshots), sales: new Map(sales) };
}
