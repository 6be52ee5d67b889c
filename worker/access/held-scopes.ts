/** What a caller's key holds bounds what it may hand on: no key makes or ends one that reaches further. */
import { ApiProblem } from "../http/problem.ts";
import type { Principal } from "./api-env.ts";
import { lackedScopes, type Scope } from "./scopes.ts";

/** The refusal of a key that lacks these scopes, with the challenge of RFC 6750. */
export function refuseScope(scopes: readonly Scope[]): ApiProblem {
  const challenge = `Bearer realm="tributary", error="insufficient_scope", scope="${scopes.join(" ")}"`;
  return new ApiProblem("insufficient_scope", {
    detail: `The key lacks what it takes: ${scopes.join(", ")}`,
    headers: { "www-authenticate": challenge },
  });
}

/** @throws ApiProblem `insufficient_scope` when the caller is a key without one of the scopes. */
export function requireHeld(principal: Principal, scopes: Iterable<Scope>): void {
  if (principal.kind !== "key") return;
  const lacked = lackedScopes(principal.scopes, scopes);
  if (lacked.length > 0) throw refuseScope(lacked);
}
