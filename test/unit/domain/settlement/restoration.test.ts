import { describe, expect, test } from "vitest";
import { amountMinor } from "../../../../domain/kernel/money.ts";
import {
  answered,
  costUnder,
  followed,
  keptNow,
  type Restoration,
  unrestored,
  wantedOf,
} from "../../../../domain/settlement/restoration.ts";
import type { PlannedOrder } from "../../../../domain/commission/amendment.ts";
import { draft } from "../commission/builders.ts";

/** An order over 10,000 that pays 1,000 to its seller, 500 and 200 above. */
const ORDER: PlannedOrder = {
  amount: amountMinor(10_000),
  commissions: [draft(1_000, { level: 1 }), draft(500, { level: 2 }), draft(200, { level: 3 })],
};

const worth = (reversed: number) => ({ reversed: amountMinor(reversed) });
const at = (reversed: number) => unrestored(ORDER, worth(reversed));
const follow = (known: Restoration, reversed: number) => followed(ORDER, known, worth(reversed));
const answer = (known: Restoration, granted: number, reversed: number) =>
  answered(ORDER, known, amountMinor(granted), worth(reversed));

describe("commissions under a budget", () => {
  test("follow a refund at once and wait with what is voided", () => {
    const refunded = follow(at(0), 10_000);
    expect(refunded).toEqual({ worth: worth(10_000), amounts: [1_000, 500, 200], asked: null });
    const voided = follow(refunded, 0);
    expect(voided).toEqual({ ...refunded, asked: worth(0) });
    expect([wantedOf(ORDER, voided), costUnder(ORDER, voided)]).toEqual([1_700, 0]);
    expect(keptNow(ORDER, voided, worth(0))).toEqual([0, 0, 0]);
  });

  test("come back whole where the budget has room, and ask for the rest of what is voided later", () => {
    const partly = follow(at(6_000), 3_000);
    expect(wantedOf(ORDER, partly)).toBe(510);
    const restored = answer(partly, 510, 3_000);
    expect(restored).toEqual({ worth: worth(3_000), amounts: [1_000, 500, 200], asked: null });
    const whole = follow(restored, 0);
    expect([whole.asked, wantedOf(ORDER, whole)]).toEqual([worth(0), 510]);
  });

  test("are cut from the highest level, as if they had been decided so", () => {
    const cut = answer(follow(at(10_000), 0), 1_100, 0);
    expect(cut).toEqual({ worth: worth(0), amounts: [1_000, 100, 0], asked: null });
    expect(follow(cut, 5_000)).toMatchObject({ worth: worth(5_000), amounts: [1_000, 100, 0] });
    expect(costUnder(ORDER, follow(cut, 5_000))).toBe(550);
    // What was cut is not asked for again.
    expect(wantedOf(ORDER, follow(follow(cut, 5_000), 0))).toBe(550);
  });

  test("keep nothing of what a budget without room does not grant, whatever is voided afterwards", () => {
    const none = answer(follow(at(10_000), 4_000), 0, 4_000);
    expect(none).toEqual({ worth: worth(4_000), amounts: [0, 0, 0], asked: null });
    expect(follow(none, 0)).toEqual({ worth: worth(0), amounts: [0, 0, 0], asked: null });
  });

  test("give back of a grant what was refunded while it was under way", () => {
    const asking = follow(at(10_000), 0);
    expect(follow(asking, 5_000)).toEqual(asking);
    expect(keptNow(ORDER, asking, worth(5_000))).toEqual([0, 0, 0]);
    const settled = answer(asking, 1_700, 5_000);
    expect(settled).toEqual({ worth: worth(5_000), amounts: [1_000, 500, 200], asked: null });
    expect(1_700 - costUnder(ORDER, settled)).toBe(850);
  });

  test("ask again for what was voided while a question was under way", () => {
    const asking = follow(at(10_000), 5_000);
    const settled = answer(follow(asking, 0), 850, 0);
    expect(settled).toEqual({ worth: worth(5_000), amounts: [1_000, 500, 200], asked: worth(0) });
    expect(wantedOf(ORDER, settled)).toBe(850);
    expect(keptNow(ORDER, settled, worth(0))).toEqual([500, 250, 100]);
  });

  test("come back unasked where rounding leaves nothing to gain", () => {
    const tiny: PlannedOrder = { amount: amountMinor(10_000), commissions: [draft(1, { level: 1 })] };
    const moved = followed(tiny, unrestored(tiny, worth(9_000)), worth(2_000));
    expect(moved).toEqual({ worth: worth(2_000), amounts: [1], asked: null });
  });

  test("are never granted more than was asked, nor anything unasked", () => {
    expect(() => answer(follow(at(10_000), 0), 1_701, 0)).toThrow("what it was asked for");
    expect(() => answer(at(0), 0, 0)).toThrow("what it was asked for");
  });
});
