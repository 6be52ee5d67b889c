/** Orders that move with their slots: each while nothing of it is under way. What was told of them stays in this log. */
import { unknownWord } from "../../../domain/kernel/not-understood.ts";
import { commissionIdOf } from "../../../domain/kernel/ids.ts";
import { counterpartOf } from "../../../domain/order/page-order.ts";
import type { MessageTo, Numbered } from "../../delivery/messages.ts";
import type { LedgerRow } from "../../delivery/rows.ts";
import type { MovedThings, MoveMessages, MoveObstacle, Whereabouts } from "../../moves/leaving-slots.ts";
import type { SlotIndexStorage } from "./slot-index-storage.ts";
import type { SlotMoveStorage } from "./slot-move-storage.ts";

export const ORDER_MOVES: MoveMessages = {
  receiverClass: "ledger",
  kinds: { opens: "slot_opens", moved: "moved_order", closes: "slot_closes" },
  opens: (slot, atMs) => ({ type: "slot_opens", slot, atMs }),
  moved: (orderRow, atMs) => ({ type: "moved_order", orderRow, atMs }),
  closes: (slot, atMs) => ({ type: "slot_closes", slot, atMs }),
};

export class MovedOrders implements MovedThings {
  readonly storage: SlotMoveStorage;
  readonly #index: SlotIndexStorage;

  constructor(storage: SlotMoveStorage, index: SlotIndexStorage) {
    this.storage = storage;
    this.#index = index;
  }

  /** One that is not known is looked for where the other one of its id is: they have to meet. */
  whereabouts(orderIds: readonly string[]): ReadonlyMap<string, Whereabouts> {
    const known = this.storage.whereabouts([...orderIds, ...orderIds.map(counterpartOf)]);
    return new Map(
      orderIds.flatMap((orderId): [string, Whereabouts][] => {
        const place = known.get(orderId) ?? known.get(counterpartOf(orderId));
        return place === undefined ? [] : [[orderId, place]];
      }),
    );
  }

  fill(): boolean {
    return this.#index.fill();
  }

  /** Commissions of lost orders, or events whose slot nobody said, must be settled first. */
  obstacle(slot: number): MoveObstacle | null {
    if (this.storage.hasOrphans(slot)) return "orphans";
    return this.#index.hasUnplaced() ? "unplaced_events" : null;
  }

  arrived(rows: readonly number[]): void {
    const commissions = rows.flatMap((row) => {
      const { slot, orderId, commissions: own } = this.storage.packed(row);
      this.#index.remove(slot, [row]);
      return own.map(({ credit, level }) => commissionIdOf({ slot, orderId, credit, level }));
    });
    this.storage.arrived(rows);
    this.storage.dropAdopted(commissions);
  }

  /** Messages of moves as their receiver needs them. */
  rows(messages: readonly Numbered<MessageTo<"ledger">>[], objects: number): LedgerRow[] {
    return messages.map(({ seq, message }): LedgerRow => {
      switch (message.type) {
        case "late_evidence":
        case "risk_found":
        case "linked_events":
        case "slot_closes":
          return { ...message, seq };
        case "slot_opens":
          return { ...message, seq, objects, voids: this.storage.voids() };
        case "moved_order":
          return { type: "moved_order", seq, order: this.storage.packed(message.orderRow) };
        default:
          return unknownWord(message, "message");
      }
    });
  }
}
