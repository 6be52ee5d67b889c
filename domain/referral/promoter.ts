/** A promoter (推广员): a member who may earn, with a place in the program's tree. */
import type { PromoterRef } from "../kernel/ids.ts";

export const PROMOTER_STATUSES = ["active", "suspended"] as const;
export type PromoterStatus = (typeof PROMOTER_STATUSES)[number];

export interface PromoterView {
  readonly ref: PromoterRef;
  readonly memberId: string;
  readonly name: string | null;
  readonly code: string;
  readonly status: PromoterStatus;
  /** The tier named when it joined; null when none was. The tier it has is known to its AccountBook. */
  readonly joinedTier: string | null;
  readonly upline: { readonly ref: PromoterRef; readonly memberId: string } | null;
  readonly createdAtMs: number;
}

/** A promoter as the tree knew it at a time, with the line above it, nearest first. */
export interface TreeSnapshot {
  readonly ref: PromoterRef;
  readonly memberId: string;
  readonly status: PromoterStatus;
  readonly uplines: readonly TreeUpline[];
}

export interface TreeUpline {
  readonly ref: PromoterRef;
  readonly memberId: string;
  readonly status: PromoterStatus;
  readonly sinceMs: number;
}

/** The same with the tiers of that time, which the promoters' AccountBooks know. */
export interface PromoterSnapshot extends TreeSnapshot {
  readonly tier: string;
  readonly uplines: readonly UplineSnapshot[];
}

export interface UplineSnapshot extends TreeUpline {
  readonly tier: string;
}

export type UplineRefusal = "cycle" | "self_binding" | "depth_exceeded" | "unknown_upline";
export type JoinRefusal = UplineRefusal | "idempotency_conflict";
