/** What an import asks of the tree, and what it answers: a batch of relations, each placed alone. */
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import type { NewPromoter, PromoterStorage, TreePlace } from "./promoter-storage.ts";

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

/**
 * Places relations, each alone and in sequence; those who join are written together. Runs inside a transaction.
 *
 * @param joining gives a new promoter its number, and adds those who join.
 */
export function placeRelations(
  storage: PromoterStorage,
  requests: readonly PlaceRequest[],
  joining: {
    readonly refFor: (slot: number) => PromoterRef;
    readonly add: (promoters: readonly NewPromoter[]) => void;
  },
  nowMs: number,
): PlaceAnswer[] {
  const places = new Places(storage, requests);
  const answers = requests.map((request): PlaceAnswer => {
    const answer = places.judge(request);
    if (answer.kind !== "joins") return answer;
    const { memberId, slot } = request;
    const { upline } = answer;
    places.add({
      ref: joining.refFor(slot),
      memberId,
      name: null,
      joinedTier: null,
      upline,
      joinedAtMs: nowMs,
    });
    return { kind: "joined" };
  });
  for (const wave of places.waves()) joining.add(wave);
  return answers;
}

/** The part of a tree that a batch of relations names, with those who have joined by it. */
class Places {
  readonly #known: Map<string, TreePlace>;
  /** Without those who stand at the top. */
  readonly #depths: Map<PromoterRef, number>;
  /** Who has joined: each under someone of an earlier wave, or of before. */
  readonly #waves: NewPromoter[][] = [];
  readonly #waveOf = new Map<PromoterRef, number>();

  constructor(storage: PromoterStorage, requests: readonly PlaceRequest[]) {
    this.#known = storage.placesOfMembers(
      requests.flatMap(({ memberId, uplineMemberId }) => [memberId, uplineMemberId ?? memberId]),
    );
    this.#depths = storage.closure.depthsOf([
      ...[...this.#known.values()].map(({ ref }) => ref),
      ...requests.flatMap(({ boundTo }) => boundTo ?? []),
    ]);
  }

  judge(
    request: PlaceRequest,
  ): PlaceAnswer | { readonly kind: "joins"; readonly upline: PromoterRef | null } {
    const { memberId, uplineMemberId, promoter, boundTo } = request;
    if (uplineMemberId === memberId) return { kind: "refused", reason: "self_binding" };
    const named = uplineMemberId === undefined ? null : (this.#known.get(uplineMemberId)?.ref ?? null);
    const known = this.#known.get(memberId);
    if (known !== undefined && !promoter) return { kind: "refused", reason: "is_promoter" };
    if (uplineMemberId !== undefined && named === null) return { kind: "refused", reason: "unknown_upline" };
    if (known !== undefined) {
      const stands = uplineMemberId === undefined || known.upline === named;
      return stands ? { kind: "unchanged" } : { kind: "refused", reason: "other_upline" };
    }
    if (!promoter) {
      return named === null
        ? { kind: "refused", reason: "upline_missing" }
        : { kind: "customer", upline: named };
    }
    const upline = named ?? boundTo;
    if (upline !== null && this.#depthOf(upline) >= LIMITS.treeDepth) {
      return { kind: "refused", reason: "depth_exceeded" };
    }
    return { kind: "joins", upline };
  }

  add(promoter: NewPromoter): void {
    const { ref, memberId, upline } = promoter;
    const wave = upline === null ? 0 : (this.#waveOf.get(upline) ?? -1) + 1;
    (this.#waves[wave] ??= []).push(promoter);
    this.#waveOf.set(ref, wave);
    this.#known.set(memberId, { ref, upline });
    if (upline !== null) this.#depths.set(ref, this.#depthOf(upline) + 1);
  }

  waves(): readonly (readonly NewPromoter[])[] {
    return this.#waves;
  }

  #depthOf(ref: PromoterRef): number {
    return this.#depths.get(ref) ?? 0;
  }
}
