/** Official accounts of tests inside of workerd, which reach the stand-in as the Worker does. */
import { env } from "cloudflare:workers";
import type { OutsideNetwork } from "../../../worker/platform/outside-network.ts";
import { call, newProgram } from "../api-client.ts";
import type { WechatSeen, WechatTerms } from "./wechat.ts";

export interface WechatShop {
  readonly id: string;
  readonly path: string;
  readonly appId: string;
  /** Says what WeChat knows of the account. */
  say(terms?: Partial<WechatTerms>): Promise<void>;
  seen(): Promise<WechatSeen>;
}

export const SECRET = "0123456789abcdef0123456789abcdef";

function control(appId: string, init: RequestInit): Promise<Response> {
  const network = (env as OutsideNetwork).VENDORS;
  if (network === undefined) throw new Error("the tests bind a stand-in");
  return network.fetch(`http://control.wechat/${appId}`, init);
}

export function newAppId(): string {
  return `wx${crypto.randomUUID().replaceAll("-", "").slice(0, 16)}`;
}

export async function sayOf(appId: string, terms: WechatTerms): Promise<void> {
  await control(appId, { method: "PUT", body: JSON.stringify(terms) });
}

export async function seenOf(appId: string): Promise<WechatSeen> {
  return (await control(appId, { method: "GET" })).json<WechatSeen>();
}

/** A program whose official account is set, and known to WeChat. */
export async function openWechatShop(settings: Record<string, unknown> = {}): Promise<WechatShop> {
  const { id, path } = await newProgram(settings);
  const appId = newAppId();
  const say = async (terms: Partial<WechatTerms> = {}): Promise<void> => {
    await sayOf(appId, { secret: SECRET, ...terms });
  };
  await say();
  const { status } = await call("PUT", `${path}/wechat`, { body: { appId, appSecret: SECRET } });
  if (status !== 200) throw new Error(`the account was not set: ${status}`);
  return {
    id,
    path,
    appId,
    say,
    seen: async () => await seenOf(appId),
  };
}
