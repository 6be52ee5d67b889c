/** Asks before a page with something unsaved is left: by a link of the desk, by a step through the history, or by the browser. */
import { useEffect } from "react";
import type { AroundNavHandler } from "wouter";
import { askAtSteps, goNumbered } from "./places.ts";

let question: string | null = null;

function mayLeave(): boolean {
  // oxlint-disable-next-line no-alert -- as the browser itself asks, where the whole desk is left
  return question === null || confirm(question);
}

// Before the router listens: what is not left is not heard of.
askAtSteps(mayLeave);

/** Stands around each way to another page of the desk. */
export const askFirst: AroundNavHandler = (go, to, options) => {
  if (mayLeave()) goNumbered(go, to, options);
};

/** @param asked what is asked; null: there is nothing to lose. */
export function useUnsaved(asked: string | null): void {
  useEffect(() => {
    if (asked === null) return undefined;
    const warn = (event: BeforeUnloadEvent): void => event.preventDefault();
    question = asked;
    addEventListener("beforeunload", warn);
    return () => {
      question = null;
      removeEventListener("beforeunload", warn);
    };
  }, [asked]);
}
