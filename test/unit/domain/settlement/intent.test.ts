import { expect, test } from "vitest";
import { amountMinor, ZERO } from "../../../../domain/kernel/money.ts";
import { intentsTo, NOTHING_POSTED, type Posted } from "../../../../domain/settlement/intent.ts";

const WHOLE = amountMinor(1_000);
const HALF = amountMinor(500);

/** The kinds and amounts of what is asked of a book. */
function asked(target: Parameters<typeof intentsTo>[0], posted: Posted, commission = WHOLE) {
  return intentsTo(target, commission, posted).intents.map(({ kind, amount, phase }) => [
    kind,
    amount,
    phase,
  ]);
}

test("a commission is earned whole, held, and released, one step after the other", () => {
  expect(asked({ kept: WHOLE, phase: "released" }, NOTHING_POSTED)).toEqual([
    ["earn", 1_000, "pending"],
    ["hold", 1_000, "pending"],
    ["release", 1_000, "held"],
  ]);
});

test("an order that was refunded before it was told of ends as one that was refunded after", () => {
  const target = { kept: HALF, phase: "held" } as const;
  expect(asked(target, NOTHING_POSTED)).toEqual([
    ["earn", 1_000, "pending"],
    ["reverse", 500, "pending"],
    ["hold", 500, "pending"],
  ]);
  const { posted } = intentsTo({ kept: WHOLE, phase: "held" }, WHOLE, NOTHING_POSTED);
  expect(asked(target, posted)).toEqual([["reverse", 500, "held"]]);
  expect(intentsTo(target, WHOLE, posted).posted).toEqual(intentsTo(target, WHOLE, NOTHING_POSTED).posted);
});

test("what was reversed whole is earned no second time: it is restored", () => {
  const reversed: Posted = { earned: true, kept: ZERO, phase: "pending" };
  expect(asked({ kept: ZERO, phase: "held" }, reversed)).toEqual([]);
  expect(asked({ kept: WHOLE, phase: "pending" }, reversed)).toEqual([["restore", 1_000, "pending"]]);
});

test("what stands where it should asks for nothing, and never goes back", () => {
  expect(asked({ kept: WHOLE, phase: "held" }, { earned: true, kept: WHOLE, phase: "held" })).toEqual([]);
  expect(asked({ kept: WHOLE, phase: "pending" }, { earned: true, kept: WHOLE, phase: "released" })).toEqual(
    [],
  );
});

test("a commission of nothing asks for nothing", () => {
  expect(asked({ kept: ZERO, phase: "released" }, NOTHING_POSTED, ZERO)).toEqual([]);
});
