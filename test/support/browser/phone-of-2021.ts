/** What browsers of 2021 lack of the language and of the platform, for phones that were last updated then. */
import type { BrowserContext } from "playwright-core";

/** Came to Chromium after version 89, of March 2021. Each by the object that has it. */
const CAME_LATER: Readonly<Record<string, readonly string[]>> = {
  "Array.prototype": ["at", "findLast", "findLastIndex", "toReversed", "toSorted", "toSpliced", "with"],
  "String.prototype": ["at", "isWellFormed", "toWellFormed"],
  Array: ["fromAsync"],
  Object: ["groupBy", "hasOwn"],
  Map: ["groupBy"],
  Promise: ["try", "withResolvers"],
  "Set.prototype": [
    "difference",
    "intersection",
    "isSubsetOf",
    "isSupersetOf",
    "symmetricDifference",
    "union",
  ],
  Intl: ["DurationFormat", "supportedValuesOf"],
  AbortSignal: ["abort", "any", "timeout"],
  "AbortSignal.prototype": ["throwIfAborted"],
  URL: ["canParse", "parse"],
  Response: ["json"],
  "Crypto.prototype": ["randomUUID"],
  "Document.prototype": ["startViewTransition"],
  "HTMLElement.prototype": ["hidePopover", "showPopover", "togglePopover"],
  "HTMLInputElement.prototype": ["showPicker"],
  "ReadableStream.prototype": ["values"],
  globalThis: ["Iterator", "Temporal", "navigation", "reportError", "scheduler", "structuredClone"],
};

/** Takes from every page of a browser what a phone of 2021 lacks. */
export async function ageTo2021(context: BrowserContext): Promise<void> {
  const taken = Object.entries(CAME_LATER).flatMap(([owner, names]) =>
    names.map((name) => `delete ${owner}[${JSON.stringify(name)}];`),
  );
  await context.addInitScript(taken.join("\n"));
}
