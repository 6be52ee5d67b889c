/** Marks of the keys that this deployment's data was made with, kept beside the data. */
import { desc, eq } from "drizzle-orm";
import { queries } from "../platform/queries.ts";
import { programs, secrets } from "../configuration/schema.tables.ts";
import { keyMarks } from "./schema.tables.ts";

export interface KeyMark {
  /** `check`, or the list and id of a key: `token:1`, `data:1`. */
  readonly key: string;
  readonly mark: string;
}

export async function readKeyMarks(db: D1Database): Promise<KeyMark[]> {
  return await queries(db).select({ key: keyMarks.key, mark: keyMarks.mark }).from(keyMarks);
}

/** Keeps marks of keys that have none. Of two at once the first counts. */
export async function addKeyMarks(
  db: D1Database,
  marks: readonly KeyMark[],
  createdAtMs: number,
): Promise<void> {
  const rows = marks.map((mark) => ({ ...mark, createdAtMs }));
  await queries(db).insert(keyMarks).values(rows).onConflictDoNothing();
}

/** A sealed secret of any program: data that is older than the marks proves its key by this. */
export async function findSealedSecret(
  db: D1Database,
): Promise<{ readonly programId: string; readonly source: string; readonly sealed: string } | undefined> {
  return await queries(db)
    .select({ programId: programs.id, source: secrets.source, sealed: secrets.sealed })
    .from(secrets)
    .innerJoin(programs, eq(programs.number, secrets.program))
    .orderBy(desc(secrets.number))
    .limit(1)
    .get();
}
