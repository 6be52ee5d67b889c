/**
 * Campaigns of a program. Their dates are versions, as settings are, of which the one at an order's time counts. What is
 * left of a budget is not here: the AccountBook that keeps it knows.
 */
import { and, asc, eq, gt, type Placeholder, type SQL, sql } from "drizzle-orm";
import type { CampaignSpan, DatedCampaign } from "../../domain/commission/campaign.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import type { AmountMinor } from "../../domain/kernel/money.ts";
import { type AuditEntry, auditStatement } from "../http/audit/audit.tables.ts";
import { prepared, queries, type Statement } from "../platform/queries.ts";
import { raiseVersion } from "./program-version.tables.ts";
import { campaigns, campaignVersions, programs } from "./schema.tables.ts";

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
  /** The entry of the call that makes it. */
  readonly audit: AuditEntry;
}

/** As it is read; `dates` is JSON, in no certain sequence. */
export interface CampaignRow extends CampaignBase {
  readonly dates: string;
}

/**
 * What is read of a campaign; of its dates those since `sinceMs`, as JSON. The campaign's columns are written as text:
 * drizzle would leave out their table, and inside they would be columns of the versions.
 */
function columnsSince(sinceMs: number | Placeholder) {
  const dates = sql<string>`(
    SELECT json_group_array(json_array(v.version, v.effective_from_ms, v.starts_at_ms, v.ends_at_ms))
    FROM ${campaignVersions} v
    WHERE v.program = campaigns.program AND v.campaign = campaigns.id AND v.version >= coalesce((
      SELECT max(version) FROM ${campaignVersions}
      WHERE program = campaigns.program AND campaign = campaigns.id AND effective_from_ms <= ${sinceMs}), 0))`.as(
    "dates",
  );
  const { id, name, firstBudget, createdAtMs } = campaigns;
  return { id, name, firstBudget, createdAtMs, dates };
}

export function campaignOfRow({ dates, ...base }: CampaignRow): Campaign {
  const versions = (JSON.parse(dates) as [number, number, number, number][]).map(
    ([version, effectiveFromMs, startsAtMs, endsAtMs]) => {
      return { version, effectiveFromMs, value: { startsAtMs, endsAtMs } };
    },
  );
  return { ...base, dates: versions.toSorted((a, b) => a.version - b.version) };
}

/** All campaigns of a program, as part of its configuration. */
export const campaignsOf = prepared(["programId", "sinceMs"], (asking, { programId, sinceMs }) =>
  asking
    .select(columnsSince(sinceMs))
    .from(campaigns)
    .where(sql`${campaigns.program} = (SELECT number FROM ${programs} WHERE id = ${programId})`),
);

/** Stores a campaign, once per id, while the program has fewer than `most`. Its dates count since it is made. */
export async function insertCampaign(
  db: D1Database,
  campaign: NewCampaign,
  most: number,
): Promise<"created" | "repeat" | "conflict" | "too_many"> {
  const { program, id, requestHash } = campaign;
  const [inserted, , , , [known]] = await queries(db).batch([
    insertion(db, campaign, most),
    auditStatement(db, campaign.audit),
    firstDates(db, campaign),
    raiseVersion(db, program),
    queries(db)
      .select({ requestHash: campaigns.requestHash })
      .from(campaigns)
      .where(and(eq(campaigns.program, program), eq(campaigns.id, id))),
  ]);
  if (inserted.meta.changes > 0) return "created";
  if (known === undefined) return "too_many";
  return known.requestHash === requestHash ? "repeat" : "conflict";
}

function insertion(db: D1Database, campaign: NewCampaign, most: number): Statement<D1Result> {
  const { program, id, name, firstBudget, requestHash, createdAtMs } = campaign;
  return queries(db).run(
    sql`INSERT INTO ${campaigns} (program, id, name, first_budget, request_hash, created_at_ms)
      SELECT ${program}, ${id}, ${name}, ${firstBudget}, ${requestHash}, ${createdAtMs}
      WHERE (SELECT count(*) FROM ${campaigns} WHERE program = ${program}) < ${most}
      ON CONFLICT (program, id) DO NOTHING`,
  );
}

/** A campaign that was there before has its dates, so nothing is added to it. */
function firstDates(db: D1Database, { program, id, startsAtMs, endsAtMs }: NewCampaign): Statement<D1Result> {
  return queries(db).run(
    sql`INSERT INTO ${campaignVersions} (program, campaign, version, effective_from_ms, starts_at_ms, ends_at_ms)
      SELECT program, id, 1, 0, ${startsAtMs}, ${endsAtMs} FROM ${campaigns} WHERE program = ${program} AND id = ${id}
      ON CONFLICT (program, campaign, version) DO NOTHING`,
  );
}

export async function findCampaign(db: D1Database, program: number, id: string): Promise<Campaign | null> {
  const row = await queries(db)
    .select(columnsSince(Date.now() - LIMITS.backMs))
    .from(campaigns)
    .where(and(eq(campaigns.program, program), eq(campaigns.id, id)))
    .get();
  return row === undefined ? null : campaignOfRow(row);
}

/** Campaigns with an id after `after`, in alphabetical sequence. */
export async function listCampaigns(
  db: D1Database,
  program: number,
  after: string,
  limit: number,
): Promise<Campaign[]> {
  const rows = await queries(db)
    .select(columnsSince(Date.now() - LIMITS.backMs))
    .from(campaigns)
    .where(and(eq(campaigns.program, program), gt(campaigns.id, after)))
    .orderBy(asc(campaigns.id))
    .limit(limit);
  return rows.map(campaignOfRow);
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
  const newest = newestDates(program, id);
  const [, updated] = await queries(db).batch([
    queries(db).run(
      sql`WITH newest AS (${newest}),
          wanted AS (SELECT version, effective_from_ms, starts_at_ms, ends_at_ms,
            coalesce(${startsAtMs}, starts_at_ms) AS starts, coalesce(${endsAtMs}, ends_at_ms) AS ends FROM newest)
        INSERT INTO ${campaignVersions} (program, campaign, version, effective_from_ms, starts_at_ms, ends_at_ms)
        SELECT ${program}, ${id}, version + 1, max(${nowMs}, effective_from_ms + 1), starts, ends FROM wanted
        WHERE starts < ends AND version < ${lastVersion} AND (starts, ends) <> (starts_at_ms, ends_at_ms)`,
    ),
    queries(db)
      .update(campaigns)
      .set({ name: sql`coalesce(${name}, ${campaigns.name})` })
      .where(
        and(
          eq(campaigns.program, program),
          eq(campaigns.id, id),
          sql`EXISTS (SELECT 1 FROM (${newest})
            WHERE starts_at_ms = coalesce(${startsAtMs}, starts_at_ms) AND ends_at_ms = coalesce(${endsAtMs}, ends_at_ms))`,
        ),
      ),
    raiseVersion(db, program),
  ]);
  return updated.meta.changes > 0;
}

function newestDates(program: number, id: string): SQL {
  return sql`SELECT * FROM ${campaignVersions} WHERE program = ${program} AND campaign = ${id}
    ORDER BY version DESC LIMIT 1`;
}
