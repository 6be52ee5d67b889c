/**
 * What a share host answers beside taps. Codes and posters of its links, what pages in WeChat ask, the portal's pages, and to
 * promoters alone the API that those pages ask. The keys of the merchant and of the operator reach nothing there.
 */
import type { ApiContext } from "../access/api-env.ts";
import { isSignedIn, requestCaller } from "../access/authorize.ts";
import { ApiProblem } from "../http/problem.ts";

const PAGES = /^\/(portal|sign-in|qr|poster|wechat)\//;
const SESSION = "/v1/sessions/current";
const SIGN_IN = "/v1/sessions";

/**
 * Of other credentials, and of none, a share host tells nothing.
 *
 * @throws ApiProblem `unauthorized` where a page asks whose session it has, and it has no promoter's.
 */
export function isForPortal(c: ApiContext): boolean {
  const { path, method } = c.req;
  if (PAGES.test(path)) return true;
  if (path === SESSION && method === "DELETE") return true;
  // Whose token it is stands in the body: the route takes a promoter's alone here.
  if (path === SIGN_IN && method === "POST") return true;
  if (path.startsWith("/v1/") && isPromoter(c)) return true;
  if (path === SESSION) throw new ApiProblem("unauthorized");
  return false;
}

function isPromoter(c: ApiContext): boolean {
  try {
    const caller = requestCaller(c);
    return caller !== "operator" && !isSignedIn(caller) && caller.kind === "tp";
  } catch (error) {
    if (error instanceof ApiProblem) return false;
    throw error;
  }
}
