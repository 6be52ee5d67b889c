/** The state of the editor: the poster with what it was before, and the part that is selected. */
import { useState } from "react";
import type { PosterParts } from "../../../domain/sharing/poster.ts";
import { begun, changed, redone, undone } from "./history.ts";
import { layersOf, type PartId } from "./poster-parts.ts";

export interface Editor {
  readonly poster: PosterParts;
  readonly selected: PartId;
  readonly select: (id: PartId) => void;
  /** Changes of one gesture are taken back together. */
  readonly change: (poster: PosterParts, gesture?: string) => void;
  /** Null: there is nothing to take back. */
  readonly undo: (() => void) | null;
  readonly redo: (() => void) | null;
}

export function useEditor(first: PosterParts): Editor {
  const [history, setHistory] = useState(() => begun(first));
  const [chosen, select] = useState<PartId>("background");
  const poster = history.now;
  return {
    poster,
    // What was selected may have been taken back.
    selected: layersOf(poster).includes(chosen) ? chosen : "background",
    select,
    change: (next, gesture) => setHistory((before) => changed(before, next, gesture ?? null)),
    undo: history.past.length === 0 ? null : () => setHistory(undone),
    redo: history.future.length === 0 ? null : () => setHistory(redone),
  };
}
