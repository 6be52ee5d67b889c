/**
 * Customers whom a bind call makes promoters: a numbered row to the tree, written with the binding that it follows from.
 * The tree takes who is no promoter yet, so that of several calls and orders the first counts.
 */
import { objectName, type PromoterRef } from "../../domain/kernel/ids.ts";
import { invariant } from "../../domain/kernel/invariant.ts";
import type { BindingView } from "../../domain/referral/binding.ts";
import type { DeliveryAnswer, JoinRow } from "../delivery/messages.ts";
import type { NumberedRow, OutboxStorage } from "../delivery/outbox-storage.ts";

/** A member who becomes a promoter, with its wallet in this slot. */
export interface Joining {
  readonly slot: number;
}

export class JourneyJoins {
  readonly #outbox: OutboxStorage;

  constructor(outbox: OutboxStorage) {
    this.#outbox = outbox;
  }

  /** Call it in the transaction of the binding. */
  ask(programId: string, { customerId, promoter }: BindingView, { slot }: Joining, nowMs: number): void {
    const row = { orderRow: 0, credit: 0, level: 0, kind: "join", phase: "pending", reopens: 0, atMs: nowMs };
    // The slot stands where other rows have an amount.
    this.#outbox.append("tree", objectName(programId, 0), [
      { ...row, amount: slot, promoter, about: customerId },
    ]);
  }
}

/** What the tree is told. */
export function joinRowOf({ seq, about, amount: slot, promoter }: NumberedRow): JoinRow {
  return { type: "join", seq, memberId: memberOf(about), slot, upline: promoter as PromoterRef };
}

/** The customers who are promoters by what the tree has answered: their bindings are over. */
export function joinedBy(
  rows: readonly NumberedRow[],
  { last, refused }: Extract<DeliveryAnswer, { kind: "taken" }>,
): string[] {
  const unjoined = new Set(refused.map(({ seq }) => seq));
  return rows.flatMap(({ seq, about }) => (seq > last || unjoined.has(seq) ? [] : [memberOf(about)]));
}

function memberOf(about: string | null | undefined): string {
  invariant(typeof about === "string", "a row that makes a promoter names its member");
  return about;
}
