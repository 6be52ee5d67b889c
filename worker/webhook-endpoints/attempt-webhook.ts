/**
 * One attempt of a webhook: an answer of 2xx within 15 seconds, or a failure. Nothing is followed, and of an answer no more is
 * read than its first KiB.
 */
import {
  ANSWERED_WITHIN_MS,
  type AttemptFault,
  retryAfterMs,
} from "../../domain/notification/webhook-delivery.ts";
import type { AttemptMade } from "../../durable-objects/webhook-endpoint/sender.ts";

const KEPT_BYTES = 1_024;

export interface Message {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** @param withinMs for the whole of it. */
export async function attemptWebhook(
  network: Pick<Fetcher, "fetch">,
  { url, headers, body }: Message,
  withinMs = ANSWERED_WITHIN_MS,
): Promise<AttemptMade> {
  const atMs = Date.now();
  const signal = AbortSignal.timeout(withinMs);
  const asked = ask(network, url, { method: "POST", headers, body, redirect: "manual", signal });
  const made = await Promise.race([asked, late(signal)]);
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

async function ask(network: Pick<Fetcher, "fetch">, url: URL, init: RequestInit): Promise<Made> {
  let response: Response;
  try {
    response = await network.fetch(url.href, init);
  } catch {
    const fault = init.signal?.aborted === true ? "timed_out" : "unreachable";
    return { answered: { kind: "fault", fault }, answer: "" };
  }
  const { status, headers } = response;
  const text = headers.get("retry-after");
  const answered = {
    kind: "answer",
    status,
    retryAfterMs: text === null ? null : retryAfterMs(text, Date.now()),
  } as const;
  return { answered, answer: await beginningOf(response) };
}

/** The first KiB of a body. One that breaks off has been answered all the same. */
async function beginningOf({ body }: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    // Leaving the loop cancels the rest.
    for await (const part of body ?? []) {
      parts.push(part);
      length += part.byteLength;
      if (length >= KEPT_BYTES) break;
    }
  } catch {
    // What has come is kept.
  }
  return new TextDecoder().decode(Buffer.concat(parts).subarray(0, KEPT_BYTES));
}
