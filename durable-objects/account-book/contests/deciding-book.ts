/** A book that keeps how contests ended: whoever ends one later hears what stands, and changes nothing. */
import { unknownWord } from "../../../domain/kernel/not-understood.ts";
import type { ContestEnd } from "../../../domain/reports/contest-end.ts";
import type { Schema } from "../../object/schema-storage.ts";
import { AuditedBook } from "../audited-book.ts";
import { ContestEndStorage } from "./contest-end-storage.ts";

export abstract class DecidingBook extends AuditedBook {
  readonly #contests: ContestEndStorage;

  constructor(ctx: DurableObjectState, env: Env, schema: Schema) {
    super(ctx, env, schema);
    this.#contests = new ContestEndStorage(ctx.storage.sql);
  }

  /** How a contest ended; null while it has not. */
  contestEnd(contest: string): ContestEnd | null {
    return this.#contests.of(contest);
  }

  /** Ends a contest, once. Answers the end that stands. The book is listed before: only then is it found to be put back. */
  async endContest(contest: string, end: ContestEnd): Promise<ContestEnd> {
    const { kind } = end;
    if (kind !== "decided" && kind !== "cancelled") return unknownWord(kind, "end of a contest");
    await this.listing.ensure();
    return this.transaction(() => {
      const known = this.#contests.of(contest);
      if (known !== null) return known;
      this.#contests.put(contest, end);
      return end;
    });
  }
}
