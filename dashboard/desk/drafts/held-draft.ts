/** The version that a form stands on: the newest, and the one that it began from once something was typed in it. */

interface Numbered {
  readonly version: number;
}

export interface HeldDraft<Saved extends Numbered> {
  readonly begun: Saved;
  readonly isTyped: boolean;
}

/** @returns the same draft where nothing changes of it. */
export function ontoNewest<Saved extends Numbered>(held: HeldDraft<Saved>, newest: Saved): HeldDraft<Saved> {
  if (held.isTyped || held.begun.version === newest.version) return held;
  return { begun: newest, isTyped: false };
}
