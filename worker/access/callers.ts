/**
 * Who may call a route.
 *
 * - `operator`: the holder of the operator's `ADMIN_TOKEN`.
 * - `key:<scope>`: a holder of an API key of the path's program that has the scope. Where two scopes stand joined by `+`,
 *   the key has both.
 * - `promoter:own`: a promoter, for what is its own: the promoter that the path names, else what the handler keeps to it.
 */
import { SCOPES, type Scope } from "./scopes.ts";

type KeyCaller = `key:${Scope}` | `key:${Scope}+${Scope}`;

export type Caller = "operator" | KeyCaller | "promoter:own";

/**
 * All callers of a route, as it states them.
 *
 * - `signature`: whoever signs the body with a secret of the program; the handler verifies it.
 * - `public`: everyone.
 */
export type Access = readonly ["public"] | readonly ["signature"] | readonly [Caller, ...Caller[]];

/** The scopes by which a key reaches a route: it needs all of one of the sets. None: no key does. */
export function scopeSets(access: Access): Scope[][] {
  return access.flatMap((caller) => {
    if (!caller.startsWith("key:")) return [];
    const words = new Set(caller.slice("key:".length).split("+"));
    return [SCOPES.filter((scope) => words.has(scope))];
  });
}
