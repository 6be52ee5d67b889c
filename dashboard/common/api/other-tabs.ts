/** Other pages of this browser hear at once that somebody signed in or out: one that nobody touches would go on showing what it shows. */

/** Nothing secret: another text each time. */
const STORED = "tributary-session-changed";

export function tellOtherTabs(): void {
  try {
    localStorage.setItem(STORED, `${Date.now()} ${Math.random()}`);
  } catch {
    // Where a browser keeps nothing, the others notice when somebody looks at them.
  }
}

/** @returns what ends it. */
export function onOtherTab(hear: () => void): () => void {
  const listen = ({ key }: StorageEvent): void => {
    if (key === STORED) hear();
  };
  addEventListener("storage", listen);
  return () => removeEventListener("storage", listen);
}
