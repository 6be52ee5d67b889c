/** A file that is written part by part as it is taken, so that its length needs no memory. */

/** Answers a heading and what `lines` yields. When the caller goes away, no more is asked for. */
export function fileOf(lines: AsyncGenerator<string>, type: string, heading: string): Response {
  const encoder = new TextEncoder();
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => {
      if (heading !== "") controller.enqueue(encoder.encode(heading));
    },
    pull: async (controller) => {
      const next = await lines.next();
      if (next.done === true) controller.close();
      else controller.enqueue(encoder.encode(next.value));
    },
    cancel: async () => {
      await lines.return(undefined);
    },
  });
  return new Response(stream, { headers: { "content-type": type } });
}
