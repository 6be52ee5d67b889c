/** An order is decided once, and never under a reservation that its owner has declared void. */
import { expect, test } from "vitest";
import { voidedProposal } from "../../../domain/settlement/voided-reservation.ts";
import { MemoryLedger, proposed } from "../../support/memory-ledger.ts";
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
