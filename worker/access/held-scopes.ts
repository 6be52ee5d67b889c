/** What a caller holds bounds what it may hand on: no key or person makes or ends one that reaches further. */
import { ApiProblem } from "../http/problem.ts";
import type { Principal } from "./api-env.ts";
import { lackedScopes, type Scope } from "./scopes.ts";

/** The refusal of credentials that lack these scopes, with the challenge of RFC 6750. */
export function refuseScope(scopes: readonly Scope[]): ApiProblem {
  const challenge = `Bearer realm="tributary", error="insufficient_scope", scope="${scopes.join(" ")}"`;
  return new ApiProblem("insufficient_scope", {
    detail: `These credentials lack what it takes: ${scopes.join(", ")}`,
    headers: { "www-authenticate": challenge },
  });
}

/** @throws ApiProblem `insufficient_scope` when the caller is a key or person without one of the scopes. */
export function requireHeld(principal: Principal, scopes: Iterable<Scope>): void {
  if (principal.kind !== "key" && principal.kind !== "person") return;
  const lacked = lackedScopes(principal.scopes, scopes);
  if (lacked.length > 0) throw refuseScope(lacked);
}

/**
 * A promoter asks for money: a person who makes what signs in as one has to reach payouts as well. A key may do so by
 * `manage` alone, since shops make tokens for their own pages.
 *
 * @throws ApiProblem `insufficient_scope`.
 */
export function requireActingAsPromoter(principal: Principal): void {
  if (principal.kind === "person") requireHeld(principal, ["payouts"]);
}

/**
 * What was erased does not come back: a person who has somebody erased holds `keys` as well, as owners do. A key may do so
 * by `manage` alone, since shops pass on what their customers ask for.
 *
 * @throws ApiProblem `insufficient_scope`.
 */
export function requireErasing(principal: Principal): void {
  if (principal.kind === "person") requireHeld(principal, ["keys"]);
}
