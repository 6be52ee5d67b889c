/** Parts of a page that appear at once: one that came before another would be pushed down by it. */
import { notifyManager, type Query, useIsFetching, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";

/** Whether nothing is known of it yet, not even that it failed once. */
function isFirstAnswer({ state }: Query): boolean {
  return state.data === undefined && state.fetchFailureCount === 0;
}

interface TogetherProps {
  /** Shown until each of the parts has its first answer. */
  readonly waiting: ReactNode;
  readonly children: ReactNode;
}

export function Together({ waiting, children }: TogetherProps) {
  const client = useQueryClient();
  const [isShown, show] = useState(false);
  const underWay = useIsFetching({ predicate: isFirstAnswer });
  // The parts have begun to ask by then: effects of what stands inside run first. An answer is known before its part is drawn,
  // and the parts are told in the sequence of the answers. Whoever is told last comes after all of them.
  useEffect(() => {
    if (client.isFetching({ predicate: isFirstAnswer }) > 0) return;
    notifyManager.schedule(() => show(true));
  }, [client, underWay]);
  return (
    <>
      {isShown ? null : waiting}
      <div hidden={!isShown}>{children}</div>
    </>
  );
}
