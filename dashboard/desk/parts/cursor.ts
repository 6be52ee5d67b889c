/** The place in a list that the API pages: the cursors of the pages before, so that there is a way back. */
import { useState } from "react";

export interface Cursor {
  /** What a query says of it: nothing on the first page. */
  readonly query: { readonly cursor?: string };
  readonly page: number;
  readonly next: (cursor: string) => void;
  readonly back: () => void;
}

/** @param of what the list is filtered by: with another filter it begins anew. */
export function useCursor(of: string): Cursor {
  const [{ filter, cursors }, set] = useState<{ filter: string; cursors: readonly string[] }>({
    filter: of,
    cursors: [],
  });
  const own = filter === of ? cursors : [];
  const last = own[own.length - 1];
  return {
    query: last === undefined ? {} : { cursor: last },
    page: own.length + 1,
    next: (cursor) => set({ filter: of, cursors: [...own, cursor] }),
    back: () => set({ filter: of, cursors: own.slice(0, -1) }),
  };
}
