/**
 * `/docs`, the API's reference for people, on the host of management. A library shows `/openapi.json`; it lies with the
 * static files, and nothing of it is in the Worker. The page reads alone: it takes no key, and sends no call.
 */
import { LANGUAGES } from "../../domain/kernel/language.ts";
import { languageHeaders, preferredLanguage } from "../http/languages.ts";
import { answerFile } from "./page-files.ts";

/** The page, what it loads, and the guides that it leads to. */
const REFERENCE = /^\/docs(?:\/(files|guides)\/(\w[\w.-]{0,79}))?$/;

/** The library builds its page with scripts of our own host, and with images that stand in its style sheet. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const NOSNIFF = { "x-content-type-options": "nosniff" };
const PAGE_HEADERS = {
  ...NOSNIFF,
  "cache-control": "no-cache",
  "content-security-policy": POLICY,
  "referrer-policy": "same-origin",
};
const FILE_HEADERS = { ...NOSNIFF, "cache-control": "public, max-age=31536000, immutable" };
const GUIDE_HEADERS = {
  ...NOSNIFF,
  "cache-control": "no-cache",
  "content-type": "text/plain; charset=utf-8",
};

/** The answer to the reference and to what belongs to it; undefined for anything else. */
export function answerReference(env: Env, request: Request): Promise<Response> | undefined {
  const url = new URL(request.url);
  const [path, kind, name = ""] = REFERENCE.exec(url.pathname) ?? [];
  if (path === undefined) return undefined;
  if (kind === "files") return answerFile(env, request, path, FILE_HEADERS);
  if (kind === "guides") return answerFile(env, request, `/docs/guides/${name}.txt`, GUIDE_HEADERS);
  const asked = LANGUAGES.find((language) => language === url.searchParams.get("lang"));
  const language = asked ?? preferredLanguage(request.headers.get("accept-language") ?? undefined);
  const headers = { ...PAGE_HEADERS, ...languageHeaders(language) };
  return answerFile(env, request, `/docs/${language}.html`, headers);
}
