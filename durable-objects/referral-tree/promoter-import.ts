/** What an import asks of the tree, and what it answers: a batch of relations, each placed alone. */
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import type { PromoterStorage } from "./promoter-storage.ts";

export interface PlaceRequest {
  readonly memberId: string;
  readonly uplineMemberId?: string | undefined;
  readonly promoter: boolean;
  /** Slot of the promoter's AccountBook. */
  readonly slot: number;
  /** Whom the member is bound to: its upline when it joins and none is named. */
  readonly boundTo: PromoterRef | null;
}

export type PlaceAnswer =
  | { readonly kind: "joined" | "unchanged" }
  /** No promoter: to be bound to this one. */
  | { readonly kind: "customer"; readonly upline: PromoterRef }
  | {
      readonly kind: "refused";
      readonly reason:
        | "self_binding"
        | "unknown_upline"
        | "depth_exceeded"
        | "other_upline"
        | "is_promoter"
        | "upline_missing";
    };

/** Places one relation. Runs inside a transaction. @param add puts a new promoter into the tree. */
export function placeRelation(
  storage: PromoterStorage,
  request: PlaceRequest,
  add: (request: PlaceRequest, upline: PromoterRef | null) => void,
): PlaceAnswer {
  const { memberId, uplineMemberId, promoter, boundTo } = request;
  if (uplineMemberId === memberId) return { kind: "refused", reason: "self_binding" };
  const named = uplineMemberId === undefined ? null : storage.refOfMember(uplineMemberId);
  const known = storage.refOfMember(memberId);
  if (known !== null && !promoter) return { kind: "refused", reason: "is_promoter" };
  if (uplineMemberId !== undefined && named === null) return { kind: "refused", reason: "unknown_upline" };
  if (known !== null) {
    const stands = uplineMemberId === undefined || storage.uplineOf(known) === named;
    return stands ? { kind: "unchanged" } : { kind: "refused", reason: "other_upline" };
  }
  if (!promoter) {
    return named === null
      ? { kind: "refused", reason: "upline_missing" }
      : { kind: "customer", upline: named };
  }
  const upline = named ?? boundTo;
  if (upline !== null && storage.depthOf(upline) >= LIMITS.treeDepth) {
    return { kind: "refused", reason: "depth_exceeded" };
  }
  add(request, upline);
  return { kind: "joined" };
}
