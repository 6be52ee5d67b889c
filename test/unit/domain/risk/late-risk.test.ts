/** What becomes known after the decision opens a review once, and what older versions stored is read. */
import { describe, expect, test } from "vitest";
import type { OrderEvent } from "../../../../domain/order/order-event.ts";
import {
  type LateRiskTerms,
  lateRiskEvent,
  lateRiskTerms,
  riskNow,
} from "../../../../domain/risk/late-risk.ts";
import { mergedRisk } from "../../../../domain/risk/merged-risk.ts";
import { type Risk, riskBy, riskOf } from "../../../../domain/risk/risk.ts";
import { storedRisk } from "../../../../domain/risk/stored-risk.ts";
import { click } from "../attribution/builders.ts";
import { DEFAULT_FRAUD } from "../commission/builders.ts";
import { suspect } from "./suspect.ts";

const PASSED = riskBy([]);
const TERMS = lateRiskTerms(DEFAULT_FRAUD);
const FLOOD = { code: "customers_per_click", facts: { customers: 11, most: 10 } } as const;

function noted(terms: LateRiskTerms | undefined, decided: Risk = PASSED, events: readonly OrderEvent[] = []) {
  return lateRiskEvent(decided, terms, events, FLOOD, 7);
}

describe("a finding that comes late", () => {
  test("opens a review with its code, weight and facts", () => {
    const event = noted(TERMS);
    expect(event).toEqual({
      eventId: "risk:customers_per_click",
      kind: "review_opened",
      occurredAtMs: 7,
      risk: { ...FLOOD, weight: 3 },
    });
    const events = event === null ? [] : [event];
    expect(riskNow(PASSED, events)).toMatchObject({ verdict: "review", score: 3, reasons: [FLOOD] });
    expect(noted(TERMS, PASSED, events)).toBe(null);
  });

  test("is no news to an order that was decided with it", () => {
    expect(noted(TERMS, riskBy([{ ...FLOOD, weight: 3 }]))).toBe(null);
  });

  test("is noted where it is not enough, or the program observes, and counts with what comes after", () => {
    const light = { ...TERMS, weights: { customers_per_click: 1, ring: 1 } };
    const first = noted(light);
    expect(first).toMatchObject({ kind: "risk_noted", risk: { weight: 1 } });
    const events = first === null ? [] : [first];
    const ring = { code: "ring", facts: {} } as const;
    expect(lateRiskEvent(PASSED, light, events, ring, 8)).toMatchObject({ kind: "review_opened" });
    expect(noted({ ...TERMS, mode: "observe" })).toMatchObject({ kind: "risk_noted" });
    expect(noted({ ...TERMS, weights: { customers_per_click: 0 } })).toBe(null);
  });

  test("of an order of before there were terms weighs as by default", () => {
    expect(noted(undefined)).toMatchObject({ kind: "review_opened", risk: { weight: 3 } });
  });
});

describe("what was stored", () => {
  test("by an older version is read with the codes of today", () => {
    const old = { verdict: "review", reasons: ["pixel_conversion", "buyer_near_promoter"] };
    expect(storedRisk(old)).toEqual({
      verdict: "review",
      score: 3.7,
      reasons: [
        { code: "page_reported", weight: 2.5, facts: {} },
        { code: "near_in_tree", weight: 1.2, facts: {} },
      ],
    });
    expect(storedRisk({ verdict: "pass", reasons: [] })).toEqual(PASSED);
  });

  test("by a later version keeps verdict and score, without codes that are not known", () => {
    const later = { verdict: "review", score: 4, reasons: [{ code: "moon_phase", weight: 4, facts: {} }] };
    expect(storedRisk(later)).toEqual({ verdict: "review", score: 4, reasons: [] });
    expect(storedRisk({ verdict: "ask_twice" }).verdict).toBe("review");
  });

  test("is read back as it was decided", () => {
    for (const mode of ["enforce", "observe"] as const) {
      const risk = riskOf(suspect({ policy: { ...DEFAULT_FRAUD, mode } }, click(1, 0)));
      expect(storedRisk(JSON.parse(JSON.stringify(risk)))).toEqual(risk);
    }
  });
});

test("an order that is decided anew keeps what was found at first, and gains what is found now", () => {
  const page = {
    verdict: "review",
    score: 2.5,
    reasons: [{ code: "page_reported", weight: 2.5, facts: {} }],
  } as const;
  const soon = riskOf(suspect({}, click(1, 0)));
  expect(mergedRisk(PASSED, soon)).toEqual(soon);
  expect(mergedRisk(page, PASSED)).toEqual(page);
  expect(mergedRisk(page, soon)).toMatchObject({ verdict: "review", score: 4.7 });
  expect(mergedRisk({ ...page, verdict: "block" }, soon).verdict).toBe("block");
});
