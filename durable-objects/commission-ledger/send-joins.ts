/**
 * Makes buyers promoters whose order says so: under whom they are bound to, which their Journey knows. The order's own
 * binding has been taken by then, because these rows are written when it was acknowledged.
 */
import type { Decision } from "../../domain/commission/decision.ts";
import { invariant } from "../../domain/kernel/invariant.ts";
import type { DecidedOrder } from "./order-storage.ts";
import type { DeliveryAnswer, JoinRow } from "../delivery/messages.ts";
import type { Effects } from "./effects.ts";
import type { NumberedRow, Pair } from "../delivery/outbox-storage.ts";

type Receivers = Pick<Env, "JOURNEY" | "REFERRAL_TREE">;

/** Marks the row to a buyer's Journey after which the buyer becomes a promoter. */
const JOINS = "joins";

/** {@link JOINS} for the last row of a decision that makes its buyer a promoter. */
export function joinMark({ joins, binding, risk }: Decision, kind: "order" | "bind"): string {
  const isLast = kind === "bind" || binding === undefined;
  return joins !== undefined && isLast && risk.verdict !== "block" ? JOINS : "pending";
}

/** Adds the rows that follow from rows to a Journey which it has taken, up to `last`: who joins by them. */
export function addJoins(
  effects: Effects,
  rows: readonly NumberedRow[],
  last: number,
  programId: string,
  nowMs: number,
): void {
  for (const row of rows) {
    if (row.phase === JOINS && row.seq <= last) addJoin(effects, programId, row.orderRow, nowMs);
  }
}

/** The row that makes the buyer of an order a promoter. */
function addJoin(effects: Effects, programId: string, orderRow: number, nowMs: number): void {
  effects.add("tree", `${programId}/0`, {
    orderRow,
    credit: 0,
    level: 0,
    promoter: 0,
    reopens: 0,
    kind: "join",
    phase: "pending",
    amount: 0,
    atMs: nowMs,
  });
}

/** One delivery to the tree; then the bindings of those who joined are over. Safe to repeat at any point. */
export async function sendJoins(
  env: Receivers,
  sender: string,
  pair: Pair,
  outgoing: readonly { readonly row: NumberedRow; readonly stored: DecidedOrder }[],
): Promise<DeliveryAnswer> {
  const buyers = outgoing.map(({ row, stored: { journey, order, decision } }) => {
    const { customerId, occurredAtMs: atMs } = order;
    invariant(
      journey !== null && customerId !== undefined && decision.joins !== undefined,
      "a buyer who joins has a name",
    );
    return { seq: row.seq, journey, customerId, atMs, slot: decision.joins.slot };
  });
  const rows: JoinRow[] = [];
  for (const { seq, journey, customerId, atMs, slot } of buyers) {
    const [binding] = await env.JOURNEY.getByName(journey).bindingsAt([{ customerId, atMs }]);
    rows.push({ type: "join", seq, memberId: customerId, slot, upline: binding?.promoter ?? null });
  }
  const answer = await env.REFERRAL_TREE.getByName(pair.receiver).deliver({ sender, rows });
  for (const { journey, customerId } of buyers)
    await env.JOURNEY.getByName(journey).endForPromoter(customerId);
  return answer;
}
