/** `GET /poster/{slug}/{poster}.svg`: a poster with the QR code of a link, to be saved or drawn by any page. */
import type { PosterParts } from "../../../domain/sharing/poster.ts";
import type { ApiApp } from "../../access/api-env.ts";
import { defineRoute } from "../../access/route.ts";
import { currentProgram } from "../../configuration/current-program.ts";
import type { ProgramConfig } from "../../configuration/program-config.tables.ts";
import { ApiProblem } from "../../http/problem.ts";
import { problemSchema } from "../../http/problem.shapes.ts";
import { problemAnswer, refusals, text } from "../../http/route-parts.ts";
import { shareOrigin } from "../../links/share-origin.ts";
import type { Link } from "../../links/links.tables.ts";
import { portalLook, wireLook } from "../../looks/portal-look.ts";
import { callObject } from "../../platform/object-call.ts";
import { treeOf } from "../../platform/objects.ts";
import { linkOfSlug, PICTURE_HEADERS } from "../link-picture.ts";
import { drawPoster } from "./draw-poster.ts";
import { posterFileParams, posterIdOf, storedPoster } from "./poster.shapes.ts";
import { findPoster } from "./posters.tables.ts";
import { SIMPLE, simplePoster } from "./simple-poster.ts";

const draw = defineRoute({
  method: "get",
  path: "/poster/{slug}/{file}",
  operationId: "drawPoster",
  tag: "Share hosts",
  summary: "A poster with the QR code of a share link",
  description: `Whoever has the link sees it, with its promoter's name where the merchant's text says so. Every program has \`${SIMPLE}\`.`,
  access: ["public"],
  request: { params: posterFileParams },
  responses: {
    200: text("image/svg+xml", "The poster"),
    404: problemAnswer(problemSchema, "No such link, or no such poster"),
    ...refusals([422, 503]),
  },
});

export function registerPosterFiles(app: ApiApp): void {
  app.openapi(draw, async (c) => {
    const { slug, file } = c.req.valid("param");
    const link = await linkOfSlug(c, slug.toLowerCase());
    const program = await currentProgram(c.env, link.programId);
    if (program === null) throw new ApiProblem("unknown_link");
    const { row } = await portalLook(c.env.CONFIG, program.number, Date.now());
    const look = row === undefined ? {} : wireLook(row);
    const id = posterIdOf(file);
    const stored = await findPoster(c.env.CONFIG, { program: program.number, id });
    if (stored === undefined && id !== SIMPLE) throw new ApiProblem("unknown_poster");
    const poster = stored === undefined ? simplePoster(look) : storedPoster(stored);
    const url = `${shareOrigin(c, program)}/s/${link.slug}`;
    const name = look.name ?? program.name;
    const promoter = await nameOf(c.env, program, link, poster);
    const drawn = drawPoster(poster, { program: name, promoter: promoter ?? name, link: url }, url);
    return c.body(drawn, 200, {
      ...PICTURE_HEADERS,
      "content-type": "image/svg+xml",
      "cache-control": "public, max-age=300",
    });
  });
}

/** The promoter's name, where the poster says it and there is one. */
async function nameOf(
  env: Env,
  program: ProgramConfig,
  { promoter }: Link,
  { texts }: PosterParts,
): Promise<string | null> {
  if (!texts.some((part) => part.text.includes("{promoter}"))) return null;
  const [named] = await callObject(async () => await treeOf(env, program).names([promoter]));
  return named?.name ?? null;
}
