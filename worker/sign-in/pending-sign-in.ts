/** A sign-in that a browser has begun, until the provider leads back. */
import { SealedCookie } from "./sealed-cookie.ts";

export interface PendingSignIn {
  readonly state: string;
  readonly nonce: string;
  /** Of PKCE (RFC 7636). */
  readonly verifier: string;
  /** A path of this host. */
  readonly returnTo: string;
}

export const pendingSignIn = new SealedCookie<PendingSignIn>("tributary-sign-in", "pending-sign-in");
