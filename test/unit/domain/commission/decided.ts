/** Decisions as tests of what follows from them need them: made by the very function that decides. */
import { decideOrder, type DecideOrderInput } from "../../../../domain/commission/decide-order.ts";
import type { Decision } from "../../../../domain/commission/decision.ts";
import type { OrderSettings } from "../../../../domain/commission/order-settings.ts";
import { click, DAY, DEFAULT_POLICY, evidence, received, snapshots } from "../attribution/builders.ts";
import {
  DEFAULT_COMMISSION,
  DEFAULT_FRAUD,
  money,
  order,
  percentage,
  rule,
  ruleSet,
  under,
} from "./builders.ts";

const SETTINGS: OrderSettings = {
  attribution: { ...DEFAULT_POLICY, graceMs: 60_000 },
  promoterRule: { kind: "operator", minAmount: money(0) },
  binding: { mode: "last", protectionMs: 30 * DAY },
  commission: DEFAULT_COMMISSION,
  settlement: { holdPeriodMs: 7 * DAY, holdStartsAt: "received", autoReceiveAfterMs: 15 * DAY },
  fraud: DEFAULT_FRAUD,
};

/** An order of 100.00 that promoter 1 earned by a click, with an upline 2, but for what is overridden. */
export function decided(more: Partial<DecideOrderInput> = {}): Decision {
  return decideOrder({
    order: order(10_000),
    evidence: evidence({ touches: [received(click(1, DAY))] }),
    snapshots: snapshots(under(1, 2), under(3)),
    buyerIsPromoter: null,
    settings: { version: 1, effectiveFromMs: 0, value: SETTINGS },
    rules: ruleSet(rule("all", [percentage(1, 1_000), percentage(2, 500)])),
    tiersVersion: 0,
    timezone: "UTC",
    campaigns: { ofLinks: new Map(), dated: new Map() },
    ...more,
  });
}

/** The same order, earned by nobody. */
export function unearned(): Decision {
  return decided({ evidence: evidence() });
}
