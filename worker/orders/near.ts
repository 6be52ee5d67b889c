/** Which times of a merchant are believed. */
import { LIMITS } from "../../domain/kernel/limits.ts";

/** At most 5 minutes ahead of our clock and 400 days behind it. */
export function isNear(instantMs: number, nowMs: number): boolean {
  return instantMs <= nowMs + LIMITS.aheadMs && instantMs >= nowMs - LIMITS.backMs;
}
