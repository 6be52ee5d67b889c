/** A cookie that holds for some minutes what a browser has begun, sealed: nobody reads it, makes it or changes it. */
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { ApiContext } from "../access/api-env.ts";
import { keyRing } from "../platform/keys.ts";
import { seal, unseal } from "../platform/sealed-secrets.ts";

const LASTS_MS = 10 * 60_000;

export class SealedCookie<Value extends object> {
  readonly #name: string;
  readonly #use: string;

  /** @param use what it is sealed for. */
  constructor(name: string, use: string) {
    this.#name = name;
    this.#use = use;
  }

  keep(c: ApiContext, value: Value, nowMs: number): void {
    const sealed = seal(keyRing(c.env), this.#use, JSON.stringify({ ...value, endsAtMs: nowMs + LASTS_MS }));
    setCookie(c, this.#name, sealed, {
      prefix: "host",
      path: "/",
      secure: true,
      httpOnly: true,
      // Another site's page leads back.
      sameSite: "Lax",
      maxAge: LASTS_MS / 1_000,
    });
  }

  /** What this browser has begun, and forgets by this answer; undefined without anything that goes on. */
  take(c: ApiContext, nowMs: number): Value | undefined {
    const sealed = getCookie(c, this.#name, "host");
    if (sealed === undefined || sealed === "") return undefined;
    deleteCookie(c, this.#name, { prefix: "host", path: "/", secure: true });
    const text = unseal(keyRing(c.env), this.#use, sealed);
    if (text === undefined) return undefined;
    const value = JSON.parse(text) as Value & { readonly endsAtMs: number };
    return value.endsAtMs > nowMs ? value : undefined;
  }
}
