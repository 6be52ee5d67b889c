/**
 * One per WeChat app: the one holder of its `access_token` and `jsapi_ticket`, since a new one may end the one of before.
 * What it keeps is sealed, and the Worker alone has the key.
 */
import { DurableObject } from "cloudflare:workers";
import { tellFailures } from "../object/tell-failures.ts";
import { type Held, HeldText, type Kept, type Refused } from "./held-text.ts";
import type { Failed, Fetched, WechatAccount, WechatCalling } from "./wechat-calls.ts";

export class WechatApp extends DurableObject<Env> {
  static {
    tellFailures(WechatApp, DurableObject, "wechat");
  }

  #account: WechatAccount = { programId: "", appId: "", sealed: "" };
  readonly #token: HeldText;
  readonly #ticket: HeldText;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#token = this.#holder("access_token", async (refused) => {
      return await this.#worker.accessToken(this.#account, refused);
    });
    this.#ticket = this.#holder("jsapi_ticket", async () => await this.#fetchTicket());
  }

  /**
   * What WeChat's API is asked by.
   *
   * @param refused a token of before that is of no use, to the caller or to WeChat.
   */
  async accessToken(account: WechatAccount, refused?: string): Promise<Held> {
    this.#account = account;
    return await (refused === undefined ? this.#token.get() : this.#token.insteadOf(refused));
  }

  /**
   * What signatures of pages are made with.
   *
   * @param unreadable a ticket of before that is of no use to the caller.
   */
  async ticket(account: WechatAccount, unreadable?: string): Promise<Held> {
    this.#account = account;
    return await (unreadable === undefined ? this.#ticket.get() : this.#ticket.insteadOf(unreadable));
  }

  /** A token that WeChat takes no more is renewed once. */
  async #fetchTicket(): Promise<Fetched> {
    const token = await this.#token.get();
    if (token.kind === "refused") return failedBy(token);
    const fetched = await this.#worker.ticket(token.sealed);
    if (fetched.kind === "fetched" || fetched.fault !== "token_ended") return fetched;
    const renewed = await this.#token.insteadOf(token.sealed);
    return renewed.kind === "refused" ? failedBy(renewed) : await this.#worker.ticket(renewed.sealed);
  }

  #holder(name: string, fetch: (refused: string | undefined) => Promise<Fetched>): HeldText {
    const { kv } = this.ctx.storage;
    return new HeldText({
      fetch,
      kept: kv.get<Kept>(name),
      keep: (kept) => kv.put(name, kept),
      waitUntil: (work) => this.ctx.waitUntil(work),
      now: Date.now,
    });
  }

  get #worker(): WechatCalling {
    return this.ctx.exports.WechatCalls;
  }
}

function failedBy({ fault, code }: Refused): Failed {
  return { kind: "failed", fault, code };
}
