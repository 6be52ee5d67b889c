import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { BindingMode } from "../../domain/referral/binding-policy.ts";
import {
  bindingAt,
  bindingsIn,
  type BindingSpan,
  boundSinceMs,
  judgeBid,
} from "../../domain/referral/binding-rule.ts";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { sized } from "../support/effort.ts";

const PROTECTION = 15;
const HORIZON = 60;

type Act =
  | { readonly kind: "bid"; readonly promoter: number; readonly atMs: number }
  /** Ends whatever the act of this number made, now. */
  | { readonly kind: "end"; readonly act: number };

interface Span extends BindingSpan {
  readonly act: number;
  endedAtMs: number | null;
}

/** The rules as the Journey applies them; each act is told one millisecond after the one before, after all times. */
function received(acts: readonly Act[], mode: BindingMode): Span[] {
  const spans: Span[] = [];
  acts.forEach((act, index) => {
    if (act.kind === "end") {
      for (const span of spans)
        if (span.act === act.act && span.endedAtMs === null) span.endedAtMs = HORIZON + index;
      return;
    }
    const bid = { promoter: act.promoter as PromoterRef, effectiveAtMs: act.atMs };
    const judged = judgeBid(spans, bid, { mode, protectionMs: PROTECTION });
    // Bids of orders that lose under a protection are recorded all the same.
    const isKept = judged.kind === "binds" || judged.kind === "renews" || mode === "protected";
    if (!isKept) return;
    const effectiveAtMs = "effectiveAtMs" in judged ? judged.effectiveAtMs : act.atMs;
    const protectedForMs = mode === "protected" ? PROTECTION : null;
    spans.push({ ...bid, effectiveAtMs, endedAtMs: null, protectedForMs, act: index });
  });
  return spans;
}

/**
 * The same, plain: an array of milliseconds, in each of which at most one promoter stands. A bid paints from its time
 * up to where a later bid has painted.
 */
function plain(acts: readonly Act[], mode: BindingMode): (number | null)[] {
  const length = HORIZON + acts.length + 2;
  interface Paint {
    readonly promoter: number;
    readonly from: number;
    readonly act: number;
    until: number;
  }
  const paints: Paint[] = [];
  const owner = (at: number): Paint | undefined => {
    let found: Paint | undefined;
    for (const paint of paints) {
      if (paint.from > at || at >= paint.until) continue;
      if (found === undefined || found.from <= paint.from) found = paint;
    }
    return found;
  };
  acts.forEach((act, index) => {
    if (act.kind === "end") {
      for (const paint of paints)
        if (paint.act === act.act && paint.until === Infinity) paint.until = HORIZON + index;
      return;
    }
    const { promoter, atMs } = act;
    if (mode === "none") return;
    if (mode === "first") {
      if (paints.some((paint) => paint.until === Infinity)) return;
      const from = Math.max(atMs, ...paints.map((paint) => paint.until));
      paints.push({ promoter, from, until: Infinity, act: index });
      return;
    }
    paints.push({ promoter, from: atMs, until: Infinity, act: index });
    paints.sort((a, b) => a.from - b.from || a.act - b.act);
  });
  if (mode === "protected") {
    // By time alone: whoever comes within the protection of another, or of itself, is nobody. What is told again holds.
    const bids = paints.splice(0);
    for (const bid of bids) {
      const before = owner(bid.from);
      const isFree = before === undefined || bid.from >= before.from + PROTECTION;
      const isToldAgain = before?.promoter === bid.promoter && before.from === bid.from;
      if (isToldAgain || (isFree && before?.promoter !== bid.promoter)) paints.push(bid);
    }
  }
  return Array.from({ length }, (_, at) => owner(at)?.promoter ?? null);
}

const bid = fc.record({
  kind: fc.constant("bid" as const),
  promoter: fc.integer({ min: 1, max: 4 }),
  atMs: fc.integer({ min: 0, max: HORIZON - 1 }),
});
const end = fc.record({ kind: fc.constant("end" as const), act: fc.integer({ min: 0, max: 9 }) });
const acts = fc.array(fc.oneof({ weight: 4, arbitrary: bid }, { weight: 1, arbitrary: end }), {
  maxLength: 10,
});
const mode = fc.constantFrom<BindingMode>("none", "first", "last", "protected");

