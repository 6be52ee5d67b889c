/** How promoters stood at a time, with the line above each: asked for whole batches of orders, in a few reads. */
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import { NEAR_STEPS } from "../../domain/referral/related-buyer.ts";
import type { TreeSnapshot, TreeUpline } from "../../domain/referral/promoter.ts";
import type { PromoterRow, PromoterStorage } from "./promoter-storage.ts";

export interface SnapshotsQuery {
  readonly promoters: readonly { readonly ref: PromoterRef; readonly atMs: number }[];
  /** Members asked whether they were promoters by a time, and where they stood. */
  readonly members: readonly { readonly memberId: string; readonly atMs: number }[];
  /** How far up a promoter's line is followed. */
  readonly uplines: number;
}

export interface SnapshotsAnswer {
  /** In the order asked; null where there is no such promoter. */
  readonly promoters: readonly (TreeSnapshot | null)[];
  /** In the order asked, with the nearest uplines; null for who was no promoter then: who joined later was none. */
  readonly members: readonly (TreeSnapshot | null)[];
}

/** How far a line is followed when the whole of it is asked for. */
const WHOLE_LINE = LIMITS.treeDepth;

/** One promoter at one time. */
interface Asked {
  readonly ref: PromoterRef;
  readonly atMs: number;
  readonly uplines: number;
}

export class PromoterSnapshots {
  readonly #storage: PromoterStorage;

  constructor(storage: PromoterStorage) {
    this.#storage = storage;
  }

  /** Promoters as they stood at a time, with the line above each, and which members were promoters. */
  answer({ promoters, members, uplines }: SnapshotsQuery): SnapshotsAnswer {
    const joined = this.#storage.joinedOfMembers(members.map(({ memberId }) => memberId));
    const refs = members.map(({ memberId, atMs }) => {
      const found = joined.get(memberId);
      return found !== undefined && found.joinedAtMs <= atMs ? found.ref : null;
    });
    const ofMembers = members.flatMap(({ atMs }, index): Asked[] => {
      const ref = refs[index] ?? null;
      return ref === null ? [] : [{ ref, atMs, uplines: NEAR_STEPS }];
    });
    const found = this.#read([...promoters.map((asked) => ({ ...asked, uplines })), ...ofMembers]);
    let next = promoters.length;
    return {
      promoters: found.slice(0, promoters.length),
      members: refs.map((ref) => (ref === null ? null : (found[next++] ?? null))),
    };
  }

  /** The whole line above a member at a time, nearest first; null when the member is no promoter. */
  uplines(memberId: string, atMs: number): readonly TreeUpline[] | null {
    const ref = this.#storage.refOfMember(memberId);
    if (ref === null) return null;
    return this.#read([{ ref, atMs, uplines: WHOLE_LINE }])[0]?.uplines ?? null;
  }

  #read(asked: readonly Asked[]): (TreeSnapshot | null)[] {
    const rows = this.#storage.byRefs(asked.map(({ ref }) => ref));
    const isPresent = ({ ref, atMs }: Asked) => atMs >= (rows.get(ref)?.lineSinceMs ?? Infinity);
    const present = asked.filter(isPresent);
    const furthest = Math.max(0, ...present.map(({ uplines }) => uplines));
    const lines = this.#storage.linesAbove(
      present.map(({ ref }) => ref),
      furthest,
    );
    return asked.map((one) => {
      const row = rows.get(one.ref);
      if (row === undefined) return null;
      const uplines = isPresent(one)
        ? this.#presentLine(row, one.atMs, (lines.get(one.ref) ?? []).slice(0, one.uplines))
        : this.#pastLine(one);
      return { ...this.#stateOf(row, one.atMs), uplines };
    });
  }

  /** The line has stood since before the time asked for: the closure has it. */
  #presentLine(promoter: PromoterRow, atMs: number, line: readonly PromoterRow[]): TreeUpline[] {
    let sinceMs = promoter.uplineSinceMs;
    return line.map((row) => {
      const snapshot = { ...this.#stateOf(row, atMs), sinceMs };
      sinceMs = row.uplineSinceMs;
      return snapshot;
    });
  }

  #pastLine({ ref, atMs, uplines }: Asked): TreeUpline[] {
    const line: TreeUpline[] = [];
    let below = ref;
    while (line.length < uplines) {
      const { upline, sinceMs } = this.#storage.timeline.uplineAt(below, atMs);
      const row = upline === null ? null : this.#storage.byRef(upline);
      if (row === null) break;
      line.push({ ...this.#stateOf(row, atMs), sinceMs });
      below = row.ref;
    }
    return line;
  }

  #stateOf(row: PromoterRow, atMs: number): Omit<TreeUpline, "sinceMs"> {
    const { ref, memberId } = row;
    const past = atMs >= row.statusSinceMs ? null : this.#storage.timeline.statusAt(ref, atMs);
    return { ref, memberId, status: past ?? row.status };
  }
}
