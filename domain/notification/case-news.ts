/** What happens to cases of promoters, and webhooks that could not be used. */
import { promoterIdOf, type PromoterRef } from "../kernel/ids.ts";
import { type CaseState, caseIdOf } from "../risk/risk-case.ts";
import type { Notification } from "./notification.ts";

/** A case as it stands since a moment. It may be open again. */
export interface CaseNews {
  readonly caseNumber: number;
  readonly promoter: PromoterRef;
  readonly state: CaseState;
  readonly atMs: number;
}

export function sayCase({ caseNumber, promoter, state, atMs }: CaseNews): Notification {
  return {
    type: state === "open" ? "risk_case.opened" : "risk_case.closed",
    key: [caseNumber, state, atMs],
    occurredAtMs: atMs,
    promoter,
    person: null,
    data: { caseId: caseIdOf(caseNumber), promoterId: promoterIdOf(promoter), state },
  };
}

/** A signed webhook that could not be used, by its number in the list of those. */
export interface WebhookNews {
  readonly webhookNumber: number;
  readonly source: string;
  readonly reason: string;
  readonly atMs: number;
}

export function sayWebhook({ webhookNumber, source, reason, atMs }: WebhookNews): Notification {
  return {
    type: "webhook.unusable",
    key: [webhookNumber, source, atMs],
    occurredAtMs: atMs,
    promoter: null,
    person: null,
    data: { webhookId: `uw_${webhookNumber}`, source, reason },
  };
}
