/**
 * Campaigns of a program. Their dates are versions, as settings are, of which the one at an order's time counts. What is
 * left of a budget is not here: the AccountBook that keeps it knows.
 */
import type { CampaignSpan, DatedCampaign } from "../../domain/commission/campaign.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import type { AmountMinor } from "../../domain/kernel/money.ts";

interface CampaignBase {
  readonly id: string;
  readonly name: string;
  /** What it was opened with; null: without bound. */
  readonly firstBudget: AmountMinor | null;
  readonly createdAtMs: number;
}

/** With the dates that orders may still need: those in force 400 days ago and all later ones. */
export interface Campaign extends CampaignBase, DatedCampaign {}

export interface NewCampaign extends CampaignBase, CampaignSpan {
  readonly program: number;
  /** Tells a repeat from something else. */
  readonly requestHash: string;
}

/** As it is read; `dates` is JSON, in no certain sequence. */
export interface CampaignRow extends CampaignBase {
  readonly dates: string;
}

/** Reads campaigns with their dates since `?1`, an instant. */
const SELECT_CAMPAIGNS = `
  SELECT c.id, c.name, c.first_budget AS firstBudget, c.created_at_ms AS createdAtMs,
    (SELECT json_group_array(json_array(v.version, v.effective_from_ms, v.starts_at_ms, v.ends_at_ms))
     FROM campaign_versions v
     WHERE v.program = c.program AND v.campaign = c.id AND v.version >= coalesce((
       SELECT max(version) FROM campaign_versions
       WHERE program = c.program AND campaign = c.id AND effective_from_ms <= ?1), 0)) AS dates
  FROM campaigns c`;

/** Caches of the program's configuration learn of it by the version. */
const RAISE = "UPDATE programs SET version = version + 1 WHERE number = ?1";

export function campaignOfRow({ dates, ...base }: CampaignRow): Campaign {
  const versions = (JSON.parse(dates) as [number, number, number, number][]).map(
    ([version, effectiveFromMs, startsAtMs, endsAtMs]) => {
      return { version, effectiveFromMs, value: { startsAtMs, endsAtMs } };
    },
  );
  return { ...base, dates: versions.toSorted((a, b) => a.version - b.version) };
}

/** All campaigns of a program, as part of its configuration. */
export function campaignsOf(db: D1Database, programId: string, nowMs: number): D1PreparedStatement {
  return db
    .prepare(`${SELECT_CAMPAIGNS} WHERE c.program = (SELECT number FROM programs WHERE id = ?2)`)
    .bind(nowMs - LIMITS.backMs, programId);
}

/** Stores a campaign, once per id, while the program has fewer than `most`. Its dates count since it is made. */
export async function insertCampaign(
  db: D1Database,
  campaign: NewCampaign,
  most: number,
): Promise<"created" | "repeat" | "conflict" | "too_many"> {
  const { program, id, name, startsAtMs, endsAtMs, firstBudget, requestHash, createdAtMs } = campaign;
  const [inserted, , , stored] = await db.batch<{ requestHash: string }>([
    db
      .prepare(
        `INSERT INTO campaigns (program, id, name, first_budget, request_hash, created_at_ms)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6
         WHERE (SELECT count(*) FROM campaigns WHERE program = ?1) < ?7
         ON CONFLICT (program, id) DO NOTHING`,
      )
      .bind(program, id, name, firstBudget, requestHash, createdAtMs, most),
    // One that was there before has its dates, so nothing is added to it.
    db
      .prepare(
        `INSERT INTO campaign_versions (program, campaign, version, effective_from_ms, starts_at_ms, ends_at_ms)
         SELECT program, id, 1, 0, ?3, ?4 FROM campaigns WHERE program = ?1 AND id = ?2
         ON CONFLICT (program, campaign, version) DO NOTHING`,
      )
      .bind(program, id, startsAtMs, endsAtMs),
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
  const row = await db
    .prepare(`${SELECT_CAMPAIGNS} WHERE c.program = ?2 AND c.id = ?3`)
    .bind(Date.now() - LIMITS.backMs, program, id)
    .first<CampaignRow>();
  return row === null ? null : campaignOfRow(row);
}

/** Campaigns with an id after `after`, in alphabetical sequence. */
export async function listCampaigns(
  db: D1Database,
  program: number,
  after: string,
  limit: number,
): Promise<Campaign[]> {
  const { results } = await db
    .prepare(`${SELECT_CAMPAIGNS} WHERE c.program = ?2 AND c.id > ?3 ORDER BY c.id LIMIT ?4`)
    .bind(Date.now() - LIMITS.backMs, program, after, limit)
    .all<CampaignRow>();
  return results.map(campaignOfRow);
}

/**
 * Changes what is given. New dates are a version from `nowMs` on, always later than the one before; dates that are as
 * they were make none. False when by what others wrote meanwhile it would end before it starts, or have more dates than
 * it may.
 */
export async function updateCampaign(
  db: D1Database,
  program: number,
  { id, dates: [oldest] }: Campaign,
  change: { readonly name?: string; readonly startsAtMs?: number; readonly endsAtMs?: number },
  nowMs: number,
): Promise<boolean> {
  const { name = null, startsAtMs = null, endsAtMs = null } = change;
  const lastVersion = (oldest?.version ?? 0) + LIMITS.datesPerCampaign - 1;
  const newest = `campaign_versions WHERE program = ?1 AND campaign = ?2 ORDER BY version DESC LIMIT 1`;
  const [, updated] = await db.batch([
    db
      .prepare(
        `WITH newest AS (SELECT * FROM ${newest}),
           wanted AS (SELECT version, effective_from_ms, starts_at_ms, ends_at_ms,
             coalesce(?3, starts_at_ms) AS starts, coalesce(?4, ends_at_ms) AS ends FROM newest)
         INSERT INTO campaign_versions (program, campaign, version, effective_from_ms, starts_at_ms, ends_at_ms)
         SELECT ?1, ?2, version + 1, max(?5, effective_from_ms + 1), starts, ends FROM wanted
         WHERE starts < ends AND version < ?6 AND (starts, ends) <> (starts_at_ms, ends_at_ms)`,
      )
      .bind(program, id, startsAtMs, endsAtMs, nowMs, lastVersion),
    db
      .prepare(
        `UPDATE campaigns SET name = coalesce(?3, name)
         WHERE program = ?1 AND id = ?2 AND EXISTS (
           SELECT 1 FROM (SELECT * FROM ${newest})
           WHERE starts_at_ms = coalesce(?4, starts_at_ms) AND ends_at_ms = coalesce(?5, ends_at_ms))`,
      )
      .bind(program, id, name, startsAtMs, endsAtMs),
    db.prepare(RAISE).bind(program),
  ]);
  return (updated?.meta.changes ?? 0) > 0;
}
