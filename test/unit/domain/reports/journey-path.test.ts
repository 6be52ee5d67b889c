import { expect, test } from "vitest";
import type { JudgedTouch, TouchVerdict } from "../../../../domain/attribution/attribution.ts";
import type { PromoterRef } from "../../../../domain/kernel/ids.ts";
import { pathOf, stepsOf } from "../../../../domain/reports/journey-path.ts";
import { type ClickMarks, packMarks } from "../../../../domain/risk/click-marks.ts";

const MARKS: ClickMarks = {
  agent: "browser",
  navigation: "activated",
  cookie: "new",
  network: "household",
  referrer: "none",
  score: "none",
};

type From = "direct" | "social" | "website" | "unknown" | "impression";
const REFERRERS = { direct: "none", social: "social", website: "other" } as const;

function touch(from: From, verdict: TouchVerdict = "counted"): JudgedTouch {
  const at = {
    promoter: 1 as PromoterRef,
    link: 1,
    occurredAtMs: 0,
    nonce: 0,
    source: "order",
    verdict,
  } as const;
  if (from === "impression") return { ...at, kind: "impression" };
  if (from === "unknown") return { ...at, kind: "click" };
  return { ...at, kind: "click", marks: packMarks({ ...MARKS, referrer: REFERRERS[from] }) };
}

test("a path has a step for each change of channel, and at the end what decided where that was no touch", () => {
  const touches = [touch("social"), touch("social"), touch("direct"), touch("impression")];
  expect(pathOf({ basis: "touch", touches })).toBe("social>direct>impression");
  expect(pathOf({ basis: "coupon", touches: [touch("website", "not_reached")] })).toBe("website>coupon");
  expect(pathOf({ basis: "none", touches: [] })).toBe("none");
  expect(stepsOf("website>coupon")).toEqual(["website", "coupon"]);
  expect(stepsOf("")).toEqual([]);
});

test("touches that could not count are no steps, and those that had no weight are", () => {
  const touches = [
    touch("website", "outside_lookback"),
    touch("social", "superseded"),
    touch("unknown", "self"),
    touch("direct", "suspended_promoter"),
    touch("unknown"),
  ];
  expect(pathOf({ basis: "touch", touches })).toBe("social>unknown");
});

test("of a path of more than five steps the first and the last two are kept", () => {
  const six = (["social", "direct", "social", "website", "social", "direct"] as const).map((from) =>
    touch(from),
  );
  expect(pathOf({ basis: "touch", touches: six.slice(0, 5) })).toBe("social>direct>social>website>social");
  expect(pathOf({ basis: "touch", touches: six })).toBe("social>direct>more>social>direct");
  expect(pathOf({ basis: "binding", touches: six.slice(0, 5) })).toBe("social>direct>more>social>binding");
});
