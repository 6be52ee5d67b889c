/** Compiles the catalogues of messages while the pages are built, so that no browser loads a parser of messages. */
import { compileMessage } from "@lingui/message-utils/compileMessage";
import type { Plugin } from "vite";

const CATALOGUE = /\/catalogues\/[\w-]+\.json$/;

/** What a browser is given of a catalogue. @throws Error where a message is none of ICU's MessageFormat. */
export function compileCatalogue(json: string): Readonly<Record<string, unknown>> {
  const messages = JSON.parse(json) as Record<string, string>;
  return Object.fromEntries(Object.entries(messages).map(([id, text]) => [id, compileMessage(text)]));
}

export function catalogues(): Plugin {
  return {
    name: "catalogues",
    enforce: "pre",
    transform: (json, id) =>
      CATALOGUE.test(id) ? { code: JSON.stringify(compileCatalogue(json)), map: null } : undefined,
  };
}
