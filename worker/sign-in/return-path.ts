/**
 * Where signing in leads back to: a page of people on this very host, in a closed form. No address of another host can be
 * spelled, nor a path here that does something when it is opened.
 */

const MOST_CHARACTERS = 500;
/** The first page, or one of the desk or the documentation. */
const PAGE = /^\/(?:(?:desk|docs)(?:\/[\w./~-]*)?)?(?:\?[\w.~%=&-]*)?$/;
/** What a browser would read as the folder itself or the one above, and an empty part. */
const LEADS_ELSEWHERE = /\/(?:\/|\.{1,2}(?:\/|\?|$))/;

export function isReturnPath(text: string): boolean {
  return text.length <= MOST_CHARACTERS && PAGE.test(text) && !LEADS_ELSEWHERE.test(text);
}
