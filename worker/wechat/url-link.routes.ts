/** `GET …/links/{id}/url-link`: a share link as WeChat's URL Link, which opens the mini program from outside of WeChat. */
import { type ApiApp, requireProgram } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import { instantOf } from "../http/instants.ts";
import { json, refusals } from "../http/route-parts.ts";
import { linkParams } from "../links/link.shapes.ts";
import { ownLink } from "../links/own-link.ts";
import { askedByToken, miniProgramOf } from "./mini-program-calls.ts";
import { urlLinkQuery, urlLinkSchema } from "./url-link.shapes.ts";
import { askUrlLink } from "./wechat-api.ts";

const readUrlLink = defineRoute({
  method: "get",
  path: "/v1/programs/{program}/links/{id}/url-link",
  operationId: "readUrlLink",
  tag: "WeChat",
  summary: "A share link as WeChat's URL Link, for messages outside of WeChat",
  description:
    "WeChat makes a new one each time. Whoever taps it comes to the mini program, which is told the link's slug as `tby`. " +
    "The token is asked for there, by who came.",
  access: ["operator", "key:read", "key:manage", "promoter:own"],
  request: { params: linkParams, query: urlLinkQuery },
  responses: { 200: json(urlLinkSchema, "The URL Link"), ...refusals([503]) },
});

/** WeChat's numbers of what callers asked for: arguments, page, query, a mini program that is not released. */
const UNFIT = {
  numbers: new Set<number | null>([40_097, 40_165, 40_212, 85_079]),
  problem: "url_link_refused",
} as const;

const DAY_MS = 86_400_000;

export function registerUrlLinks(app: ApiApp): void {
  app.openapi(readUrlLink, async (c) => {
    const { program } = requireProgram(c);
    const { slug } = await ownLink(c, c.req.valid("param").id);
    const account = await miniProgramOf(c.env, program);
    const { page, envVersion, days } = c.req.valid("query");
    const terms = {
      ...(page === undefined ? {} : { path: page }),
      query: `tby=${slug}`,
      env_version: envVersion,
      expire_type: 1,
      expire_interval: days,
    } as const;
    const nowMs = Date.now();
    const { url } = await askedByToken(
      c.env,
      account,
      async (token) => await askUrlLink(c.env, token, terms),
      UNFIT,
    );
    return c.json({ url, expiresAt: instantOf(nowMs + days * DAY_MS) }, 200);
  });
}
