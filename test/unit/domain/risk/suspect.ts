/** Suspect orders for tests of risk: attributed by the very function that attributes. */
import { attribute } from "../../../../domain/attribution/attribute.ts";
import type { AttributionModel } from "../../../../domain/attribution/models/models.ts";
import type { Touch } from "../../../../domain/attribution/touch.ts";
import type { RiskCode } from "../../../../domain/order/risk-reason.ts";
import { NOTHING_KNOWN } from "../../../../domain/risk/knowledge.ts";
import { riskOf } from "../../../../domain/risk/risk.ts";
import type { SuspectOrder } from "../../../../domain/risk/rules/rule.ts";
import { attributeInput, click, DAY, evidence, ORDERED_AT, received } from "../attribution/builders.ts";
import { DEFAULT_FRAUD, money } from "../commission/builders.ts";

/** An order of 100.00 with these clicks, or with one of promoter 1 a day before, but for what is overridden. */
export function suspect(
  { model = "last_click", ...more }: Partial<SuspectOrder> & { readonly model?: AttributionModel } = {},
  ...clicks: readonly Touch[]
): SuspectOrder {
  const touches = (clicks.length === 0 ? [click(1, DAY)] : clicks).map(received);
  return {
    order: { occurredAtMs: ORDERED_AT, amount: money(10_000) },
    attribution: attribute(attributeInput({ evidence: evidence({ touches }), policy: { model } })),
    places: new Map(),
    buyer: undefined,
    selfPurchase: false,
    reportedByPage: false,
    policy: DEFAULT_FRAUD,
    known: NOTHING_KNOWN,
    ...more,
  };
}

export function codesOf(order: SuspectOrder): RiskCode[] {
  return riskOf(order).reasons.map(({ code }) => code);
}
