/** The last token of a journey, alone, leads every model to what all its touches lead it to. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { attribute } from "../../domain/attribution/attribute.ts";
import { ATTRIBUTION_MODELS, type AttributionModel } from "../../domain/attribution/models/models.ts";
import { laterFirst, type Touch } from "../../domain/attribution/touch.ts";
import { touchesOf } from "../../domain/tracking/click-token.ts";
import { besideHead } from "../../domain/tracking/impression.ts";
import { readToken, signToken } from "../../worker/platform/click-tokens.ts";
import { sized } from "../support/effort.ts";
import { ringOf } from "../support/key-ring.ts";
import { attributeInput, click, DAY, received } from "../unit/domain/attribution/builders.ts";

const ring = ringOf(7);
const CASES = sized(200, 4_000, 400);
const LOOKBACK_MS = 30 * DAY;

interface Journey {
  readonly promoters: number;
  readonly longest: number;
  /** The oldest touch, in milliseconds before the order. */
  readonly spreadMs: number;
}

/** Clicks in the sequence in which they came, also of one instant, on a grid or anywhere. */
function journeys({ promoters, longest, spreadMs }: Journey): fc.Arbitrary<Touch[]> {
  const ago = fc.oneof(fc.integer({ min: 0, max: spreadMs - 1 }), fc.integer({ min: 0, max: 9 }));
  const one = fc
    .tuple(fc.integer({ min: 1, max: promoters }), ago, fc.nat(3), fc.nat(65_535))
    .map(([promoter, agoMs, link, nonce]) => click(promoter, agoMs, { link: promoter * 10 + link, nonce }));
  return fc
    .uniqueArray(one, { minLength: 1, maxLength: longest, selector: (touch) => touch.nonce })
    .map((touches) => touches.toSorted(laterFirst).toReversed());
}

/** The touches that the token of the last click proves, each token having gone through a browser's cookie. */
function provedByTheLast(journey: readonly Touch[], lookbackMs: number): Touch[] {
  let known: Touch[] = [];
  for (const touch of journey) {
    const earlier = besideHead(touch, known, { clickLookbackMs: lookbackMs });
    const text = signToken(ring, { program: 3, visitor: "00ff10a0b0c0d0e0", click: touch, earlier });
    const reading = readToken(ring, text);
    if (reading.kind === "fault") throw new Error(reading.fault);
    known = touchesOf(reading.token);
  }
  return known;
}

function creditsOf(touches: readonly Touch[], model: AttributionModel, clickLookbackMs = LOOKBACK_MS) {
  const policy = { model, clickLookbackMs };
  return attribute(attributeInput({ evidence: { touches: touches.map(received) }, policy })).credits;
}

describe.each(ATTRIBUTION_MODELS)("%s", (model) => {
  test("of journeys of up to eight touches the last token gives what all touches give", () => {
    const eight = journeys({ promoters: 5, longest: 8, spreadMs: 40 * DAY });
    fc.assert(
      fc.property(eight, (journey) => {
        expect(creditsOf(provedByTheLast(journey, LOOKBACK_MS), model)).toEqual(creditsOf(journey, model));
      }),
      { numRuns: CASES },
    );
  });
});

describe.each(["first_click", "last_click"] as const)("%s", (model) => {
  test("of any journey of up to four promoters the last token gives what all touches give", () => {
    const any = journeys({ promoters: 4, longest: 40, spreadMs: LOOKBACK_MS });
    fc.assert(
      fc.property(any, (journey) => {
        expect(creditsOf(provedByTheLast(journey, LOOKBACK_MS), model)).toEqual(creditsOf(journey, model));
      }),
      { numRuns: CASES },
    );
  });
});

test("of a longer journey the first and newest touch of each of four promoters are kept, others go oldest first", () => {
  const any = journeys({ promoters: 4, longest: 40, spreadMs: LOOKBACK_MS });
  fc.assert(
    fc.property(any, (journey) => {
      const kept = provedByTheLast(journey, LOOKBACK_MS);
      const ends = new Set<Touch>();
      for (const promoter of new Set(journey.map((touch) => touch.promoter))) {
        const own = journey.filter((touch) => touch.promoter === promoter);
        for (const end of [own[0], own.at(-1)]) if (end !== undefined) ends.add(end);
      }
      const between = journey.filter((touch) => !ends.has(touch)).toReversed();
      const left = Math.max(0, 8 - ends.size);
      const byTime = [...ends, ...between.slice(0, left)].toSorted(laterFirst);
      expect(kept.toSorted(laterFirst)).toEqual(byTime);
    }),
    { numRuns: CASES },
  );
});

test("touches whose lookback is over leave a full token first, so that the first that counts stays", () => {
  const old = Array.from({ length: 6 }, (_, index) => click(1, 40 * DAY + index));
  const live = [8, 7, 6, 5, 4, 3, 2, 1].map((days) => click(2 + (days % 2), days * DAY));
  expect(provedByTheLast([...old.toReversed(), ...live], LOOKBACK_MS)).toEqual(live.toReversed());
});
