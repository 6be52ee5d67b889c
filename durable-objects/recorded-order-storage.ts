/** Decided orders page by page, as a simulation reads them. */
import type { Decision } from "../domain/commission/decision.ts";
import type { Order } from "../domain/commission/order.ts";
import type { RecordedOrder } from "../domain/commission/simulate.ts";
import { type AmountMinor, ZERO } from "../domain/kernel/money.ts";

export interface RecordedPage {
  readonly orders: readonly RecordedOrder[];
  /** Where the next page begins; null after the last. */
  readonly next: number | null;
}

/** Orders that somebody earned and that were not blocked, with a row after `after`, of a span of time. */
export function recordedOrders(
  sql: SqlStorage,
  after: number,
  limit: number,
  fromMs: number,
  toMs: number,
): RecordedPage {
  const rows = sql
    .exec<{ row: number; told: string; decision: string; reversed: AmountMinor | null }>(
      `SELECT row, told, decision, tallied_reversed AS reversed FROM orders
       WHERE row > ? AND told IS NOT NULL ORDER BY row LIMIT ?`,
      after,
      limit,
    )
    .toArray();
  const orders = rows.flatMap((row): RecordedOrder[] => {
    const order = JSON.parse(row.told) as Order;
    if (order.occurredAtMs < fromMs || order.occurredAtMs >= toMs) return [];
    const { attribution, campaignId, levels, commissions, terms, risk } = JSON.parse(
      row.decision,
    ) as Decision;
    if (risk.verdict === "block" || attribution.credits.length === 0) return [];
    const { campaignId: _, ...told } = order;
    return [
      {
        order: campaignId === undefined ? told : { ...told, campaignId },
        credits: attribution.credits,
        levels,
        commissions: commissions.map(({ promoter, amount }) => ({ promoter, amount })),
        terms,
        reversed: row.reversed ?? ZERO,
      },
    ];
  });
  return { orders, next: rows.length < limit ? null : (rows.at(-1)?.row ?? null) };
}
