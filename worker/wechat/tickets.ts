/** The `jsapi_ticket` of a program's official account, from the one object that holds it. */
import { objectNamed } from "../../durable-objects/object/object-named.ts";
import type { Refused } from "../../durable-objects/wechat-app/held-text.ts";
import type { WechatFault } from "../../durable-objects/wechat-app/wechat-calls.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { ApiProblem, type ProblemCode } from "../http/problem.ts";
import { type KeyRing, keyRing, macHex } from "../platform/keys.ts";
import { callObject } from "../platform/object-call.ts";
import { openAppSecret, openTicket } from "./sealed-calls.ts";
import type { WechatAppRow } from "./wechat-apps.tables.ts";

const NAME_DIGITS = 32;
const SECOND_MS = 1_000;

/** @throws ApiProblem `wechat_limited`, `wechat_unavailable` or `wechat_refused` (503), each with Retry-After. */
export async function ticketOf(
  env: Env,
  { id: programId }: Pick<ProgramConfig, "id">,
  { appId, sealed }: WechatAppRow,
): Promise<string> {
  const ring = keyRing(env);
  const account = { programId, appId, sealed };
  const secret = openAppSecret(ring, account);
  if (secret === undefined) throw new ApiProblem("wechat_refused", { detail: "set the account anew" });
  const name = objectNameOf(ring, appId, secret);
  // Of a ticket whose key is gone, another one is asked for.
  let unreadable: string | undefined;
  for (let tries = 1; ; tries += 1) {
    const held = await callObject(
      async () => await objectNamed(env.WECHAT_APP, name).ticket(account, unreadable),
    );
    if (held.kind === "refused") throw refusalOf(held);
    const ticket = openTicket(ring, held.sealed);
    if (ticket !== undefined) return ticket;
    if (tries === 2) throw new ApiProblem("unavailable");
    unreadable = held.sealed;
  }
}

/** Whoever knows an app's secret shares its object. A wrong secret leads to an object that has nothing. */
function objectNameOf(ring: KeyRing, appId: string, secret: string): string {
  return `${appId}/${macHex(ring.checkKey, "wechat-app", secret, NAME_DIGITS)}`;
}

const PROBLEMS: Readonly<Record<WechatFault, ProblemCode>> = {
  limited: "wechat_limited",
  down: "wechat_unavailable",
  refused: "wechat_refused",
  token_ended: "wechat_unavailable",
};

function refusalOf({ fault, code, retryAfterMs }: Refused): ApiProblem {
  return new ApiProblem(PROBLEMS[fault], {
    headers: { "retry-after": String(Math.ceil(retryAfterMs / SECOND_MS)) },
    ...(code === null ? {} : { detail: `WeChat answers errcode ${code}` }),
  });
}
