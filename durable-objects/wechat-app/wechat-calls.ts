/**
 * What the object of an app and the part of the Worker that asks WeChat say to each other. The app's secret, tokens and
 * tickets are sealed in all of it: the Worker has the key, and the object keeps what it cannot read.
 */

/** An app as a program has set it. */
export interface WechatAccount {
  readonly programId: string;
  readonly appId: string;
  /** Its secret. */
  readonly sealed: string;
}

/**
 * Why WeChat gave nothing.
 *
 * - `token_ended`: the `access_token` is not in force any more.
 * - `limited`: as often as may be was asked.
 * - `down`: no answer, or none that can be read.
 * - `refused`: app or secret are wrong, or the caller's address is not allowed.
 */
export type WechatFault = "token_ended" | "limited" | "down" | "refused";

export interface Failed {
  readonly kind: "failed";
  readonly fault: WechatFault;
  /** WeChat's `errcode`; null where it told none. */
  readonly code: number | null;
}

/** What one question to WeChat gave. */
export type Fetched =
  | { readonly kind: "fetched"; readonly sealed: string; readonly lastsMs: number }
  | Failed;

/** The Worker's part, as the object calls it. */
export interface WechatCalling {
  /** @param refused the token that WeChat takes no more: where it is given once more, another one is forced. */
  accessToken(account: WechatAccount, refused?: string): Promise<Fetched>;
  ticket(accessToken: string): Promise<Fetched>;
}
