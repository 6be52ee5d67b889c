/**
 * `/` and `/desk/…`, the desk of merchants, and `/docs` on the host of management; `/portal/{program}`, the portal of
 * promoters, on every host, as the files are by which WeChat proves a host. They stand outside of the API, whose
 * description names each of its routes.
 */
import { hostAllows } from "../http/hosts.ts";
import { answerVerification, verificationName } from "../wechat/verification-file.ts";
import { answerPage, answerPageFile, type PageSurroundings } from "./page-files.ts";
import { answerReference } from "./reference.ts";

const DESK = /^\/(?:desk(?:\/.*)?)?$/;
/** What the portal reads before anybody has signed in is of the API: `/portal/{program}/look`. */
const PORTAL = /^\/portal\/([a-z0-9-]{1,40})(?!\/look$)(?:\/.*)?$/;
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
  const programId = PORTAL.exec(pathname)?.[1];
  if (programId !== undefined) return answerPortal(env, request, programId, surroundings);
  if (!hostAllows(env, request, "management")) return undefined;
  return DESK.test(pathname) ? answerPage(env, request, "desk") : answerReference(env, request);
}

async function answerPortal(env: Env, request: Request, id: string, of: Surroundings): Promise<Response> {
  return await answerPage(env, request, "portal", await of(env, id), [`/portal/${id}/look`]);
}
