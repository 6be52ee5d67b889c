/** Tells rows that this version of the code takes from those that a later one sends: those wait at their sender. */
import type { ObjectClass } from "../../domain/kernel/object-class.ts";
import { NotUnderstood } from "../../domain/kernel/not-understood.ts";
import { isPhase } from "../../domain/order/order-state.ts";
import { RECEIVER_OF } from "./messages.ts";

/** Any row, as it arrives. */
interface ArrivedRow {
  readonly seq: number;
  readonly type?: unknown;
  readonly kind?: unknown;
  readonly phase?: unknown;
}

const RECEIVERS: ReadonlyMap<unknown, ObjectClass> = new Map(Object.entries(RECEIVER_OF));

/** @throws NotUnderstood when a row is none that this class takes. */
export function requireKnown(taker: ObjectClass, rows: readonly ArrivedRow[]): void {
  for (const row of rows) {
    if (RECEIVERS.get(row.type) !== taker) throw new NotUnderstood(`row ${String(row.type)}`);
    if (row.type === "intent" && !isPhase(row.phase)) throw new NotUnderstood(`phase ${String(row.phase)}`);
    if (row.type === "budget" && row.kind !== "cost" && row.kind !== "respend") {
      throw new NotUnderstood(`budget ${String(row.kind)}`);
    }
  }
}
