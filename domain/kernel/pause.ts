/**
 * Pauses are noted by their ends. A clock that was ahead leaves ends that lie days away once it is right. So an end that is
 * farther away than any such pause is none: the pause is over, and what waited goes on.
 */

/** Whether a pause of at most `longestMs` is over. */
export function isPauseOver(endsAtMs: number, nowMs: number, longestMs: number): boolean {
  return endsAtMs <= nowMs || endsAtMs > nowMs + longestMs;
}

/** When a pause of at most `longestMs` ends: not after `nowMs` where it is over. */
export function pauseEndMs(endsAtMs: number, nowMs: number, longestMs: number): number {
  return isPauseOver(endsAtMs, nowMs, longestMs) ? Math.min(endsAtMs, nowMs) : endsAtMs;
}
