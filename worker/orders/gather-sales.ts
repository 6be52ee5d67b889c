/** Adds to what is known of promoters what their AccountBooks know: sales before the order, and tiers as of its time. */
import { objectNamed } from "../../durable-objects/object/object-named.ts";
import type { PromoterSales } from "../../domain/commission/promoter-sales.ts";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { homeOf } from "../../domain/kernel/region.ts";
import type { Evidence } from "../../domain/attribution/evidence.ts";
import type { Order } from "../../domain/order/order.ts";
import type { PromoterKnowledge } from "../../domain/risk/knowledge.ts";
import { questionOf } from "./known/order-questions.ts";
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
  /** What else is known of promoters whom the order's evidence names, and of those above them. */
  readonly promotersKnown: ReadonlyMap<PromoterRef, PromoterKnowledge>;
}

type Lines = ReadonlyMap<PromoterRef, TreeSnapshot>;

/** An order with its evidence, and whom that names. */
interface NamingOrder {
  readonly order: Order;
  readonly evidence: Evidence;
  readonly lines: Lines;
}

/** For each order, its promoters with tiers and sales. One call per book, however many orders and promoters. */
export async function gatherSales(
  env: Env,
  program: ProgramConfig,
  orders: readonly NamingOrder[],
): Promise<KnownSales[]> {
  const home = homeOf(program.id, program.region);
  const queries = orders.flatMap(({ order, evidence, lines }, index) => {
    const month = monthOf(order.occurredAtMs, program.timezone);
    const question = questionOf(home, order, evidence);
    return promotersIn(lines).map((promoter) => {
      return { index, query: { promoter, month, atMs: order.occurredAtMs, order: question(promoter) } };
    });
  });
  const byOrder = orders.map(() => new Map<PromoterRef, SalesAnswer>());
  const plan = newestTiers(program);
  await Promise.all(
    [...groupedBy(queries, ({ query }) => bookName(program, query.promoter))].map(async ([name, own]) => {
      const asked = own.map(({ entry }): SalesQuery => entry.query);
      const answers = await callObject(
        async () => await objectNamed(env.ACCOUNT_BOOK, name).salesOf(asked, plan),
      );
      own.forEach(({ entry }, place) => {
        const answer = answers[place];
        if (answer !== undefined) byOrder[entry.index]?.set(entry.query.promoter, answer);
      });
    }),
  );
  return orders.map(({ order: { occurredAtMs }, lines }, index) =>
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
  const known = [...answers].flatMap(([ref, answer]): [PromoterRef, PromoterKnowledge][] =>
    answer.known === undefined ? [] : [[ref, answer.known]],
  );
  return { snapshots: new Map(snapshots), sales: new Map(sales), promotersKnown: new Map(known) };
}
