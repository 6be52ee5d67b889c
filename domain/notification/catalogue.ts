/**
 * What a merchant's systems are told of: a closed list of types, each with its data, what it means and an example. Data
 * hold public ids, and amounts in minor units. Of persons they hold what their type needs alone.
 */
import type { AlertKind, Direction } from "../alerts/alerts.ts";
import type { PayoutState } from "../payout/payout.ts";
import type { PromoterStatus } from "../referral/promoter.ts";
import type { CommissionState } from "../settlement/order-view.ts";
import type { Risk } from "../risk/risk.ts";
import type { CaseState } from "../risk/risk-case.ts";

interface ConversionData {
  readonly orderId: string;
  readonly amount: number;
  /** What its commissions are together. */
  readonly commission: number;
  /** Who is credited. */
  readonly promoterIds: readonly string[];
  readonly verdict: Risk["verdict"];
  readonly currency: string;
}

interface CommissionData {
  readonly commissionId: string;
  readonly orderId: string;
  readonly promoterId: string;
  readonly level: number;
  /** What was created, moved on, taken back or restored. */
  readonly amount: number;
  /** What is left of the commission after that. */
  readonly kept: number;
  readonly state: CommissionState;
  readonly currency: string;
}

interface PayoutData {
  readonly payoutId: string;
  readonly promoterId: string;
  readonly state: PayoutState;
  readonly gross: number;
  readonly withheld: number;
  readonly net: number;
  readonly currency: string;
}

interface PromoterData {
  readonly promoterId: string;
  readonly memberId: string;
  readonly status: PromoterStatus;
  readonly uplineId: string | null;
}

interface BindingData {
  readonly customerId: string;
  readonly promoterId: string;
}

interface BudgetData {
  readonly campaignId: string;
  readonly budget: number;
  /** What is neither spent nor set aside. */
  readonly remaining: number;
  readonly currency: string;
}

interface CaseData {
  readonly caseId: string;
  readonly promoterId: string;
  readonly state: CaseState;
}

interface AlertData {
  readonly alertId: string;
  readonly kind: AlertKind;
  /** Null of what is the program's own. */
  readonly source: string | null;
  readonly direction: Direction;
  /** When it opened, and what it would usually have been. */
  readonly observed: number;
  readonly expected: number;
}

interface WebhookData {
  /** Ours, by which it is listed and tried again. */
  readonly webhookId: string;
  readonly source: string;
  readonly reason: string;
}

/** The data of each type. */
export interface NotificationData {
  readonly "conversion.recorded": ConversionData;
  readonly "commission.created": CommissionData;
  readonly "commission.held": CommissionData;
  readonly "commission.available": CommissionData;
  readonly "commission.reversed": CommissionData;
  readonly "commission.restored": CommissionData;
  readonly "payout.requested": PayoutData;
  readonly "payout.approved": PayoutData;
  readonly "payout.rejected": PayoutData;
  readonly "payout.processing": PayoutData;
  readonly "payout.paid": PayoutData;
  readonly "payout.failed": PayoutData;
  readonly "payout.returned": PayoutData;
  readonly "promoter.created": PromoterData;
  readonly "promoter.updated": PromoterData;
  readonly "binding.created": BindingData;
  readonly "binding.ended": BindingData;
  readonly "campaign.budget_low": BudgetData;
  readonly "campaign.exhausted": BudgetData;
  readonly "risk_case.opened": CaseData;
  readonly "risk_case.closed": CaseData;
  readonly "alert.raised": AlertData;
  readonly "alert.resolved": AlertData;
  readonly "webhook.unusable": WebhookData;
}

export type NotificationType = keyof NotificationData;

interface Entry<Data> {
  readonly means: string;
  readonly example: Data;
}

const commission = {
  commissionId: "cm_2a_0_1_1042",
  orderId: "1042",
  promoterId: "pr_5k",
  level: 1,
  amount: 1_000,
  kept: 1_000,
  currency: "CNY",
} as const;

const payout = {
  payoutId: "po_5k_1",
  promoterId: "pr_5k",
  gross: 12_345,
  withheld: 345,
  net: 12_000,
  currency: "CNY",
} as const;

