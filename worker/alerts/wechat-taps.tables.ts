/** Taps on a program's links inside of WeChat, by windows of some hours. */
import { sql } from "drizzle-orm";
import { wechatWindows } from "../../domain/alerts/alerts.ts";
import { HOUR_MS } from "../../domain/kernel/duration.ts";
import { clickHours } from "../clicks/schema.tables.ts";
import { queries } from "../platform/queries.ts";

/** As the windows lie, the latest first; null of those that lie before the first tap that is known. */
export async function wechatTaps(
  reports: D1Database,
  program: number,
  hour: number,
): Promise<(number | null)[]> {
  const windows = wechatWindows(hour);
  const first = windows.at(-1)?.from ?? hour;
  const starts = windows.flatMap(({ from, to }) =>
    Array.from({ length: to - from + 1 }, (_, at) => (from + at) * HOUR_MS),
  );
  const rows = await queries(reports)
    .select({ startMs: clickHours.startMs, clicks: clickHours.clicks })
    .from(clickHours)
    .where(
      sql`program = ${program} AND kind = 'wechat' AND start_ms IN (SELECT value FROM json_each(${JSON.stringify(starts)}))`,
    );
  const [known] = await queries(reports)
    .select({ startMs: clickHours.startMs })
    .from(clickHours)
    .where(sql`program = ${program} AND kind = 'wechat' AND start_ms >= ${first * HOUR_MS}`)
    .orderBy(clickHours.startMs)
    .limit(1);
  const taps = new Map(rows.map(({ startMs, clicks }) => [startMs / HOUR_MS, clicks]));
  const since = known === undefined ? Infinity : known.startMs / HOUR_MS;
  return windows.map(({ from, to }) => {
    if (from < since) return null;
    let sum = 0;
    for (let at = from; at <= to; at += 1) sum += taps.get(at) ?? 0;
    return sum;
  });
}
