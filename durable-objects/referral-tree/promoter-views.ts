/** A promoter as the tree shows it, and what it answers who asks to join again. */
import { promoterIdOf, type PromoterRef } from "../../domain/kernel/ids.ts";
import type { JoinRefusal, PromoterView } from "../../domain/referral/promoter.ts";
import type { AnnouncedPromoter } from "./promoter-news.ts";
import type { JoinedAs, NewPromoter, PromoterRow } from "./promoter-storage.ts";

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

/** Promoters that were found; `next` is where to look on, null at the end. */
export interface FoundPromoters {
  readonly found: readonly PromoterView[];
  readonly next: PromoterRef | null;
}

/** As it stands when it has joined. */
export function joined({ ref, upline }: NewPromoter): AnnouncedPromoter {
  return { ref, status: "active", upline: upline === null ? null : { ref: upline } };
}

export function viewOf(row: PromoterRow): PromoterView {
  const { ref, memberId, name, status, joinedTier, upline, uplineMemberId, joinedAtMs } = row;
  return {
    ref,
    memberId,
    name,
    status,
    joinedTier,
    createdAtMs: joinedAtMs,
    code: promoterIdOf(ref).slice(3),
    upline: upline === null || uplineMemberId === null ? null : { ref: upline, memberId: uplineMemberId },
  };
}

/** The same member told again: another upline, name or tier than the one it joined with is something else. */
export function repeatedJoin(known: PromoterRow, joined: JoinedAs, received: JoinRequest): JoinResult {
  const differs =
    (received.uplineMemberId !== undefined && received.uplineMemberId !== joined.uplineMemberId) ||
    (received.name !== undefined && received.name !== joined.name) ||
    (received.tier !== undefined && received.tier !== known.joinedTier);
  if (differs) return { kind: "refused", reason: "idempotency_conflict" };
  return { kind: "joined", created: false, promoter: viewOf(known) };
}
