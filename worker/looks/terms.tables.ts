/** Terms of a program as versions, and who accepted which: triggers of the tables let nobody change or delete any. */
import { and, asc, desc, eq, sql } from "drizzle-orm";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { type AuditEntry, auditStatement } from "../http/audit/audit.tables.ts";
import { queries } from "../platform/queries.ts";
import { termsAcceptances, termsVersions } from "./schema.tables.ts";

export type TermsVersion = Readonly<typeof termsVersions.$inferSelect>;
export type Acceptance = Readonly<typeof termsAcceptances.$inferSelect>;

/** A version of a program's terms, the newest without a number. */
export async function readTerms(
  db: D1Database,
  program: number,
  version?: number,
): Promise<TermsVersion | undefined> {
  const which = version === undefined ? undefined : eq(termsVersions.version, version);
  return await queries(db)
    .select()
    .from(termsVersions)
    .where(and(eq(termsVersions.program, program), which))
    .orderBy(desc(termsVersions.version))
    .limit(1)
    .get();
}

/** Publishes terms, unless the newest have the very same texts. @returns the newest, and whether they are new. */
export async function publishTerms(
  db: D1Database,
  { program, texts, publishedAtMs }: Omit<TermsVersion, "version">,
  audit: AuditEntry,
): Promise<{ readonly terms: TermsVersion | undefined; readonly published: boolean }> {
  const newest = sql`(SELECT coalesce(max(version), 0) FROM ${termsVersions} WHERE program = ${program})`;
  const [inserted, , found] = await queries(db).batch([
    queries(db).run(
      sql`INSERT INTO ${termsVersions} (program, version, published_at_ms, texts)
        SELECT ${program}, ${newest} + 1, ${publishedAtMs}, ${texts}
        WHERE NOT EXISTS (SELECT 1 FROM ${termsVersions}
          WHERE program = ${program} AND version = ${newest} AND texts = ${texts})`,
    ),
    auditStatement(db, audit),
    queries(db)
      .select()
      .from(termsVersions)
      .where(eq(termsVersions.program, program))
      .orderBy(desc(termsVersions.version))
      .limit(1),
  ]);
  return { terms: found[0], published: inserted.meta.changes > 0 };
}

/** Records an acceptance of the newest version, once. @returns what stands; undefined where the version is not the newest. */
export async function acceptTerms(
  db: D1Database,
  { program, promoter, version, acceptedAtMs, credential }: Acceptance,
  audit: AuditEntry,
): Promise<{ readonly acceptance: Acceptance | undefined; readonly recorded: boolean }> {
  const [inserted, , found] = await queries(db).batch([
    queries(db).run(
      sql`INSERT INTO ${termsAcceptances} (program, promoter, version, accepted_at_ms, credential)
        SELECT ${program}, ${promoter}, ${version}, ${acceptedAtMs}, ${credential}
        WHERE ${version} = (SELECT max(version) FROM ${termsVersions} WHERE program = ${program})
        ON CONFLICT DO NOTHING`,
    ),
    auditStatement(db, audit),
    queries(db)
      .select()
      .from(termsAcceptances)
      .where(and(ofPromoter(program, promoter), eq(termsAcceptances.version, version))),
  ]);
  return { acceptance: found[0], recorded: inserted.meta.changes > 0 };
}

/** What a promoter accepted, by version, after `after`. */
export async function listAcceptances(
  db: D1Database,
  { program, promoter, after, limit }: AcceptancesQuery,
): Promise<Acceptance[]> {
  return await queries(db)
    .select()
    .from(termsAcceptances)
    .where(and(ofPromoter(program, promoter), sql`${termsAcceptances.version} > ${after}`))
    .orderBy(asc(termsAcceptances.version))
    .limit(limit);
}

interface AcceptancesQuery {
  readonly program: number;
  readonly promoter: PromoterRef;
  readonly after: number;
  readonly limit: number;
}

function ofPromoter(program: number, promoter: PromoterRef) {
  return and(eq(termsAcceptances.program, program), eq(termsAcceptances.promoter, promoter));
}
