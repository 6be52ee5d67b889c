/** One per program: promoters, their uplines over time, and the closure of the present tree. */
import { takePromoterNumbers } from "../../worker/configuration/promoter-numbers.tables.ts";
import { type PromoterRef, promoterRefOf } from "../../domain/kernel/ids.ts";
import { invariant } from "../../domain/kernel/invariant.ts";
import { NotUnderstood } from "../../domain/kernel/not-understood.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import {
  PROMOTER_STATUSES,
  type PromoterStatus,
  type PromoterView,
  type TreeUpline,
  type UplineRefusal,
} from "../../domain/referral/promoter.ts";
import { Announcer, notifierName } from "../delivery/notify.ts";
import { type Completions, Owner } from "../delivery/owner.ts";
import type { Delivery, DeliveryAnswer, TreeRow } from "../delivery/rows.ts";
import { PromoterNumbers } from "./promoter-numbers.ts";
import {
  type FoundPromoters,
  joined,
  type JoinRequest,
  type JoinResult,
  repeatedJoin,
  viewOf,
} from "./promoter-views.ts";
import { type NewPromoter, PromoterStorage } from "./promoter-storage.ts";
import { TREE_TABLES } from "./tree-schema-storage.ts";
import { announcePromoters, promoterNews } from "./promoter-news.ts";
import type { UplineChange } from "./timeline-storage.ts";
import { type PlaceAnswer, placeRelations, type PlaceRequest } from "./promoter-import.ts";
import { type SnapshotsAnswer, type SnapshotsQuery, PromoterSnapshots } from "./promoter-snapshots.ts";
import { tellFailures } from "../object/tell-failures.ts";

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

export class ReferralTree extends Owner {
  static {
    tellFailures(ReferralTree, Owner, "tree");
  }

