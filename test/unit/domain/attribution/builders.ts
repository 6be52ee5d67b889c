/** Short ways to say evidence in tests. Times are milliseconds before or after one order. */
import { type AttributeInput } from "../../../../domain/attribution/attribute.ts";
import type { Evidence, EvidenceTouch } from "../../../../domain/attribution/evidence.ts";
import type { Touch } from "../../../../domain/attribution/touch.ts";
import type { PromoterRef } from "../../../../domain/kernel/ids.ts";
import type { AttributionPolicy } from "../../../../domain/attribution/policy.ts";
import type { PromoterSnapshot } from "../../../../domain/referral/promoter.ts";

export const DAY = 86_400_000;
export const ORDERED_AT = Date.UTC(2026, 4, 1);

export const ref = (number: number) => number as PromoterRef;

export const DEFAULT_POLICY: AttributionPolicy = {
  model: "last_click",
  clickLookbackMs: 30 * DAY,
  impressionLookbackMs: 0,
  halfLifeMs: 7 * DAY,
  precedence: ["coupon", "binding", "touch"],
  graceMs: 3_600_000,
  acceptPixelToken: false,
};

export function snapshot(number: number, more: Partial<PromoterSnapshot> = {}): PromoterSnapshot {
  return {
    ref: ref(number),
    memberId: `member-${number}`,
    status: "active",
    tier: "bronze",
    uplines: [],
    ...more,
  };
}

export function snapshots(...all: PromoterSnapshot[]): ReadonlyMap<PromoterRef, PromoterSnapshot> {
  return new Map(all.map((one) => [one.ref, one]));
}

/** A click of promoter `number`, `agoMs` before the order (negative: after it). */
export function click(number: number, agoMs: number, more: Partial<Touch> = {}): Touch {
  return {
    kind: "click",
    promoter: ref(number),
    link: number * 10,
    occurredAtMs: ORDERED_AT - agoMs,
    nonce: 1,
    ...more,
  };
}

export const impression = (number: number, agoMs: number) => click(number, agoMs, { kind: "impression" });
export const received = (touch: Touch): EvidenceTouch => ({ touch, source: "order" });
export const known = (touch: Touch): EvidenceTouch => ({ touch, source: "journey" });

export function evidence(more: Partial<Evidence> = {}): Evidence {
  return { touches: [], tokenFaults: [], binding: null, coupon: null, ...more };
}

type Overrides = Partial<Omit<AttributeInput, "policy" | "evidence">> & {
  readonly policy?: Partial<AttributionPolicy>;
  readonly evidence?: Partial<Evidence>;
};

/** An order of `buyer`, promoters 1 to 9 active, defaults of a new program. */
export function attributeInput(overrides: Overrides): AttributeInput {
  return {
    order: { occurredAtMs: ORDERED_AT, customerId: "buyer" },
    snapshots: snapshots(...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => snapshot(number))),
    buyerIsPromoter: null,
    selfPurchase: false,
    ...overrides,
    evidence: evidence(overrides.evidence),
    policy: { ...DEFAULT_POLICY, ...overrides.policy },
  };
}
