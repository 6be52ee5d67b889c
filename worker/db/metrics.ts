/** Counts for monitoring, from the read models. */
export interface Counts {
  readonly programs: number;
  readonly deadLetters: number;
  readonly clicks: number;
  readonly impressions: number;
  readonly invalidClicks: number;
  readonly pageviews: number;
  readonly reportedConversions: number;
  readonly orders: readonly { readonly state: string; readonly n: number }[];
}

export async function readCounts(env: Pick<Env, "CONFIG" | "REPORTS">): Promise<Counts> {
  const [programs, [dead, clicks, invalid, pages, orders]] = await Promise.all([
    env.CONFIG.prepare("SELECT count(*) AS n FROM programs").first<number>("n"),
    env.REPORTS.batch([
      env.REPORTS.prepare("SELECT count(*) AS n FROM dead_letters"),
      env.REPORTS.prepare(
        "SELECT sum(clicks) AS clicks, sum(impressions) AS impressions FROM click_counters",
      ),
      env.REPORTS.prepare("SELECT sum(clicks) AS n FROM invalid_counters"),
      env.REPORTS.prepare(
        "SELECT sum(pageviews) AS pageviews, sum(conversions) AS conversions FROM page_counters",
      ),
      env.REPORTS.prepare("SELECT state, count(*) AS n FROM orders GROUP BY state ORDER BY state"),
    ]),
  ]);
  const [deadRow] = (dead?.results ?? []) as { n: number }[];
  const [clickRow] = (clicks?.results ?? []) as { clicks: number | null; impressions: number | null }[];
  const [invalidRow] = (invalid?.results ?? []) as { n: number | null }[];
  const [pageRow] = (pages?.results ?? []) as { pageviews: number | null; conversions: number | null }[];
  return {
    programs: programs ?? 0,
    deadLetters: deadRow?.n ?? 0,
    clicks: clickRow?.clicks ?? 0,
    impressions: clickRow?.impressions ?? 0,
    invalidClicks: invalidRow?.n ?? 0,
    pageviews: pageRow?.pageviews ?? 0,
    reportedConversions: pageRow?.conversions ?? 0,
    orders: (orders?.results ?? []) as { state: string; n: number }[],
  };
}
