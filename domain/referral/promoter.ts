/** A promoter (推客): a member who may earn, with a place in the program's tree. */
import type { PromoterRef } from "../kernel/ids.ts";

export type PromoterStatus = "active" | "suspended";

/** The tier a promoter begins with. */
export const FIRST_TIER = "bronze";

export interface PromoterView {
  readonly ref: PromoterRef;
  readonly memberId: string;
  readonly name: string | null;
  readonly code: string;
  readonly status: PromoterStatus;
  readonly tier: string;
  readonly upline: { readonly ref: PromoterRef; readonly memberId: string } | null;
  readonly createdAtMs: number;
}

/** A promoter as it stood at a time, with the line above it, nearest first. */
export interface PromoterStanding {
  readonly ref: PromoterRef;
  readonly memberId: string;
  readonly status: PromoterStatus;
  readonly tier: string;
  readonly uplines: readonly UplineStanding[];
}

export interface UplineStanding {
  readonly ref: PromoterRef;
  readonly memberId: string;
  readonly status: PromoterStatus;
  readonly tier: string;
  readonly sinceMs: number;
}

export type UplineRefusal = "cycle" | "self_binding" | "depth_exceeded" | "unknown_upline";
export type JoinRefusal = UplineRefusal | "idempotency_conflict";
