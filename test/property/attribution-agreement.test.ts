/** The domain's attribution and a plain, slow, independent one agree on random paths. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { attribute, type AttributeInput } from "../../domain/attribution/attribute.ts";
import type { EvidenceCoupon, EvidenceTouch } from "../../domain/attribution/evidence.ts";
import { ATTRIBUTION_MODELS, type AttributionModel } from "../../domain/attribution/models/models.ts";
import { sized } from "../support/effort.ts";
import { plainAttribution } from "../support/plain/attribution.ts";
import { attributeInput, click, DAY, ref, snapshot, snapshots } from "../unit/domain/attribution/builders.ts";

const PRECEDENCES = [
  ["coupon", "binding", "touch"],
  ["touch", "binding", "coupon"],
  ["binding", "touch"],
  ["touch"],
] as const;
const CASES = sized(250, 20_000, 500);

/** A small generator of our own: a case is one number, so ten thousand long paths are made in a moment. */
function randomFrom(seed: number) {
  let state = seed >>> 0;
  const below = (bound: number) => {
    state = (state + 0x6d_2b_79_f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * bound);
  };
  return {
    below,
    oneIn: (n: number) => below(n) === 0,
    pick: <T>(from: readonly T[]) => from[below(from.length)],
  };
}

type Random = ReturnType<typeof randomFrom>;

/** Ages against the order: anywhere, on a coarse grid so that touches coincide, and at every edge. */
function randomAge(random: Random, lookbackMs: number): number {
  switch (random.below(8)) {
    case 0:
      return lookbackMs - 1 + random.below(3);
    case 1:
      return -60_001 + random.below(3);
    case 2:
      return -1 + random.below(3);
    case 3:
      return random.below(40 * DAY);
    default:
      return random.below(120) * (DAY / 4);
  }
}

function randomTouch(random: Random, lookbackMs: number): EvidenceTouch {
  const touch = click(1 + random.below(10), randomAge(random, lookbackMs), {
    kind: random.oneIn(6) ? "impression" : "click",
    link: random.below(30),
    nonce: random.below(2),
  });
  return { touch, source: random.pick(["order", "order", "journey", "late"]) ?? "order" };
}

function randomCoupon(random: Random): EvidenceCoupon | null {
  if (!random.oneIn(4)) return null;
  if (random.oneIn(3)) return { code: "C", status: "unknown" };
  return { code: "C", status: random.oneIn(3) ? "expired" : "valid", promoter: ref(1 + random.below(10)) };
}

/** Up to 200 touches of ten promoters: one of them unknown, at times one suspended and one the buyer's own. */
function randomInput(seed: number, model: AttributionModel): AttributeInput {
  const random = randomFrom(seed);
  const clickLookbackMs = (1 + random.below(35)) * DAY;
  const length = random.oneIn(5) ? random.below(201) : random.below(16);
  const touches = Array.from({ length }, () => randomTouch(random, clickLookbackMs));
  const suspended = random.oneIn(3) ? 2 : 0;
  const people = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) =>
    snapshot(number, { status: number === suspended ? "suspended" : "active" }),
  );
  return attributeInput({
    evidence: {
      touches: [...touches, ...touches.slice(0, random.below(4))],
      coupon: randomCoupon(random),
      binding: random.oneIn(4) ? { promoter: ref(1 + random.below(10)), boundAtMs: 0 } : null,
    },
    order: { ...attributeInput({}).order, ...(random.oneIn(3) ? { customerId: "member-3" } : {}) },
    snapshots: snapshots(...people),
    buyerIsPromoter: random.oneIn(5) ? ref(3) : null,
    selfPurchase: random.oneIn(4),
    policy: {
      model,
      clickLookbackMs,
      impressionLookbackMs: random.oneIn(2) ? 0 : random.below(20) * DAY,
      halfLifeMs: random.pick([DAY / 24, DAY, 7 * DAY, 123_456_789]) ?? DAY,
      precedence: random.pick(PRECEDENCES) ?? ["touch"],
    },
  });
}

describe.each(ATTRIBUTION_MODELS)("%s", (model) => {
  test(`agrees with the plain implementation on ${CASES} random paths of up to 200 touches`, () => {
    const check = fc.property(fc.noBias(fc.integer()), (seed) => {
      const input = randomInput(seed, model);
      const fast = attribute(input);
      const plain = plainAttribution(input);
      expect([fast.basis, fast.coupon.verdict, fast.binding.verdict]).toEqual([
        plain.basis,
        plain.coupon,
        plain.binding,
      ]);
      expect(fast.credits).toEqual(plain.credits);
      expect(verdictCounts(fast)).toEqual(countsOf(plain.touches.map((touch) => touch.verdict)));
      const counted = plain.touches.filter((touch) => touch.verdict === "counted");
      expect(fast.touches.filter((touch) => touch.verdict === "counted").map((touch) => touch.link)).toEqual(
        counted.map((touch) => touch.link),
      );
    });
    fc.assert(check, { numRuns: CASES });
  });
});

function verdictCounts({ touches, furtherTouches }: ReturnType<typeof attribute>) {
  const counts = countsOf(touches.map((touch) => touch.verdict));
  for (const [verdict, count] of Object.entries(furtherTouches)) {
    counts[verdict] = (counts[verdict] ?? 0) + count;
  }
  return counts;
}

function countsOf(verdicts: readonly string[]) {
  const counts: Record<string, number> = {};
  for (const verdict of verdicts) counts[verdict] = (counts[verdict] ?? 0) + 1;
  return counts;
}
