/** Who bought from whom over a window of days, the newest first and page by page: as much as one slice of a night bears. */
import { and, desc, eq, isNotNull, lt, or, sql } from "drizzle-orm";
import { letOthersIn } from "../../durable-objects/object/let-others-in.ts";
import { OrderPairs } from "../../domain/risk/patterns/order-pairs.ts";
import { queries } from "../platform/queries.ts";
import { orders } from "../read-models/schema.tables.ts";
import { type DaySpan, isOfDays } from "./promoter-windows.tables.ts";

/** Orders of one reading. */
export const MOST_ORDERS = 200_000;
const ORDERS_PER_PAGE = 5_000;

/** Pairs of promoters and buyers, and how many orders of the window are older than what was read. */
export interface Purchases<Buyer extends number | string> {
  readonly pairs: OrderPairs<number, Buyer>;
  readonly read: number;
  readonly left: number;
}

/** Promoters who bought, each from the promoters that it bought from. */
export async function readPromoterPurchases(
  reports: D1Database,
  programId: string,
  span: DaySpan,
  most: number,
): Promise<Purchases<number>> {
  const pairs = new OrderPairs<number, number>();
  const taken = await takeNewest(
    reports,
    { programId, span, side: orders.buyer, most },
    (promoter, buyer) => {
      pairs.take(Number(buyer), promoter);
    },
  );
  return { pairs, ...taken };
}

/** Promoters who sold, each to its customers. */
export async function readPurchases(
  reports: D1Database,
  programId: string,
  span: DaySpan,
  most: number,
): Promise<Purchases<string>> {
  const pairs = new OrderPairs<number, string>();
  const side = orders.customerId;
  const taken = await takeNewest(reports, { programId, span, side, most }, (promoter, customer) => {
    pairs.take(promoter, String(customer));
  });
  return { pairs, ...taken };
}

interface Reading {
  readonly programId: string;
  readonly span: DaySpan;
  readonly side: typeof orders.buyer | typeof orders.customerId;
  readonly most: number;
}

/** Takes orders that have a side, until there are none left or so many are taken. Others are let in after each page. */
async function takeNewest(
  reports: D1Database,
  { programId, span, side, most }: Reading,
  take: (promoter: number, other: number | string) => void,
): Promise<{ readonly read: number; readonly left: number }> {
  const isOne = and(isOfDays(programId, span), isNotNull(side));
  const { promoter, occurredAtMs, orderId } = orders;
  let last: { readonly occurredAtMs: number; readonly orderId: string } | undefined;
  for (let read = 0; ;) {
    const isLeft = last === undefined ? isOne : and(isOne, isBefore(last));
    if (read >= most) return { read, left: await countOf(reports, isLeft) };
    const page = await queries(reports)
      .select({ promoter, other: side, occurredAtMs, orderId })
      .from(orders)
      .where(isLeft)
      .orderBy(desc(occurredAtMs), desc(orderId))
      .limit(Math.min(ORDERS_PER_PAGE, most - read));
    for (const one of page) if (one.promoter !== null && one.other !== null) take(one.promoter, one.other);
    read += page.length;
    last = page.at(-1);
    if (last === undefined) return { read, left: 0 };
    await letOthersIn();
  }
}

function isBefore({ occurredAtMs, orderId }: { readonly occurredAtMs: number; readonly orderId: string }) {
  return and(
    sql`${orders.occurredAtMs} <= ${occurredAtMs}`,
    or(
      lt(orders.occurredAtMs, occurredAtMs),
      and(eq(orders.occurredAtMs, occurredAtMs), lt(orders.orderId, orderId)),
    ),
  );
}

async function countOf(reports: D1Database, isLeft: ReturnType<typeof and>): Promise<number> {
  const [row] = await queries(reports)
    .select({ n: sql<number>`count(*)` })
    .from(orders)
    .where(isLeft);
  return row?.n ?? 0;
}
