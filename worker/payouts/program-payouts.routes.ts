/** The payouts of a whole program, as those see them who approve and pay: asked of the books themselves, so they never lag. */
import { parsePayoutId } from "../../domain/kernel/ids.ts";
import { newestFirst } from "../../domain/payout/newest-payouts.ts";
import { objectNamed } from "../../durable-objects/object/object-named.ts";
import { type ApiApp, requireProgram } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import { programParams } from "../http/common.shapes.ts";
import { pageOf } from "../http/page.shapes.ts";
import { cutPage, decodeCursor, encodeCursor } from "../http/page.ts";
import { json } from "../http/route-parts.ts";
import { callObject } from "../platform/object-call.ts";
import { existingNames } from "../read-models/existing-objects.ts";
import { approvers } from "./approvers.ts";
import { payoutSchema, payoutsQuery, presentPayout } from "./payout.shapes.ts";

const readPayouts = defineRoute({
  method: "get",
  path: "/v1/programs/{program}/payouts",
  operationId: "listProgramPayouts",
  tag: "Payouts",
  summary: "List the payouts of all promoters, also those in one state, newest request first",
  access: ["operator", "key:read", "key:payouts"],
  request: { params: programParams, query: payoutsQuery },
  responses: { 200: json(pageOf(payoutSchema), "A page of payouts") },
});

export function registerProgramPayouts(app: ApiApp): void {
  app.openapi(readPayouts, async (c) => {
    const { program } = requireProgram(c);
    const { limit, cursor, state = null } = c.req.valid("query");
    const [requestedAtMs = 0, id = ""] = decodeCursor("program-payouts", cursor, [0, ""]) ?? [];
    const last = parsePayoutId(id);
    const before = last === undefined ? null : { requestedAtMs, ...last };
    const books = await existingNames(c.env, program, "book");
    // Every book answers a page: the newest of all of them are among those.
    const pages = await Promise.all(
      books.map((book) =>
        callObject(
          async () => await objectNamed(c.env.ACCOUNT_BOOK, book).payoutsOfAll(state, before, limit + 1),
        ),
      ),
    );
    const page = cutPage(pages.flat().toSorted(newestFirst), limit, (last) =>
      encodeCursor("program-payouts", [last.requestedAtMs, last.id]),
    );
    const names = await approvers(c, page.data);
    const data = page.data.map((view) => presentPayout(program.currency, view, "merchant", names));
    return c.json({ ...page, data }, 200);
  });
}
