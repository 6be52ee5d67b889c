/** The dataset `clicks_hourly`, from the counters of links. */
import { linkIdOf, promoterIdOf, type PromoterRef } from "../../../domain/kernel/ids.ts";
import { hoursBehind, type HourToExport } from "./click-rows.tables.ts";
import type { TypedSource } from "./source.ts";

/** Rows of one query. */
const PAGE = 5_000;
const BEFORE_ALL_LINKS = -1;

export const CLICKS_HOURLY: TypedSource<HourToExport> = {
  columns: [
    { name: "hour", type: "instant", of: ({ hourMs }) => hourMs },
    { name: "linkId", type: "string", of: ({ link }) => linkIdOf(link) },
    { name: "promoterId", type: "string", of: ({ promoter }) => promoterIdOf(promoter as PromoterRef) },
    { name: "clicks", type: "integer", of: ({ clicks }) => clicks },
    { name: "uniqueClicks", type: "integer", of: ({ uniqueClicks }) => uniqueClicks },
    { name: "invalidClicks", type: "integer", of: ({ invalidClicks }) => invalidClicks },
    { name: "invalidReasons", type: "string", of: ({ invalidReasons }) => invalidReasons },
    { name: "impressions", type: "integer", of: ({ impressions }) => impressions },
    { name: "pageviews", type: "integer", of: ({ pageviews }) => pageviews },
    { name: "reportedConversions", type: "integer", of: ({ reportedConversions }) => reportedConversions },
    { name: "reportedAmount", type: "integer", of: ({ reportedAmount }) => reportedAmount },
  ],
  atMs: ({ hourMs }) => hourMs,
  placeOf: ({ hourMs, link }) => [hourMs, link],
  page: async ({ env, program, fromMs, toMs }, place) => {
    const [hourMs, link] = (place ?? [fromMs, BEFORE_ALL_LINKS]) as [number, number];
    const of = { program: program.number, fromMs, toMs };
    const rows = await hoursBehind(env.REPORTS, of, { hourMs, link }, PAGE);
    const last = rows.at(-1);
    return { rows, next: last !== undefined && rows.length === PAGE ? [last.hourMs, last.link] : null };
  },
};
