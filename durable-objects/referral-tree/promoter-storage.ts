/** Reads and writes the promoters of a ReferralTree, with their history and their places in the present tree. */
import { type PromoterRef, SLOTS } from "../../domain/kernel/ids.ts";
import type { PromoterStatus } from "../../domain/referral/promoter.ts";
import { ClosureStorage } from "./closure-storage.ts";
import { TimelineStorage } from "./timeline-storage.ts";

/** What a promoter was when it joined, for telling a repeat from something else. */
export type JoinedAs = { name: string | null; uplineMemberId: string | null };

export type PromoterRow = {
  ref: PromoterRef;
  memberId: string;
  name: string | null;
  status: PromoterStatus;
  joinedTier: string | null;
  upline: PromoterRef | null;
  uplineMemberId: string | null;
  uplineSinceMs: number;
  lineSinceMs: number;
  statusSinceMs: number;
  joinedAtMs: number;
};

export type NewPromoter = Pick<
  PromoterRow,
  "ref" | "memberId" | "name" | "joinedTier" | "upline" | "joinedAtMs"
>;

export type TreePlace = Pick<PromoterRow, "ref" | "upline">;

/** `next` is behind what was looked at; null at the end. */
interface FoundRows {
  readonly found: readonly PromoterRow[];
  readonly next: PromoterRef | null;
}

/** Promoters that one search looks at. */
const SEARCHED_AT_ONCE = 20_000;

const COLUMNS = `p.ref, p.member_id AS memberId, p.name, p.status, p.joined_tier AS joinedTier, p.upline, u.member_id AS uplineMemberId,
  p.upline_since_ms AS uplineSinceMs, p.line_since_ms AS lineSinceMs, p.status_since_ms AS statusSinceMs,
  p.joined_at_ms AS joinedAtMs`;
const FROM = "FROM promoters p LEFT JOIN promoters u ON u.ref = p.upline";

