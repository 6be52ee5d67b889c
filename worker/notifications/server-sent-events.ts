/** Messages of a socket as server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html */
const RETRY_MS = 1_000;
/** Events that wait for a reader. One that does not keep up comes again, and goes on where it was. */
const MOST_WAITING = 2_000;

export function serverSentEvents(socket: WebSocket): Response {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>(
    {},
    { highWaterMark: MOST_WAITING },
    { highWaterMark: 0 },
  );
  const writer = writable.getWriter();
  const encoder = new TextEncoder();
  const end = () => {
    socket.close();
    void writer.close().catch(() => undefined);
  };
  const write = (block: string) => {
    if ((writer.desiredSize ?? 0) <= 0) end();
    else void writer.write(encoder.encode(`${block}\n\n`)).catch(() => socket.close());
  };
  socket.addEventListener("message", ({ data }) => {
    const said = String(data);
    // Not its number: a log that was put back gives that again to another event.
    const { id } = JSON.parse(said) as { readonly id: string };
    write(`id: ${id}\ndata: ${said}`);
  });
  socket.addEventListener("close", end);
  write(`retry: ${RETRY_MS}`);
  socket.accept();
  const headers = { "content-type": "text/event-stream; charset=utf-8", "x-accel-buffering": "no" };
  return new Response(readable, { headers });
}
