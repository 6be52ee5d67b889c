/** Mistakes in the moving of slots, planted one at a time. */
import type { PlantedFault } from "../../support/planted-fault.ts";

export const MOVE_FAULTS: readonly PlantedFault[] = [
  {
    name: "what waited under another id of an order is lost with a delivery",
    file: "durable-objects/commission-ledger/links/link-desk.ts",
    replaces: "else effects.tell(ledger, message);",
    by: "",
  },
  {
    name: "a new order of a slot that has left is decided where the slot was",
    file: "durable-objects/moves/leaving-slots.ts",
    replaces: 'if (own === undefined && left.state === "announced") continue;',
    by: "if (own === undefined) continue;",
  },
  {
    name: "an order is worked on where it was while it is under way",
    file: "durable-objects/moves/leaving-slots.ts",
    replaces: "if (left === undefined || own?.moved === 0) continue;",
    by: "if (left === undefined || own?.moved === 0 || own?.moved === 1) continue;",
  },
  {
    name: "events do not move with their order",
    file: "durable-objects/commission-ledger/moves/slot-move-storage.ts",
    replaces: "for (const event of order.events) this.addEvent(row, event);",
    by: "for (const event of order.events.slice(1)) this.addEvent(row, event);",
  },
  {
    name: "how far commissions were brought does not move with their order",
    file: "durable-objects/commission-ledger/moves/slot-move-storage.ts",
    replaces: "for (const { credit, level, earned, kept, phase } of order.commissions) {",
    by: "for (const { credit, level, earned, kept, phase } of order.commissions.slice(1)) {",
  },
  {
    name: "a customer leaves while the tree has not answered its join",
    file: "durable-objects/journey/moves/customer-move-storage.ts",
    replaces: "AND p.acked_seq < p.last_seq AND w.kind = 'join')",
    by: "AND p.acked_seq > p.last_seq AND w.kind = 'join')",
  },
  {
    name: "a customer leaves while the log lacks what was told of it",
    file: "durable-objects/journey/moves/customer-move-storage.ts",
    replaces: "AND p.acked_seq < p.last_seq AND w.order_row IS NOT NULL)",
    by: "AND p.acked_seq > p.last_seq AND w.order_row IS NOT NULL)",
  },
  {
    name: "what a ledger tells of a customer who has left stays where the customer was",
    file: "durable-objects/journey/journey-work.ts",
    replaces: "if (place === undefined) ledgerRows.apply(ledger, row);",
    by: "if (place !== null) ledgerRows.apply(ledger, row);",
  },
  {
    name: "what a ledger tells of a customer who has left is dropped",
    file: "durable-objects/journey/journey-work.ts",
    replaces: 'else outbox.append(place.object, [{ type: "relayed"',
    by: 'else if (outbox === null) outbox.append(place.object, [{ type: "relayed"',
  },
  {
    name: "bindings do not move with their customer",
    file: "durable-objects/journey/moves/customer-move-storage.ts",
    replaces: "      bindings.map((one) => [",
    by: "      bindings.slice(1).map((one) => [",
  },
  {
    name: "touches do not move with their customer",
    file: "durable-objects/journey/moves/customer-move-storage.ts",
    replaces: "const paths = path === null ? [] :",
    by: "const paths = path !== null ? [] :",
  },
  {
    name: "the first order of a customer does not move with it",
    file: "durable-objects/journey/moves/customer-move-storage.ts",
    replaces: "        firstOrderAtMs,\n        paidOrders,\n      )",
    by: "        null,\n        paidOrders,\n      )",
  },
  {
    name: "a customer who has gone still counts where it was",
    file: "durable-objects/journey/moves/moved-customers.ts",
    replaces: "for (const row of this.storage.arrived(rows)) {",
    by: "for (const row of this.storage.arrived(rows).slice(1)) {",
  },
  {
    name: "a customer who has come counts nowhere",
    file: "durable-objects/journey/moves/moved-customers.ts",
    replaces: "    this.#customers.recount(undefined, newestInForce",
    by: "    if (row < 0) this.#customers.recount(undefined, newestInForce",
  },
  {
    name: "a ledger tells the book where a promoter would lie without the growth",
    file: "durable-objects/object/books.ts",
    replaces: "bookIndexOf(promoter, books.objects)",
    by: "objectIndexOf(promoter % 256, books.objects)",
  },
  {
    name: "an order leaves a ledger that was put back and of which books know more than it does",
    file: "durable-objects/moves/slot-moves.ts",
    replaces: "if ((await this.#owner.isSure?.()) === false) return",
    by: "if ((await this.#owner.isSure?.()) === null) return",
  },
];
