import { describe, expect, test } from "vitest";
import { attribute } from "../../../../domain/attribution/attribute.ts";
import type { TouchVerdict } from "../../../../domain/attribution/attribution.ts";
import type { EvidenceTouch } from "../../../../domain/attribution/evidence.ts";
import { LIMITS } from "../../../../domain/kernel/limits.ts";
import type { AttributionPolicy } from "../../../../domain/attribution/policy.ts";
import type { PackedMarks } from "../../../../domain/attribution/touch.ts";
import {
  attributeInput,
  click,
  DAY,
  impression,
  known,
  ORDERED_AT,
  ref,
  snapshot,
  snapshots,
  received,
} from "./builders.ts";

const MONTH = 30 * DAY;
const WITH_IMPRESSIONS: Partial<AttributionPolicy> = { impressionLookbackMs: DAY };

function verdictOf(touch: EvidenceTouch, policy: Partial<AttributionPolicy> = {}) {
  return attribute(attributeInput({ evidence: { touches: [touch] }, policy })).touches[0]?.verdict;
}

describe("the edges of the window, to the millisecond", () => {
  test.each([
    ["a click one millisecond inside the far edge counts", known(click(1, MONTH - 1)), "counted"],
    ["a click at the far edge does not", known(click(1, MONTH)), "outside_lookback"],
    ["a click beyond the far edge does not", known(click(1, MONTH + 1)), "outside_lookback"],
    ["a known click one millisecond before the order counts", known(click(1, 1)), "counted"],
    ["a known click in the instant of the order counts", known(click(1, 0)), "counted"],
    ["a known click one millisecond after the order does not", known(click(1, -1)), "after_order"],
    ["a token of the order 60 s after it counts", received(click(1, -60_000)), "counted"],
    ["a token of the order 60.001 s after it does not", received(click(1, -60_001)), "after_order"],
    ["a token of the order 61 s after it does not", received(click(1, -61_000)), "after_order"],
    ["a token's grace does not widen the far edge", received(click(1, MONTH)), "outside_lookback"],
  ])("%s", (_, touch, verdict) => {
    expect(verdictOf(touch)).toBe(verdict);
  });

  test.each([
    ["an impression one millisecond inside its own edge counts", known(impression(1, DAY - 1)), "counted"],
    ["an impression at its edge does not", known(impression(1, DAY)), "outside_lookback"],
    ["a click between both edges counts", known(click(1, DAY)), "counted"],
  ])("%s", (_, touch, verdict) => {
    expect(verdictOf(touch, WITH_IMPRESSIONS)).toBe(verdict);
  });
});

describe("impressions", () => {
  test("earn nothing while the program does not credit them", () => {
    expect(verdictOf(known(impression(1, 1)))).toBe("impression_not_credited");
  });

  test("earn nothing beside an eligible click, however old it is", () => {
    const touches = [known(click(1, MONTH - 1)), known(impression(2, 1))];
    const decided = attribute(attributeInput({ evidence: { touches }, policy: WITH_IMPRESSIONS }));
    expect(decided.credits).toEqual([{ promoter: ref(1), weightBps: 10_000 }]);
    expect(decided.touches.map((touch) => touch.verdict)).toEqual(["counted", "impression_not_credited"]);
  });

  test("earn when the only clicks are ineligible", () => {
    const touches = [known(click(1, MONTH)), known(impression(2, 1))];
    const decided = attribute(attributeInput({ evidence: { touches }, policy: WITH_IMPRESSIONS }));
    expect(decided.credits).toEqual([{ promoter: ref(2), weightBps: 10_000 }]);
  });
});

