/**
 * WeChat's API as its documents describe it, with accounts that tests fill. Tokens that end, codes that are good once, and
 * calls that are used up. `http://control.wechat/<AppID>` sets one by PUT, and shows by GET what came of it.
 */

import { codeOf, type CodeAsked, type UrlLinkAsked, urlLinkOf } from "./codes.ts";

/** What a test says of an account. */
export interface WechatTerms {
  readonly secret: string;
  /** Seconds that a token and a ticket last; two hours. */
  readonly tokenLasts?: number;
  readonly ticketLasts?: number;
  /** Who has let the page know them, by code; a virtual account where `snapshot` says so. */
  readonly codes?: Readonly<Record<string, { readonly openId: string; readonly snapshot?: true }>>;
  /** Pages of the released mini program. */
  readonly pages?: readonly string[];
  /** Numbers to answer with in place of all else, one after another, by path. */
  readonly instead?: Readonly<Record<string, readonly number[]>>;
  /** The number that an ended token is refused with. */
  readonly ended?: 40_001 | 42_001;
  /** Ends the token that is in force now. `unnoticed`: `stable_token` goes on to give it until another one is forced. */
  readonly end?: "noticed" | "unnoticed";
}

/** What came of an account. */
export interface WechatSeen {
  /** Paths, in their sequence. */
  readonly asked: readonly string[];
  readonly ticket: string | null;
  readonly token: string | null;
  readonly forced: number;
  /** Codes of mini programs that were drawn. */
  readonly codes: readonly CodeAsked[];
  readonly urlLinks: readonly UrlLinkAsked[];
}

interface Given {
  readonly text: string;
  readonly endsAtMs: number;
  isDead: boolean;
}

class Account {
  terms: WechatTerms = { secret: "" };
  readonly asked: string[] = [];
  readonly used = new Set<string>();
  readonly given = new Map<string, number>();
  token: Given | undefined;
  ticket: Given | undefined;
  forced = 0;
  readonly codes: CodeAsked[] = [];
  readonly urlLinks: UrlLinkAsked[] = [];
}

const HOST = "api.weixin.qq.com";
const CONTROL = "control.wechat";
const TOKEN = "/cgi-bin/stable_token";
const TICKET = "/cgi-bin/ticket/getticket";
const PERSON = "/sns/oauth2/access_token";
const CODE = "/wxa/getwxacodeunlimit";
const URL_LINK = "/wxa/generate_urllink";
const LASTS_S = 7_200;
const AHEAD_MS = 300_000;

export class Wechat {
  readonly #accounts = new Map<string, Account>();
  #made = 0;

  takes({ url }: Request): boolean {
    return [HOST, CONTROL].includes(new URL(url).hostname);
  }

  async handle(request: Request): Promise<Response> {
    const url = new URL(request.url);
    if (url.hostname === CONTROL || url.pathname.startsWith("/control/")) {
      return await this.#control(request, url.pathname.split("/").at(-1) ?? "");
    }
    const body = request.method === "POST" ? ((await request.json()) as Record<string, unknown>) : {};
    const query = { ...Object.fromEntries(url.searchParams), ...body };
    const account = this.#accountOf(query);
    if (account === undefined) return refused(40_013);
    account.asked.push(url.pathname);
    const place = account.given.get(url.pathname) ?? 0;
    account.given.set(url.pathname, place + 1);
    const instead = account.terms.instead?.[url.pathname]?.[place];
    if (instead !== undefined && instead !== 0) return refused(instead);
    if ("secret" in query && query["secret"] !== account.terms.secret) return refused(40_125);
    if (url.pathname === TOKEN) return this.#stableToken(account, query["force_refresh"] === true);
    if (url.pathname === TICKET) return this.#getTicket(account, String(query["access_token"]));
    if (url.pathname === CODE) return drawnCode(account, query);
    if (url.pathname === URL_LINK) return madeUrlLink(account, query);
    if (url.pathname === PERSON) return personOf(account, String(query["code"]));
    return new Response("not found", { status: 404 });
  }

