/** What is wrong with a field that was refused, in the language that is shown. */
import { useLingui } from "@lingui/react";
import type { Fault } from "../api/problem.ts";

type Kind = NonNullable<Fault["kind"]>;

/** Kinds whose sentence names the bound. One of a number is not named: an amount's would be in its smallest unit. */
const BOUNDED: ReadonlySet<Kind> = new Set(["too_short", "too_long", "too_few", "too_many"]);

/** @returns the sentence for a fault, or null where the pages have none: the service's own message says it then. */
export function useFaultText(): (fault: Fault) => string | null {
  const { i18n } = useLingui();
  return ({ kind, limit }) => {
    if (kind === undefined || (BOUNDED.has(kind) && limit === undefined)) return null;
    const id = `fault-${kind}`;
    return id in i18n.messages ? i18n._(id, { limit }) : null;
  };
}
