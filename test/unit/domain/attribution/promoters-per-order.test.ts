import { expect, test } from "vitest";
import { attribute } from "../../../../domain/attribution/attribute.ts";
import { promoterRefOf } from "../../../../domain/kernel/ids.ts";
import { LIMITS } from "../../../../domain/kernel/limits.ts";
import type { PromoterSnapshot } from "../../../../domain/referral/promoter.ts";

test("of more promoters than may share an order, those touched last share it, and the others are told why", () => {
  const promoters = Array.from({ length: LIMITS.promotersPerOrder + 5 }, (_, index) =>
    promoterRefOf(index + 1, 0),
  );
  const snapshot = (ref: (typeof promoters)[number]): PromoterSnapshot => ({
    ref,
    memberId: `m${ref}`,
    status: "active",
    tier: "bronze",
    uplines: [],
  });
  const { credits, touches } = attribute({
    order: { occurredAtMs: 10_000 },
    evidence: {
      touches: promoters.map((promoter, index) => ({
        touch: { kind: "click", promoter, link: 1, occurredAtMs: index, nonce: 0 },
        source: "order",
      })),
      tokenFaults: [],
      binding: null,
      coupon: null,
    },
    snapshots: new Map(promoters.map((ref) => [ref, snapshot(ref)])),
    buyerIsPromoter: null,
    policy: {
      model: "linear",
      clickLookbackMs: 86_400_000,
      impressionLookbackMs: 0,
      halfLifeMs: 86_400_000,
      precedence: ["coupon", "binding", "touch"],
      graceMs: 0,
      acceptPixelToken: false,
    },
    selfPurchase: false,
  });
  expect(credits.map((credit) => credit.promoter)).toEqual(promoters.slice(5));
  expect(touches.slice(0, 5).every((touch) => touch.verdict === "beyond_limit")).toBe(true);
});
