/** A merchant's own templates of share texts. */
import { and, asc, eq, gt, sql } from "drizzle-orm";
import { type PlatformName, PLATFORMS } from "../../../domain/sharing/platforms.ts";
import type { CopyTemplate } from "../../../domain/sharing/share-text.ts";
import { namesOf } from "../../../domain/kernel/records.ts";
import { type AuditEntry, auditStatement } from "../../http/audit/audit.tables.ts";
import { queries } from "../../platform/queries.ts";
import { copyTemplates } from "../schema.tables.ts";

export interface StoredTemplate extends CopyTemplate {
  readonly updatedAtMs: number;
}

type Row = typeof copyTemplates.$inferSelect;

/** Puts a template, new or in place of another, while the program has fewer than `most`. @returns whether it stands. */
export async function putTemplate(
  config: D1Database,
  program: number,
  template: StoredTemplate,
  { most, audit }: { readonly most: number; readonly audit: AuditEntry },
): Promise<boolean> {
  const { id, language, tone, platform, occasion, text, updatedAtMs } = template;
  const [written] = await queries(config).batch([
    queries(config).run(
      sql`INSERT INTO ${copyTemplates} (program, id, language, tone, platform, occasion, text, updated_at_ms)
        SELECT ${program}, ${id}, ${language}, ${tone}, ${platform ?? ""}, ${occasion ?? ""}, ${text}, ${updatedAtMs}
        WHERE (SELECT count(*) FROM ${copyTemplates} WHERE program = ${program} AND id <> ${id}) < ${most}
        ON CONFLICT (program, id) DO UPDATE SET language = excluded.language, tone = excluded.tone,
          platform = excluded.platform, occasion = excluded.occasion, text = excluded.text,
          updated_at_ms = excluded.updated_at_ms`,
    ),
    auditStatement(config, audit),
  ]);
  return written.meta.changes > 0;
}

export async function deleteTemplate(
  config: D1Database,
  program: number,
  id: string,
  audit: AuditEntry,
): Promise<void> {
  await queries(config).batch([
    queries(config)
      .delete(copyTemplates)
      .where(and(eq(copyTemplates.program, program), eq(copyTemplates.id, id))),
    auditStatement(config, audit),
  ]);
}

/** Templates of a program by their ids, behind one. */
export async function listTemplates(
  config: D1Database,
  program: number,
  after: string,
  limit: number,
): Promise<StoredTemplate[]> {
  const rows = await queries(config)
    .select()
    .from(copyTemplates)
    .where(and(eq(copyTemplates.program, program), gt(copyTemplates.id, after)))
    .orderBy(asc(copyTemplates.id))
    .limit(limit);
  return rows.map(templateOf);
}

function templateOf(row: Row): StoredTemplate {
  const { program: _, platform, occasion, ...template } = row;
  return { ...template, platform: platformOf(platform), occasion: occasion === "" ? null : occasion };
}

/** One that a later version knows is one for all here. */
function platformOf(name: string): PlatformName | null {
  return namesOf(PLATFORMS).find((known) => known === name) ?? null;
}
