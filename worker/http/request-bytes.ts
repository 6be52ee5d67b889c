/** Reads a request's body once, bounded, whatever its headers say. */
import { LIMITS } from "../../domain/kernel/limits.ts";
import { ApiProblem } from "./problem.ts";
import { DISCARDED_BYTES, WHOLE_WITHIN_MS } from "./traffic/discard-body.ts";

/**
 * The body as bytes.
 *
 * @throws ApiProblem `body_too_large` (413) as soon as more than `most` bytes have come, or are announced;
 * `incomplete_body` (400); `slow_body` (408).
 */
export async function readBytes(request: Request, most: number = LIMITS.bodyBytes): Promise<Uint8Array> {
  const tooLarge = new ApiProblem("body_too_large", { detail: `the body is over ${most} bytes` });
  if (Number(request.headers.get("content-length") ?? 0) > most) throw tooLarge;
  const chunks: Uint8Array[] = [];
  let size = 0;
  if (request.body === null) return new Uint8Array();
  const reader = request.body.getReader();
  let isSlow = false;
  // A body that is sent a byte a minute would hold its room for ever.
  const patience = setTimeout(() => {
    isSlow = true;
    void reader.cancel().catch(() => {});
  }, WHOLE_WITHIN_MS);
  try {
    for (;;) {
      const { done, value } = await nextChunk(reader);
      if (done) break;
      size += value.byteLength;
      if (size <= most) chunks.push(value);
      else if (size > DISCARDED_BYTES) await reader.cancel();
    }
    if (size > most) throw tooLarge;
    if (isSlow) throw new ApiProblem("slow_body");
    return Buffer.concat(chunks, size);
  } catch (error) {
    throw isSlow ? new ApiProblem("slow_body") : error;
  } finally {
    clearTimeout(patience);
  }
}

/**
 * The next bytes of a body. Whoever sends it may hang up or break it off, which is no failure of ours.
 *
 * @throws ApiProblem `incomplete_body` (400).
 */
export async function nextChunk(
  reader: ReadableStreamDefaultReader<Uint8Array>,
): Promise<ReadableStreamReadResult<Uint8Array>> {
  try {
    return await reader.read();
  } catch {
    throw new ApiProblem("incomplete_body");
  }
}

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });

/** Bytes as text, a byte order mark taken off; undefined where they are not UTF-8, which JSON has to be. */
export function textOf(bytes: Uint8Array): string | undefined {
  try {
    return UTF8.decode(bytes);
  } catch {
    return undefined;
  }
}
