/** An answer that is made part by part while it is read, so that its length needs no memory. */

/** @param parts texts, each asked for when the one before was taken. */
export function streamed(parts: AsyncGenerator<string>, type: string, heading = ""): Response {
  const encoder = new TextEncoder();
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => {
      if (heading !== "") controller.enqueue(encoder.encode(heading));
    },
    pull: async (controller) => {
      const next = await parts.next();
      if (next.done === true) controller.close();
      else controller.enqueue(encoder.encode(next.value));
    },
    cancel: async () => {
      await parts.return(undefined);
    },
  });
  return new Response(stream, { headers: { "content-type": type } });
}
