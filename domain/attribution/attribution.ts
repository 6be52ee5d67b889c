/** The answer to "who earned this order", with every reason that led to it. */
import type { PromoterRef } from "../kernel/ids.ts";
import type { BindingPolicy } from "../referral/binding-policy.ts";
import type { AttributionModel } from "./models/models.ts";
import type { Touch, TouchSource } from "./touch.ts";

export type AttributionBasis = "coupon" | "binding" | "touch" | "manual" | "none";

export interface Credit {
  readonly promoter: PromoterRef;
  readonly weightBps: number;
}

/** Why a touch counted or not. A closed list: each is explained to promoters. */
export type TouchVerdict =
  | "counted"
  | "superseded"
  | "outside_lookback"
  | "after_order"
  | "impression_not_credited"
  | "self"
  | "suspended_promoter"
  | "unknown_promoter"
  /** More promoters were touched than may share one order; this one was touched longest ago. */
  | "beyond_limit"
  | "not_reached";

export interface JudgedTouch extends Touch {
  readonly source: TouchSource;
  readonly verdict: TouchVerdict;
}

export type BindingVerdict =
  | "counted"
  | "none"
  | "buyer_is_promoter"
  | "self"
  | "suspended_promoter"
  | "unknown_promoter"
  | "not_reached";
export type CouponVerdict =
  | "counted"
  | "none"
  | "unknown_coupon"
  | "expired_coupon"
  | "self"
  | "suspended_promoter"
  | "unknown_promoter"
  | "not_reached";

/** Why a token sent with the order was ignored as a whole. */
export type TokenFault = "malformed" | "forged" | "foreign_program";

export interface Attribution {
  readonly model: AttributionModel;
  readonly basis: AttributionBasis;
  readonly credits: readonly Credit[];
  readonly touches: readonly JudgedTouch[];
  /** Touches beyond those kept, counted by verdict. */
  readonly furtherTouches: Readonly<Partial<Record<TouchVerdict, number>>>;
  readonly tokenFaults: readonly TokenFault[];
  readonly binding: { readonly promoter: PromoterRef | null; readonly verdict: BindingVerdict };
  readonly coupon: {
    readonly code: string | null;
    readonly promoter: PromoterRef | null;
    readonly verdict: CouponVerdict;
  };
}
/** The binding that this order makes, when it makes one. */
export interface BindingBid {
  readonly promoter: PromoterRef;
  readonly effectiveAtMs: number;
  readonly policy: BindingPolicy;
}
