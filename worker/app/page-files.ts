/**
 * Files of the pages: the desk of merchants, the portal of promoters, and what both load. A file that is named for its
 * content is kept for a year. A page itself is asked for each time, so that a new release is seen at once.
 */
import { problem } from "../http/problem.ts";

type PageApp = "desk" | "portal";

/** Scripts, styles and calls of our own host alone; nothing that stands in a page itself is run. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; " +
  "manifest-src 'self'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

const PAGE_HEADERS = {
  "cache-control": "no-cache",
  "cross-origin-opener-policy": "same-origin",
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
};

const FILE_HEADERS = {
  "cache-control": "public, max-age=31536000, immutable",
  "x-content-type-options": "nosniff",
};

/** What a page may show of others, and who may show it. */
export interface PageSurroundings {
  /** Origins of pictures beside our own. */
  readonly pictures?: string;
  /** Sources of the directive `frame-ancestors`. */
  readonly ancestors?: string;
}

/** A path that the page's script is going to call. */
function callAhead(path: string): string {
  return `<${path}>; rel=preload; as=fetch; crossorigin`;
}

/** What the browser is told to load before it has read the page, as builds name it there: most first. */
const LOADED: readonly { readonly as: string; readonly at: RegExp }[] = [
  { as: "rel=modulepreload", at: /<link rel="modulepreload"[^>]* href="(\/assets\/[\w./-]+)"/g },
  { as: "rel=modulepreload", at: /<script type="module"[^>]* src="(\/assets\/[\w./-]+)"/g },
  { as: "rel=preload; as=style", at: /<link rel="stylesheet"[^>]* href="(\/assets\/[\w./-]+)"/g },
];

/** Files that the page itself loads, by headers that name them a parse of the page sooner. */
function filesAhead(page: string): string[] {
  return LOADED.flatMap(({ as, at }) =>
    [...page.matchAll(at)].map(([, path]) => `<${path}>; ${as}; crossorigin`),
  );
}

/**
 * The page itself, whatever the path below it: its script reads the path.
 *
 * @param calls paths that it asks for first.
 */
export async function answerPage(
  env: Env,
  request: Request,
  app: PageApp,
  calls: readonly string[],
  { pictures = "", ancestors = "'none'" }: PageSurroundings = {},
): Promise<Response> {
  const own = `img-src 'self' data: ${pictures}`.trim();
  const policy = `${POLICY}; ${own}; frame-ancestors ${ancestors}`;
  const headers = { ...PAGE_HEADERS, "content-security-policy": policy };
  const file = await answerFile(env, request, `/${app}/index.html`, headers);
  const asked = calls.map(callAhead);
  // Whoever has the page has the files that it loads.
  if (file.status !== 200 || file.body === null) return withLinks(file, file.body, asked);
  const page = await file.text();
  return withLinks(file, page, [...filesAhead(page), ...asked]);
}

function withLinks(file: Response, body: BodyInit | null, links: readonly string[]): Response {
  const answer = new Response(body, file);
  answer.headers.set("link", links.join(", "));
  return answer;
}

/** What a page loads, by the path that the page names. */
export async function answerPageFile(env: Env, request: Request): Promise<Response> {
  return await answerFile(env, request, new URL(request.url).pathname, FILE_HEADERS);
}

/** A file as `npm run build` made it, by its path among the files. 404 where there is none. */
export async function answerFile(
  env: Env,
  request: Request,
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<Response> {
  const { method } = request;
  const asked = new Request(new URL(path, request.url), { method, headers: conditionOf(request) });
  const found = await env.ASSETS.fetch(asked);
  if (!found.ok && found.status !== 304) return problem("not_found");
  const answer = new Response(found.body, found);
  for (const [name, value] of Object.entries(headers)) answer.headers.set(name, value);
  return answer;
}

/** A browser that has the file is told so. Whoever serves the files may pack them, for a browser that unpacks. */
function conditionOf({ headers }: Request): HeadersInit {
  const passed: [string, string][] = [];
  for (const name of ["if-none-match", "accept-encoding"]) {
    const value = headers.get(name);
    if (value !== null) passed.push([name, value]);
  }
  return passed;
}
