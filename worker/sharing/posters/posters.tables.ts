/** Templates of posters: each made once per id, then changed whole or taken away. */
import { and, asc, eq, gt, sql } from "drizzle-orm";
import { type AuditEntry, auditStatement } from "../../http/audit/audit.tables.ts";
import { queries } from "../../platform/queries.ts";
import { posters } from "../schema.tables.ts";

export interface PosterKey {
  readonly program: number;
  readonly id: string;
}

export interface PosterRow extends PosterKey {
  /** JSON. */
  readonly poster: string;
  readonly updatedAtMs: number;
}

interface Writing {
  /** Tells a repeat from something else. */
  readonly requestHash: string;
  readonly audit: AuditEntry;
}

const shown = {
  program: posters.program,
  id: posters.id,
  poster: posters.poster,
  updatedAtMs: posters.updatedAtMs,
};

function is({ program, id }: PosterKey) {
  return and(eq(posters.program, program), eq(posters.id, id));
}

/** Stores a poster, once per id, while the program has fewer than `most`. */
export async function insertPoster(
  config: D1Database,
  row: PosterRow,
  { requestHash, audit }: Writing,
  most: number,
): Promise<"created" | "repeat" | "conflict" | "too_many"> {
  const { program, id, poster, updatedAtMs } = row;
  const [inserted, , [known]] = await queries(config).batch([
    queries(config).run(
      sql`INSERT INTO ${posters} (program, id, poster, request_hash, updated_at_ms)
        SELECT ${program}, ${id}, ${poster}, ${requestHash}, ${updatedAtMs}
        WHERE (SELECT count(*) FROM ${posters} WHERE program = ${program}) < ${most}
        ON CONFLICT (program, id) DO NOTHING`,
    ),
    auditStatement(config, audit),
    queries(config).select({ requestHash: posters.requestHash }).from(posters).where(is(row)),
  ]);
  if (inserted.meta.changes > 0) return "created";
  if (known === undefined) return "too_many";
  return known.requestHash === requestHash ? "repeat" : "conflict";
}

/** Changes a poster whole. A repeat of what made it is told as one no more. @returns whether there is one. */
export async function changePoster(
  config: D1Database,
  row: PosterRow,
  { requestHash, audit }: Writing,
): Promise<boolean> {
  const { poster, updatedAtMs } = row;
  const [changed] = await queries(config).batch([
    queries(config).update(posters).set({ poster, requestHash, updatedAtMs }).where(is(row)),
    auditStatement(config, audit),
  ]);
  return changed.meta.changes > 0;
}

export async function deletePoster(config: D1Database, key: PosterKey, audit: AuditEntry): Promise<void> {
  await queries(config).batch([
    queries(config).delete(posters).where(is(key)),
    auditStatement(config, audit),
  ]);
}

export async function findPoster(config: D1Database, key: PosterKey): Promise<PosterRow | undefined> {
  return await queries(config).select(shown).from(posters).where(is(key)).get();
}

/** A poster without what it is drawn from: a list of pictures would be as long as all of them. */
export type ListedPoster = Pick<PosterRow, "id" | "updatedAtMs"> & {
  readonly name: string;
  readonly width: number;
  readonly height: number;
};

/** Posters of a program by their ids, behind one. */
export async function listPosters(
  config: D1Database,
  program: number,
  after: string,
  limit: number,
): Promise<ListedPoster[]> {
  return await queries(config)
    .select({
      id: posters.id,
      updatedAtMs: posters.updatedAtMs,
      name: sql<string>`${posters.poster} ->> 'name'`,
      width: sql<number>`${posters.poster} ->> 'width'`,
      height: sql<number>`${posters.poster} ->> 'height'`,
    })
    .from(posters)
    .where(and(eq(posters.program, program), gt(posters.id, after)))
    .orderBy(asc(posters.id))
    .limit(limit);
}