  /** By its AppID, or by the token, whose text begins with it. */
  #accountOf(query: Readonly<Record<string, unknown>>): Account | undefined {
    return this.#accounts.get(String(query["appid"] ?? query["access_token"]).split("-")[0] ?? "");
  }

  /** Within its life the same to all who ask; in its last five minutes the next one. */
  #stableToken(account: Account, isForced: boolean): Response {
    const nowMs = Date.now();
    if (isForced) account.forced += 1;
    if (isForced || account.token === undefined || account.token.endsAtMs - nowMs < AHEAD_MS) {
      account.token = this.#fresh(account, "token", account.terms.tokenLasts);
    }
    const { text, endsAtMs } = account.token;
    return Response.json({ access_token: text, expires_in: Math.ceil((endsAtMs - nowMs) / 1_000) });
  }

  #getTicket(account: Account, token: string): Response {
    const { terms } = account;
    if (!isInForce(account, token)) return refused(terms.ended ?? 40_001);
    account.ticket = this.#fresh(account, "ticket", terms.ticketLasts);
    const { text } = account.ticket;
    return Response.json({
      errcode: 0,
      errmsg: "ok",
      ticket: text,
      expires_in: terms.ticketLasts ?? LASTS_S,
    });
  }

  #fresh(account: Account, kind: string, lastsS = LASTS_S): Given {
    this.#made += 1;
    const [appId] = [...this.#accounts].find(([, one]) => one === account) ?? [];
    return {
      text: `${appId}-${kind}-${this.#made}`,
      endsAtMs: Date.now() + lastsS * 1_000,
      isDead: false,
    };
  }

  async #control(request: Request, appId: string): Promise<Response> {
    const account = this.#accounts.get(appId) ?? new Account();
    if (request.method === "GET") {
      const { asked, token, ticket, forced, codes, urlLinks } = account;
      const texts = { token: token?.text ?? null, ticket: ticket?.text ?? null };
      const seen: WechatSeen = { asked, ...texts, forced, codes, urlLinks };
      return Response.json(seen);
    }
    account.terms = (await request.json()) as WechatTerms;
    account.given.clear();
    if (account.terms.end === "noticed") account.token = undefined;
    if (account.terms.end === "unnoticed" && account.token !== undefined) account.token.isDead = true;
    this.#accounts.set(appId, account);
    return new Response(null, { status: 204 });
  }
}

function isInForce({ token }: Account, text: string): boolean {
  return token?.text === text && !token.isDead && token.endsAtMs > Date.now();
}

function drawnCode(account: Account, query: Readonly<Record<string, unknown>>): Response {
  if (!isInForce(account, String(query["access_token"]))) return refused(account.terms.ended ?? 40_001);
  const { access_token: _, ...terms } = query;
  const drawn = codeOf(terms, account.terms.pages ?? []);
  if (typeof drawn === "number") return refused(drawn);
  account.codes.push(drawn.asked);
  return new Response(drawn.png, { headers: { "content-type": "image/png" } });
}

function madeUrlLink(account: Account, query: Readonly<Record<string, unknown>>): Response {
  if (!isInForce(account, String(query["access_token"]))) return refused(account.terms.ended ?? 40_001);
  const { access_token: _, ...terms } = query;
  const made = urlLinkOf(terms, account.terms.pages ?? []);
  if (typeof made === "number") return refused(made);
  account.urlLinks.push(made.asked);
  return Response.json({ errcode: 0, errmsg: "ok", url_link: made.url });
}

function personOf({ terms, used }: Account, code: string): Response {
  const person = terms.codes?.[code];
  if (person === undefined) return refused(40_029);
  if (used.has(code)) return refused(40_163);
  used.add(code);
  return Response.json({
    access_token: `of-${code}`,
    expires_in: LASTS_S,
    refresh_token: `again-${code}`,
    openid: person.openId,
    scope: "snsapi_base",
    ...(person.snapshot === true ? { is_snapshotuser: 1 } : {}),
  });
}

function refused(errcode: number): Response {
  return Response.json({ errcode, errmsg: `refused with ${errcode}` });
}
