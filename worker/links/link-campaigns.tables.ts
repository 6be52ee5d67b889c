/**
 * The campaigns of share links, as versions: the one in force at an order's time counts. A link whose campaign never
 * changed has no version; what stands in its row counts from the beginning.
 */
import { type SQL, sql } from "drizzle-orm";
import { LIMITS } from "../../domain/kernel/limits.ts";
import type { Version } from "../../domain/program/versions.ts";

/** What a link's campaign becomes, and when. */
export interface CampaignChange {
  readonly programId: string;
  readonly link: number;
  readonly campaignId: string | null;
  readonly nowMs: number;
}

const NEWEST = "(SELECT max(version) FROM link_campaign_versions WHERE link = links.number)";

/**
 * Writes the versions of a change: first what has counted since the beginning, then what counts from now on, always
 * later than the one before. Nothing is written when the campaign stays, or has changed as often as it may.
 */
export function campaignVersions(
  db: D1Database,
  { programId, link, campaignId, nowMs }: CampaignChange,
): D1PreparedStatement[] {
  const changes = "links.number = ?1 AND links.program_id = ?2 AND links.campaign_id IS NOT ?3";
  return [
    db
      .prepare(
        `INSERT INTO link_campaign_versions (link, version, effective_from_ms, campaign_id)
         SELECT number, 1, 0, campaign_id FROM links WHERE ${changes}
         ON CONFLICT (link, version) DO NOTHING`,
      )
      .bind(link, programId, campaignId),
    db
      .prepare(
        `INSERT INTO link_campaign_versions (link, version, effective_from_ms, campaign_id)
         SELECT links.number, newest.version + 1, max(?4, newest.effective_from_ms + 1), ?3
         FROM links JOIN link_campaign_versions newest ON newest.link = links.number AND newest.version = ${NEWEST}
         WHERE ${changes} AND (
           SELECT count(*) FROM link_campaign_versions WHERE link = links.number AND effective_from_ms > ?5) < ?6`,
      )
      .bind(link, programId, campaignId, nowMs, nowMs - LIMITS.backMs, LIMITS.campaignChangesPerLink),
  ];
}

/** True of a link that has this campaign already, or whose newest version has just become it. */
export function isCampaignInForce(campaignId: string | null): SQL {
  return sql`(links.campaign_id IS ${campaignId} OR EXISTS (
    SELECT 1 FROM link_campaign_versions
    WHERE link = links.number AND version = ${sql.raw(NEWEST)} AND campaign_id IS ${campaignId}))`;
}

/**
 * Campaigns of several links of a program, oldest version first, as far as orders may need them. A link that never had
 * one is absent. One read.
 */
export async function campaignsOfLinks(
  db: D1Database,
  programId: string,
  numbers: readonly number[],
  nowMs: number,
): Promise<Map<number, readonly Version<string | null>[]>> {
  const { results } = await db
    .prepare(
      `SELECT l.number, l.campaign_id AS campaignId,
         (SELECT json_group_array(json_array(v.version, v.effective_from_ms, v.campaign_id))
          FROM link_campaign_versions v
          WHERE v.link = l.number AND v.version >= coalesce((
            SELECT max(version) FROM link_campaign_versions
            WHERE link = l.number AND effective_from_ms <= ?3), 0)) AS versions
       FROM json_each(?2) asked JOIN links l ON l.number = asked.value
       WHERE l.program_id = ?1 AND (l.campaign_id IS NOT NULL
         OR EXISTS (SELECT 1 FROM link_campaign_versions WHERE link = l.number))`,
    )
    .bind(programId, JSON.stringify(numbers), nowMs - LIMITS.backMs)
    .all<{ number: number; campaignId: string | null; versions: string }>();
  return new Map(
    results.map(({ number, campaignId, versions }) => [number, versionsOf(versions, campaignId)]),
  );
}

function versionsOf(stored: string, present: string | null): Version<string | null>[] {
  const versions = (JSON.parse(stored) as [number, number, string | null][])
    .map(([version, effectiveFromMs, value]) => ({ version, effectiveFromMs, value }))
    .toSorted((a, b) => a.version - b.version);
  return versions.length > 0 ? versions : [{ version: 1, effectiveFromMs: 0, value: present }];
}
