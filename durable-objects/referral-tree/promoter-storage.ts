/** Reads and writes a ReferralTree: promoters, their history, and the closure of the present tree. */
import { type PromoterRef, SLOTS } from "../../domain/kernel/ids.ts";
import type { PromoterStatus } from "../../domain/referral/promoter.ts";
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

const COLUMNS = `p.ref, p.member_id AS memberId, p.name, p.status, p.joined_tier AS joinedTier, p.upline, u.member_id AS uplineMemberId,
  p.upline_since_ms AS uplineSinceMs, p.line_since_ms AS lineSinceMs, p.status_since_ms AS statusSinceMs,
  p.joined_at_ms AS joinedAtMs`;
const FROM = "FROM promoters p LEFT JOIN promoters u ON u.ref = p.upline";

export class PromoterStorage {
  readonly timeline: TimelineStorage;
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.timeline = new TimelineStorage(sql);
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

  uplineOf(ref: PromoterRef): PromoterRef | null {
    return (
      this.#sql.exec<{ upline: PromoterRef | null }>("SELECT upline FROM promoters WHERE ref = ?", ref).one()
        .upline ?? null
    );
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

  /** Adds a promoter under an upline. Its first upline and status count from the beginning. */
  add(
    promoter: Pick<PromoterRow, "ref" | "memberId" | "name" | "joinedTier" | "upline" | "joinedAtMs">,
  ): void {
    const lineSinceMs = promoter.upline === null ? 0 : (this.byRef(promoter.upline)?.lineSinceMs ?? 0);
    this.#sql.exec(
      `INSERT INTO promoters (ref, member_id, name, status, joined_tier, upline, upline_since_ms, line_since_ms,
         status_since_ms, joined_at_ms, joined_name) VALUES (?1, ?2, ?3, 'active', ?4, ?5, 0, ?6, 0, ?7, ?3)`,
      promoter.ref,
      promoter.memberId,
      promoter.name,
      promoter.joinedTier,
      promoter.upline,
      lineSinceMs,
      promoter.joinedAtMs,
    );
    this.timeline.recordUpline(promoter.ref, 0, promoter.upline, "joined");
    this.timeline.recordStatus(promoter.ref, 0, "active");
    if (promoter.upline !== null) this.#attach(promoter.ref, promoter.upline);
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
    this.#countTeam(ref, -1);
    this.#sql.exec(
      `DELETE FROM closure WHERE (descendant, depth) IN (
         SELECT above.descendant, above.depth FROM closure team
         JOIN closure above ON above.descendant = team.descendant AND above.depth > team.depth
         WHERE team.ancestor = ?)`,
      ref,
    );
    this.#sql.exec("DELETE FROM closure WHERE descendant = ?", ref);
    if (upline !== null) this.#attach(ref, upline);
  }

  isAncestor(ancestor: PromoterRef, descendant: PromoterRef): boolean {
    return (
      this.#sql
        .exec("SELECT 1 FROM closure WHERE descendant = ? AND +ancestor = ?", descendant, ancestor)
        .toArray().length > 0
    );
  }

  /** Edges from a promoter to its root. */
  depthOf(ref: PromoterRef): number {
    return (
      this.#sql
        .exec<{ depth: number | null }>("SELECT max(depth) AS depth FROM closure WHERE descendant = ?", ref)
        .one().depth ?? 0
    );
  }

  /** Edges from a promoter to the deepest of its team. */
  heightOf(ref: PromoterRef): number {
    return (
      this.#sql
        .exec<{ depth: number | null }>("SELECT max(depth) AS depth FROM closure WHERE ancestor = ?", ref)
        .one().depth ?? 0
    );
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

  /** A page of a team, nearest level first. */
  team(ref: PromoterRef, depth: number, after: { level: number; ref: number }, limit: number): TeamRow[] {
    return this.#sql
      .exec<TeamRow>(
        `SELECT p.ref, p.member_id AS memberId, p.name, c.depth AS level
         FROM closure c JOIN promoters p ON p.ref = c.descendant
         WHERE c.ancestor = ? AND c.depth <= ? AND (c.depth, c.descendant) > (?, ?)
         ORDER BY c.depth, c.descendant LIMIT ?`,
        ref,
        depth,
        after.level,
        after.ref,
        limit,
      )
      .toArray();
  }

  teamLevels(ref: PromoterRef, depth: number): { level: number; promoters: number }[] {
    return this.#sql
      .exec<{ level: number; promoters: number }>(
        `SELECT depth AS level, promoters FROM team_levels
         WHERE ancestor = ? AND depth <= ? AND promoters > 0 ORDER BY depth`,
        ref,
        depth,
      )
      .toArray();
  }

  /** Hangs a promoter and its team under an upline: every pair of below and above. */
  #attach(ref: PromoterRef, upline: PromoterRef): void {
    this.#sql.exec(
      `INSERT INTO closure (descendant, depth, ancestor)
       SELECT below.ref, below.depth + 1 + above.depth, above.ref
       FROM (SELECT ?1 AS ref, 0 AS depth UNION ALL SELECT descendant, depth FROM closure WHERE ancestor = ?1) below
       CROSS JOIN (SELECT ?2 AS ref, 0 AS depth UNION ALL SELECT ancestor, depth FROM closure WHERE descendant = ?2) above`,
      ref,
      upline,
    );
    this.#countTeam(ref, 1);
  }

  /** Adds a promoter with its team to the counts of all above it, or takes them out. */
  #countTeam(ref: PromoterRef, sign: 1 | -1): void {
    this.#sql.exec(
      `INSERT INTO team_levels (ancestor, depth, promoters)
       SELECT above.ancestor, above.depth + below.depth, below.promoters
       FROM closure above
       CROSS JOIN (SELECT 0 AS depth, 1 AS promoters
                   UNION ALL SELECT depth, promoters FROM team_levels WHERE ancestor = ?1 AND promoters > 0) below
       WHERE above.descendant = ?1
       ON CONFLICT (ancestor, depth) DO UPDATE SET promoters = promoters + ?2 * excluded.promoters`,
      ref,
      sign,
    );
  }
}

export type TeamRow = { ref: PromoterRef; memberId: string; name: string | null; level: number };
