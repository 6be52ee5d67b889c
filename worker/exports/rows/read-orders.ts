/** The datasets `orders` and `commissions`, from the read model. */
import { linkIdOf, promoterIdOf, type PromoterRef } from "../../../domain/kernel/ids.ts";
import { merchantOrderIdOf } from "../../../domain/order/page-order.ts";
import {
  BEFORE_ALL,
  type CommissionPlace,
  type CommissionToExport,
  commissionsBehind,
} from "./commission-rows.tables.ts";
import { firstOrderAt, ordersBehind, type OrderToExport } from "./order-rows.tables.ts";
import type { Page, Place, Reading, TypedSource } from "./source.ts";

/** Rows of one query. */
const PAGE = 5_000;
/** Days that one page of commissions looks through. */
const DAYS_PER_PAGE = 20;

const BEHIND_ALL_IDS = "";

export const ORDERS: TypedSource<OrderToExport> = {
  columns: [
    { name: "orderId", type: "string", of: ({ orderId }) => merchantOrderIdOf(orderId) },
    { name: "occurredAt", type: "instant", of: ({ occurredAtMs }) => occurredAtMs },
    { name: "amount", type: "integer", of: ({ amount }) => amount },
    { name: "reversedAmount", type: "integer", of: ({ reversedAmount }) => reversedAmount },
    { name: "currency", type: "string", of: (_, { program }) => program.currency },
    {
      name: "customerTag",
      type: "string",
      of: ({ customerId }, { personTag }) => (customerId === null ? null : personTag(customerId)),
    },
    { name: "state", type: "string", of: ({ state }) => state },
    { name: "underReview", type: "boolean", of: ({ underReview }) => underReview !== 0 },
    { name: "basis", type: "string", of: ({ basis }) => basis },
    {
      name: "promoterId",
      type: "string",
      of: ({ promoter }) => (promoter === null ? null : promoterIdOf(promoter as PromoterRef)),
    },
    {
      name: "isNewCustomer",
      type: "boolean",
      of: ({ isNewCustomer }) => (isNewCustomer === null ? null : isNewCustomer !== 0),
    },
    { name: "clickToOrderMs", type: "integer", of: ({ clickToOrderMs }) => clickToOrderMs },
    { name: "kept", type: "integer", of: ({ kept }) => kept },
    { name: "version", type: "integer", of: ({ version }) => version },
    // Behind all that was there before, so that tables of a warehouse go on by place.
    { name: "campaignId", type: "string", of: ({ campaignId }) => campaignId },
    { name: "linkId", type: "string", of: ({ link }) => (link === null ? null : linkIdOf(link)) },
    { name: "channel", type: "string", of: ({ channel }) => channel },
    { name: "path", type: "string", of: ({ path }) => path },
    { name: "tier", type: "string", of: ({ tier }) => tier },
    {
      name: "isCounted",
      type: "boolean",
      of: ({ isCounted }) => (isCounted === null ? null : isCounted !== 0),
    },
    { name: "products", type: "string", of: ({ sold }) => productsOf(sold) },
  ],
  atMs: ({ occurredAtMs }) => occurredAtMs,
  placeOf: ({ occurredAtMs, orderId }) => [occurredAtMs, orderId],
  page: async ({ env, program, fromMs, toMs }, place) => {
    const [atMs, orderId] = (place ?? [fromMs, BEHIND_ALL_IDS]) as [number, string];
    const span = { programId: program.id, fromMs, toMs };
    const rows = await ordersBehind(env.REPORTS, span, { atMs, orderId }, PAGE);
    const last = rows.at(-1);
    return {
      rows,
      next: last !== undefined && rows.length === PAGE ? [last.occurredAtMs, last.orderId] : null,
    };
  },
};

/** A list of what was sold by product, as JSON; null of orders that were written before. */
function productsOf(sold: string | null): string | null {
  if (sold === null) return null;
  const parts = JSON.parse(sold) as readonly (readonly [string, number, number, number, (string | null)?])[];
  return JSON.stringify(
    parts.map(([productId, sales, refunded, commission, categoryId = null]) => ({
      productId: productId === "" ? null : productId,
      categoryId,
      sales,
      refunded,
      commission,
    })),
  );
}

export const COMMISSIONS: TypedSource<CommissionToExport> = {
  columns: [
    { name: "commissionId", type: "string", of: ({ id }) => id },
    { name: "orderId", type: "string", of: ({ orderId }) => merchantOrderIdOf(orderId) },
    { name: "occurredAt", type: "instant", of: ({ occurredAtMs }) => occurredAtMs },
    { name: "promoterId", type: "string", of: ({ promoter }) => promoterIdOf(promoter) },
    {
      name: "creditedPromoterId",
      type: "string",
      of: ({ creditedPromoter }) => promoterIdOf(creditedPromoter),
    },
    { name: "level", type: "integer", of: ({ level }) => level },
    { name: "amount", type: "integer", of: ({ amount }) => amount },
    { name: "kept", type: "integer", of: ({ kept }) => kept },
    { name: "currency", type: "string", of: (_, { program }) => program.currency },
    { name: "state", type: "string", of: ({ state }) => state },
    { name: "version", type: "integer", of: ({ version }) => version },
  ],
  atMs: ({ occurredAtMs }) => occurredAtMs,
  placeOf: (row, { days }) => placeIn(days.of(row.occurredAtMs).fromMs, behind(row)),
  page: async (reading, place) => await commissionsOfDays(reading, place),
};

/** The first instant of a day, and the commission of it that was read last. */
function placeIn(dayMs: number, { promoter, atMs, orderId, id }: CommissionPlace): Place {
  return [dayMs, promoter, atMs, orderId, id];
}

function behind({ promoter, occurredAtMs, orderId, id }: CommissionToExport): CommissionPlace {
  return { promoter, atMs: occurredAtMs, orderId, id };
}

/** Day after day, so that a day's commissions come together, whoever earned them. */
async function commissionsOfDays(reading: Reading, place: Place | null): Promise<Page<CommissionToExport>> {
  const { env, program, fromMs, toMs, days } = reading;
  const [dayMs, promoter, atMs, orderId, id] = (place ?? placeIn(fromMs, BEFORE_ALL)) as [
    number,
    number,
    number,
    string,
    string,
  ];
  const rows: CommissionToExport[] = [];
  let after: CommissionPlace = { promoter, atMs, orderId, id };
  let beginMs: number | null = dayMs;
  for (let looked = 0; looked < DAYS_PER_PAGE; looked += 1) {
    const day = days.of(beginMs);
    const span = {
      programId: program.id,
      fromMs: Math.max(day.fromMs, fromMs),
      toMs: Math.min(day.toMs, toMs),
    };
    const room = PAGE - rows.length;
    const found = await commissionsBehind(env.REPORTS, span, after, room);
    rows.push(...found);
    const last = found.at(-1);
    if (last !== undefined && found.length === room) return { rows, next: placeIn(day.fromMs, behind(last)) };
    after = BEFORE_ALL;
    beginMs = await firstOrderAt(env.REPORTS, { programId: program.id, fromMs: day.toMs, toMs });
    if (beginMs === null) return { rows, next: null };
  }
  return { rows, next: placeIn(beginMs, after) };
}
