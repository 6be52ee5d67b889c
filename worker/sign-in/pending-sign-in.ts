/** A sign-in that a browser has begun: sealed in a cookie of its own, for ten minutes, until the provider leads back. */
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { ApiContext } from "../access/api-env.ts";
import { keyRing } from "../platform/keys.ts";
import { seal, unseal } from "../platform/sealed-secrets.ts";

const COOKIE = "tributary-sign-in";
const USE = "pending-sign-in";
const LASTS_MS = 10 * 60_000;

export interface PendingSignIn {
  readonly state: string;
  readonly nonce: string;
  /** Of PKCE (RFC 7636). */
  readonly verifier: string;
  /** A path of this host. */
  readonly returnTo: string;
}

export function keepPending(c: ApiContext, pending: PendingSignIn, nowMs: number): void {
  const sealed = seal(keyRing(c.env), USE, JSON.stringify({ ...pending, endsAtMs: nowMs + LASTS_MS }));
  setCookie(c, COOKIE, sealed, {
    prefix: "host",
    path: "/",
    secure: true,
    httpOnly: true,
    // The provider's page leads back, which is another site's.
    sameSite: "Lax",
    maxAge: LASTS_MS / 1_000,
  });
}

/** The sign-in that this browser has begun, and forgets by this answer; undefined without one that goes on. */
export function takePending(c: ApiContext, nowMs: number): PendingSignIn | undefined {
  const sealed = getCookie(c, COOKIE, "host");
  if (sealed === undefined || sealed === "") return undefined;
  deleteCookie(c, COOKIE, { prefix: "host", path: "/", secure: true });
  const text = unseal(keyRing(c.env), USE, sealed);
  if (text === undefined) return undefined;
  const { endsAtMs, ...pending } = JSON.parse(text) as PendingSignIn & { readonly endsAtMs: number };
  return endsAtMs > nowMs ? pending : undefined;
}
