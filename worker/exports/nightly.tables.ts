/** Programs that have something exported every night, and which nights were. */
import { and, eq, sql } from "drizzle-orm";
import type { Dataset } from "../configuration/sections/exports.shapes.ts";
import { programs, settingsVersions } from "../configuration/schema.tables.ts";
import { queries } from "../platform/queries.ts";
import { exportsTable } from "./schema.tables.ts";

export interface NightlyProgram {
  readonly id: string;
  readonly timezone: string;
  /** The setting, as JSON. */
  readonly exports: string;
}

const PAGE = 500;

/** Page by page. The newest settings count, whatever an order of before was decided by. */
export async function* nightlyPrograms(config: D1Database): AsyncGenerator<NightlyProgram[]> {
  for (let after = "" as string | undefined; after !== undefined;) {
    const page: (NightlyProgram & { readonly nights: number })[] = await queries(config).all(
      sql`SELECT p.id, p.timezone, coalesce(s.settings ->> '$.exports', '{}') AS exports,
          coalesce(json_array_length(s.settings, '$.exports.nightly'), 0) AS nights
        FROM ${programs} p CROSS JOIN ${settingsVersions} s
          ON s.program = p.number AND s.version = (SELECT max(version) FROM ${settingsVersions} WHERE program = p.number)
        WHERE p.id > ${after} ORDER BY p.id LIMIT ${PAGE}`,
    );
    yield page.filter(({ nights }) => nights > 0);
    after = page.length < PAGE ? undefined : page.at(-1)?.id;
  }
}

/** The last night of each dataset of a program. */
export async function lastNights(
  reports: D1Database,
  programId: string,
): Promise<ReadonlyMap<Dataset, string>> {
  const rows = await queries(reports)
    .select({ dataset: exportsTable.dataset, night: sql<string>`max(${exportsTable.night})` })
    .from(exportsTable)
    .where(and(eq(exportsTable.programId, programId), sql`${exportsTable.night} IS NOT NULL`))
    .groupBy(exportsTable.dataset);
  return new Map(rows.map(({ dataset, night }) => [dataset, night]));
}
