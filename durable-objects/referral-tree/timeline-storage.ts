/** What promoters were at past times: whom they stood under, and whether they were active. Only ever added to. */
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import type { PromoterStatus } from "../../domain/referral/promoter.ts";
import { ERASED } from "../../domain/order/without-customer.ts";
import type { SchemaStep } from "../object/schema-storage.ts";

export const TIMELINE_SCHEMA: SchemaStep = [
  `CREATE TABLE upline_changes (
     promoter INTEGER NOT NULL REFERENCES promoters (ref),
     from_ms INTEGER NOT NULL,
     change INTEGER NOT NULL,
     upline INTEGER,
     reason TEXT NOT NULL,
     PRIMARY KEY (promoter, from_ms, change)
   ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE status_changes (
     promoter INTEGER NOT NULL REFERENCES promoters (ref),
     from_ms INTEGER NOT NULL,
     change INTEGER NOT NULL,
     status TEXT NOT NULL,
     PRIMARY KEY (promoter, from_ms, change)
   ) STRICT, WITHOUT ROWID`,
];

export type UplineChange = {
  fromMs: number;
  /** 1, 2, 3, … for the promoter. */
  change: number;
  upline: PromoterRef | null;
  memberId: string | null;
  reason: string;
};

export class TimelineStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Changes with a number below `before`, newest first. */
  uplineHistory(ref: PromoterRef, before: number, limit: number): UplineChange[] {
    return this.#sql
      .exec<UplineChange>(
        `SELECT c.from_ms AS fromMs, c.change, c.upline, p.member_id AS memberId, c.reason
         FROM upline_changes c LEFT JOIN promoters p ON p.ref = c.upline
         WHERE c.promoter = ? AND c.change < ? ORDER BY c.change DESC LIMIT ?`,
        ref,
        before,
        limit,
      )
      .toArray();
  }

  /** A promoter's upline at a time, and since when. */
  uplineAt(ref: PromoterRef, atMs: number): { upline: PromoterRef | null; sinceMs: number } {
    const [row] = this.#sql
      .exec<{ upline: PromoterRef | null; sinceMs: number }>(
        `SELECT upline, from_ms AS sinceMs FROM upline_changes WHERE promoter = ? AND from_ms <= ?
         ORDER BY from_ms DESC, change DESC LIMIT 1`,
        ref,
        atMs,
      )
      .toArray();
    return row ?? { upline: null, sinceMs: 0 };
  }

  statusAt(ref: PromoterRef, atMs: number): PromoterStatus | null {
    const [row] = this.#sql
      .exec<{ status: PromoterStatus }>(
        `SELECT status FROM status_changes WHERE promoter = ? AND from_ms <= ?
         ORDER BY from_ms DESC, change DESC LIMIT 1`,
        ref,
        atMs,
      )
      .toArray();
    return row?.status ?? null;
  }

  /** The first upline and status of promoters, from the beginning. @param added JSON of a list of `[ref, upline, …]`. */
  recordJoined(added: string): void {
    this.#sql.exec(
      `INSERT INTO upline_changes (promoter, from_ms, change, upline, reason)
       SELECT value ->> 0, 0, 1, value ->> 1, 'joined' FROM jsonb_each(?)`,
      added,
    );
    this.#sql.exec(
      `INSERT INTO status_changes (promoter, from_ms, change, status)
       SELECT value ->> 0, 0, 1, 'active' FROM jsonb_each(?)`,
      added,
    );
  }

  recordUpline(ref: PromoterRef, fromMs: number, upline: PromoterRef | null, reason: string): void {
    this.#sql.exec(
      `INSERT INTO upline_changes (promoter, from_ms, change, upline, reason)
       SELECT ?1, ?2, count(*) + 1, ?3, ?4 FROM upline_changes WHERE promoter = ?1`,
      ref,
      fromMs,
      upline,
      reason,
    );
  }

  /** Moves stay; why a person was moved is forgotten. */
  eraseReasons(ref: PromoterRef): void {
    this.#sql.exec(
      "UPDATE upline_changes SET reason = ? WHERE promoter = ? AND reason <> 'joined'",
      ERASED,
      ref,
    );
  }

  recordStatus(ref: PromoterRef, fromMs: number, status: PromoterStatus): void {
    this.#sql.exec(
      `INSERT INTO status_changes (promoter, from_ms, change, status)
       SELECT ?1, ?2, count(*) + 1, ?3 FROM status_changes WHERE promoter = ?1`,
      ref,
      fromMs,
      status,
    );
  }
}
