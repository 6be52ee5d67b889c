/** What a promoter's figures show, as it is kept: a pattern with its figures, a ring, or a group. */
import type { FoundPattern } from "../../domain/risk/patterns/find-patterns.ts";
import type { FoundSigns } from "../../domain/risk/patterns/several-signs.ts";

export type ShownPattern =
  | Omit<FoundPattern, "promoter">
  | Omit<FoundSigns, "promoter">
  /** Numbers of the promoters who buy from each other in a circle. */
  | { readonly pattern: "ring"; readonly promoters: readonly number[] }
  | { readonly pattern: "dense_group"; readonly promoters: readonly number[]; readonly customers: number };
