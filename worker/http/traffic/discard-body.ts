/** Bodies that nobody wanted: read all the same, since a connection that is closed over unread bytes takes the answer along. */

/** A longer body is not read for the sake of an answer. */
export const DISCARDED_BYTES = 16_777_216;
/** Of each mebibyte: one within it takes less than a modem of 2002 has. */
export const WHOLE_WITHIN_MS = 30_000;

/** Reads and keeps nothing. A body may never end, so one that becomes too long or takes too long is given up. */
export async function discardBody({ body, bodyUsed, headers }: Request): Promise<void> {
  const announced = Number(headers.get("content-length") ?? 0);
  if (body === null || bodyUsed || announced > DISCARDED_BYTES) return;
  let bytes = 0;
  const sink = new WritableStream<Uint8Array>({
    write: (chunk) => {
      bytes += chunk.byteLength;
      if (bytes > DISCARDED_BYTES) throw new Error("the body is too long to be read for nothing");
    },
  });
  const mebibytes = Math.max(1, Math.ceil(announced / 1_048_576));
  await body.pipeTo(sink, { signal: AbortSignal.timeout(mebibytes * WHOLE_WITHIN_MS) }).catch(() => {});
}

/** An answer, once the body of its request is out of the way. */
export async function overReadBody(
  request: Request,
  answer: Response | Promise<Response>,
): Promise<Response> {
  try {
    return await answer;
  } finally {
    await discardBody(request);
  }
}
