/** How webhooks of each source fare, as isolates have written it: counts, hours, and the last deliveries. */
import { and, desc, eq, gte, lt, type SQL, sql } from "drizzle-orm";
import { queries, type Statement } from "../../platform/queries.ts";
import { sourceCounts, sourceDeliveries, sourceHours } from "../schema.tables.ts";

export type CountedSource = typeof sourceCounts.$inferSelect;

/** What an isolate has gathered of one source. */
export interface GatheredSource {
  readonly counted: CountedSource;
  readonly hours: readonly CountedHour[];
  /** Oldest first, at most as many as there are places. */
  readonly signed: readonly Delivery[];
  readonly refused: readonly Delivery[];
}

export type CountedHour = typeof sourceHours.$inferSelect;
export type Delivery = Omit<typeof sourceDeliveries.$inferSelect, "programId" | "source" | "place">;

/** Places of deliveries. */
export const SIGNED_PLACES = 100;
export const REFUSED_PLACES = 20;

/** Adds what was gathered to what was before; of two times the later one holds. */
export async function addGathered(reports: D1Database, gathered: readonly GatheredSource[]): Promise<void> {
  const [first, ...others] = gathered.flatMap((one) => [
    countStatement(reports, one.counted),
    ...one.hours.map((hour) => hourStatement(reports, hour)),
    ...deliveryStatements(reports, one),
  ]);
  if (first !== undefined) await queries(reports).batch([first, ...others]);
}

function countStatement(reports: D1Database, counted: CountedSource): Statement<D1Result> {
  return queries(reports)
    .insert(sourceCounts)
    .values(counted)
    .onConflictDoUpdate({
      target: [sourceCounts.programId, sourceCounts.source],
      set: {
        received: sql`source_counts.received + excluded.received`,
        accepted: sql`source_counts.accepted + excluded.accepted`,
        unusable: sql`source_counts.unusable + excluded.unusable`,
        refused: sql`source_counts.refused + excluded.refused`,
        lastReceivedAtMs: sql`coalesce(max(source_counts.last_received_at_ms, excluded.last_received_at_ms), source_counts.last_received_at_ms, excluded.last_received_at_ms)`,
        lastRefusedAtMs: sql`coalesce(max(source_counts.last_refused_at_ms, excluded.last_refused_at_ms), source_counts.last_refused_at_ms, excluded.last_refused_at_ms)`,
        lastError: sql`CASE WHEN coalesce(excluded.last_error_at_ms, 0) >= coalesce(source_counts.last_error_at_ms, 0)
          THEN excluded.last_error ELSE source_counts.last_error END`,
        lastErrorAtMs: sql`coalesce(max(source_counts.last_error_at_ms, excluded.last_error_at_ms), source_counts.last_error_at_ms, excluded.last_error_at_ms)`,
      },
    });
}

function hourStatement(reports: D1Database, hour: CountedHour): Statement<D1Result> {
  return queries(reports)
    .insert(sourceHours)
    .values(hour)
    .onConflictDoUpdate({
      target: [sourceHours.programId, sourceHours.source, sourceHours.hour],
      set: {
        received: sql`source_hours.received + excluded.received`,
        unusable: sql`source_hours.unusable + excluded.unusable`,
      },
    });
}

/** Takes the places of the oldest, by the counts that the same transaction has just raised. */
function deliveryStatements(
  reports: D1Database,
  { counted: { programId, source }, signed, refused }: GatheredSource,
): Statement<D1Result>[] {
  const count = (column: SQL) =>
    sql`(SELECT ${column} FROM ${sourceCounts} WHERE program_id = ${programId} AND source = ${source})`;
  const put = (deliveries: readonly Delivery[], place: (back: SQL) => SQL) => {
    const rows = deliveries.map((delivery, index) => ({ ...delivery, back: deliveries.length - 1 - index }));
    const member = (name: string) => sql`json_extract(value, ${`$.${name}`})`;
    return queries(reports).run(
      sql`INSERT OR REPLACE INTO ${sourceDeliveries}
          (program_id, source, place, at_ms, verdict, reason, webhook_id, bytes, messages)
        SELECT ${programId}, ${source}, ${place(member("back"))}, ${member("atMs")}, ${member("verdict")},
          ${member("reason")}, ${member("webhookId")}, ${member("bytes")}, ${member("messages")}
        FROM json_each(${JSON.stringify(rows)})`,
    );
  };
  return [
    ...(signed.length === 0
      ? []
      : [put(signed, (back) => sql`(${count(sql`received`)} - ${back}) % ${SIGNED_PLACES}`)]),
    ...(refused.length === 0
      ? []
      : [
          put(
            refused,
            (back) => sql`${SIGNED_PLACES} + (${count(sql`refused`)} - ${back}) % ${REFUSED_PLACES}`,
          ),
        ]),
  ];
}

/** The last deliveries of a source, newest first: what anybody sends without a signature takes no place of those with one. */
export async function lastDeliveries(
  reports: D1Database,
  programId: string,
  source: string,
): Promise<Delivery[]> {
  return await queries(reports)
    .select()
    .from(sourceDeliveries)
    .where(and(eq(sourceDeliveries.programId, programId), eq(sourceDeliveries.source, source)))
    .orderBy(desc(sourceDeliveries.atMs), desc(sourceDeliveries.place))
    .limit(SIGNED_PLACES + REFUSED_PLACES);
}

/** Forgets deliveries of whoever has this mask: it may be that of others as well. */
export async function forgetDeliveries(reports: D1Database, programId: string, mask: string): Promise<void> {
  await queries(reports)
    .delete(sourceDeliveries)
    .where(
      and(
        eq(sourceDeliveries.programId, programId),
        sql`instr(messages, ${`"customerId":${JSON.stringify(mask)}`}) > 0`,
      ),
    );
}

/** The hours of a program since one of them, by source. */
export async function readSourceHours(
  reports: D1Database,
  programId: string,
  sinceHour: number,
): Promise<ReadonlyMap<string, readonly CountedHour[]>> {
  const rows = await queries(reports)
    .select()
    .from(sourceHours)
    .where(and(eq(sourceHours.programId, programId), gte(sourceHours.hour, sinceHour)));
  return Map.groupBy(rows, ({ source }) => source);
}

/** Forgets deliveries of before a time, and hours of before one of them. Answers how many rows. */
export async function sweepSourceHealth(
  reports: D1Database,
  { beforeMs, beforeHour }: { readonly beforeMs: number; readonly beforeHour: number },
): Promise<number> {
  const swept = await queries(reports).batch([
    queries(reports).delete(sourceDeliveries).where(lt(sourceDeliveries.atMs, beforeMs)),
    queries(reports).delete(sourceHours).where(lt(sourceHours.hour, beforeHour)),
  ]);
  return swept.reduce((sum, { meta }) => sum + meta.changes, 0);
}

/** The counts of a program, by source. */
export async function readSourceCounts(
  reports: D1Database,
  programId: string,
): Promise<ReadonlyMap<string, CountedSource>> {
  const rows = await queries(reports)
    .select()
    .from(sourceCounts)
    .where(eq(sourceCounts.programId, programId));
  return new Map(rows.map((row) => [row.source, row]));
}
