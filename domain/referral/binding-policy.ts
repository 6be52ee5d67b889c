/** What a program sets of bindings: whom a customer belongs to when several promoters ask, and for how long. */

export const BINDING_MODES = ["first", "none", "last", "protected"] as const;
export type BindingMode = (typeof BINDING_MODES)[number];

export interface BindingPolicy {
  readonly mode: BindingMode;
  readonly protectionMs: number;
}
