/** What was, is and could be again of something that is edited. */

const MOST_STEPS = 100;

export interface History<Edited> {
  readonly past: readonly Edited[];
  readonly now: Edited;
  /** What was taken back, the newest at first. */
  readonly future: readonly Edited[];
  /** What the last change belongs to: one drag, or typing in one field, is taken back as one step. */
  readonly gesture: string | null;
}

export function begun<Edited>(now: Edited): History<Edited> {
  return { past: [], now, future: [], gesture: null };
}

/** @param gesture null: a step of its own. */
export function changed<Edited>(
  history: History<Edited>,
  now: Edited,
  gesture: string | null,
): History<Edited> {
  const goesOn = gesture !== null && gesture === history.gesture;
  const past = goesOn ? history.past : [...history.past, history.now].slice(-MOST_STEPS);
  return { past, now, future: [], gesture };
}

export function undone<Edited>(history: History<Edited>): History<Edited> {
  const { past, now, future } = history;
  const before = past[past.length - 1];
  if (before === undefined) return history;
  return { past: past.slice(0, -1), now: before, future: [now, ...future], gesture: null };
}

export function redone<Edited>(history: History<Edited>): History<Edited> {
  const { past, now, future } = history;
  const [next, ...later] = future;
  if (next === undefined) return history;
  return { past: [...past, now], now: next, future: later, gesture: null };
}
