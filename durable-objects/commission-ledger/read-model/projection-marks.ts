/**
 * Notices that this ledger or its read model was put back to an earlier moment. Each write of the read model leaves a mark
 * there, and this ledger notes the mark before it writes. A mark that it never noted is one of a life that was lost.
 */
import type {
  ExpectedMarks,
  MarkSpan,
  ProjectionMark,
} from "../../../worker/read-models/order-projection.tables.ts";

/** The last mark that D1 answered for, and those written since, of which D1 may have any. */
interface Noted {
  readonly done: ProjectionMark | null;
  readonly tried: readonly MarkSpan[];
  /** The greatest number that was given before D1 went back: none is given twice. */
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

  /** What may stand in D1 while neither was put back. */
  expected(): ExpectedMarks {
    const { done, tried } = this.#noted();
    const spans = done === null ? tried : [{ ...done, fromSeq: done.seq }, ...tried];
    return { none: done === null, spans };
  }

  /**
   * A write was answered, maybe after a later one. It is noted before what was written is forgotten: a mark that D1 has
   * gone back to would be taken for the last one otherwise.
   */
  answered(mark: ProjectionMark): void {
    const { done, tried, given } = this.#noted();
    if (mark.seq <= (done?.seq ?? 0)) return;
    const later = tried
      .filter(({ seq }) => seq > mark.seq)
      .map((span) => ({ ...span, fromSeq: Math.max(span.fromSeq, mark.seq + 1) }));
    this.#kv.put<Noted>(KEY, { done: mark, tried: later, ...(given === undefined ? {} : { given }) });
  }

  /** What stands in D1 is strange, and is believed from now on. */
  believe(done: ProjectionMark | null): void {
    this.#kv.put<Noted>(KEY, { done, tried: [], given: givenBy(this.#noted()) });
  }

  #noted(): Noted {
    return this.#kv.get<Noted>(KEY) ?? { done: null, tried: [] };
  }
}

function givenBy({ done, tried, given }: Noted): number {
  return Math.max(given ?? 0, tried.at(-1)?.seq ?? 0, done?.seq ?? 0);
}

/** Whether a mark is one of those that are expected. */
export function isExpected({ none, spans }: ExpectedMarks, found: ProjectionMark | null): boolean {
  if (found === null) return none;
  return spans.some(
    ({ life, fromSeq, seq }) => life === found.life && found.seq >= fromSeq && found.seq <= seq,
  );
}
