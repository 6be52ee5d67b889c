/** Other pages of this browser hear at once that somebody signed in or out: one that nobody touches would go on showing what it shows. */
import { type Done, isLeaving, signalOf } from "./leaving.ts";

/** Nothing secret: what was done, and another text each time. */
const STORED = "tributary-session-changed";

export function tellOtherTabs(done: Done): void {
  try {
    localStorage.setItem(STORED, signalOf(done));
  } catch {
    // Where a browser keeps nothing, the others notice when somebody looks at them.
  }
}

/** @returns what ends it. */
export function onOtherTab(hear: (hasLeft: boolean) => void): () => void {
  const listen = ({ key, newValue }: StorageEvent): void => {
    if (key === STORED) hear(isLeaving(newValue));
  };
  addEventListener("storage", listen);
  return () => removeEventListener("storage", listen);
}
