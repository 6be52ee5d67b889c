/**
 * The campaigns of share links, as versions: the one in force at an order's time counts. A link whose campaign never
 * changed has no version; what stands in its row counts from the beginning.
 */
import { and, eq, type SQL, sql } from "drizzle-orm";
import { LIMITS } from "../../domain/kernel/limits.ts";
import type { Version } from "../../domain/program/versions.ts";
import { prepared, queries, type Statement } from "../platform/queries.ts";
import { linkCampaignVersions, links } from "./schema.tables.ts";

/** What a link's campaign becomes, and when. */
export interface CampaignChange {
  readonly programId: string;
  readonly link: number;
  readonly campaignId: string | null;
  readonly nowMs: number;
}

/** The newest version of a link. For a statement over `links`. */
const newest = sql`(SELECT max(version) FROM ${linkCampaignVersions} WHERE link = links.number)`;

/**
 * Writes the versions of a change: first what has counted since the beginning, then what counts from now on, always
 * later than the one before. Nothing is written when the campaign stays, or has changed as often as it may.
 */
export function campaignVersions(
  db: D1Database,
  { programId, link, campaignId, nowMs }: CampaignChange,
): [Statement<D1Result>, Statement<D1Result>] {
  const changes = sql`links.number = ${link} AND links.program_id = ${programId} AND links.campaign_id IS NOT ${campaignId}`;
  const changedSinceMs = nowMs - LIMITS.backMs;
  return [
    queries(db).run(
      sql`INSERT INTO ${linkCampaignVersions} (link, version, effective_from_ms, campaign_id)
        SELECT number, 1, 0, campaign_id FROM ${links} WHERE ${changes}
        ON CONFLICT (link, version) DO NOTHING`,
    ),
    queries(db).run(
      sql`INSERT INTO ${linkCampaignVersions} (link, version, effective_from_ms, campaign_id)
        SELECT links.number, newest.version + 1, max(${nowMs}, newest.effective_from_ms + 1), ${campaignId}
        FROM ${links} JOIN ${linkCampaignVersions} newest ON newest.link = links.number AND newest.version = ${newest}
        WHERE ${changes} AND (
          SELECT count(*) FROM ${linkCampaignVersions}
          WHERE link = links.number AND effective_from_ms > ${changedSinceMs}) < ${LIMITS.campaignChangesPerLink}`,
    ),
  ];
}

/** True of a link that has this campaign already, or whose newest version has just become it. */
export function isCampaignInForce(campaignId: string | null): SQL {
  return sql`(links.campaign_id IS ${campaignId} OR EXISTS (
    SELECT 1 FROM ${linkCampaignVersions}
    WHERE link = links.number AND version = ${newest} AND campaign_id IS ${campaignId}))`;
}

const campaignsSince = prepared(
  ["programId", "numbers", "sinceMs"],
  (asking, { programId, numbers, sinceMs }) =>
    asking
      .select({
        number: links.number,
        campaignId: links.campaignId,
        // The link's number is written as text: drizzle would leave out its table.
        versions: sql<string>`(
        SELECT json_group_array(json_array(v.version, v.effective_from_ms, v.campaign_id))
        FROM ${linkCampaignVersions} v
        WHERE v.link = links.number AND v.version >= coalesce((
          SELECT max(version) FROM ${linkCampaignVersions}
          WHERE link = links.number AND effective_from_ms <= ${sinceMs}), 0))`.as("versions"),
      })
      .from(links)
      .where(
        and(
          sql`${links.number} IN (SELECT value FROM json_each(${numbers}))`,
          eq(links.programId, programId),
          sql`(${links.campaignId} IS NOT NULL
          OR EXISTS (SELECT 1 FROM ${linkCampaignVersions} WHERE link = links.number))`,
        ),
      ),
);

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
  const rows = await campaignsSince(db, {
    programId,
    numbers: JSON.stringify(numbers),
    sinceMs: nowMs - LIMITS.backMs,
  });
  return new Map(rows.map(({ number, campaignId, versions }) => [number, versionsOf(versions, campaignId)]));
}

function versionsOf(stored: string, present: string | null): Version<string | null>[] {
  const versions = (JSON.parse(stored) as [number, number, string | null][])
    .map(([version, effectiveFromMs, value]) => ({ version, effectiveFromMs, value }))
    .toSorted((a, b) => a.version - b.version);
  return versions.length > 0 ? versions : [{ version: 1, effectiveFromMs: 0, value: present }];
}
