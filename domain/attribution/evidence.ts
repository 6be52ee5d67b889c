/** What speaks for a promoter when an order comes in. Gathered by the Worker, judged here, never trusted twice. */
import type { PromoterRef } from "../kernel/ids.ts";
import type { TokenFault } from "./attribution.ts";
import type { Touch, TouchSource } from "./touch.ts";

export interface EvidenceTouch {
  readonly touch: Touch;
  readonly source: TouchSource;
}

/** The binding in force at the order's time. */
interface EvidenceBinding {
  readonly promoter: PromoterRef;
  readonly boundAtMs: number;
}

/** A coupon code sent with the order, as it stood at the order's time. */
export type EvidenceCoupon =
  | { readonly code: string; readonly status: "unknown" }
  | { readonly code: string; readonly status: "expired" | "valid"; readonly promoter: PromoterRef };

export interface Evidence {
  readonly touches: readonly EvidenceTouch[];
  readonly tokenFaults: readonly TokenFault[];
  readonly binding: EvidenceBinding | null;
  readonly coupon: EvidenceCoupon | null;
  /** Whom an operator credits by hand with an order that nobody earned: it stands before every other step. */
  readonly manual?: PromoterRef;
}

/** What came with an order itself: kept by its owner, so that the order can be decided anew. */
export interface OrderEvidence {
  readonly touches: readonly EvidenceTouch[];
  readonly tokenFaults: readonly TokenFault[];
  readonly couponCode: string | null;
  /** Alias of the browser whose click was the newest; absent where none is known. */
  readonly device?: string;
  /** Our clock before anything else was gathered. */
  readonly gatheredAtMs: number;
}