const inForce = (spans: readonly BindingSpan[], length: number) =>
  Array.from({ length }, (_, at) => bindingAt(spans, at)?.promoter ?? null);

describe("a customer's binding timeline", () => {
  test("agrees with a plain model at every millisecond, in each mode", () => {
    fc.assert(
      fc.property(acts, mode, (told_, mode) => {
        const expected = plain(told_, mode);
        expect(inForce(received(told_, mode), expected.length)).toEqual(expected);
      }),
      { numRuns: sized(1_500, 10_000, 3_000) },
    );
  });

  test.each(["last", "protected"] as const)(
    "in mode %s does not depend on the sequence in which bids of different times are told",
    (mode) => {
      const bids = fc.uniqueArray(bid, { selector: ({ atMs }) => atMs, maxLength: 8 });
      fc.assert(
        fc.property(
          bids.chain((list) =>
            fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
          ),
          ([list, shuffled]) => {
            expect(inForce(received(shuffled, mode), HORIZON)).toEqual(
              inForce(received(list, mode), HORIZON),
            );
          },
        ),
        { numRuns: sized(500, 10_000, 1_000) },
      );
    },
  );

  test("in mode first is never changed by a later telling, whatever its time", () => {
    fc.assert(
      fc.property(acts, bid, (before, late) => {
        const known = inForce(received(before, "first"), HORIZON);
        const more = inForce(received([...before, late], "first"), HORIZON);
        expect(more.filter((_, at) => known[at] !== null)).toEqual(known.filter((one) => one !== null));
      }),
    );
  });

  test("in mode last a bid told late displaces none of a later time", () => {
    const mode = "last";
    fc.assert(
      fc.property(acts, bid, (before, late) => {
        const known = received(before, mode);
        const laterFrom = Math.min(
          ...known
            .filter((span) => span.effectiveAtMs > late.atMs && span.endedAtMs === null)
            .map((span) => span.effectiveAtMs),
        );
        const outside = (_: unknown, at: number) => at < late.atMs || at >= laterFrom;
        const after = inForce(received([...before, late], mode), HORIZON).filter(outside);
        expect(after).toEqual(inForce(known, HORIZON).filter(outside));
      }),
    );
  });

  test("in mode protected changes no promoter before the protection of the one in force has passed", () => {
    fc.assert(
      fc.property(fc.array(bid, { maxLength: 10 }), (bids) => {
        const spans = received(
          bids.toSorted((a, b) => a.atMs - b.atMs),
          "protected",
        );
        const standing = bindingsIn(spans);
        const gaps = standing
          .slice(1)
          .map((span, index) => span.effectiveAtMs - (standing[index]?.effectiveAtMs ?? 0));
        expect(gaps.every((gap) => gap >= PROTECTION)).toBe(true);
      }),
    );
  });

  test.each(["first", "last", "protected"] as const)(
    "in mode %s binds again from the moment on at which the same bid was over, however often it is told",
    (mode) => {
      const told = { kind: "bid", promoter: 1, atMs: 5 } as const;
      const spans = received([told, { kind: "end", act: 0 }, told, { kind: "end", act: 2 }, told], mode);
      const known = inForce(spans, HORIZON + 9);
      expect(known[5]).toBe(1);
      expect(known.slice(HORIZON + 3)).toEqual(Array(6).fill(1));
    },
  );

  test("says since when a customer belongs to a promoter: through every renewal, and no further", () => {
    const spans = received(
      [
        { kind: "bid", promoter: 1, atMs: 5 },
        { kind: "bid", promoter: 2, atMs: 10 },
        { kind: "bid", promoter: 2, atMs: 20 },
        { kind: "bid", promoter: 2, atMs: 30 },
      ],
      "last",
    );
    const newest = bindingAt(spans, 40);
    expect(newest && boundSinceMs(spans, newest)).toBe(10);
  });
});
