/** Mistakes in the moving of slots, planted one at a time. */
import type { DeliberateFault } from "./deliberate-fault.ts";

export const MOVE_FAULTS: readonly DeliberateFault[] = [
  {
    name: "an order leaves while rows of it are on their way",
    seed: 69,
    file: "durable-objects/commission-ledger/moves/slot-move-storage.ts",
    replaces: "WHERE p.acked_seq < p.last_seq AND w.order_row IS NOT NULL)",
    by: "WHERE p.acked_seq > p.last_seq AND w.order_row IS NOT NULL)",
  },
  {
    name: "a new order of a slot that has left is decided where the slot was",
    seed: 6,
    file: "durable-objects/moves/leaving-slots.ts",
    replaces: 'if (own === undefined && left.state === "announced") continue;',
    by: "if (own === undefined) continue;",
  },
  {
    name: "an order is worked on where it was while it is under way",
    seed: 3,
    file: "durable-objects/moves/leaving-slots.ts",
    replaces: "if (left === undefined || own?.moved === 0) continue;",
    by: "if (left === undefined || own?.moved === 0 || own?.moved === 1) continue;",
  },
  {
    name: "events do not move with their order",
    seed: 3,
    file: "durable-objects/commission-ledger/moves/slot-move-storage.ts",
    replaces: "for (const { source, eventId, event, items, recordedAtMs } of order.events) {",
    by: "for (const { source, eventId, event, items, recordedAtMs } of order.events.slice(1)) {",
  },
  {
    name: "how far commissions were brought does not move with their order",
    seed: 3,
    file: "durable-objects/commission-ledger/moves/slot-move-storage.ts",
    replaces: "for (const { credit, level, earned, kept, phase } of order.commissions) {",
    by: "for (const { credit, level, earned, kept, phase } of order.commissions.slice(1)) {",
  },
  {
    name: "the clock of an order does not move with it",
    seed: 3,
    file: "durable-objects/commission-ledger/moves/slot-move-storage.ts",
    replaces: "        order.dueAtMs,",
    by: "        null,",
  },
  {
    name: "the read model of an order that has come is left as it was",
    seed: 38,
    file: "durable-objects/commission-ledger/moves/arriving-slots.ts",
    replaces: "readModel.mark([row]);",
    by: "",
  },
];
