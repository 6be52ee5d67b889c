/** A book under audit: what its journals say of commissions and heads, for ledgers and for reconciliation. */
import type { CommissionsPage, DigestPage, DigestSeed } from "../../domain/ledger/commission-digest.ts";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import type { BookSums } from "../../domain/ledger/trial-balance.ts";
import type { PromoterHead } from "../../domain/ledger/verification.ts";
import { Owner } from "../delivery/owner.ts";
import type { Schema } from "../object/schema-storage.ts";
import { BookErasureStorage } from "./erasure-storage.ts";
import { type BookProgress, BookAuditStorage } from "./book-audit-storage.ts";
import { type ReadBackPage, ReadBackStorage } from "./read-back-storage.ts";
import { type UnknownHead, unknownHeads } from "./wallets/journal-check.ts";
import { bookSums } from "./wallets/book-sum-storage.ts";
import { type DatedEntries, DatedJournalStorage } from "./wallets/dated-journal-storage.ts";
import { FOLD_START, type FoldPage, type FoldPlace, WalletFoldStorage } from "./wallet-fold-storage.ts";
import { WalletStorage } from "./wallets/wallet-storage.ts";

export abstract class AuditedBook extends Owner {
  protected readonly wallets: WalletStorage;
  readonly #audit: BookAuditStorage;
  readonly #readBack: ReadBackStorage;

  constructor(ctx: DurableObjectState, env: Env, schema: Schema) {
    super(ctx, env, "book", schema);
    const { sql } = ctx.storage;
    this.wallets = new WalletStorage(sql);
    this.#audit = new BookAuditStorage(sql);
    this.#readBack = new ReadBackStorage(sql);
  }

  /** Where this book stands: what a reconciliation compares goes no further. */
  auditProgress(): BookProgress {
    return { lastRow: this.#audit.lastRow(), received: this.inbox.senders() };
  }

  /** What a part of the journal posted for each commission, for a ledger that reads it back. */
  readBackCommissions(afterRow: number, upToRow: number): ReadBackPage {
    return this.#readBack.commissions(afterRow, upToRow);
  }

  /** A digest of what a part of the journal posted for each commission. */
  commissionDigest(afterRow: number, upToRow: number, seed: DigestSeed): DigestPage {
    return this.#readBack.digest(afterRow, upToRow, seed);
  }

  /** What a part of the journal posted for the commissions of some buckets of a digest. */
  commissionsIn(
    afterRow: number,
    upToRow: number,
    ...among: [DigestSeed, ReadonlySet<number>]
  ): CommissionsPage {
    return this.#readBack.within(afterRow, upToRow, ...among);
  }

  /** Of heads known elsewhere, those that this book's journals do not lead through. */
  unknownHeads(heads: readonly PromoterHead[]): UnknownHead[] {
    return unknownHeads(this.wallets, heads);
  }

  /** Entries behind a row of the journal that occurred in a time, a part at a time; 0 begins. */
  entriesBetween(afterRow: number, fromMs: number, toMs: number): DatedEntries {
    return new DatedJournalStorage(this.ctx.storage.sql).between(afterRow, fromMs, toMs);
  }

  /** Forgets who a promoter is. Asked of every book: a batch of one holds payouts of others. */
  erasePromoter(promoter: PromoterRef): void {
    this.transaction(() => new BookErasureStorage(this.ctx.storage.sql).erase(promoter));
  }

  /** Promoters who have a wallet here, by number after one. */
  walletsAfter(after: PromoterRef | 0, limit: number): PromoterRef[] {
    return this.#audit.promoters(after, limit);
  }

  /** What all wallets of this book come to, for the trial balance. */
  bookSums(): BookSums {
    return bookSums(this.ctx.storage.sql);
  }

  /** Promoters whose wallet is not what their journal adds up to, a part at a time; null begins. */
  foldWallets(place: FoldPlace | null): FoldPage {
    return new WalletFoldStorage(this.ctx.storage.sql).fold(place ?? FOLD_START);
  }
}
