/** An order is decided once, and never under a reservation that its owner has declared void. */
import { expect, test } from "vitest";
import { withAmendment } from "../../../domain/commission/amend.ts";
import { amountMinor } from "../../../domain/kernel/money.ts";
import { pageOrderIdOf } from "../../../domain/order/page-order.ts";
import { voidedProposal } from "../../../domain/settlement/voided-reservation.ts";
import type { ReceivedEvent } from "../../../durable-objects/commission-ledger/desk-answers.ts";
import type { ProposedOrder } from "../../../durable-objects/commission-ledger/order-storage.ts";
import { MemoryLedger, proposed } from "../../support/memory-ledger.ts";
import { evidence } from "../domain/attribution/builders.ts";
import { order } from "../domain/commission/builders.ts";
import { decided } from "../domain/commission/decided.ts";

const NOW = 1_900_000_000_000;
const PROPOSAL = proposed(order(10_000), decided());

test("a proposal under a void reservation is answered with it, and decides nothing", () => {
  const ledger = new MemoryLedger();
  const voided = voidedProposal({ slot: 3, reservation: 7 });
  expect(ledger.do((effects) => ledger.orders.accept([PROPOSAL], () => voided, effects, NOW))).toEqual([
    voided,
  ]);
  expect(ledger.told()).toEqual([]);
  const answers = ledger.do((effects) => ledger.orders.accept([PROPOSAL], () => null, effects, NOW));
  expect(answers).toMatchObject([{ status: "accepted" }]);
});

test("of two proposals in one call the first decides, and the second is a duplicate or a conflict", () => {
  const ledger = new MemoryLedger();
  const other = proposed(order(20_000), decided());
  const answers = ledger.do((effects) =>
    ledger.orders.accept([PROPOSAL, PROPOSAL, other], () => null, effects, NOW),
  );
  expect(answers.map(({ status }) => status)).toEqual(["accepted", "duplicate", "conflict"]);
  expect(ledger.toldOf("intent")).toHaveLength(2);
});

test("what a merchant tells of a page's order while its own is planned anew stands in its own", () => {
  const ledger = new MemoryLedger();
  const tell = (event: ReceivedEvent) =>
    ledger.do((effects) => ledger.orders.record("o-1", "merchant", event, effects, NOW));
  const accept = (proposal: ProposedOrder) =>
    ledger.do((effects) => ledger.orders.accept([proposal], () => null, effects, NOW)[0]);
  const own = proposed({ ...order(10_000), orderId: "o-1" }, decided());
  const unearned = decided({ evidence: evidence({ touches: [] }) });
  const page = { token: "token", network: "" };
  accept(proposed({ ...own.order, orderId: pageOrderIdOf("o-1") }, unearned, { page }));
  tell({ eventId: "edit", kind: "amended", amount: amountMinor(8_000) });
  expect(accept(own)).toMatchObject({ status: "unplanned", amending: { eventId: "edit" } });
  // It comes before the plan does.
  tell({ eventId: "refund", kind: "refunded", amount: amountMinor(3_000) });
  const { commissions } = own.decision;
  const plan = { eventId: "edit", amount: amountMinor(8_000), commissions, capAmount: amountMinor(8_000) };
  const planned = { ...own, decision: withAmendment(own.decision, plan, new Set()) };
  expect(accept(planned)).toMatchObject({
    status: "accepted",
    events: [{ eventId: "edit" }, { eventId: "refund" }],
  });
});
