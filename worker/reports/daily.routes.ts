/** The figures of each day of a period, over HTTP. */
import { dayOf, daysBetween } from "../../domain/program/calendar-day.ts";
import type { ApiApp, ApiContext } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { programParams } from "../http/common.shapes.ts";
import { decodeCursor, encodeCursor } from "../http/page.ts";
import { json, text } from "../http/route-parts.ts";
import { figureColumns, reportFile } from "./report-file.ts";
import { daysFigures } from "./daily.ts";
import { dailyFileQuery, dailyQuery, dailySchema } from "./daily.shapes.ts";
import { ownDays } from "./own/own-figures.ts";
import { askingPromoter, OWN_REPORT, READERS_OR_OWN, reportOf, REPORTS_PATH } from "./report-of.ts";
import { daysOf, type DaySpan, periodBefore, type ReportPeriod } from "./report-period.ts";

const readDaily = defineRoute({
  method: "get",
  path: `${REPORTS_PATH}/daily`,
  operationId: "reportDaily",
  tag: "Reports",
  summary: "The figures of each day of a period, those without any too",
  description: OWN_REPORT,
  access: READERS_OR_OWN,
  request: { params: programParams, query: dailyQuery },
  responses: { 200: json(dailySchema, "A page of days") },
});

const readFile = defineRoute({
  method: "get",
  path: `${REPORTS_PATH}/daily.csv`,
  operationId: "reportDailyFile",
  tag: "Reports",
  summary: "The figures of each day of a period as a file, earliest first",
  description: OWN_REPORT,
  access: READERS_OR_OWN,
  request: { params: programParams, query: dailyFileQuery },
  responses: { 200: text("text/csv", "A line for each day") },
});

export function registerDaily(app: ApiApp): void {
  app.openapi(readDaily, async (c) => {
    const { compare, sort, limit, cursor, ...asked } = c.req.valid("query");
    const { program, period, report } = await reportOf(c, asked);
    const list = `daily ${sort} ${period.fromMs} ${period.toMs}`;
    const [after] = decodeCursor(list, cursor, [0]) ?? [0];
    const all = countOf(period);
    const shown = Math.max(0, Math.min(limit, all - after));
    const first = sort === "day" ? after : all - after - shown;
    const rows = await dayRows(c, program, period, {
      first,
      days: shown,
      compare: compare !== undefined,
    });
    const nextCursor = after + shown < all ? encodeCursor(list, [after + shown]) : null;
    return c.json({ ...report, data: sort === "day" ? rows : rows.toReversed(), nextCursor }, 200);
  });
  app.openapi(readFile, async (c) => {
    const { compare, ...asked } = c.req.valid("query");
    const { program, period } = await reportOf(c, asked);
    const columns = figureColumns(["day"], ["customers", "ltv", "paidOut"], compare !== undefined);
    const all = countOf(period);
    const pages = async function* () {
      for (let first = 0; first < all; first += FILE_DAYS) {
        const days = Math.min(FILE_DAYS, all - first);
        yield await dayRows(c, program, period, { first, days, compare: compare !== undefined });
      }
    };
    return reportFile(columns, pages());
  });
}

/** Days that are read at once for a file. */
const FILE_DAYS = 100;

/** Calendar days that a period touches. */
function countOf({ fromMs, toMs, timezone }: ReportPeriod): number {
  return daysBetween(dayOf(fromMs, timezone), dayOf(toMs - 1, timezone)) + 1;
}

interface DayPage {
  /** Place of the first day in the period. */
  readonly first: number;
  readonly days: number;
  readonly compare: boolean;
}

/** Days of a period, earliest first, each with the day at its place in the period before. */
async function dayRows(
  c: ApiContext,
  program: ProgramConfig,
  period: ReportPeriod,
  { first, days, compare }: DayPage,
) {
  const own = daysOf(period, first, days);
  const before = compare ? daysOf(periodBefore(period), first, days) : [];
  const promoter = askingPromoter(c);
  const read = async (days: readonly DaySpan[]) =>
    promoter === null
      ? await daysFigures(c.env, program, days, Date.now())
      : await ownDays({ env: c.env, program }, promoter, days);
  const figures = await read(own);
  const previous = await read(before);
  return figures.map((ofDay, place) => {
    const earlier = previous[place];
    return {
      day: own[place]?.day ?? "",
      ...ofDay,
      ...(earlier === undefined ? {} : { previous: earlier }),
    };
  });
}
