/** `GET …/links/{id}/wxacode.png`: a link as a mini program code, which opens the merchant's mini program in WeChat. */
import type { WechatAccount } from "../../durable-objects/wechat-app/wechat-calls.ts";
import { type ApiApp, requireProgram } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import { ApiProblem } from "../http/problem.ts";
import { refusals, text } from "../http/route-parts.ts";
import { linkParams } from "../links/link.shapes.ts";
import { ownLink } from "../links/own-link.ts";
import { heldSecret, wechatProblem } from "./held-secrets.ts";
import { miniProgramCodeQuery } from "./mini-program-code.shapes.ts";
import { askCode, type CodeTerms } from "./wechat-api.ts";
import { readWechatApp, type WechatAppRow } from "./wechat-apps.tables.ts";

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
const UNFIT = new Set<number | null>([40_097, 40_129, 40_169, 41_030]);

/** WeChat counts codes by the minute. */
const RETRY_MS = { limited: 60_000, down: 2_000, refused: 10_000, token_ended: 2_000 };

export function registerMiniProgramCodes(app: ApiApp): void {
  app.openapi(readCode, async (c) => {
    const { program } = requireProgram(c);
    const { slug } = await ownLink(c, c.req.valid("param").id);
    const row = await readWechatApp(c.env.CONFIG, program.number);
    if (row === undefined) throw new ApiProblem("no_wechat_app");
    if (slug.length > MOST_SCENE_CHARACTERS) throw new ApiProblem("slug_too_long_for_code");
    const { page, envVersion, size } = c.req.valid("query");
    const picture = await codeOf(c.env, miniProgramOf(program.id, row), {
      scene: slug,
      ...(page === undefined ? {} : { page }),
      env_version: envVersion,
      // Of a version that is not released yet, WeChat knows no page.
      check_path: envVersion === "release",
      width: size,
      is_hyaline: true,
    });
    return c.body(picture, 200, { "content-type": "image/png" });
  });
}

/** The app that is set may be a mini program itself. */
function miniProgramOf(
  programId: string,
  { appId, sealed, miniAppId, miniSealed }: WechatAppRow,
): WechatAccount {
  return miniAppId === null || miniSealed === null
    ? { programId, appId, sealed }
    : { programId, appId: miniAppId, sealed: miniSealed };
}

/** A token that WeChat takes no more is renewed once. */
async function codeOf(env: Env, account: WechatAccount, terms: CodeTerms): Promise<Uint8Array<ArrayBuffer>> {
  const token = await heldSecret(env, account, "accessToken");
  let answer = await askCode(env, token.text, terms);
  if (answer.kind === "failed" && answer.fault === "token_ended") {
    const renewed = await heldSecret(env, account, "accessToken", token.sealed);
    answer = await askCode(env, renewed.text, terms);
  }
  if (answer.kind === "picture") return answer.bytes;
  if (UNFIT.has(answer.code)) {
    throw new ApiProblem("mini_program_code_refused", { detail: `WeChat answers errcode ${answer.code}` });
  }
  throw wechatProblem(answer, RETRY_MS[answer.fault]);
}
