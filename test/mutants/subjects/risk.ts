/** Mistakes in what makes an order suspicious, and in what becomes of one that is. */
import type { Mutant } from "../mutant.ts";

const RULES_TEST = "test/unit/domain/risk/risk.test.ts";
const NETWORKS_TEST = "test/unit/durable-objects/account-book/network-storage.test.ts";
const LATE_TEST = "test/unit/domain/risk/late-risk.test.ts";
const USES_TEST = "test/property/risk/uses.test.ts";
const REVIEW_TEST = "test/unit/domain/order/review.test.ts";
const SETTLEMENT_TEST = "test/unit/durable-objects/order-settlement.test.ts";

export const RISK: readonly Mutant[] = [
  {
    name: "a network of another day is the promoter's",
    file: "domain/risk/network-of-day.ts",
    replaces: "Math.floor(occurredAtMs / DAY_MS) * TAGS + networkTag",
    by: "networkTag",
    foundBy: [RULES_TEST],
  },
  {
    name: "a carrier's network weighs in full",
    file: "domain/risk/rules/same-network.ts",
    replaces: "strong === undefined ? { strength: WEAK, facts } : { facts }",
    by: "{ facts }",
    foundBy: [RULES_TEST],
  },
  {
    name: "who may earn from its own orders is suspected of them",
    file: "domain/risk/rules/same-network.ts",
    replaces: "if (suspect.selfPurchase) return null;",
    by: "",
    foundBy: [RULES_TEST],
  },
  {
    name: "a promoter's networks of three days ago are kept",
    file: "domain/risk/network-of-day.ts",
    replaces: "- KEPT_DAYS + 1) * TAGS",
    by: "- KEPT_DAYS) * TAGS",
    foundBy: [NETWORKS_TEST],
  },
  {
    name: "a network that a promoter came from again is the oldest",
    file: "durable-objects/account-book/risk/network-storage.ts",
    replaces: "INSERT OR REPLACE INTO",
    by: "INSERT OR IGNORE INTO",
    foundBy: [NETWORKS_TEST],
  },
  {
    name: "an order at the very least time is too soon",
    file: "domain/risk/rules/order-too-soon.ts",
    replaces: "if (afterMs >= minClickToConversionMs) return null;",
    by: "if (afterMs > minClickToConversionMs) return null;",
    foundBy: [RULES_TEST],
  },
  {
    name: "a promoter displaces itself",
    file: "domain/risk/displaced-touch.ts",
    replaces: "touch.promoter !== taking.promoter &&",
    by: "",
    foundBy: [RULES_TEST],
  },
  {
    name: "a touch that was over is displaced",
    file: "domain/risk/displaced-touch.ts",
    replaces: "LIVE.has(touch.verdict),",
    by: "true,",
    foundBy: [RULES_TEST],
  },
  {
    name: "one customer fewer may use a click",
    file: "domain/risk/rules/customers-per-click.ts",
    replaces: "if (others < most) continue;",
    by: "if (others < most - 1) continue;",
    foundBy: [RULES_TEST],
  },
  {
    name: "weights of one group add up",
    file: "domain/risk/risk.ts",
    replaces: "Math.max(weight, groups.get(group) ?? 0)",
    by: "weight + (groups.get(group) ?? 0)",
    foundBy: [RULES_TEST],
  },
  {
    name: "who observes pays what a page told",
    file: "domain/risk/risk.ts",
    replaces: `mode === "observe" && !reasons.some(isCertain)`,
    by: `mode === "observe"`,
    foundBy: [RULES_TEST],
  },
  {
    name: "a finding opens a review each time that it is told",
    file: "domain/risk/late-risk.ts",
    replaces: "if (before.reasons.some((reason) => reason.code === code)) return null;",
    by: "",
    foundBy: [LATE_TEST],
  },
  {
    name: "a late finding stops a release where the program observes",
    file: "domain/risk/late-risk.ts",
    replaces: `isReviewed && acts ? "review_opened"`,
    by: `isReviewed ? "review_opened"`,
    foundBy: [LATE_TEST],
  },
  {
    name: "only orders behind the limit are concerned, and none before",
    file: "domain/risk/uses.ts",
    replaces: "concerned: order.most < count ? [...others, order] : others",
    by: "concerned: order.most < count ? [order] : []",
    foundBy: [USES_TEST],
  },
  {
    name: "who is over counts on",
    file: "domain/risk/uses.ts",
    replaces: "known.filter((use) => use.untilMs > nowMs)",
    by: "known.filter((use) => use.untilMs >= nowMs)",
    foundBy: [USES_TEST],
  },
  {
    name: "a review that a person opened ends by the clock",
    file: "domain/order/review.ts",
    replaces: "byPerson ||= risk === undefined;",
    by: "byPerson = risk === undefined;",
    foundBy: [REVIEW_TEST],
  },
  {
    name: "an order under review binds at once",
    file: "durable-objects/commission-ledger/order-settlement.ts",
    replaces: `if (waits) return "none";`,
    by: "",
    foundBy: [SETTLEMENT_TEST],
  },
  {
    name: "a binding is made when the review is cleared",
    file: "domain/settlement/provisional-binding.ts",
    replaces: `phase !== "released" && (wasReviewed || bindsProvisionally(decision))`,
    by: `phase !== "released" && bindsProvisionally(decision) && wasReviewed && false`,
    foundBy: [SETTLEMENT_TEST],
  },
];
