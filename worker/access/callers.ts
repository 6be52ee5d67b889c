/**
 * Who may call a route.
 *
 * - `operator`: the holder of the operator's `ADMIN_TOKEN`.
 * - `key`: a holder of an API key of the path's program.
 * - `promoter:own`: a promoter, for what is its own: the promoter that the path names, else what the handler keeps to it.
 */
export type Caller = "operator" | "key" | "promoter:own";

/**
 * All callers of a route, as it states them.
 *
 * - `signature`: whoever signs the body with a secret of the program; the handler verifies it.
 * - `public`: everyone.
 */
export type Access = readonly ["public"] | readonly ["signature"] | readonly [Caller, ...Caller[]];
