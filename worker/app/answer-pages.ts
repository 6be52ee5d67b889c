/**
 * `/` and `/desk/…`, the desk of merchants, and `/docs` on the host of management. `/portal/{program}`, the portal of
 * promoters, on every host, as the files are by which WeChat proves a host. They stand outside of the API, whose
 * description names each of its routes.
 */
import { hostAllows } from "../http/hosts.ts";
import { answerVerification, verificationName } from "../wechat/verification-file.ts";
import { aheadOf, SESSION } from "./answer-ahead.ts";
import { answerPage, answerPageFile, type PageSurroundings } from "./page-files.ts";
import { answerReference } from "./reference.ts";

const DESK = /^\/(?:desk(?:\/.*)?)?$/;
/** No pages are what the portal reads: `/portal/{program}/look` of the API, and its first answers in one. */
const PORTAL = /^\/portal\/([a-z0-9-]{1,40})(?!\/(?:look|ahead)$)(\/.*)?$/;
const FILE = /^\/assets\//;

type Surroundings = (env: Env, programId: string) => Promise<PageSurroundings>;

/**
 * The answer to a page or to what it loads; undefined for anything else.
 *
 * @param surroundings of a program's portal.
 */
export function answerPages(
  env: Env,
  request: Request,
  surroundings: Surroundings = () => Promise.resolve({}),
): Promise<Response> | undefined {
  if (request.method !== "GET" && request.method !== "HEAD") return undefined;
  const { pathname } = new URL(request.url);
  if (FILE.test(pathname)) return answerPageFile(env, request);
  const proof = verificationName(pathname);
  if (proof !== undefined) return answerVerification(env, proof);
  const [, programId, below = ""] = PORTAL.exec(pathname) ?? [];
  if (programId !== undefined) {
    // The browser asks for them while it loads the script.
    const ahead = below.length > 1 ? [SESSION, `/portal/${programId}/look`] : [aheadOf(programId)];
    return surroundings(env, programId).then((of) => answerPage(env, request, "portal", ahead, of));
  }
  if (!hostAllows(env, request, "management")) return undefined;
  return DESK.test(pathname) ? answerPage(env, request, "desk", [SESSION]) : answerReference(env, request);
}
