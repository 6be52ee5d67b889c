/** Pictures of a link that anyone may ask for by its slug: whose link it is, and how they are sent. */
import type { ApiContext } from "../access/api-env.ts";
import { ApiProblem } from "../http/problem.ts";
import { findLinkBySlug, type Link } from "../links/links.tables.ts";
import { keyRing } from "../platform/keys.ts";
import { MissBudget } from "../platform/miss-budget.ts";
import { plausibleForm } from "../platform/slugs.ts";

/** Slugs that people chose are guessed at will: so many of them are looked up, by an isolate. */
const guesses = new MissBudget({ burst: 200, perSecond: 20 });

/** Any page may show it and draw it. It holds what it is made of, and loads nothing. */
export const PICTURE_HEADERS = {
  "access-control-allow-origin": "*",
  "cross-origin-resource-policy": "cross-origin",
  "content-security-policy": "default-src 'none'; img-src data:",
};

/** Of a link that has ended as well: a print outlives it. @throws ApiProblem where there is none, or too many guess. */
export async function linkOfSlug({ env }: ApiContext, slug: string): Promise<Link> {
  const form = plausibleForm(keyRing(env), slug);
  if (form === undefined) throw new ApiProblem("unknown_link");
  if (form === "chosen" && !guesses.take(Date.now())) throw new ApiProblem("unavailable");
  const link = await findLinkBySlug(env.LINKS, slug);
  if (link === null) throw new ApiProblem("unknown_link");
  return link;
}
