/**
 * Files of the pages: the desk of merchants, the portal of promoters, and what both load. A file that is named for its
 * content is kept for a year. A page itself is asked for each time, so that a new release is seen at once.
 */
import { problem } from "../http/problem.ts";

type PageApp = "desk" | "portal";

/** Scripts, styles and calls of our own host alone; nothing that stands in a page itself is run. */
const POLICY =
  "default-src 'none'; script-src 'self'; font-src 'self'; connect-src 'self'; " +
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

const SCRIPT = /<script type="module"[^>]* src="(\/assets\/[\w./-]+)"/g;
const IMPORTED = /<link rel="modulepreload"[^>]* href="(\/assets\/[\w./-]+)"/g;
const STYLED = /<link rel="stylesheet"[^>]* href="(\/assets\/[\w./-]+)"/g;

/**
 * Files that the page itself loads, as builds name them there: headers name them a parse of the page sooner. What imports
 * others comes before those, since it is the larger and gets the connection that is there already.
 */
function filesAhead(page: string): string[] {
  const found = (at: RegExp) => [...page.matchAll(at)].map(([, path]) => path);
  const scripts = [...found(IMPORTED).toReversed(), ...found(SCRIPT)];
  return [
    ...scripts.map((path) => `<${path}>; rel=modulepreload; crossorigin`),
    ...found(STYLED).map((path) => `<${path}>; rel=preload; as=style; crossorigin`),
  ];
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
  const file = await answerFile(env, request, `/${app}/index.html`, PAGE_HEADERS);
  const page = await pageOf(env, request, app, file);
  const styles = ["style-src 'self'", ...(await hashesOf(page))].join(" ");
  const own = `img-src 'self' data: ${pictures}`.trim();
  const policy = `${POLICY}; ${styles}; ${own}; frame-ancestors ${ancestors}`;
  const answer = new Response(file.body === null ? null : page, file);
  answer.headers.set("content-security-policy", policy);
  answer.headers.set("link", [...filesAhead(page), ...calls.map(callAhead)].join(", "));
  return answer;
}

/** The page's text, also where the answer has none: a browser takes the headers of a 304 for those of what it has kept. */
async function pageOf(env: Env, request: Request, app: PageApp, file: Response): Promise<string> {
  if (file.body !== null) return await file.text();
  const asked = new Request(new URL(`/${app}/index.html`, request.url));
  return file.ok || file.status === 304 ? await (await env.ASSETS.fetch(asked)).text() : "";
}

const STYLES = /<style>([^<]*)<\/style>/g;

/** The styles that stand in a page, as its policy names them. */
async function hashesOf(page: string): Promise<string[]> {
  const styles = [...page.matchAll(STYLES)].map(([, text = ""]) => new TextEncoder().encode(text));
  const digests = await Promise.all(styles.map((bytes) => crypto.subtle.digest("SHA-256", bytes)));
  return digests.map((digest) => `'sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}'`);
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