export class PromoterStorage {
  readonly timeline: TimelineStorage;
  readonly closure: ClosureStorage;
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.timeline = new TimelineStorage(sql);
    this.closure = new ClosureStorage(sql);
    this.#sql = sql;
  }

  byRef(ref: PromoterRef): PromoterRow | null {
    const [row] = this.#sql.exec<PromoterRow>(`SELECT ${COLUMNS} ${FROM} WHERE p.ref = ?`, ref).toArray();
    return row ?? null;
  }

  /** Those of the asked ones that are there. */
  byRefs(refs: readonly PromoterRef[]): Map<PromoterRef, PromoterRow> {
    const rows = this.#sql.exec<PromoterRow>(
      `SELECT ${COLUMNS} ${FROM} WHERE p.ref IN (SELECT value FROM json_each(?))`,
      JSON.stringify(refs),
    );
    return new Map([...rows].map((row) => [row.ref, row]));
  }

  /** Numbers of those who are suspended now. */
  suspended(): PromoterRef[] {
    const rows = this.#sql.exec<{ ref: PromoterRef }>(
      "SELECT ref FROM promoters WHERE status = 'suspended' ORDER BY ref",
    );
    return [...rows].map(({ ref }) => ref);
  }

  byMember(memberId: string): PromoterRow | null {
    const [row] = this.#sql
      .exec<PromoterRow>(`SELECT ${COLUMNS} ${FROM} WHERE p.member_id = ?`, memberId)
      .toArray();
    return row ?? null;
  }

  joinedAs(ref: PromoterRef): JoinedAs {
    return this.#sql
      .exec<JoinedAs>(
        `SELECT p.joined_name AS name, u.member_id AS uplineMemberId FROM promoters p
         LEFT JOIN upline_changes c ON c.promoter = p.ref AND c.from_ms = 0 AND c.change = 1
         LEFT JOIN promoters u ON u.ref = c.upline WHERE p.ref = ?`,
        ref,
      )
      .one();
  }

  refOfMember(memberId: string): PromoterRef | null {
    const [row] = this.#sql
      .exec<{ ref: PromoterRef }>("SELECT ref FROM promoters WHERE member_id = ?", memberId)
      .toArray();
    return row?.ref ?? null;
  }

  /** Those of the asked members who are promoters, and since when. */
  joinedOfMembers(memberIds: readonly string[]): Map<string, Pick<PromoterRow, "ref" | "joinedAtMs">> {
    const rows = this.#sql.exec<Pick<PromoterRow, "memberId" | "ref" | "joinedAtMs">>(
      `SELECT member_id AS memberId, ref, joined_at_ms AS joinedAtMs FROM promoters
       WHERE member_id IN (SELECT value FROM json_each(?))`,
      JSON.stringify(memberIds),
    );
    return new Map([...rows].map(({ memberId, ...joined }) => [memberId, joined]));
  }

  /** Where those of the asked members stand who are promoters. */
  placesOfMembers(memberIds: readonly string[]): Map<string, TreePlace> {
    const rows = this.#sql.exec<{ memberId: string; ref: PromoterRef; upline: PromoterRef | null }>(
      `SELECT member_id AS memberId, ref, upline FROM promoters
       WHERE member_id IN (SELECT value FROM json_each(?))`,
      JSON.stringify(memberIds),
    );
    return new Map([...rows].map(({ memberId, ...place }) => [memberId, place]));
  }

  /** Of all promoters that are here; 0 when there are none. */
  greatestSequence(): number {
    const { ref } = this.#sql.exec<{ ref: number | null }>("SELECT max(ref) AS ref FROM promoters").one();
    return Math.floor((ref ?? 0) / SLOTS);
  }

  list(after: number, limit: number): PromoterRow[] {
    return this.#sql
      .exec<PromoterRow>(`SELECT ${COLUMNS} ${FROM} WHERE p.ref > ? ORDER BY p.ref LIMIT ?`, after, limit)
      .toArray();
  }

  /**
   * Promoters behind a number whose member id or name has a text in it, of a part that holds nobody up. English letters are
   * the same in either case.
   */
  find(text: string, after: number, limit: number, atOnce = SEARCHED_AT_ONCE): FoundRows {
    const [end] = this.#sql
      .exec<{ ref: PromoterRef }>(
        "SELECT ref FROM promoters WHERE ref > ? ORDER BY ref LIMIT 1 OFFSET ?",
        after,
        atOnce - 1,
      )
      .toArray();
    const found = this.#sql
      .exec<PromoterRow>(
        `SELECT ${COLUMNS} ${FROM} WHERE p.ref > ?1 AND p.ref <= ?2
           AND (instr(lower(p.member_id), lower(?3)) > 0 OR instr(lower(p.name), lower(?3)) > 0)
         ORDER BY p.ref LIMIT ?4`,
        after,
        end?.ref ?? Number.MAX_SAFE_INTEGER,
        text,
        limit,
      )
      .toArray();
    return { found, next: end?.ref ?? null };
  }

  /** Adds promoters under uplines that are here already. Their first uplines and statuses count from the beginning. */
  addAll(promoters: readonly NewPromoter[]): void {
    if (promoters.length === 0) return;
    const added = JSON.stringify(
      promoters.map(({ ref, upline, memberId, name, joinedTier, joinedAtMs }) => [
        ref,
        upline,
        memberId,
        name,
        joinedTier,
        joinedAtMs,
      ]),
    );
    this.#sql.exec(
      `INSERT INTO promoters (ref, upline, member_id, name, joined_name, joined_tier, joined_at_ms, status,
         status_since_ms, upline_since_ms, line_since_ms)
       SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 3, value ->> 4, value ->> 5, 'active', 0, 0,
         coalesce((SELECT u.line_since_ms FROM promoters u WHERE u.ref = value ->> 1), 0) FROM jsonb_each(?)`,
      added,
    );
    this.timeline.recordJoined(added);
    if (promoters.some(({ upline }) => upline !== null)) this.closure.attachNew(added);
  }

  rename(ref: PromoterRef, name: string | null): void {
    this.#sql.exec("UPDATE promoters SET name = ? WHERE ref = ?", name, ref);
  }

  erase(ref: PromoterRef, pseudonym: string): void {
    this.#sql.exec(
      "UPDATE promoters SET member_id = ?, name = NULL, joined_name = NULL WHERE ref = ?",
      pseudonym,
      ref,
    );
    this.timeline.eraseReasons(ref);
  }

  setStatus(ref: PromoterRef, status: PromoterStatus, nowMs: number): void {
    this.#sql.exec("UPDATE promoters SET status = ?, status_since_ms = ? WHERE ref = ?", status, nowMs, ref);
    this.timeline.recordStatus(ref, nowMs, status);
  }

  /** Moves a promoter with its whole team. */
  move(ref: PromoterRef, upline: PromoterRef | null, reason: string, nowMs: number): void {
    this.#sql.exec("UPDATE promoters SET upline = ?, upline_since_ms = ? WHERE ref = ?", upline, nowMs, ref);
    this.#sql.exec(
      `UPDATE promoters SET line_since_ms = ?
       WHERE ref = ? OR ref IN (SELECT descendant FROM closure WHERE ancestor = ?)`,
      nowMs,
      ref,
      ref,
    );
    this.timeline.recordUpline(ref, nowMs, upline, reason);
    this.closure.detach(ref);
    if (upline !== null) this.closure.attach(ref, upline);
  }

  /** The present line above each promoter, nearest first: one indexed read for each. */
  linesAbove(refs: readonly PromoterRef[], limit: number): Map<PromoterRef, PromoterRow[]> {
    const rows = this.#sql.exec<PromoterRow & { below: PromoterRef; depth: number }>(
      `SELECT c.descendant AS below, c.depth, ${COLUMNS} FROM json_each(?) asked
       CROSS JOIN closure c ON c.descendant = asked.value AND c.depth <= ?
       CROSS JOIN promoters p ON p.ref = c.ancestor LEFT JOIN promoters u ON u.ref = p.upline`,
      JSON.stringify([...new Set(refs)]),
      limit,
    );
    const lines = new Map(refs.map((ref): [PromoterRef, PromoterRow[]] => [ref, []]));
    // Sorted here, because sorting there would read every row twice.
    for (const { below, depth: _depth, ...row } of [...rows].sort((a, b) => a.depth - b.depth)) {
      lines.get(below)?.push(row);
    }
    return lines;
  }
}
