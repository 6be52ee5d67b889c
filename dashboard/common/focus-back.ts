/** Where something stood above a page for a while, the focus is afterwards where it was before. */
import { useEffect, useLayoutEffect, useRef } from "react";

/** @param elsewhere where else: a button that waits for its answer has lost the focus by then. Always the same function. */
export function useFocusBack(elsewhere: () => Element | null): void {
  const focused = useRef<Element | null>(null);
  useLayoutEffect(() => {
    focused.current = document.activeElement;
  }, []);
  useEffect(
    () => () => {
      const wasNowhere = focused.current === null || focused.current === document.body;
      const back = wasNowhere ? elsewhere() : focused.current;
      if (back instanceof HTMLElement) back.focus();
    },
    [elsewhere],
  );
}
