/** One per program: promoters, their uplines over time, and the closure of the present tree. */
import { DurableObject } from "cloudflare:workers";
import type { PromoterRef } from "../domain/kernel/ids.ts";
import type {
  JoinRefusal,
  PromoterStanding,
  PromoterStatus,
  PromoterView,
  UplineRefusal,
} from "../domain/referral/promoter.ts";

export interface JoinRequest {
  readonly memberId: string;
  /** Slot of the promoter's AccountBook. */
  readonly slot: number;
  readonly name?: string;
  readonly uplineMemberId?: string;
  readonly tier?: string;
}

export type JoinResult =
  | { readonly kind: "joined"; readonly created: boolean; readonly promoter: PromoterView }
  | { readonly kind: "refused"; readonly reason: JoinRefusal };

export type UplineResult =
  | { readonly kind: "moved"; readonly changed: boolean; readonly promoter: PromoterView }
  | { readonly kind: "refused"; readonly reason: UplineRefusal | "unknown_promoter" };

export interface TeamMember {
  readonly ref: PromoterRef;
  readonly memberId: string;
  readonly name: string | null;
  readonly level: number;
}

export interface TeamView {
  readonly members: readonly TeamMember[];
  /** How many promoters stand at each level below, up to the depth asked for. */
  readonly levels: readonly { readonly level: number; readonly promoters: number }[];
  readonly next: string | null;
}

export interface StandingsQuery {
  readonly promoters: readonly { readonly ref: PromoterRef; readonly atMs: number }[];
  /** Members asked whether they were promoters. */
  readonly members: readonly string[];
  /** How far up a line is followed. */
  readonly uplines: number;
}

export interface StandingsAnswer {
  /** In the order asked; null where there is no such promoter. */
  readonly promoters: readonly (PromoterStanding | null)[];
  readonly members: readonly (PromoterRef | null)[];
}

export class ReferralTree extends DurableObject<Env> {
  /** Makes a member a promoter, once. A repeat answers the promoter as it is. */
  join(_request: JoinRequest): JoinResult {
    throw new Error("unbuilt");
  }

  promoter(_ref: PromoterRef): PromoterView | null {
    throw new Error("unbuilt");
  }

  promoterOfMember(_memberId: string): PromoterView | null {
    throw new Error("unbuilt");
  }

  /** Changes name or status; a new status counts for orders that occur after it. */
  amend(_ref: PromoterRef, _change: { name?: string | null; status?: PromoterStatus }): PromoterView | null {
    throw new Error("unbuilt");
  }

  setUpline(_ref: PromoterRef, _uplineMemberId: string | null, _reason: string): UplineResult {
    throw new Error("unbuilt");
  }

  /** Promoters by number, after `after`. */
  list(_after: PromoterRef | 0, _limit: number): PromoterView[] {
    throw new Error("unbuilt");
  }

  team(_ref: PromoterRef, _depth: number, _after: string | null, _limit: number): TeamView | null {
    throw new Error("unbuilt");
  }

  standings(_query: StandingsQuery): StandingsAnswer {
    throw new Error("unbuilt");
  }
}
