/**
 * A ledger as a witness of its books. It knows journal heads that its deliveries were acknowledged with, and can compare
 * all that it told a book with what the book posted.
 */
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import type { KnownHead, PromoterHead } from "../../domain/ledger/verification.ts";
import { Owner } from "../delivery/owner.ts";
import type { Schema } from "../object/schema-storage.ts";
import { type BookOfHeads, KnownHeadStorage } from "./known-head-storage.ts";

export abstract class LedgerWitness extends Owner {
  protected readonly heads: KnownHeadStorage;

  constructor(ctx: DurableObjectState, env: Env, schema: Schema) {
    super(ctx, env, "ledger", schema);
    this.heads = new KnownHeadStorage(ctx.storage.sql);
  }

  /** The greatest journal head that this ledger's deliveries were acknowledged with. */
  knownHead(promoter: PromoterRef): KnownHead | null {
    return this.heads.head(promoter);
  }

  /** Journal heads that deliveries were acknowledged with, by promoter after one. */
  knownHeads(book: BookOfHeads, after: PromoterRef | 0, limit: number): PromoterHead[] {
    return this.heads.page(book, after, limit);
  }

  /** Forgets heads that their books do not have any more. */
  forgetHeads(promoters: readonly PromoterRef[]): void {
    this.transaction(() => this.heads.forget(promoters));
  }

  /** Compares all commissions with what a book posted, and posts what this ledger can prove. */
  async repair(book: string): Promise<void> {
    await this.compareWith("book", book);
  }
}
