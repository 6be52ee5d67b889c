/** What a program's mini program is asked of WeChat with: its account, and its token, which is renewed once. */
import type { Failed, WechatAccount } from "../../durable-objects/wechat-app/wechat-calls.ts";
import { ApiProblem, type ProblemCode } from "../http/problem.ts";
import { heldSecret, wechatProblem } from "./held-secrets.ts";
import { readWechatApp } from "./wechat-apps.tables.ts";

/** WeChat counts what it makes by the minute. */
const RETRY_MS = { limited: 60_000, down: 2_000, refused: 10_000, token_ended: 2_000 };

/** The app that is set may be a mini program itself. @throws ApiProblem `no_wechat_app` (404). */
export async function miniProgramOf(
  env: Env,
  { id: programId, number }: { readonly id: string; readonly number: number },
): Promise<WechatAccount> {
  const row = await readWechatApp(env.CONFIG, number);
  if (row === undefined) throw new ApiProblem("no_wechat_app");
  const { appId, sealed, miniAppId, miniSealed } = row;
  return miniAppId === null || miniSealed === null
    ? { programId, appId, sealed }
    : { programId, appId: miniAppId, sealed: miniSealed };
}

interface Unfit {
  /** WeChat's numbers of what callers asked for. */
  readonly numbers: ReadonlySet<number | null>;
  readonly problem: ProblemCode;
}

/** Asks by the one token. One that WeChat takes no more is renewed once. */
export async function askedByToken<Made extends { readonly kind: string }>(
  env: Env,
  account: WechatAccount,
  ask: (accessToken: string) => Promise<Made | Failed>,
  unfit: Unfit,
): Promise<Made> {
  const token = await heldSecret(env, account, "accessToken");
  let answer = await ask(token.text);
  if (isFailed(answer) && answer.fault === "token_ended") {
    const renewed = await heldSecret(env, account, "accessToken", token.sealed);
    answer = await ask(renewed.text);
  }
  if (!isFailed(answer)) return answer;
  if (unfit.numbers.has(answer.code)) {
    throw new ApiProblem(unfit.problem, { detail: `WeChat answers errcode ${answer.code}` });
  }
  throw wechatProblem(answer, RETRY_MS[answer.fault]);
}

function isFailed(answer: { readonly kind: string }): answer is Failed {
  return answer.kind === "failed";
}
