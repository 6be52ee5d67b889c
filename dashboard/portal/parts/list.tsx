/** What lists have beside their rows: what is said of an empty one, and the way to more. */
import type { ReactNode } from "react";
import { useText } from "../catalogues/catalogues.ts";

/** Nothing is here yet, and what would bring something. */
export function Empty({ text, children }: { readonly text: string; readonly children?: ReactNode }) {
  return (
    <div className="empty">
      <p>{text}</p>
      {children}
    </div>
  );
}

interface MoreProps {
  readonly query: {
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    readonly fetchNextPage: () => unknown;
  };
}

/** The next page of a list that the service pages. */
export function More({ query }: MoreProps) {
  const say = useText();
  if (!query.hasNextPage) return null;
  return (
    <button
      type="button"
      className="wide"
      disabled={query.isFetchingNextPage}
      onClick={() => void query.fetchNextPage()}
    >
      {say(query.isFetchingNextPage ? "loading" : "more")}
    </button>
  );
}
