/** The closure of the present tree: who stands above and below whom, how far, and how many stand below each. */
import type { PromoterRef } from "../../domain/kernel/ids.ts";

type TeamRow = { ref: PromoterRef; memberId: string; name: string | null; level: number };

export class ClosureStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
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

  /** Edges from each promoter to its root; those without an upline are left out. */
  depthsOf(refs: readonly PromoterRef[]): Map<PromoterRef, number> {
    const rows = this.#sql.exec<{ ref: PromoterRef; depth: number }>(
      `SELECT descendant AS ref, max(depth) AS depth FROM closure
       WHERE descendant IN (SELECT value FROM json_each(?)) GROUP BY descendant`,
      JSON.stringify(refs),
    );
    return new Map([...rows].map(({ ref, depth }) => [ref, depth]));
  }

  /** Edges from a promoter to the deepest of its team. */
  heightOf(ref: PromoterRef): number {
    return (
      this.#sql
        .exec<{ depth: number | null }>("SELECT max(depth) AS depth FROM closure WHERE ancestor = ?", ref)
        .one().depth ?? 0
    );
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

  /** Hangs promoters who have no team yet under their uplines. @param added JSON of a list of `[ref, upline, …]`. */
  attachNew(added: string): void {
    this.#sql.exec(
      `INSERT INTO closure (descendant, depth, ancestor)
       SELECT value ->> 0, 1, value ->> 1 FROM jsonb_each(?1) WHERE value ->> 1 IS NOT NULL
       UNION ALL
       SELECT new.value ->> 0, above.depth + 1, above.ancestor
       FROM jsonb_each(?1) new CROSS JOIN closure above ON above.descendant = new.value ->> 1`,
      added,
    );
    this.#sql.exec(
      `INSERT INTO team_levels (ancestor, depth, promoters)
       SELECT above.ancestor, above.depth, count(*)
       FROM jsonb_each(?) new CROSS JOIN closure above ON above.descendant = new.value ->> 0
       GROUP BY above.ancestor, above.depth
       ON CONFLICT (ancestor, depth) DO UPDATE SET promoters = promoters + excluded.promoters`,
      added,
    );
  }

  /** Hangs a promoter and its team under an upline: every pair of below and above. */
  attach(ref: PromoterRef, upline: PromoterRef): void {
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

  /** Takes a promoter with its team away from all above it. */
  detach(ref: PromoterRef): void {
    this.#countTeam(ref, -1);
    this.#sql.exec(
      `DELETE FROM closure WHERE (descendant, depth) IN (
         SELECT above.descendant, above.depth FROM closure team
         JOIN closure above ON above.descendant = team.descendant AND above.depth > team.depth
         WHERE team.ancestor = ?)`,
      ref,
    );
    this.#sql.exec("DELETE FROM closure WHERE descendant = ?", ref);
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
