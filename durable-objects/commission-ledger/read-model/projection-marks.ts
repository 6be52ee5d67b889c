/**
 * Notices that this ledger or its read model was put back to an earlier moment. Each write of the read model leaves a mark
 * there, and this ledger notes the mark before it writes. A mark that it never noted is one of a life that was lost.
 */
import type { ProjectionMark } from "../../../worker/read-models/order-projection.tables.ts";

/** Marks of one life, from one number up to another. */
interface MarkSpan {
  readonly life: string;
  readonly fromSeq: number;
  readonly seq: number;
}

/** The last mark that D1 answered for, and those written since, of which D1 may have any. */
interface Noted {
  readonly done: ProjectionMark | null;
  readonly tried: readonly MarkSpan[];
}

const KEY = "projection_marks";

export class ProjectionMarks {
  readonly #kv: SyncKvStorage;
  readonly #life: string;
  /** What stands in D1 by its last answer, while nothing was written since. */
  #done: ProjectionMark | null | undefined;

  /** @param life of this object: a name that no other life has. */
  constructor(kv: SyncKvStorage, life: string) {
    this.#kv = kv;
    this.#life = life;
  }

  /** Notes the mark of the next write. */
  next(): ProjectionMark {
    const { done, tried } = this.#noted();
    const last = tried.at(-1);
    const seq = (last?.seq ?? done?.seq ?? 0) + 1;
    const span = last?.life === this.#life ? { ...last, seq } : { life: this.#life, fromSeq: seq, seq };
    const before = last?.life === this.#life ? tried.slice(0, -1) : tried;
    this.#kv.put<Noted>(KEY, { done, tried: [...before, span] });
    this.#done = undefined;
    return { life: this.#life, seq };
  }

  /**
   * D1 has answered: what stood there, and whether a mark was written over it when it was lower.
   *
   * @returns whether what stood there was one of this ledger's.
   */
  answered(found: ProjectionMark | null, written: ProjectionMark | null): boolean {
    const isKnown = this.#knows(found);
    const stands = written !== null && written.seq > (found?.seq ?? 0) ? written : found;
    if (written !== null || !isKnown) this.#done = stands;
    return isKnown;
  }

  #knows(found: ProjectionMark | null): boolean {
    const { done, tried } = this.#noted();
    if (found === null) return done === null;
    const isDone = found.life === done?.life && found.seq === done.seq;
    const isOf = ({ life, fromSeq, seq }: MarkSpan) =>
      life === found.life && found.seq >= fromSeq && found.seq <= seq;
    return isDone || tried.some(isOf);
  }

  #noted(): Noted {
    if (this.#done !== undefined) return { done: this.#done, tried: [] };
    return this.#kv.get<Noted>(KEY) ?? { done: null, tried: [] };
  }
}
