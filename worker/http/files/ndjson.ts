/** Streams of JSON lines: read with a bound on each line, written as fast as they are taken. */
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { ApiProblem } from "../problem.ts";
import { nextChunk } from "../request-bytes.ts";
import { WHOLE_WITHIN_MS } from "../traffic/discard-body.ts";

export interface Line {
  /** From 1. */
  readonly number: number;
  /** Null: longer than a line may be. */
  readonly text: string | null;
}

/**
 * The lines of a body that are not blank. Of a line that is too long only its number is kept.
 *
 * @throws ApiProblem `incomplete_body` (400), or `slow_body` (408) when nothing comes any more.
 */
export async function* linesOf(body: ReadableStream<Uint8Array> | null): AsyncGenerator<Line> {
  if (body === null) return;
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let [rest, number, isTooLong] = ["", 1, false];
  for (;;) {
    const { done, value } = await chunkInTime(reader);
    const chunk = rest + (done ? decoder.decode() : decoder.decode(value, { stream: true }));
    // Cut off one by one: a chunk may have a hundred thousand lines, which would all wait for their turn in memory.
    let from = 0;
    for (let end = endOfLine(chunk, from, done); end !== -1; end = endOfLine(chunk, from, done)) {
      const text = chunk.slice(from, end).trim();
      if (isTooLong || text.length > LIMITS.importLineCharacters) yield { number, text: null };
      else if (text !== "") yield { number, text };
      isTooLong = false;
      number += 1;
      from = end + 1;
    }
    rest = chunk.slice(from);
    if (rest.length > LIMITS.importLineCharacters) [rest, isTooLong] = ["", true];
    if (done) return;
  }
}

/** Where the line ends that begins at `from`; -1 where it goes on in what has not come yet, or where there is none. */
function endOfLine(chunk: string, from: number, isLast: boolean): number {
  const end = chunk.indexOf("\n", from);
  if (end !== -1) return end;
  return isLast && from <= chunk.length ? chunk.length : -1;
}

/** A sender that falls silent, and leaves the connection open, ends its body. */
async function chunkInTime(
  reader: ReadableStreamDefaultReader<Uint8Array>,
): Promise<ReadableStreamReadResult<Uint8Array>> {
  let isSilent = false;
  const patience = setTimeout(() => {
    isSilent = true;
    void reader.cancel().catch(() => {});
  }, WHOLE_WITHIN_MS);
  try {
    const chunk = await nextChunk(reader);
    if (!isSilent) return chunk;
    throw new ApiProblem("slow_body");
  } catch (error) {
    throw isSilent ? new ApiProblem("slow_body") : error;
  } finally {
    clearTimeout(patience);
  }
}

/** Answers what `values` yields, each as a line. When the caller goes away, no more is asked for. */
export function streamLines(values: AsyncGenerator<object>): Response {
  const encoder = new TextEncoder();
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await values.next();
      if (done === true) controller.close();
      else controller.enqueue(encoder.encode(`${JSON.stringify(value)}\n`));
    },
    async cancel() {
      await values.return(undefined);
    },
  });
  return new Response(stream, {
    headers: { "content-type": "application/x-ndjson; charset=utf-8" },
  });
}
