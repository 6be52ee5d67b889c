/** A click just before the order over another's live touch: reviewed, unless it seldom happens to its promoter. */
import { describe, expect, test } from "vitest";
import { riskOf } from "../../../../domain/risk/risk.ts";
import { click, DAY, ref } from "../attribution/builders.ts";
import { codesOf, suspect } from "./suspect.ts";

const SECOND = 1_000;

describe("a displaced credit", () => {
  const hijack = [click(2, DAY), click(1, 20 * SECOND)] as const;

  test("is a click just before the order over another promoter's live touch", () => {
    expect(riskOf(suspect({}, ...hijack))).toEqual({
      verdict: "review",
      score: 3,
      reasons: [
        {
          code: "credit_displaced",
          weight: 3,
          facts: { promoterId: "pr_1", displacedPromoterId: "pr_2", seconds: 20, within: 60 },
        },
      ],
    });
  });

  test.each([
    ["a click that is older", [click(2, DAY), click(1, 60 * SECOND)]],
    ["a promoter's own earlier click", [click(1, DAY), click(1, 20 * SECOND)]],
    ["a touch that was over", [click(2, 31 * DAY), click(1, 20 * SECOND)]],
    ["a click alone, as in a live room", [click(1, 20 * SECOND)]],
  ])("is not %s", (_, clicks) => {
    expect(codesOf(suspect({}, ...clicks))).toEqual([]);
  });

  test.each([
    [20, "review", 3],
    [31, "pass", 1.2],
    [59, "pass", 1.2],
  ])("by a click %i seconds before: %s", (seconds, verdict, score) => {
    const found = riskOf(suspect({}, click(2, DAY), click(1, seconds * SECOND)));
    expect(found).toMatchObject({ verdict, score, reasons: [{ code: "credit_displaced" }] });
  });

  test.each([
    ["of a promoter with few orders", { orders: 9, displaced: 0 }, "review", 3],
    ["of one whose orders seldom are so, as in a live room", { orders: 10, displaced: 0 }, "pass", 1.2],
    [
      "of one to whom one order in eight happens so, with this one",
      { orders: 63, displaced: 7 },
      "pass",
      1.2,
    ],
    ["of one to whom more do", { orders: 63, displaced: 8 }, "review", 3],
  ])("at once, %s", (_, displacements, verdict, score) => {
    const known = { promoters: new Map([[ref(1), { displacements }]]) };
    const found = riskOf(suspect({ known }, ...hijack));
    expect(found).toMatchObject({ verdict, score, reasons: [{ facts: displacements }] });
  });

  test("takes a part of the credit where touches share it", () => {
    expect(codesOf(suspect({ model: "linear" }, ...hijack))).toEqual(["credit_displaced"]);
    expect(codesOf(suspect({ model: "first_click" }, ...hijack))).toEqual([]);
  });
});
