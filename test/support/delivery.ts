/** Deliveries as a sender of one life makes them. */
import type { Delivery, Sender } from "../../durable-objects/delivery/rows.ts";

/** Numbered rows of one life of a sender, from the first row's number on. */
export function deliveryOf<Row extends { readonly seq: number }>(
  from: Sender,
  rows: readonly Row[],
  life = "life",
): Delivery<Row> {
  const first = rows[0]?.seq ?? 1;
  const after = { seq: first - 1, life: first === 1 ? null : life };
  return { from, after, lives: [{ fromSeq: first, life }], rows };
}
