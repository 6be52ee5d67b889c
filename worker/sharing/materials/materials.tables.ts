/** Materials: each made once per id, then replaced whole or taken away. */
import { and, asc, eq, getTableColumns, gt, isNull, lte, or, sql } from "drizzle-orm";
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import type { MaterialKind } from "../../../domain/sharing/material.ts";
import { type AuditEntry, auditStatement } from "../../http/audit/audit.tables.ts";
import { queries } from "../../platform/queries.ts";
import { materials } from "../schema.tables.ts";

export interface MaterialKey {
  readonly program: number;
  readonly id: string;
}

export type MaterialRow = Readonly<Omit<typeof materials.$inferSelect, "requestHash">>;

/** A material without its picture: a list of pictures would be as long as all of them. */
export type ListedMaterial = Omit<MaterialRow, "picture"> & { readonly hasPicture: number };

interface Writing {
  /** Tells a repeat from something else. */
  readonly requestHash: string;
  readonly audit: AuditEntry;
}

const { requestHash: _, picture, ...listed } = getTableColumns(materials);
const shown = { ...listed, picture };

function is({ program, id }: MaterialKey) {
  return and(eq(materials.program, program), eq(materials.id, id));
}

/** Stores a material, once per id, while the program has fewer than `most`. */
export async function insertMaterial(
  config: D1Database,
  row: MaterialRow,
  { requestHash, audit }: Writing,
  most: number,
): Promise<"created" | "repeat" | "conflict" | "too_many"> {
  const { program, id, kind, position, promoter, material } = row;
  const [inserted, , [known]] = await queries(config).batch([
    queries(config).run(
      sql`INSERT INTO ${materials} (program, id, kind, position, published_from_ms, published_until_ms, promoter,
          material, request_hash, updated_at_ms, picture)
        SELECT ${program}, ${id}, ${kind}, ${position}, ${row.publishedFromMs}, ${row.publishedUntilMs}, ${promoter},
          ${material}, ${requestHash}, ${row.updatedAtMs}, ${row.picture}
        WHERE (SELECT count(*) FROM ${materials} WHERE program = ${program}) < ${most}
        ON CONFLICT (program, id) DO NOTHING`,
    ),
    auditStatement(config, audit),
    queries(config).select({ requestHash: materials.requestHash }).from(materials).where(is(row)),
  ]);
  if (inserted.meta.changes > 0) return "created";
  if (known === undefined) return "too_many";
  return known.requestHash === requestHash ? "repeat" : "conflict";
}

/** Replaces a material whole. A repeat of what made it is told as one no more. @returns whether there is one. */
export async function replaceMaterial(
  config: D1Database,
  row: MaterialRow,
  { requestHash, audit }: Writing,
): Promise<boolean> {
  const { program: _program, id: _id, ...parts } = row;
  const [changed] = await queries(config).batch([
    queries(config)
      .update(materials)
      .set({ ...parts, requestHash })
      .where(is(row)),
    auditStatement(config, audit),
  ]);
  return changed.meta.changes > 0;
}

/** A repeat changes nothing. */
export async function deleteMaterial(config: D1Database, key: MaterialKey, audit: AuditEntry): Promise<void> {
  await queries(config).batch([
    queries(config).delete(materials).where(is(key)),
    auditStatement(config, audit),
  ]);
}

/** @param atMs when it is to be published; null: whenever. */
export async function findMaterial(
  config: D1Database,
  key: MaterialKey,
  atMs: number | null,
): Promise<MaterialRow | undefined> {
  return await queries(config)
    .select(shown)
    .from(materials)
    .where(and(is(key), isPublished(atMs)))
    .get();
}

export interface MaterialQuery {
  readonly kind?: MaterialKind | undefined;
  readonly tag?: string | undefined;
  /** When they are to be published; null: whenever. */
  readonly atMs: number | null;
  readonly after: readonly [position: number, id: string] | null;
  readonly limit: number;
}

/** Materials of a program by position, those of one position by id. */
export async function listMaterials(
  config: D1Database,
  program: number,
  { kind, tag, atMs, after, limit }: MaterialQuery,
): Promise<ListedMaterial[]> {
  const isTagged = sql`EXISTS (SELECT 1 FROM json_each(${materials.material}, '$.tags') WHERE value = ${tag})`;
  const isBehind = after && sql`(${materials.position}, ${materials.id}) > (${after[0]}, ${after[1]})`;
  return await queries(config)
    .select({ ...listed, hasPicture: sql<number>`${picture} IS NOT NULL` })
    .from(materials)
    .where(
      and(
        eq(materials.program, program),
        kind === undefined ? undefined : eq(materials.kind, kind),
        tag === undefined ? undefined : isTagged,
        isPublished(atMs),
        isBehind ?? undefined,
      ),
    )
    .orderBy(asc(materials.position), asc(materials.id))
    .limit(limit);
}

interface Teller {
  readonly program: number;
  readonly promoter: PromoterRef;
}

/** Stories that a promoter tells, by id, behind one. */
export async function storiesOf(
  config: D1Database,
  { program, promoter }: Teller,
  after: string,
  limit: number,
): Promise<MaterialRow[]> {
  const own = and(eq(materials.program, program), eq(materials.promoter, promoter), gt(materials.id, after));
  return await queries(config)
    .select(shown)
    .from(materials)
    .where(own)
    .orderBy(asc(materials.id))
    .limit(limit);
}

/** Takes away the stories of a promoter who is erased. */
export async function eraseStories(config: D1Database, { program, promoter }: Teller): Promise<void> {
  await queries(config)
    .delete(materials)
    .where(and(eq(materials.program, program), eq(materials.promoter, promoter)));
}

function isPublished(atMs: number | null) {
  if (atMs === null) return undefined;
  const { publishedFromMs: from, publishedUntilMs: until } = materials;
  return and(or(isNull(from), lte(from, atMs)), or(isNull(until), gt(until, atMs)));
}
