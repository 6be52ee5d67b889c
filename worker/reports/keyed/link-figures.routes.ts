/** What a promoter's own links brought: the figures that it may know, of its own links alone. */
import { linkIdOf } from "../../../domain/kernel/ids.ts";
import { type ApiApp, requireProgram } from "../../access/api-env.ts";
import { defineRoute } from "../../access/route.ts";
import { promoterParams } from "../../http/common.shapes.ts";
import { cutPage, decodeCursor, encodeCursor } from "../../http/page.ts";
import { json } from "../../http/route-parts.ts";
import { listLinks } from "../../links/links.tables.ts";
import { findPromoter } from "../../promoters/find-promoter.ts";
import { READERS, reportOf } from "../report-of.ts";
import { linkFiguresQuery, linkFiguresSchema } from "./keyed.shapes.ts";
import { rowsOfKeys } from "./keyed-report.ts";
import { LINKS } from "./link-reports.ts";

/** Customers are not shown here, so no order is read for them, and nothing is kept at a promoter's asking. */
const FIGURES: typeof LINKS = { ...LINKS, customers: async () => null };

/** Of the cursor, as that of the links themselves. */
const LIST = "newest-link-figures";

const readLinkFigures = defineRoute({
  method: "get",
  path: "/v1/programs/{program}/promoters/{id}/link-figures",
  operationId: "readLinkFigures",
  tag: "Reports",
  summary: "Clicks and orders of each share link of a promoter in a period, the newest link first",
  access: [...READERS, "promoter:own"],
  request: { params: promoterParams, query: linkFiguresQuery },
  responses: { 200: json(linkFiguresSchema, "A page of links with their figures") },
});

export function registerLinkFigures(app: ApiApp): void {
  app.openapi(readLinkFigures, async (c) => {
    const { limit, cursor, ...asked } = c.req.valid("query");
    const { ref: promoter } = await findPromoter(c.env, requireProgram(c).program, c.req.valid("param").id);
    const { program, period, report } = await reportOf(c, asked);
    const [before] = decodeCursor(LIST, cursor, [0]) ?? [null];
    const query = { programId: program.id, promoter, before, limit: limit + 1 };
    const page = cutPage(await listLinks(c.env.LINKS, query), limit, (last) =>
      encodeCursor(LIST, [last.number]),
    );
    const keys = page.data.map(({ number }) => String(number));
    const rows = await rowsOfKeys(FIGURES, { env: c.env, program, period }, keys);
    const data = rows.map(({ key, sums, beside: { clicks } }) => ({
      linkId: linkIdOf(Number(key)),
      clicks: clicks.clicks,
      uniqueClicks: clicks.uniqueClicks,
      orders: sums.orders,
    }));
    return c.json({ ...report, data, nextCursor: page.nextCursor }, 200);
  });
}
