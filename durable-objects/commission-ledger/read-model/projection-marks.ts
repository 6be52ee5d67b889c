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
  /** The greatest number that was ever given, where it is not the last: D1 may go back to any, and forward to none. */
  readonly given?: number;
}

const KEY = "projection_marks";

export class ProjectionMarks {
  readonly #kv: SyncKvStorage;
  readonly #life: string;

  /** @param life of this object: a name that no other life has. */
  constructor(kv: SyncKvStorage, life: string) {
    this.#kv = kv;
    this.#life = life;
  }

  /** Notes the mark of the next write. */
  next(): ProjectionMark {
    const noted = this.#noted();
    const { done, tried } = noted;
    const last = tried.at(-1);
    const seq = givenBy(noted) + 1;
    const span = last?.life === this.#life ? { ...last, seq } : { life: this.#life, fromSeq: seq, seq };
    const before = last?.life === this.#life ? tried.slice(0, -1) : tried;
    this.#kv.put<Noted>(KEY, { done, tried: [...before, span] });
    return { life: this.#life, seq };
  }

  /**
   * D1 has answered a write, or what it has is believed from now on. It is noted before what was written is forgotten: a
   * mark that D1 has gone back to would be taken for the last one otherwise.
   */
  answered(found: ProjectionMark | null, written: ProjectionMark | null): void {
    const done = written !== null && written.seq > (found?.seq ?? 0) ? written : found;
    const given = givenBy(this.#noted());
    this.#kv.put<Noted>(KEY, { done, tried: [], ...(given > (done?.seq ?? 0) ? { given } : {}) });
  }

  /** Whether what stands in D1 is what this ledger left there. */
  knows(found: ProjectionMark | null): boolean {
    const { done, tried } = this.#noted();
    if (found === null) return done === null;
    const isDone = found.life === done?.life && found.seq === done.seq;
    const isOf = ({ life, fromSeq, seq }: MarkSpan) =>
      life === found.life && found.seq >= fromSeq && found.seq <= seq;
    return isDone || tried.some(isOf);
  }

  #noted(): Noted {
    return this.#kv.get<Noted>(KEY) ?? { done: null, tried: [] };
  }
}

function givenBy({ done, tried, given }: Noted): number {
  return Math.max(given ?? 0, tried.at(-1)?.seq ?? 0, done?.seq ?? 0);
}
