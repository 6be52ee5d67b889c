/** Journals whose newest head is not known outside their book yet. */
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import type { SchemaStep } from "../../object/schema-storage.ts";

export const UNPUBLISHED_HEAD_SCHEMA: SchemaStep = [
  `CREATE TABLE unpublished_heads (
     promoter INTEGER PRIMARY KEY,
     entries INTEGER NOT NULL CHECK (entries > 0)
   ) STRICT`,
];

export class UnpublishedHeadStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  add(promoter: PromoterRef, entries: number): void {
    this.#sql.exec(
      "INSERT OR REPLACE INTO unpublished_heads (promoter, entries) VALUES (?, ?)",
      promoter,
      entries,
    );
  }

  /** The heads of all journals. */
  addAll(): void {
    this.#sql.exec(
      `INSERT OR REPLACE INTO unpublished_heads (promoter, entries)
       SELECT promoter, entries FROM wallets WHERE entries > 0`,
    );
  }

  /** A head of so many entries is known. */
  remove(promoter: PromoterRef, entries: number): void {
    this.#sql.exec("DELETE FROM unpublished_heads WHERE promoter = ? AND entries <= ?", promoter, entries);
  }

  first(limit: number): PromoterRef[] {
    return this.#sql
      .exec<{ promoter: PromoterRef }>(
        "SELECT promoter FROM unpublished_heads ORDER BY promoter LIMIT ?",
        limit,
      )
      .toArray()
      .map(({ promoter }) => promoter);
  }
}
