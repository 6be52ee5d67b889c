/** Campaigns of a program. What is left of a budget is not here: the AccountBook that keeps it knows. */
import type { AmountMinor } from "../../domain/kernel/money.ts";

export interface Campaign {
  readonly id: string;
  readonly name: string;
  readonly startsAtMs: number;
  readonly endsAtMs: number;
  /** What it was opened with; null: without bound. */
  readonly firstBudget: AmountMinor | null;
  readonly createdAtMs: number;
}

export interface NewCampaign extends Campaign {
  readonly program: number;
  /** Tells a repeat from something else. */
  readonly requestHash: string;
}

const CAMPAIGN_COLUMNS = `id, name, starts_at_ms AS startsAtMs, ends_at_ms AS endsAtMs,
  first_budget AS firstBudget, created_at_ms AS createdAtMs`;

/** Caches of the program's configuration learn of it by the version. */
const RAISE = "UPDATE programs SET version = version + 1 WHERE number = ?1";

/** All campaigns of a program, as part of its configuration. */
export function campaignsOf(db: D1Database, programId: string): D1PreparedStatement {
  return db
    .prepare(
      `SELECT ${CAMPAIGN_COLUMNS} FROM campaigns WHERE program = (SELECT number FROM programs WHERE id = ?1)`,
    )
    .bind(programId);
}

/** Stores a campaign, once per id, while the program has fewer than `most`. */
export async function insertCampaign(
  db: D1Database,
  campaign: NewCampaign,
  most: number,
): Promise<"created" | "repeat" | "conflict" | "too_many"> {
  const { program, id, name, startsAtMs, endsAtMs, firstBudget, requestHash, createdAtMs } = campaign;
  const [inserted, , stored] = await db.batch<{ requestHash: string }>([
    db
      .prepare(
        `INSERT INTO campaigns (program, id, name, starts_at_ms, ends_at_ms, first_budget, request_hash, created_at_ms)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8
         WHERE (SELECT count(*) FROM campaigns WHERE program = ?1) < ?9
         ON CONFLICT (program, id) DO NOTHING`,
      )
      .bind(program, id, name, startsAtMs, endsAtMs, firstBudget, requestHash, createdAtMs, most),
    db.prepare(RAISE).bind(program),
    db
      .prepare("SELECT request_hash AS requestHash FROM campaigns WHERE program = ?1 AND id = ?2")
      .bind(program, id),
  ]);
  if ((inserted?.meta.changes ?? 0) > 0) return "created";
  const [known] = stored?.results ?? [];
  if (known === undefined) return "too_many";
  return known.requestHash === requestHash ? "repeat" : "conflict";
}

export async function findCampaign(db: D1Database, program: number, id: string): Promise<Campaign | null> {
  return await db
    .prepare(`SELECT ${CAMPAIGN_COLUMNS} FROM campaigns WHERE program = ?1 AND id = ?2`)
    .bind(program, id)
    .first<Campaign>();
}

/** Campaigns with an id after `after`, in alphabetical sequence. */
export async function listCampaigns(
  db: D1Database,
  program: number,
  after: string,
  limit: number,
): Promise<Campaign[]> {
  const { results } = await db
    .prepare(`SELECT ${CAMPAIGN_COLUMNS} FROM campaigns WHERE program = ?1 AND id > ?2 ORDER BY id LIMIT ?3`)
    .bind(program, after, limit)
    .all<Campaign>();
  return results;
}

/** Changes what is given; false when the campaign is unknown, or would end before it starts. */
export async function updateCampaign(
  db: D1Database,
  program: number,
  id: string,
  change: { readonly name?: string; readonly startsAtMs?: number; readonly endsAtMs?: number },
): Promise<boolean> {
  const [updated] = await db.batch([
    db
      .prepare(
        `UPDATE campaigns SET name = coalesce(?3, name), starts_at_ms = coalesce(?4, starts_at_ms),
           ends_at_ms = coalesce(?5, ends_at_ms)
         WHERE program = ?1 AND id = ?2 AND coalesce(?4, starts_at_ms) < coalesce(?5, ends_at_ms)`,
      )
      .bind(program, id, change.name ?? null, change.startsAtMs ?? null, change.endsAtMs ?? null),
    db.prepare(RAISE).bind(program),
  ]);
  return (updated?.meta.changes ?? 0) > 0;
}
