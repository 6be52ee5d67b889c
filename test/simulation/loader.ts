/**
 * Lets the real objects run in plain Node: `cloudflare:workers` becomes a small base class; and, when asked, plants one
 * deliberate fault into the code as it is loaded.
 */
import { registerHooks } from "node:module";
import { pathToFileURL } from "node:url";
import { resolve } from "node:path";
import { type PlantedFault, spoil } from "../support/planted-fault.ts";

const PROJECT = resolve(import.meta.dirname, "../..");

/** Call it before the world is imported. @throws Error when the code to be spoilt is not there exactly once. */
export function prepareLoading(fault: PlantedFault | null): void {
  const platform = pathToFileURL(resolve(import.meta.dirname, "platform/cloudflare-workers.ts")).href;
  const spoilt =
    fault === null ? null : { url: pathToFileURL(resolve(PROJECT, fault.file)).href, text: spoil(fault) };
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === "cloudflare:workers"
        ? { url: platform, format: "module-typescript", shortCircuit: true }
        : next(specifier, context),
    load: (url, context, next) =>
      url === spoilt?.url
        ? { format: "module-typescript", source: spoilt.text, shortCircuit: true }
        : next(url, context),
  });
}
