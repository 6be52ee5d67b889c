/**
 * The Worker as objects of WeChat apps call it: it has the key of what they keep.
 *
 * Every isolate evaluates this class, since the entry exports it. What asks WeChat is loaded by the first call.
 */
import { WorkerEntrypoint } from "cloudflare:workers";
import type { Fetched, WechatAccount, WechatCalling } from "../../durable-objects/wechat-app/wechat-calls.ts";
import { lazily } from "../platform/lazily.ts";

const sealed = lazily(() => import("./sealed-calls.ts"));

export class WechatCalls extends WorkerEntrypoint<Env> implements WechatCalling {
  async accessToken(account: WechatAccount, refused?: string): Promise<Fetched> {
    const { sealedAccessToken } = await sealed();
    return await sealedAccessToken(this.env, account, refused);
  }

  async ticket(accessToken: string): Promise<Fetched> {
    const { sealedTicket } = await sealed();
    return await sealedTicket(this.env, accessToken);
  }
}
