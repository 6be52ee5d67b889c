/**
 * Serves the files of the pages beside the Worker. Static assets of the Worker itself would stand before it: each tap would
 * pass two Workers more.
 */

/** Name of the Worker that the binding of assets leads to. */
export const PAGES = "pages";

const SCRIPT = "export default { fetch: (request, env) => env.ASSETS.fetch(request) };";

/**
 * @param directory of the files.
 * @param assets how `wrangler.toml` says that they are found.
 */
export function pagesWorker(directory: string, assets: unknown): object {
  return {
    name: PAGES,
    modules: true,
    script: SCRIPT,
    compatibilityDate: "2026-10-06",
    assets: { ...(assets as object), directory, binding: "ASSETS" },
  };
}
