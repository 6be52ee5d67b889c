/** Writes under way, each once: a button is pressed twice before it is drawn as pressed, and both presses mean one write. */

type Send = (request: Request) => Promise<Response>;

const JSON_TYPE = "application/json";

/** Sends what is asked, but for a write that says the same as one that is under way: that gets the same answer. */
export function once(send: Send): Send {
  const underWay = new Map<string, Promise<Response>>();
  return async (request) => {
    const { method, url, headers } = request;
    // Pictures are of another type, and too much to be compared.
    const isText = (headers.get("content-type") ?? JSON_TYPE) === JSON_TYPE;
    if (method === "GET" || !isText) return await send(request);
    const text = await request.text();
    const said = `${method} ${url} ${text}`;
    const known = underWay.get(said);
    if (known !== undefined) return (await known).clone();
    // With the text itself: of a copy the body would be a stream, which old browsers cannot send.
    const sent = send(text === "" ? request : new Request(request, { method, body: text }));
    underWay.set(said, sent);
    try {
      return (await sent).clone();
    } finally {
      underWay.delete(said);
    }
  };
}
