/** Which page a browser asks in the name of: our own, another site's, or one in a frame. */

/**
 * Whether a call was asked for by a page of this very host. A browser that says nothing of it is old, and tells the page's
 * origin where it sends a form.
 */
export function isOwnPage({ headers, url }: Pick<Request, "headers" | "url">): boolean {
  const site = headers.get("sec-fetch-site");
  if (site !== null) return site === "same-origin";
  return headers.get("origin") === null || isOwnOrigin({ headers, url });
}

/** Whether the origin that a browser tells is this very host. False where it tells none. */
export function isOwnOrigin({ headers, url }: Pick<Request, "headers" | "url">): boolean {
  const origin = headers.get("origin");
  // A proxy before the service may speak another scheme with the browser.
  return origin !== null && URL.canParse(origin) && new URL(origin).host === new URL(url).host;
}

/** Whether the answer will be shown in a frame of another page. */
export function isInFrame({ headers }: Pick<Request, "headers">): boolean {
  const destination = headers.get("sec-fetch-dest");
  return destination === "iframe" || destination === "frame" || destination === "fencedframe";
}
