/** `GET …/links/{id}/wxacode.png`: a link as a mini program code, which opens the merchant's mini program in WeChat. */
import { type ApiApp, requireProgram } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import { ApiProblem } from "../http/problem.ts";
import { refusals, text } from "../http/route-parts.ts";
import { linkParams } from "../links/link.shapes.ts";
import { ownLink } from "../links/own-link.ts";
import { askedByToken, miniProgramOf } from "./mini-program-calls.ts";
import { miniProgramCodeQuery } from "./mini-program-code.shapes.ts";
import { askCode } from "./wechat-api.ts";

const readCode = defineRoute({
  method: "get",
  path: "/v1/programs/{program}/links/{id}/wxacode.png",
  operationId: "readMiniProgramCode",
  tag: "WeChat",
  summary: "The mini program code of a share link",
  description:
    "WeChat draws it, and the mini program is told the link's slug as `scene`. The picture has no ground of its own.",
  access: ["operator", "key:read", "key:manage", "promoter:own"],
  request: { params: linkParams, query: miniProgramCodeQuery },
  responses: { 200: text("image/png", "The picture"), ...refusals([503]) },
});

/** As much as WeChat puts into a code. All characters of slugs are among those that it takes. */
const MOST_SCENE_CHARACTERS = 32;

/** WeChat's numbers of what callers asked for: arguments, scene and its length, page. */
const UNFIT = {
  numbers: new Set<number | null>([40_097, 40_129, 40_169, 41_030]),
  problem: "mini_program_code_refused",
} as const;

export function registerMiniProgramCodes(app: ApiApp): void {
  app.openapi(readCode, async (c) => {
    const { program } = requireProgram(c);
    const { slug } = await ownLink(c, c.req.valid("param").id);
    const account = await miniProgramOf(c.env, program);
    if (slug.length > MOST_SCENE_CHARACTERS) throw new ApiProblem("slug_too_long_for_code");
    const { page, envVersion, size } = c.req.valid("query");
    const terms = {
      scene: slug,
      ...(page === undefined ? {} : { page }),
      env_version: envVersion,
      // Of a version that is not released yet, WeChat knows no page.
      check_path: envVersion === "release",
      width: size,
      is_hyaline: true,
    } as const;
    const { bytes } = await askedByToken(
      c.env,
      account,
      async (token) => await askCode(c.env, token, terms),
      UNFIT,
    );
    return c.body(bytes, 200, { "content-type": "image/png" });
  });
}
