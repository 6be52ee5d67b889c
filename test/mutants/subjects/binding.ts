/** Mistakes in whom a customer belongs to, and in what its Journey tells. */
import type { Mutant } from "../mutant.ts";

const RULE = "domain/referral/binding-rule.ts";
const RULE_TEST = "test/property/binding-timeline.test.ts";
const SETTLEMENT = "durable-objects/commission-ledger/order-settlement.ts";
const SETTLEMENT_TEST = "test/unit/durable-objects/order-settlement.test.ts";
const BID_TEST = "test/unit/domain/attribution/binding-bid.test.ts";

export const BINDING: readonly Mutant[] = [
  {
    name: "N1 under `first` a binding begins before the one before it ended",
    file: RULE,
    replaces: "Math.max(bid.effectiveAtMs, ...ends)",
    by: "Math.max(bid.effectiveAtMs, ...ends.slice(0, 0))",
    foundBy: [RULE_TEST],
  },
  {
    name: "N2 under `protected` the last instant is free",
    file: RULE,
    replaces: "if (bid.effectiveAtMs < freeAtMs(inForce, policy.protectionMs))",
    by: "if (bid.effectiveAtMs < freeAtMs(inForce, policy.protectionMs) - 1)",
    foundBy: [RULE_TEST],
  },
  {
    name: "N3 a binding stays when its order is refunded",
    file: SETTLEMENT,
    replaces: `if (!voided || state.phase === "released") return stored.binding;`,
    by: "return stored.binding;",
    foundBy: [SETTLEMENT_TEST],
  },
  {
    name: "N4 a refund after the release ends the binding too",
    file: SETTLEMENT,
    replaces: `if (!voided || state.phase === "released") return stored.binding;`,
    by: "if (!voided) return stored.binding;",
    foundBy: [SETTLEMENT_TEST],
  },
  {
    name: "an order that was refunded before it was told of binds",
    file: SETTLEMENT,
    replaces: `if (voided) return "ended";`,
    by: "",
    foundBy: [SETTLEMENT_TEST],
  },
  {
    name: "each event of an order binds again",
    file: SETTLEMENT,
    replaces: `if (stored.binding !== "made") {`,
    by: `if (stored.binding !== "made" || !state.isGone) {`,
    foundBy: [SETTLEMENT_TEST],
  },
  {
    name: "an order that was restored never binds again",
    file: SETTLEMENT,
    replaces: `if (stored.binding !== "made") {`,
    by: `if (stored.binding === "ended") return "ended";\n  if (stored.binding === "none") {`,
    foundBy: [SETTLEMENT_TEST],
  },
  {
    name: "a bid that is told late takes the place of a later binding",
    file: RULE,
    replaces: "newest === undefined || span.effectiveAtMs >= newest.effectiveAtMs ? span : newest",
    by: "newest === undefined || span.effectiveAtMs >= 0 ? span : newest",
    foundBy: [RULE_TEST],
  },
  {
    name: "a binding counts at the instant at which it ended",
    file: RULE,
    replaces: "endedAtMs === null || atMs < endedAtMs",
    by: "endedAtMs === null || atMs <= endedAtMs",
    foundBy: [RULE_TEST],
  },
  {
    name: "whoever was touched first binds, though others weigh as much",
    file: "domain/attribution/binding-bid.ts",
    replaces: "share.lastTouchIndex > leader.lastTouchIndex ? share : leader",
    by: "share.lastTouchIndex < leader.lastTouchIndex ? share : leader",
    foundBy: [BID_TEST],
  },
  {
    name: "a promoter is bound by its own orders",
    file: "domain/attribution/binding-bid.ts",
    replaces: `bindingPolicy.mode === "none" || input.buyerIsPromoter !== null`,
    by: `bindingPolicy.mode === "none"`,
    foundBy: [BID_TEST],
  },
];
