/**
 * Places of this desk in the browser's history. They are numbered, so that a step that was not wanted is taken back. The page
 * that is shown stays shown meanwhile.
 */
import type { AroundNavHandler } from "wouter";
import { navigate, useLocationProperty } from "wouter/use-browser-location";

interface Place {
  readonly number: number;
  readonly path: string;
  readonly search: string;
}

function shownAs(number: number): Place {
  return { number, path: location.pathname, search: location.search };
}

/** Null: no page of the desk numbered this place, so that it is a part of the page before it. */
function numberIn(state: Partial<Record<"place", unknown>> | null): number | null {
  return typeof state?.place === "number" ? state.place : null;
}

/** Where the page that is shown stands. The browser may be elsewhere, while it is on its way back. */
let here = shownAs(numberIn(history.state) ?? 0);
let isReturning = false;

function numberThis(number: number): void {
  if (numberIn(history.state) !== number) history.replaceState({ ...history.state, place: number }, "");
}

/** Goes to another page, to a place with the next number. */
export const goNumbered: AroundNavHandler = (go, to, options) => {
  const number = options?.replace === true ? here.number : here.number + 1;
  isReturning = false;
  go(to, { ...options, state: { ...options?.state, place: number } });
  here = shownAs(number);
};

/**
 * Has each step of the browser's through its history asked about, before any page hears of it.
 *
 * @param mayLeave whether the page that is shown may be left.
 */
export function askAtSteps(mayLeave: () => boolean): void {
  numberThis(here.number);
  const step = (event: PopStateEvent): void => {
    const number = numberIn(history.state) ?? here.number + 1;
    const { path, search } = shownAs(number);
    const isSamePage = path === here.path && search === here.search;
    if (isSamePage || mayLeave()) {
      isReturning = false;
      numberThis(number);
      here = { number, path, search };
      return;
    }
    event.stopImmediatePropagation();
    isReturning = true;
    history.go(here.number - number);
  };
  addEventListener("popstate", step, { capture: true });
}

/** The address of the page that is shown, for wouter. */
export function usePlace(): [string, typeof navigate] {
  return [useLocationProperty(() => (isReturning ? here.path : location.pathname)), navigate];
}

export function usePlaceSearch(): string {
  return useLocationProperty(() => (isReturning ? here.search : location.search));
}
