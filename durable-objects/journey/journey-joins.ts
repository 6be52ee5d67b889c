/**
 * Customers who become promoters, by a bind call or by an order: a message to the tree, written with the binding that it
 * follows from. The tree takes who is no promoter yet, so that of several calls and orders the first counts.
 */
import { objectName, type PromoterRef } from "../../domain/kernel/ids.ts";
import type { Numbered } from "../delivery/messages.ts";
import type { OutboxStorage } from "../delivery/outbox-storage.ts";
import type { Joining, Taken } from "../delivery/rows.ts";
import type { ProgramPlace } from "../object/program-place.ts";

/** A customer, and whom it is bound to. */
interface BoundCustomer {
  readonly customerId: string;
  readonly promoter: PromoterRef | null;
}

export class JourneyJoins {
  readonly #outbox: OutboxStorage;
  readonly #place: ProgramPlace;

  constructor(outbox: OutboxStorage, place: ProgramPlace) {
    this.#outbox = outbox;
    this.#place = place;
  }

  /** Call it in the transaction of the binding. */
  ask({ customerId, promoter }: BoundCustomer, { slot }: Joining, nowMs: number): void {
    const tree = objectName(this.#place.home, 0);
    this.#outbox.append(tree, [{ type: "join", memberId: customerId, slot, upline: promoter, atMs: nowMs }]);
  }
}

/** The customers who are promoters by what the tree has answered: their bindings are over. */
export function joinedBy(messages: readonly Numbered[], { last, refused }: Taken): string[] {
  const unjoined = new Set(refused.map(({ seq }) => seq));
  return messages.flatMap(({ seq, message }) =>
    message.type !== "join" || seq > last.seq || unjoined.has(seq) ? [] : [message.memberId],
  );
}
