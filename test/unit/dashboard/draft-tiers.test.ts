/** Tiers that are typed are tiers of the API only where each begins above the one below it. */
import { expect, test } from "vitest";
import { draftTiers, tiersOf, withNewTier } from "../../../dashboard/desk/plans/draft-tiers.ts";

const SAVED = [
  { name: "basic", fromSales: 0 },
  { name: "gold", fromSales: 1_000_050 },
];

test("tiers that nobody changed are what was saved", () => {
  const drafts = draftTiers(SAVED, "CNY");
  expect(drafts.map(({ fromSales }) => fromSales)).toEqual(["0.00", "10000.50"]);
  expect(tiersOf(drafts, "CNY")).toEqual(SAVED);
  expect(tiersOf(draftTiers(SAVED, "JPY"), "JPY")).toEqual(SAVED);
});

test("a new tier stands on top, and counts once it says from when", () => {
  const drafts = withNewTier(draftTiers(SAVED, "CNY"));
  expect(drafts.map(({ key }) => key)).toEqual([0, 1, 2]);
  const typed = (fromSales: string) =>
    tiersOf(
      drafts.map((draft) => (draft.key === 2 ? { ...draft, name: " top ", fromSales } : draft)),
      "CNY",
    );
  expect(typed("10000.51")).toEqual([...SAVED, { name: "top", fromSales: 1_000_051 }]);
  for (const wrong of ["", "10000.50", "9", "1.005", "-5", "many"]) expect(typed(wrong)).toBe(null);
});

test("the lowest begins at 0, and there is one at least", () => {
  expect(tiersOf(withNewTier([]), "CNY")).toEqual([{ name: "", fromSales: 0 }]);
  expect(tiersOf([{ key: 0, name: "basic", fromSales: "1" }], "CNY")).toBe(null);
  expect(tiersOf([], "CNY")).toBe(null);
});
