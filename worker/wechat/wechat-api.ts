/**
 * The one client of WeChat's API. Nothing is followed elsewhere, and an answer has bounds of time and size. What goes wrong is
 * told as WeChat's number of it: addresses here hold secrets, and go into no log.
 */
import type { z } from "zod";
import type { Failed, WechatFault } from "../../durable-objects/wechat-app/wechat-calls.ts";
import { type VendorNetwork, wayToVendor } from "../deployment/vendor-origins.ts";
import { parseJson } from "../platform/json-text.ts";
import { boundedBody } from "../platform/outside-network.ts";
import {
  codeAnswerSchema,
  faultSchema,
  ticketAnswerSchema,
  tokenAnswerSchema,
  urlLinkAnswerSchema,
} from "./wechat-answers.shapes.ts";

const ORIGIN = "https://api.weixin.qq.com";
const ANSWERED_WITHIN_MS = 10_000;
const MOST_BYTES = 65_536;
const MOST_PICTURE_BYTES = 4_194_304;
const SECOND_MS = 1_000;

/** WeChat's numbers that mean more than a refusal. */
const FAULTS = new Map<number, WechatFault>([
  [-1, "down"],
  [40_001, "token_ended"],
  [40_014, "token_ended"],
  [42_001, "token_ended"],
  [44_990, "limited"],
  [45_009, "limited"],
  [45_011, "limited"],
]);

/** An app, as WeChat knows who asks. */
export interface WechatCredentials {
  readonly appId: string;
  readonly secret: string;
}

/** What WeChat gives for a while. */
export interface Secret {
  readonly kind: "secret";
  readonly text: string;
  readonly lastsMs: number;
}

/** `getStableAccessToken`: within its life it gives the same token to all who ask. */
export async function askAccessToken(
  env: VendorNetwork,
  { appId, secret }: WechatCredentials,
  isForced: boolean,
): Promise<Secret | Failed> {
  const body = { grant_type: "client_credential", appid: appId, secret, force_refresh: isForced };
  const answer = await ask(env, "/cgi-bin/stable_token", tokenAnswerSchema, JSON.stringify(body));
  if (!("access_token" in answer)) return answer;
  return { kind: "secret", text: answer.access_token, lastsMs: answer.expires_in * SECOND_MS };
}

/** `getTicket` of pages. */
export async function askTicket(env: VendorNetwork, accessToken: string): Promise<Secret | Failed> {
  const query = new URLSearchParams({ access_token: accessToken, type: "jsapi" });
  const answer = await ask(env, `/cgi-bin/ticket/getticket?${query.toString()}`, ticketAnswerSchema);
  if (!("ticket" in answer)) return answer;
  return { kind: "secret", text: answer.ticket, lastsMs: answer.expires_in * SECOND_MS };
}

export interface WechatPerson {
  readonly kind: "person";
  readonly openId: string;
  /** A virtual account, which WeChat shows to pages that ask too early: it is nobody. */
  readonly isSnapshot: boolean;
}

/** Whose code it is, which WeChat has led back with. A code is good once, for five minutes. */
export async function askPerson(
  env: VendorNetwork,
  { appId, secret }: WechatCredentials,
  code: string,
): Promise<WechatPerson | Failed> {
  const query = new URLSearchParams({ appid: appId, secret, code, grant_type: "authorization_code" });
  const answer = await ask(env, `/sns/oauth2/access_token?${query.toString()}`, codeAnswerSchema);
  if (!("openid" in answer)) return answer;
  return { kind: "person", openId: answer.openid, isSnapshot: answer.is_snapshotuser === 1 };
}

/** What a code of a mini program opens. */
export interface CodeTerms {
  readonly scene: string;
  /** Absent: the mini program's first page. */
  readonly page?: string;
  readonly env_version: "release" | "trial" | "develop";
  /** Whether WeChat refuses a page that the released mini program has not. */
  readonly check_path: boolean;
  readonly width: number;
  /** Without a ground, and as PNG in place of JPEG. */
  readonly is_hyaline: true;
}

export interface Picture {
  readonly kind: "picture";
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** `getUnlimitedQRCode`: as many codes as are wanted, none of which ends. */
export async function askCode(
  env: VendorNetwork,
  accessToken: string,
  terms: CodeTerms,
): Promise<Picture | Failed> {
  const query = new URLSearchParams({ access_token: accessToken });
  const path = `/wxa/getwxacodeunlimit?${query.toString()}`;
  const bytes = await send(env, path, JSON.stringify(terms), MOST_PICTURE_BYTES);
  if (bytes === undefined) return DOWN;
  if (PNG.every((byte, place) => bytes[place] === byte)) {
    return { kind: "picture", bytes: new Uint8Array(bytes) };
  }
  const fault = faultSchema.safeParse(parseJson(bytes.toString("utf8")));
  return fault.success ? failed(fault.data.errcode) : DOWN;
}

/** What a URL Link opens, and for how long. */
export interface UrlLinkTerms {
  /** Absent: the mini program's first page. */
  readonly path?: string;
  readonly query: string;
  readonly env_version: "release" | "trial" | "develop";
  /** It ends after some days. */
  readonly expire_type: 1;
  readonly expire_interval: number;
}

export interface UrlLink {
  readonly kind: "url_link";
  readonly url: string;
}

/** `generateUrlLink`. */
export async function askUrlLink(
  env: VendorNetwork,
  accessToken: string,
  terms: UrlLinkTerms,
): Promise<UrlLink | Failed> {
  const query = new URLSearchParams({ access_token: accessToken });
  const path = `/wxa/generate_urllink?${query.toString()}`;
  const answer = await ask(env, path, urlLinkAnswerSchema, JSON.stringify(terms));
  return "url_link" in answer ? { kind: "url_link", url: answer.url_link } : answer;
}

/** What every PNG begins with. */
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

const DOWN: Failed = { kind: "failed", fault: "down", code: null };

/** What WeChat answers as JSON. */
async function ask<Schema extends z.ZodType<object>>(
  env: VendorNetwork,
  path: string,
  schema: Schema,
  body?: string,
): Promise<Exclude<z.output<Schema>, { errcode: number }> | Failed> {
  const bytes = await send(env, path, body, MOST_BYTES);
  const read = schema.safeParse(bytes === undefined ? undefined : parseJson(bytes.toString("utf8")));
  if (!read.success) return DOWN;
  const answer = read.data as Exclude<z.output<Schema>, { errcode: number }> | { readonly errcode: number };
  return "errcode" in answer ? failed(answer.errcode) : answer;
}

/** Posts where there is a body. @returns undefined where WeChat gives no answer. */
async function send(
  env: VendorNetwork,
  path: string,
  body: string | undefined,
  mostBytes: number,
): Promise<Buffer | undefined> {
  const { network, origin } = wayToVendor(env, "wechat", ORIGIN);
  try {
    const response = await network.fetch(`${origin}${path}`, {
      ...(body === undefined
        ? {}
        : { method: "POST", body, headers: { "content-type": "application/json" } }),
      redirect: "manual",
      signal: AbortSignal.timeout(ANSWERED_WITHIN_MS),
    });
    return response.status === 200 ? await boundedBody(response, mostBytes) : undefined;
  } catch {
    // What is said of a connection may name the address with its query.
    return undefined;
  }
}

function failed(code: number): Failed {
  return { kind: "failed", fault: FAULTS.get(code) ?? "refused", code };
}
