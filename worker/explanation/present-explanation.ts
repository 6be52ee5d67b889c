/** Presents why an order was credited and paid as it was. Computes nothing but what was left out when it was stored. */
import type { Attribution } from "../../domain/attribution/attribution.ts";
import type { RuleSet } from "../../domain/commission/rule.ts";
import { weighingOf } from "../../domain/explanation/weighing.ts";
import { linkIdOf, promoterIdOf, type PromoterRef } from "../../domain/kernel/ids.ts";
import type { Language } from "../../domain/kernel/language.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import { minus } from "../../domain/kernel/money.ts";
import { creditsLate } from "../../domain/order/order-event.ts";
import { merchantOrderIdOf } from "../../domain/order/page-order.ts";
import { marksOf } from "../../domain/risk/click-marks.ts";
import type { OrderView } from "../../domain/settlement/order-view.ts";
import type { AttributionPolicy } from "../../domain/attribution/policy.ts";
import { whyText } from "./attribution-texts.ts";
import type { WireExplanation } from "./explanation.shapes.ts";
import { presentPlans } from "./present-plans.ts";
import { instantOf } from "../http/instants.ts";
import { presentEvent, presentRisk } from "../orders/present-order.ts";

/** @param rules the version that the order was decided by. */
export function presentExplanation(
  view: OrderView,
  rules: RuleSet,
  language: Language,
): Omit<WireExplanation, "summary"> {
  const { order, decision } = view;
  const { terms } = decision;
  return {
    orderId: merchantOrderIdOf(order.orderId),
    customerId: order.customerId ?? null,
    amount: view.goods.amount,
    currency: order.currency,
    occurredAt: instantOf(order.occurredAtMs),
    firstReceivedAt: instantOf(view.firstReceivedAtMs),
    versions: {
      settings: terms.settingsVersion,
      rules: terms.rulesVersion,
      tiers: terms.tiersVersion,
    },
    attribution: presentAttribution(view, terms.attribution, language),
    commission: presentPlans(view, rules, language),
    reversal: {
      reversed: view.reversedAmount,
      left: minus(view.goods.amount, view.reversedAmount),
      applied: view.appliedWorth.reversed,
      askedOfBudget: view.askedOfBudget,
      events: view.events.map(presentEvent),
    },
    risk: presentRisk(view.risk),
  };
}

function presentAttribution(
  view: OrderView,
  policy: AttributionPolicy,
  language: Language,
): WireExplanation["attribution"] {
  const { attribution } = view.decision;
  const { model, basis, coupon, binding, touches, tokenFaults, furtherTouches, credits } = attribution;
  const weighing = weighingOf(attribution, policy);
  return {
    model,
    basis,
    why: whyText(attribution, language),
    precedence: [...policy.precedence],
    steps: stepsOf(attribution, policy),
    windows: windowsOf(policy),
    tokenFaults: [...tokenFaults],
    unreadable: [...(view.order.unreadable ?? [])],
    coupon: { code: coupon.code, promoterId: idOrNull(coupon.promoter), verdict: coupon.verdict },
    binding: { promoterId: idOrNull(binding.promoter), verdict: binding.verdict },
    touches: touches.map((touch) => ({
      promoterId: promoterIdOf(touch.promoter),
      linkId: linkIdOf(touch.link),
      kind: touch.kind,
      occurredAt: instantOf(touch.occurredAtMs),
      source: touch.source,
      verdict: touch.verdict,
      marks: marksOf(touch),
      weight: weighing?.weights.get(touch)?.toString() ?? null,
    })),
    furtherTouches: { ...furtherTouches },
    weighing:
      weighing === undefined
        ? null
        : {
            total: weighing.total.toString(),
            shares: weighing.shares.map(({ promoter, weight, remainder, ...share }) => ({
              promoterId: promoterIdOf(promoter),
              weight: weight.toString(),
              remainder: remainder.toString(),
              ...share,
            })),
          },
    credits: credits.map(({ promoter, weightBps }) => ({ promoterId: promoterIdOf(promoter), weightBps })),
    late: lateOf(view),
  };
}

/** What each step of the precedence came to, in its sequence; an operator's manual credit stands before all. */
function stepsOf(
  { basis, coupon, binding, touches }: Attribution,
  { precedence }: AttributionPolicy,
): WireExplanation["attribution"]["steps"] {
  const eligible = touches.some(({ verdict }) => verdict === "counted" || verdict === "not_reached");
  const touch = basis === "touch" ? "counted" : eligible ? "not_reached" : "none";
  const verdicts = { coupon: coupon.verdict, binding: binding.verdict, touch } as const;
  const steps = precedence.map((step) => ({ step, verdict: verdicts[step], decided: step === basis }));
  return basis === "manual" ? [{ step: "manual", verdict: "counted", decided: true }, ...steps] : steps;
}

function windowsOf(policy: AttributionPolicy): WireExplanation["attribution"]["windows"] {
  return {
    clickLookback: durationOf(policy.clickLookbackMs),
    impressionLookback: durationOf(policy.impressionLookbackMs),
    halfLife: durationOf(policy.halfLifeMs),
    tokenGrace: durationOf(LIMITS.tokenGraceMs),
    grace: durationOf(policy.graceMs),
  };
}

/** How the order was credited after it was first decided. */
function lateOf({ events }: OrderView): WireExplanation["attribution"]["late"] {
  const event = events.find(({ kind }) => creditsLate(kind));
  if (event === undefined) return null;
  return {
    by: event.kind === "manually_credited" ? "manual" : "evidence",
    at: instantOf(event.occurredAtMs),
    ...(event.reason === undefined ? {} : { reason: event.reason }),
  };
}

/** Settings are whole seconds. */
function durationOf(ms: number): string {
  return `PT${ms / 1_000}S`;
}

function idOrNull(promoter: PromoterRef | null): string | null {
  return promoter === null ? null : promoterIdOf(promoter);
}