const alert = {
  alertId: "al_1k",
  kind: "clicks",
  source: null,
  direction: "below",
  observed: 210,
  expected: 480,
} as const;

const promoter = { promoterId: "pr_5k", memberId: "m-17", status: "active", uplineId: "pr_5j" } as const;
const binding = { customerId: "c-9", promoterId: "pr_5k" } as const;

/** By type, in the sequence in which they are described. */
export const CATALOGUE: { readonly [Type in NotificationType]: Entry<NotificationData[Type]> } = {
  "conversion.recorded": {
    means: "An order was decided: who is credited, and what its commissions are together",
    example: {
      orderId: "1042",
      amount: 10_001,
      commission: 1_000,
      promoterIds: ["pr_5k"],
      verdict: "pass",
      currency: "CNY",
    },
  },
  "commission.created": {
    means: "A promoter has a commission, which is pending",
    example: { ...commission, state: "pending" },
  },
  "commission.held": {
    means: "The order was received, and the hold of the commission runs",
    example: { ...commission, state: "held" },
  },
  "commission.available": {
    means: "The hold has ended: what is kept can be paid out, or has paid a debt",
    example: { ...commission, state: "available" },
  },
  "commission.reversed": {
    means: "A refund, a lost dispute or a person took back a part of the commission, or all of it",
    example: { ...commission, amount: 333, kept: 667, state: "held" },
  },
  "commission.restored": {
    means: "What was taken back came back, or an amendment added to it",
    example: { ...commission, amount: 333, state: "held" },
  },
  "payout.requested": {
    means: "A payout was asked for, and its gross is set aside",
    example: { ...payout, state: "requested" },
  },
  "payout.approved": {
    means: "A payout was approved: the next batch collects it",
    example: { ...payout, state: "approved" },
  },
  "payout.rejected": {
    means: "A payout was rejected: its gross went back",
    example: { ...payout, state: "rejected" },
  },
  "payout.processing": {
    means: "A batch has collected the payout",
    example: { ...payout, state: "processing" },
  },
  "payout.paid": { means: "The payout was paid", example: { ...payout, state: "paid" } },
  "payout.failed": {
    means: "The payout failed: its gross went back",
    example: { ...payout, state: "failed" },
  },
  "payout.returned": {
    means: "What was paid came back, and so did the gross",
    example: { ...payout, state: "returned" },
  },
  "promoter.created": { means: "A member became a promoter", example: promoter },
  "promoter.updated": {
    means: "A promoter has another status or another upline, or was erased",
    example: { ...promoter, status: "suspended" },
  },
  "binding.created": { means: "A customer belongs to a promoter from now on", example: binding },
  "binding.ended": { means: "A customer belongs to a promoter no more", example: binding },
  "campaign.budget_low": {
    means: "Less than a tenth of a campaign's budget is left, said once for each setting of the budget",
    example: { campaignId: "spring", budget: 100_000, remaining: 9_900, currency: "CNY" },
  },
  "campaign.exhausted": {
    means: "Nothing of a campaign's budget is left, said once for each setting of the budget",
    example: { campaignId: "spring", budget: 100_000, remaining: 0, currency: "CNY" },
  },
  "risk_case.opened": {
    means: "A person is to look at a promoter's orders, for the first time or because of an appeal",
    example: { caseId: "rc_1k", promoterId: "pr_5k", state: "open" },
  },
  "risk_case.closed": {
    means: "A case was decided, or its time is over and its orders cleared themselves",
    example: { caseId: "rc_1k", promoterId: "pr_5k", state: "cleared" },
  },
  "alert.raised": {
    means: "Something of the program's own figures is unlike it: the alert names its evidence",
    example: alert,
  },
  "alert.resolved": { means: "What an alert was of is as usual again, or has become usual", example: alert },
  "webhook.unusable": {
    means: "A signed webhook could not be used: it is kept, and can be tried again",
    example: { webhookId: "uw_7", source: "standard", reason: "currency_mismatch" },
  },
};

export function isNotificationType(type: string): type is NotificationType {
  return Object.hasOwn(CATALOGUE, type);
}
