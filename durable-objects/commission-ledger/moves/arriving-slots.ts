/** Slots that this ledger takes of others: each order arrives once, with how far its commissions were brought. */
import { unknownWord } from "../../../domain/kernel/not-understood.ts";
import { commissionIdOf } from "../../../domain/kernel/ids.ts";
import { isBudgeted } from "../../../domain/commission/campaign-budget.ts";
import type { Decision } from "../../../domain/commission/decision.ts";
import type { MovedOrder } from "../../delivery/moved-order.ts";
import type { OutboxStorage } from "../../delivery/outbox-storage.ts";
import type { LedgerRow } from "../../delivery/rows.ts";
import type { ProgramPlace } from "../../object/program-place.ts";
import { bookNameOf } from "../../object/books.ts";
import type { ArrivedSumsStorage } from "./arrived-sums-storage.ts";
import type { LeavingSlots } from "../../moves/leaving-slots.ts";
import type { LeftSlotsStorage } from "../../moves/left-slots-storage.ts";
import type { Message } from "../../delivery/messages.ts";
import { tellOwnBudget } from "../order-budget.ts";
import type { OrderStorage } from "../order-storage.ts";
import type { ReadModelStorage } from "../read-model/read-model-storage.ts";
import type { SlotMoveStorage } from "./slot-move-storage.ts";

/** Rows of a ledger that moves slots. */
export type MoveRow = Exclude<LedgerRow, { readonly type: "late_evidence" | "risk_found" | "linked_events" }>;

/** Where what arrives is written. */
export interface ArrivalParts {
  readonly slots: LeftSlotsStorage;
  readonly leaving: LeavingSlots;
  readonly moves: SlotMoveStorage;
  readonly arrived: ArrivedSumsStorage;
  readonly orders: OrderStorage;
  readonly readModel: ReadModelStorage;
  readonly outbox: OutboxStorage;
  readonly place: ProgramPlace;
}

export class ArrivingSlots {
  readonly #parts: ArrivalParts;

  constructor(parts: ArrivalParts) {
    this.#parts = parts;
  }

  /**
   * Takes a row of a ledger whose slot comes here. Runs in the delivery's transaction.
   *
   * @returns an order that was here already: the other ledger was put back, and has it once more.
   */
  apply(row: MoveRow, sender: string): MovedOrder | null {
    const { slots, moves, place } = this.#parts;
    switch (row.type) {
      case "slot_opens":
        place.keepObjects(row.objects);
        slots.take(row.slot, sender, false);
        moves.addVoids(row.voids);
        return null;
      case "moved_order":
        return this.#take(row.order) ? null : row.order;
      case "slot_closes":
        slots.take(row.slot, sender, true);
        return null;
      default:
        return unknownWord(row, "row");
    }
  }

  /** Those of the orders that this ledger has or has had. */
  known(orderIds: readonly string[]): string[] {
    return [...this.#parts.moves.whereabouts(orderIds).keys()];
  }

  /** @returns false for one that was here before. */
  #take(order: MovedOrder): boolean {
    const { moves, leaving } = this.#parts;
    if (moves.whereabouts([order.orderId]).size > 0) return false;
    const row = this.unpack(order, null);
    const next = leaving.hasGone(order.slot) ? leaving.receiverOf(order.slot) : null;
    if (next !== null) leaving.sendAgain(next, [row], Date.now());
    return true;
  }

  /** @param waiting the row that has events of it, where they have come before. @returns its row. */
  unpack(order: MovedOrder, waiting: number | null): number {
    const { moves, readModel, leaving } = this.#parts;
    const row = moves.unpack(order, waiting);
    if (order.decision === null) return row;
    this.#adopt(order, JSON.parse(order.decision) as Decision);
    if (!leaving.hasGone(order.slot)) this.#tellBudget(row);
    readModel.mark([row]);
    return row;
  }

  /** A campaign's book hears who has the order: what the other ledger said of it may be told once more. */
  #tellBudget(row: number): void {
    const { orders, outbox, place } = this.#parts;
    const stored = orders.byRows([row]).get(row);
    if (stored?.decided !== true || !isBudgeted(stored.decision)) return;
    const tell = (receiver: string, message: Message) => outbox.append(receiver, [message]);
    tellOwnBudget({ tell }, place.books(), stored, Date.now());
  }

  /** What the books have of it by the other ledger's rows counts for this ledger's log from now on. */
  #adopt({ slot, orderId, commissions }: MovedOrder, decision: Decision): void {
    const { outbox, arrived, place } = this.#parts;
    for (const { credit, level, kept, phase } of commissions) {
      const decided = decision.commissions.find((one) => one.credit === credit && one.level === level);
      if (decided === undefined || kept === 0) continue;
      const { promoter } = decided;
      const commissionId = commissionIdOf({ slot, orderId, credit, level });
      const book = bookNameOf(place.books(), promoter);
      const nothing = { pending: 0, held: 0, released: 0 };
      arrived.put(outbox.pairWith("book", book), {
        commissionId,
        promoter,
        ...nothing,
        [phase]: kept,
      });
    }
  }
}
