/** Which objects there are, by their own word. Whoever goes through a program's objects asks here, and makes none. */
import { and, asc, eq, inArray, sql } from "drizzle-orm";
import type { ObjectClass } from "../../domain/kernel/object-class.ts";
import { programOfObject } from "../../domain/kernel/region.ts";
import { queries } from "../platform/queries.ts";
import { knownObjects } from "./schema.tables.ts";

export interface KnownObject {
  readonly programId: string;
  readonly className: ObjectClass;
  readonly object: string;
}

/** An object says that it is there. */
export async function keepKnownObject(reports: D1Database, known: KnownObject, nowMs: number): Promise<void> {
  await queries(reports)
    .insert(knownObjects)
    .values({ ...known, seenAtMs: nowMs })
    .onConflictDoUpdate({
      target: [knownObjects.programId, knownObjects.className, knownObjects.object],
      set: { seenAtMs: sql`excluded.seen_at_ms` },
    });
}

/** An object is no more: nobody wakes it. */
export async function forgetKnownObject(
  reports: D1Database,
  { programId, className, object }: KnownObject,
): Promise<void> {
  await queries(reports)
    .delete(knownObjects)
    .where(
      and(
        eq(knownObjects.programId, programId),
        eq(knownObjects.className, className),
        eq(knownObjects.object, object),
      ),
    );
}

/** Names of the objects of one class of a program. */
export async function knownNames(
  reports: D1Database,
  programId: string,
  className: ObjectClass,
): Promise<string[]> {
  const rows = await queries(reports)
    .select({ object: knownObjects.object })
    .from(knownObjects)
    .where(and(eq(knownObjects.programId, programId), eq(knownObjects.className, className)))
    .orderBy(asc(knownObjects.object));
  return rows.map(({ object }) => object);
}

/** An object, and how often it was woken at least. */
export interface WokenObject extends KnownObject {
  readonly wakes: number;
}

/** All objects of some programs. */
export async function knownObjectsOf(
  reports: D1Database,
  programIds: readonly string[],
): Promise<KnownObject[]> {
  const { programId, className, object } = knownObjects;
  return await queries(reports)
    .select({ programId, className, object })
    .from(knownObjects)
    .where(inArray(programId, oneOf(programIds)))
    .orderBy(asc(programId), asc(className), asc(object));
}

/** How often objects of one class were woken at least, by name. Those that are not listed are missing. */
export async function knownWakes(
  reports: D1Database,
  className: ObjectClass,
  names: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const { programId, object, wakes } = knownObjects;
  const programs = [...new Set(names.map(programOfObject))];
  const rows = await queries(reports)
    .select({ object, wakes })
    .from(knownObjects)
    .where(
      and(
        inArray(programId, oneOf(programs)),
        eq(knownObjects.className, className),
        inArray(object, oneOf(names)),
      ),
    );
  return new Map(rows.map((row) => [row.object, row.wakes]));
}

function oneOf(values: readonly string[]) {
  return sql`(SELECT value FROM json_each(${JSON.stringify(values)}))`;
}