  readonly #storage: PromoterStorage;
  readonly #numbers: PromoterNumbers;
  readonly #snapshots: PromoterSnapshots;
  readonly #announcer: Announcer;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env, "tree", TREE_TABLES);
    this.#storage = new PromoterStorage(ctx.storage.sql);
    this.#numbers = new PromoterNumbers(
      async (count) =>
        await takePromoterNumbers(env.CONFIG, this.place.programId, count, this.#storage.greatestSequence()),
    );
    this.#snapshots = new PromoterSnapshots(this.#storage);
    this.#announcer = new Announcer(this.messages, this.place);
  }

  /** Makes a member a promoter, once. A repeat answers the promoter as it is. */
  async join(request: JoinRequest): Promise<JoinResult> {
    const numbers = await this.#numbersFor([request]);
    return this.#announcing((): JoinResult => {
      const known = this.#storage.byMember(request.memberId);
      if (known !== null) return repeatedJoin(known, this.#storage.joinedAs(known.ref), request);
      const { uplineMemberId } = request;
      if (uplineMemberId === request.memberId) return { kind: "refused", reason: "self_binding" };
      const upline = uplineMemberId === undefined ? null : this.#storage.refOfMember(uplineMemberId);
      if (uplineMemberId !== undefined && upline === null)
        return { kind: "refused", reason: "unknown_upline" };
      if (upline !== null && this.#storage.closure.depthOf(upline) + 1 > LIMITS.treeDepth) {
        return { kind: "refused", reason: "depth_exceeded" };
      }
      const ref = nextRef(numbers, request.slot);
      const { memberId, name = null, tier = null } = request;
      this.#add([{ ref, memberId, name, joinedTier: tier, upline, joinedAtMs: Date.now() }]);
      return { kind: "joined", created: true, promoter: this.#known(ref) };
    });
  }

  /** Places a batch of imported relations, each alone. */
  async placeAll(requests: readonly PlaceRequest[]): Promise<PlaceAnswer[]> {
    const numbers = await this.#numbersFor(requests);
    return this.#announcing(() =>
      placeRelations(
        this.#storage,
        requests,
        { refFor: (slot) => nextRef(numbers, slot), add: (promoters) => this.#add(promoters) },
        Date.now(),
      ),
    );
  }

  /** A promoter's uplines so far, newest first; changes with a number below `before` (null: the newest). */
  uplineHistory(ref: PromoterRef, before: number | null, limit: number): UplineChange[] {
    return this.#storage.timeline.uplineHistory(ref, before ?? Number.MAX_SAFE_INTEGER, limit);
  }

  /** Takes numbered rows of Journeys, each once and in turn: who becomes a promoter by order or binding. */
  async deliver(delivery: Delivery<TreeRow>): Promise<DeliveryAnswer> {
    const numbers = await this.#numbersFor(delivery.rows);
    const apply = (row: TreeRow): null => {
      if (this.#storage.refOfMember(row.memberId) === null) this.#joinCustomer(row, numbers);
      return null;
    };
    const answer = this.take(delivery, { begin: () => ({ apply }) });
    this.startSending();
    return answer;
  }

  /** Of promoters that others name, those that this tree does not know. */
  unknown(refs: readonly PromoterRef[]): PromoterRef[] {
    const known = this.#storage.byRefs(refs);
    return refs.filter((ref) => !known.has(ref));
  }

  /** Those of the asked promoters whom this tree knows. */
  known(refs: readonly PromoterRef[]): PromoterView[] {
    return [...this.#storage.byRefs(refs).values()].map(viewOf);
  }

  /** Names of those of the asked promoters who have one. */
  names(refs: readonly PromoterRef[]): { readonly ref: PromoterRef; readonly name: string }[] {
    const rows = [...this.#storage.byRefs(refs).values()];
    return rows.flatMap(({ ref, name }) => (name === null ? [] : [{ ref, name }]));
  }

  /** Who is suspended now. */
  suspended(): PromoterRef[] {
    return this.#storage.suspended();
  }

  promoter(ref: PromoterRef): PromoterView | null {
    const row = this.#storage.byRef(ref);
    return row === null ? null : viewOf(row);
  }

  promoterOfMember(memberId: string): PromoterView | null {
    const row = this.#storage.byMember(memberId);
    return row === null ? null : viewOf(row);
  }

  /** Changes name or status; a new status counts for orders that occur after it. */
  amend(ref: PromoterRef, change: { name?: string | null; status?: PromoterStatus }): PromoterView | null {
    const { status = "active" } = change;
    if (!PROMOTER_STATUSES.includes(status)) throw new NotUnderstood(`status ${status}`);
    return this.#announcing(() => {
      const known = this.#storage.byRef(ref);
      if (known === null) return null;
      if (change.name !== undefined) this.#storage.rename(ref, change.name);
      if (change.status !== undefined && change.status !== known.status) {
        this.#storage.setStatus(ref, change.status, Date.now());
        this.#updated(ref);
      }
      return this.#known(ref);
    });
  }

  /**
   * Forgets who a promoter is: it keeps its number and its place, is suspended, and has a pseudonym. The member may become
   * another promoter. A repeat changes nothing.
   *
   * @throws while the log of events has not heard of it: until then it may name the member.
   */
  async erase(ref: PromoterRef, pseudonym: string): Promise<void> {
    this.transaction(() => {
      const known = this.#storage.byRef(ref);
      if (known === null || known.memberId === pseudonym) return;
      if (known.status !== "suspended") this.#storage.setStatus(ref, "suspended", Date.now());
      this.#storage.erase(ref, pseudonym);
      this.#updated(ref);
    });
    await this.sendTo("notifier", notifierName(this.place.home));
    if (this.messages.openPairs().length > 0)
      throw new Error("the log of events has not heard of the erasure");
  }

  /** Puts a promoter, with its whole team, under another upline or under none. */
  setUpline(ref: PromoterRef, uplineMemberId: string | null, reason: string): UplineResult {
    return this.#announcing((): UplineResult => {
      const promoter = this.#storage.byRef(ref);
      if (promoter === null) return { kind: "refused", reason: "unknown_promoter" };
      if (uplineMemberId === promoter.memberId) return { kind: "refused", reason: "self_binding" };
      const upline = uplineMemberId === null ? null : this.#storage.refOfMember(uplineMemberId);
      if (uplineMemberId !== null && upline === null) return { kind: "refused", reason: "unknown_upline" };
      if (upline === promoter.upline) return { kind: "moved", changed: false, promoter: viewOf(promoter) };
      if (upline !== null) {
        if (this.#storage.closure.isAncestor(ref, upline)) return { kind: "refused", reason: "cycle" };
        const depth = this.#storage.closure.depthOf(upline) + 1 + this.#storage.closure.heightOf(ref);
        if (depth > LIMITS.treeDepth) return { kind: "refused", reason: "depth_exceeded" };
      }
      this.#storage.move(ref, upline, reason, Date.now());
      this.#updated(ref);
      return { kind: "moved", changed: true, promoter: this.#known(ref) };
    });
  }

  /** Promoters by number, after `after`. */
  list(after: PromoterRef | 0, limit: number): PromoterView[] {
    return this.#storage.list(after, limit).map(viewOf);
  }

  /** Promoters by number, after `after`, whose member id or name has a text in it. Looks at a part of them. */
  find(text: string, after: PromoterRef | 0, limit: number): FoundPromoters {
    const { found, next } = this.#storage.find(text, after, limit);
    return { found: found.map(viewOf), next };
  }

  /** A page of the promoters below, nearest level first, and how many there are at each level. */
  team(ref: PromoterRef, depth: number, after: string | null, limit: number): TeamView | null {
    if (this.#storage.byRef(ref) === null) return null;
    const [level = 0, last = 0] = (after ?? "").split(":").map(Number);
    const members = this.#storage.closure.team(ref, depth, { level, ref: last }, limit + 1);
    const page = members.slice(0, limit);
    const end = page.at(-1);
    const next = members.length > limit && end !== undefined ? `${end.level}:${end.ref}` : null;
    return { members: page, levels: this.#storage.closure.teamLevels(ref, depth), next };
  }

  /** Promoters as they stood at a time, with the line above each, and which members were promoters. */
  snapshots(query: SnapshotsQuery): SnapshotsAnswer {
    return this.#snapshots.answer(query);
  }

  /** The line above a member at a time, nearest first; null when the member is no promoter. */
  uplines(memberId: string, atMs: number): readonly TreeUpline[] | null {
    return this.#snapshots.uplines(memberId, atMs);
  }

  /** A number for each that is no promoter yet. */
  async #numbersFor(members: readonly { readonly memberId: string }[]): Promise<IterableIterator<number>> {
    const known = this.#storage.joinedOfMembers(members.map(({ memberId }) => memberId));
    const fresh = members.filter(({ memberId }) => !known.has(memberId));
    return await this.#numbers.reserve(fresh.length);
  }

  /** Under the promoter it was bound to; under nobody where the tree would become too deep. */
  #joinCustomer({ memberId, slot, upline: bound }: TreeRow, numbers: IterableIterator<number>): void {
    const isRoom = bound !== null && this.#storage.closure.depthOf(bound) < LIMITS.treeDepth;
    const upline = isRoom && this.#storage.byRef(bound) !== null ? bound : null;
    const ref = nextRef(numbers, slot);
    this.#add([{ ref, memberId, name: null, joinedTier: null, upline, joinedAtMs: Date.now() }]);
  }

  protected override completions(): Completions {
    return { notifier: (messages) => promoterNews(this.#storage, messages, this.place.home) };
  }

  /** One transaction, and what it announces is sent after it. */
  #announcing<Result>(work: () => Result): Result {
    const result = this.transaction(work);
    this.startSending();
    return result;
  }

  #add(promoters: readonly NewPromoter[]): void {
    this.#storage.addAll(promoters);
    announcePromoters(this.#announcer, "created", promoters.map(joined), Date.now());
  }

  #updated(ref: PromoterRef): void {
    announcePromoters(this.#announcer, "updated", [this.#known(ref)], Date.now());
  }

  #known(ref: PromoterRef): PromoterView {
    const row = this.#storage.byRef(ref);
    invariant(row !== null, "a promoter that was written is there");
    return viewOf(row);
  }
}

/** A member that became a promoter since its number was reserved leaves it unused. */
function nextRef(numbers: IterableIterator<number>, slot: number): PromoterRef {
  const next = numbers.next();
  invariant(next.done !== true, "a number was reserved for everyone who may join");
  return promoterRefOf(next.value, slot);
}
