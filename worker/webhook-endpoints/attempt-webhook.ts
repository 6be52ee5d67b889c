/**
 * One attempt of a webhook: an answer of 2xx within 15 seconds, or a failure. Nothing is followed, and of an answer no more is
 * read than its first KiB, and no longer than a second. Its status has said everything by then.
 */
import {
  ANSWERED_WITHIN_MS,
  type AttemptFault,
  retryAfterMs,
} from "../../domain/notification/webhook-delivery.ts";
import type { AttemptMade } from "../../durable-objects/webhook-endpoint/sender.ts";

const KEPT_BYTES = 1_024;
const READ_WITHIN_MS = 1_000;

export interface Message {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** @param withinMs until its status. @param readWithinMs from then on, for what is kept of its body. */
export async function attemptWebhook(
  network: Pick<Fetcher, "fetch">,
  { url, headers, body }: Message,
  withinMs = ANSWERED_WITHIN_MS,
  readWithinMs = READ_WITHIN_MS,
): Promise<AttemptMade> {
  const atMs = Date.now();
  const ending = new AbortController();
  const { signal } = ending;
  const asked = ask(network, url, { method: "POST", headers, body, redirect: "manual", signal });
  const timer = setTimeout(() => ending.abort(), withinMs);
  const response = await Promise.race([asked, late(signal)]);
  clearTimeout(timer);
  const made = response instanceof Response ? await answeredBy(response, readWithinMs) : response;
  return { ...made, atMs, durationMs: Math.max(0, Date.now() - atMs) };
}

/** An attempt that was not made. */
export function notAttempted(fault: AttemptFault): AttemptMade {
  return { atMs: Date.now(), durationMs: 0, answered: { kind: "fault", fault }, answer: "" };
}

type Made = Pick<AttemptMade, "answered" | "answer">;

/** Resolves when the time is over, also where a network does not heed the signal. */
async function late(signal: AbortSignal): Promise<Made> {
  return await new Promise((over) => {
    const answered = { kind: "fault", fault: "timed_out" } as const;
    signal.addEventListener("abort", () => over({ answered, answer: "" }), { once: true });
  });
}

async function ask(network: Pick<Fetcher, "fetch">, url: URL, init: RequestInit): Promise<Response | Made> {
  try {
    return await network.fetch(url.href, init);
  } catch {
    const fault = init.signal?.aborted === true ? "timed_out" : "unreachable";
    return { answered: { kind: "fault", fault }, answer: "" };
  }
}

async function answeredBy(response: Response, readWithinMs: number): Promise<Made> {
  const { status, headers } = response;
  const text = headers.get("retry-after");
  const answered = {
    kind: "answer",
    status,
    retryAfterMs: text === null ? null : retryAfterMs(text, Date.now()),
  } as const;
  return { answered, answer: await beginningOf(response, readWithinMs) };
}

/** The first KiB of a body. One that breaks off, or goes on for ever, has been answered all the same. */
async function beginningOf({ body }: Response, withinMs: number): Promise<string> {
  const parts: Uint8Array[] = [];
  if (body === null) return "";
  const reader = body.getReader();
  const timer = setTimeout(() => void cancel(reader), withinMs);
  try {
    for (let length = 0; length < KEPT_BYTES;) {
      const { value } = await reader.read();
      if (value === undefined) break;
      parts.push(value);
      length += value.byteLength;
    }
  } catch {
    // What has come is kept.
  } finally {
    clearTimeout(timer);
    void cancel(reader);
  }
  return new TextDecoder().decode(Buffer.concat(parts).subarray(0, KEPT_BYTES));
}

/** Ends a read that waits as well. */
async function cancel(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  try {
    await reader.cancel();
  } catch {
    // It broke off by itself.
  }
}
