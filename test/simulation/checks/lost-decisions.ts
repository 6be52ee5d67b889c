/**
 * What only a lost decision had posted: it stays until a repair takes it back, so it counts until then. A ledger that has it
 * as an orphan is believed only of an order that was lost, and whose decision pays something else.
 */
import type { Phase } from "../../../domain/order/order-state.ts";
import type { OrderView } from "../../../domain/settlement/order-view.ts";
import type { World } from "../platform/world.ts";
import type { Workload } from "../workload/workload.ts";

/** Of one commission: where what was posted lies. */
export interface LostPosting extends Readonly<Record<Phase, number>> {
  readonly commissionId: string;
  readonly promoter: number;
}

export function lostPostings(
  world: World,
  workload: Workload,
  orders: ReadonlyMap<string, { readonly view: OrderView }>,
): LostPosting[] {
  const rows = workload.ledgers.flatMap((name) =>
    world
      .host("COMMISSION_LEDGER", name)
      .read(
        "SELECT order_id, commission_id, credit, level, promoter, pending, held, released FROM orphans ORDER BY 1, 2, 5",
      ),
  );
  return rows.flatMap(({ order_id: orderId, commission_id: commissionId, ...sums }): LostPosting[] => {
    const [credit, level, promoter] = [sums["credit"], sums["level"], sums["promoter"]].map(Number);
    const view = orders.get(String(orderId))?.view;
    if (view === undefined || promoter === undefined || !workload.received.lost.has(String(orderId)))
      return [];
    const isPaid = view.decision.commissions.some(
      (one) => one.credit === credit && one.level === level && one.promoter === promoter,
    );
    if (isPaid) return [];
    const [pending, held, released] = [sums["pending"], sums["held"], sums["released"]].map(Number);
    return [
      {
        commissionId: String(commissionId),
        promoter,
        pending: pending ?? 0,
        held: held ?? 0,
        released: released ?? 0,
      },
    ];
  });
}

/** By commission and promoter, what is left of it in all places. */
export function amountsOf(lost: readonly LostPosting[]): Map<string, number> {
  return new Map(
    lost.map(({ commissionId, promoter, pending, held, released }) => [
      `${commissionId} ${promoter}`,
      pending + held + released,
    ]),
  );
}