describe("who cannot earn", () => {
  const people = snapshots(
    snapshot(1, { memberId: "buyer" }),
    snapshot(2, { status: "suspended" }),
    snapshot(3),
  );

  test.each([
    ["the buyer's own touch", 1, "self"],
    ["a suspended promoter's touch", 2, "suspended_promoter"],
    ["a touch of a promoter that does not exist", 4, "unknown_promoter"],
  ] as const)("%s is passed over for an older one of another", (_, number, verdict) => {
    const touches = [received(click(number, 1)), received(click(3, 2))];
    const decided = attribute(attributeInput({ evidence: { touches }, snapshots: people }));
    expect(decided.credits).toEqual([{ promoter: ref(3), weightBps: 10_000 }]);
    expect(decided.touches.map((touch) => touch.verdict)).toEqual(["counted", verdict]);
  });

  test.each([
    ["the buyer's own", 1, "self"],
    ["a suspended promoter's", 2, "suspended_promoter"],
    ["an unknown promoter's", 4, "unknown_promoter"],
  ] as const)(
    "%s coupon and binding fall through to the touch, each with its verdict",
    (_, number, verdict) => {
      const promoter = ref(number);
      const decided = attribute(
        attributeInput({
          snapshots: people,
          evidence: {
            touches: [received(click(3, 1))],
            coupon: { code: "SPRING", status: "valid", promoter },
            binding: { promoter, boundAtMs: 0 },
          },
        }),
      );
      expect(decided).toMatchObject({
        basis: "touch",
        credits: [{ promoter: 3, weightBps: 10_000 }],
        coupon: { code: "SPRING", promoter, verdict },
        binding: { promoter, verdict },
      });
    },
  );

  test("the buyer earns from its own touch where self-purchase is allowed", () => {
    const input = { evidence: { touches: [received(click(1, 1))] }, snapshots: people, selfPurchase: true };
    expect(attribute(attributeInput(input)).credits).toEqual([{ promoter: ref(1), weightBps: 10_000 }]);
  });

  test("an order without a customer has no self", () => {
    const order = { occurredAtMs: ORDERED_AT };
    const input = attributeInput({
      evidence: { touches: [received(click(1, 1))] },
      snapshots: people,
      order,
    });
    expect(attribute(input).basis).toBe("touch");
  });

  test("a buyer who is a promoter is no longer somebody's bound customer", () => {
    const evidence = { binding: { promoter: ref(3), boundAtMs: 0 } };
    const input = attributeInput({ evidence, snapshots: people, buyerIsPromoter: ref(1) });
    expect(attribute(input)).toMatchObject({
      basis: "none",
      credits: [],
      binding: { promoter: ref(3), verdict: "buyer_is_promoter" },
    });
  });
});

describe("precedence", () => {
  const everything = {
    touches: [received(click(1, 2)), received(click(2, MONTH))],
    coupon: { code: "SPRING", status: "valid", promoter: ref(3) },
    binding: { promoter: ref(4), boundAtMs: 0 },
  } as const;

  test("coupon against binding against click: the coupon decides, what could have counted was not reached", () => {
    const decided = attribute(attributeInput({ evidence: everything }));
    expect(decided.basis).toBe("coupon");
    expect(decided.credits).toEqual([{ promoter: ref(3), weightBps: 10_000 }]);
    expect(decided.binding.verdict).toBe("not_reached");
    expect(decided.touches.map((touch) => touch.verdict)).toEqual(["outside_lookback", "not_reached"]);
  });

  test.each([
    [["coupon", "binding", "touch"], "coupon", 3],
    [["coupon", "touch", "binding"], "coupon", 3],
    [["binding", "coupon", "touch"], "binding", 4],
    [["binding", "touch", "coupon"], "binding", 4],
    [["touch", "coupon", "binding"], "touch", 1],
    [["touch", "binding", "coupon"], "touch", 1],
  ] as const)("%j: %s", (precedence, basis, promoter) => {
    const decided = attribute(attributeInput({ evidence: everything, policy: { precedence } }));
    expect(decided).toMatchObject({ basis, credits: [{ promoter, weightBps: 10_000 }] });
    const verdicts = [decided.coupon.verdict, decided.binding.verdict, decided.touches[1]?.verdict];
    expect(verdicts.filter((verdict) => verdict === "counted")).toHaveLength(1);
    expect(verdicts.filter((verdict) => verdict === "not_reached")).toHaveLength(2);
  });

  test.each([
    [{ code: "NO", status: "unknown" }, "unknown_coupon"],
    [{ code: "OLD", status: "expired", promoter: ref(3) }, "expired_coupon"],
  ] as const)("%j falls through to the binding", (coupon, verdict) => {
    const decided = attribute(attributeInput({ evidence: { ...everything, coupon } }));
    expect(decided).toMatchObject({ basis: "binding", coupon: { code: coupon.code, verdict } });
  });

  test("a step that the program leaves out decides nothing", () => {
    const decided = attribute(attributeInput({ evidence: everything, policy: { precedence: ["touch"] } }));
    expect(decided.basis).toBe("touch");
  });

  test("no evidence, no credit, and the faults of the tokens are told", () => {
    const decided = attribute(attributeInput({ evidence: { tokenFaults: ["forged", "foreign_program"] } }));
    expect(decided).toEqual({
      model: "last_click",
      basis: "none",
      credits: [],
      touches: [],
      furtherTouches: {},
      tokenFaults: ["forged", "foreign_program"],
      binding: { promoter: null, verdict: "none" },
      coupon: { code: null, promoter: null, verdict: "none" },
    });
  });
});

