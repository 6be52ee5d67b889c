/** Asks before a page is left that has something unsaved: by a link of the desk, or by the browser. */
import { useEffect } from "react";
import type { AroundNavHandler } from "wouter";

let question: string | null = null;

/** Stands around each way to another page of the desk. */
export const askFirst: AroundNavHandler = (go, to, options) => {
  // oxlint-disable-next-line no-alert -- as the browser itself asks, where the whole desk is left
  if (question === null || confirm(question)) go(to, options);
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
