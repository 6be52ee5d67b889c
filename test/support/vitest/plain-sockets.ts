/**
 * What passes between a runtime of the tests and this process goes as it is. The pool's client of WebSockets offers to
 * compress every message, and has no setting for it: a tenth of this process's time went there.
 */
import http from "node:http";

const OFFER = "Sec-WebSocket-Extensions";

/** From now on no WebSocket of this process offers to compress. */
export function offerNoCompression(): void {
  const { request } = http;
  Object.assign(http, {
    request: (...given: Parameters<typeof request>) => {
      for (const part of given) withoutOffer(part);
      return request(...given);
    },
  });
}

function withoutOffer(part: unknown): void {
  const headers = typeof part === "object" && part !== null && "headers" in part ? part.headers : undefined;
  if (typeof headers === "object" && headers !== null && OFFER in headers)
    Reflect.deleteProperty(headers, OFFER);
}
