/** Reads a request's body once, bounded, whatever its headers say. */
import { LIMITS } from "../../domain/kernel/limits.ts";
import { ApiProblem } from "./problem.ts";
import { overloaded } from "./traffic/admission.ts";
import { readWithoutPlace } from "./traffic/admit-requests.ts";
import { ArrivingBodies, type ArrivingBody } from "./traffic/arriving-bodies.ts";
import { DISCARDED_BYTES, WHOLE_WITHIN_MS } from "./traffic/discard-body.ts";

const OF_THIS_ISOLATE = new ArrivingBodies({
  bodies: LIMITS.bodiesArrivingAtOnce,
  bytes: LIMITS.bytesArrivingAtOnce,
});

/**
 * The body as bytes.
 *
 * @throws ApiProblem `body_too_large` (413) as soon as more than `most` bytes have come, or are announced;
 * `incomplete_body` (400); `slow_body` (408); `overloaded` (503).
 */
export async function readBytes(
  request: Request,
  most: number = LIMITS.bodyBytes,
  arriving = OF_THIS_ISOLATE,
): Promise<Uint8Array> {
  const { body } = request;
  if (Number(request.headers.get("content-length") ?? 0) > most) throw tooLarge(most);
  if (body === null) return new Uint8Array();
  return await readWithoutPlace(request, async () => await readWhole(body, { most, arriving }));
}

interface ReadingTerms {
  readonly most: number;
  readonly arriving: ArrivingBodies;
}

function tooLarge(most: number): ApiProblem {
  return new ApiProblem("body_too_large", { detail: `the body is over ${most} bytes` });
}

async function readWhole(stream: ReadableStream<Uint8Array>, terms: ReadingTerms): Promise<Uint8Array> {
  const { arriving } = terms;
  const body = arriving.begin(Date.now());
  const reader = stream.getReader();
  let isSlow = false;
  // A body that is sent a byte a minute would hold its connection for ever.
  const patience = setTimeout(() => {
    isSlow = true;
    void reader.cancel().catch(() => {});
  }, WHOLE_WITHIN_MS);
  try {
    const { chunks, size, refusal } = await gathered(reader, body, terms);
    if (isSlow) throw new ApiProblem("slow_body");
    if (refusal !== undefined) throw refusal;
    return Buffer.concat(chunks, size);
  } catch (error) {
    throw isSlow ? new ApiProblem("slow_body") : error;
  } finally {
    clearTimeout(patience);
    arriving.end(body);
  }
}

interface Gathered {
  readonly chunks: readonly Uint8Array[];
  readonly size: number;
  readonly refusal: ApiProblem | undefined;
}

/** Reads to the end, also what is refused: a connection that is closed over unread bytes takes the answer along. */
async function gathered(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  body: ArrivingBody,
  { most, arriving }: ReadingTerms,
): Promise<Gathered> {
  let chunks: Uint8Array[] = [];
  let size = 0;
  let refusal: ApiProblem | undefined;
  for (;;) {
    const { done, value } = await nextChunk(reader);
    if (done) return { chunks, size, refusal };
    size += value.byteLength;
    if (size > DISCARDED_BYTES) await reader.cancel();
    if (refusal !== undefined) continue;
    if (size > most) refusal = tooLarge(most);
    else if (!arriving.grow(body, value.byteLength, Date.now())) refusal = overloaded();
    if (refusal === undefined) chunks.push(value);
    else {
      chunks = [];
      arriving.end(body);
    }
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