describe("touches", () => {
  test("the same click told by two tokens and the Journey counts once, as sent with the order", () => {
    const same = click(1, -1);
    const touches = [known(same), received(same), received({ ...same }), received(click(2, DAY))];
    const decided = attribute(attributeInput({ evidence: { touches }, policy: { model: "linear" } }));
    expect(decided.credits.map((credit) => credit.weightBps)).toEqual([5_000, 5_000]);
    expect(decided.touches.map((touch) => touch.source)).toEqual(["order", "order"]);
  });

  test("two clicks on one link in one millisecond are two touches", () => {
    const touches = [received(click(1, DAY)), received(click(1, DAY, { nonce: 2 })), received(click(2, 1))];
    const decided = attribute(attributeInput({ evidence: { touches }, policy: { model: "linear" } }));
    expect(decided.credits.map((credit) => credit.weightBps)).toEqual([6_667, 3_333]);
  });

  test("under last click the earlier ones are superseded, under first click the later ones", () => {
    const touches = [received(click(1, 2)), received(click(2, 1))];
    const verdicts = (model: "last_click" | "first_click") =>
      attribute(attributeInput({ evidence: { touches }, policy: { model } })).touches.map(
        (one) => one.verdict,
      );
    expect(verdicts("last_click")).toEqual(["superseded", "counted"]);
    expect(verdicts("first_click")).toEqual(["counted", "superseded"]);
  });

  test("evidence is bounded: all that counted, the 20 nearest that did not, the rest as counts", () => {
    const outside = Array.from({ length: 25 }, (_, index) => known(click(1, MONTH + index)));
    const suspended = Array.from({ length: 15 }, (_, index) => known(click(2, 100 + index)));
    const counted = Array.from({ length: 30 }, (_, index) => received(click(3, 20 * DAY + index)));
    const decided = attribute(
      attributeInput({
        evidence: { touches: [...outside, ...suspended, ...counted] },
        snapshots: snapshots(snapshot(1), snapshot(2, { status: "suspended" }), snapshot(3)),
        policy: { model: "linear" },
      }),
    );
    const kept = (verdict: TouchVerdict) => decided.touches.filter((touch) => touch.verdict === verdict);
    expect(kept("counted")).toHaveLength(30);
    expect(kept("suspended_promoter")).toHaveLength(15);
    expect(kept("outside_lookback")).toHaveLength(LIMITS.touchesKeptUncounted - 15);
    expect(decided.furtherTouches).toEqual({ outside_lookback: 20 });
    expect(kept("outside_lookback").map((touch) => ORDERED_AT - touch.occurredAtMs - MONTH)).toEqual([
      4, 3, 2, 1, 0,
    ]);
  });
});

test("a manual credit stands before all evidence, which then was not reached", () => {
  const touches = [received(click(1, DAY))];
  const {
    basis,
    credits,
    touches: judged,
  } = attribute(attributeInput({ evidence: { touches, manual: ref(3) } }));
  expect([basis, credits]).toEqual(["manual", [{ promoter: 3, weightBps: 10_000 }]]);
  expect(judged).toMatchObject([{ verdict: "not_reached" }]);
});

test("a touch that is told twice keeps the marks of either telling, in whatever sequence they came", () => {
  const marked = click(1, DAY, { marks: 0x1234 as PackedMarks, networkTag: 0xcafe });
  const told = [received(click(1, DAY)), known(marked)];
  for (const touches of [told, told.toReversed()]) {
    const { touches: judged } = attribute(attributeInput({ evidence: { touches } }));
    expect(judged).toEqual([{ ...marked, source: "order", verdict: "counted" }]);
  }
});
