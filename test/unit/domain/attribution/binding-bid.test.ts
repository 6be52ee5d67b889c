import { describe, expect, test } from "vitest";
import { attribute } from "../../../../domain/attribution/attribute.ts";
import { bindingBid } from "../../../../domain/attribution/binding-bid.ts";
import type { Evidence } from "../../../../domain/attribution/evidence.ts";
import type { Touch } from "../../../../domain/attribution/touch.ts";
import type { PromoterRef } from "../../../../domain/kernel/ids.ts";
import type { AttributionModel } from "../../../../domain/attribution/models/models.ts";
import type { BindingMode } from "../../../../domain/referral/binding-policy.ts";
import { attributeInput, click, DAY, ORDERED_AT, ref, received } from "./builders.ts";

interface Bidding {
  readonly evidence: Partial<Evidence>;
  readonly model?: AttributionModel;
  readonly mode?: BindingMode;
  readonly buyerIsPromoter?: PromoterRef | null;
  readonly customerId?: string | null;
}

function bid({ evidence, model = "linear", mode = "first", buyerIsPromoter = null, customerId }: Bidding) {
  const order = customerId === null ? {} : { customerId: customerId ?? "buyer" };
  const input = attributeInput({
    order: { occurredAtMs: ORDERED_AT, ...order },
    evidence,
    policy: { model },
    buyerIsPromoter,
  });
  return bindingBid({
    order: input.order,
    attribution: attribute(input),
    buyerIsPromoter,
    attributionPolicy: input.policy,
    bindingPolicy: { mode, protectionMs: 30 * DAY },
  });
}

const path = (...touches: Touch[]) => ({ touches: touches.map(received) });

describe("whom an order binds", () => {
  test("to the promoter with the greatest weight, effective when the order occurred", () => {
    const evidence = path(click(1, 3 * DAY), click(2, 2 * DAY), click(1, DAY));
    expect(bid({ evidence })).toEqual({
      promoter: ref(1),
      effectiveAtMs: ORDERED_AT,
      policy: { mode: "first", protectionMs: 30 * DAY },
    });
  });

  test("between equal thirds to the latest touch, though rounding gave the first one basis point more", () => {
    expect(bid({ evidence: path(click(1, 3), click(2, 2), click(3, 1)) })?.promoter).toBe(3);
  });

  test("between halves that interleave to the one whose latest touch is later", () => {
    expect(bid({ evidence: path(click(1, 4), click(2, 3), click(2, 2), click(1, 1)) })?.promoter).toBe(1);
  });

  test("among many touches, though only some that did not count were kept", () => {
    const many = Array.from({ length: 60 }, (_, index) => click(1 + (index % 3), 1_000 + index));
    expect(bid({ evidence: path(...many), model: "last_click" })?.promoter).toBe(1);
  });

  test("to the promoter of the coupon", () => {
    const coupon = { code: "SPRING", status: "valid", promoter: ref(2) } as const;
    expect(bid({ evidence: { ...path(click(1, 1)), coupon } })?.promoter).toBe(2);
  });
});

describe("whom no order binds", () => {
  const evidence = path(click(1, 1));
  test.each<[string, Bidding]>([
    ["a customer who was credited by binding", { evidence: { binding: { promoter: ref(1), boundAtMs: 0 } } }],
    ["a buyer who is a promoter", { evidence, buyerIsPromoter: ref(2) }],
    ["a buyer without a customer id", { evidence, customerId: null }],
    ["anybody, when the mode is none", { evidence, mode: "none" }],
    ["the customer of an order that nobody earned", { evidence: {} }],
  ])("%s", (_, bidding) => {
    expect(bid(bidding)).toBeUndefined();
  });

  test("modes last and protected bid as first does; the Journey decides between bids", () => {
    expect(bid({ evidence, mode: "last" })?.policy.mode).toBe("last");
    expect(bid({ evidence, mode: "protected" })?.policy.mode).toBe("protected");
  });
});
