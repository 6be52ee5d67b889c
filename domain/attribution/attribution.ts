/** The answer to "who earned this order", with every reason that led to it. */
import type { PromoterRef } from "../kernel/ids.ts";
import type { BindingPolicy } from "../referral/binding-policy.ts";
import type { AttributionModel } from "./models/models.ts";
import { EVIDENCE_STEPS } from "./policy.ts";
import type { Touch, TouchSource } from "./touch.ts";

/** What an order is credited by: a step of the program's precedence, an operator, or nothing. */
export const ATTRIBUTION_BASES = [...EVIDENCE_STEPS, "manual", "none"] as const;

export interface Credit {
  readonly promoter: PromoterRef;
  readonly weightBps: number;
}

/** Why a touch counted or not. A closed list: each is explained to promoters. */
export const TOUCH_VERDICTS = [
  "counted",
  "superseded",
  "outside_lookback",
  "after_order",
  "impression_not_credited",
  "self",
  "suspended_promoter",
  "unknown_promoter",
  /** More promoters were touched than may share one order; this one was touched longest ago. */
  "beyond_limit",
  "not_reached",
] as const;
export type TouchVerdict = (typeof TOUCH_VERDICTS)[number];

export interface JudgedTouch extends Touch {
  readonly source: TouchSource;
  readonly verdict: TouchVerdict;
}

export const BINDING_VERDICTS = [
  "counted",
  "none",
  "buyer_is_promoter",
  "self",
  "suspended_promoter",
  "unknown_promoter",
  "not_reached",
  /** The order named a customer in a way that cannot be read. */
  "unreadable",
] as const;

export const COUPON_VERDICTS = [
  "counted",
  "none",
  "unknown_coupon",
  "expired_coupon",
  "self",
  "suspended_promoter",
  "unknown_promoter",
  "not_reached",
  /** A coupon was sent that no rule of codes fits. */
  "unreadable",
] as const;

/** Why a token sent with the order was ignored as a whole. */
export const TOKEN_FAULTS = ["malformed", "forged", "foreign_program"] as const;
export type TokenFault = (typeof TOKEN_FAULTS)[number];

export interface Attribution {
  readonly model: AttributionModel;
  readonly basis: (typeof ATTRIBUTION_BASES)[number];
  readonly credits: readonly Credit[];
  readonly touches: readonly JudgedTouch[];
  /** Touches beyond those kept, counted by verdict. */
  readonly furtherTouches: Readonly<Partial<Record<TouchVerdict, number>>>;
  readonly tokenFaults: readonly TokenFault[];
  readonly binding: {
    readonly promoter: PromoterRef | null;
    readonly verdict: (typeof BINDING_VERDICTS)[number];
  };
  readonly coupon: {
    readonly code: string | null;
    readonly promoter: PromoterRef | null;
    readonly verdict: (typeof COUPON_VERDICTS)[number];
  };
}

/** The binding that this order makes, when it makes one. */
export interface BindingBid {
  readonly promoter: PromoterRef;
  readonly effectiveAtMs: number;
  readonly policy: BindingPolicy;
}
