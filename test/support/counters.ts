/** What was counted of a program's links and pages, read from the tables themselves, by link. */
import type { InvalidReason } from "../../domain/tracking/click-event.ts";

/** Whole hours, from `fromMs` up to but not with `toMs`. */
interface CountedSpan {
  readonly program: number;
  readonly fromMs: number;
  readonly toMs: number;
}

interface LinkCounts {
  readonly link: number;
  readonly promoter: number;
  readonly clicks: number;
  readonly uniqueClicks: number;
  readonly impressions: number;
  readonly invalid: Partial<Record<InvalidReason, number>>;
}

export async function clickCounts(
  db: D1Database,
  { program, fromMs, toMs }: CountedSpan,
): Promise<LinkCounts[]> {
  const read = async <Row>(columns: string, table: string, by: string) => {
    const query = `SELECT ${columns} FROM ${table} WHERE program = ? AND hour_ms >= ? AND hour_ms < ? GROUP BY ${by}`;
    return (await db.prepare(query).bind(program, fromMs, toMs).all<Row>()).results;
  };
  const valid = await read<Omit<LinkCounts, "invalid">>(
    `link, max(promoter) AS promoter, sum(clicks) AS clicks, sum(unique_clicks) AS uniqueClicks,
     sum(impressions) AS impressions`,
    "click_counters",
    "link",
  );
  const refused = await read<{ link: number; promoter: number; reason: InvalidReason; clicks: number }>(
    "link, max(promoter) AS promoter, reason, sum(clicks) AS clicks",
    "invalid_counters",
    "link, reason",
  );
  const counts = new Map(valid.map((row): [number, LinkCounts] => [row.link, { ...row, invalid: {} }]));
  for (const { link, promoter, reason, clicks } of refused) {
    const known = counts.get(link) ?? {
      link,
      promoter,
      clicks: 0,
      uniqueClicks: 0,
      impressions: 0,
      invalid: {},
    };
    counts.set(link, { ...known, invalid: { ...known.invalid, [reason]: clicks } });
  }
  return [...counts.values()].toSorted((a, b) => a.link - b.link);
}

interface PageCounts {
  /** 0: no token said which. */
  readonly link: number;
  readonly pageviews: number;
  readonly conversions: number;
  readonly amountMinor: number;
}

export async function pageCounts(
  db: D1Database,
  { program, fromMs, toMs }: CountedSpan,
): Promise<PageCounts[]> {
  const query = `SELECT link, sum(pageviews) AS pageviews, sum(conversions) AS conversions, sum(amount_minor) AS amountMinor
    FROM page_counters WHERE program = ? AND hour_ms >= ? AND hour_ms < ? GROUP BY link ORDER BY link`;
  return (await db.prepare(query).bind(program, fromMs, toMs).all<PageCounts>()).results;
}
