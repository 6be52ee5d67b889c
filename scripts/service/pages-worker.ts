/**
 * Serves the files of the pages beside the Worker. Static assets of the Worker itself would stand before it: each tap would
 * pass two Workers more.
 */

/** Name of the Worker that the binding of assets leads to. */
export const PAGES = "pages";

/**
 * Texts go out packed to whoever unpacks them, as Cloudflare's edge sends them. By that header the runtime packs them itself.
 */
const SCRIPT = `
const TEXT = /^(?:text\\/|application\\/(?:javascript|json)|image\\/svg)/;
export default {
  fetch: async (request, env) => {
    const found = await env.ASSETS.fetch(request);
    if (found.status !== 200 || !TEXT.test(found.headers.get("content-type") ?? "")) return found;
    const answer = new Response(found.body, found);
    answer.headers.append("vary", "accept-encoding");
    if (!/\\bgzip\\b/.test(request.headers.get("accept-encoding") ?? "")) return answer;
    answer.headers.set("content-encoding", "gzip");
    return answer;
  },
};`;

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
