/**
 * Sends a request until it is answered. Every write of the API may be repeated: it is known by an id of its own or by its
 * `Idempotency-Key`. So whatever was refused for now, or not answered at all, is sent again, the same to the last byte.
 */
import { setTimeout as wait } from "node:timers/promises";
import { pauseMs } from "./pause.ts";

export interface Patience {
  /** For how long one attempt may take, in milliseconds. */
  readonly timeoutMs: number;
  /** How often it is sent again at most. */
  readonly retries: number;
  /** The longest pause that an answer may ask for, in milliseconds. One that asks for more is the last. */
  readonly longestPauseMs: number;
}

export const PATIENCE: Patience = { timeoutMs: 30_000, retries: 4, longestPauseMs: 60_000 };

export type Send = (request: Request) => Promise<Response>;

/** Refused for now. Of the last two a proxy before the service says that it was not reached. */
const FOR_NOW = new Set([429, 502, 503, 504]);

/** @throws what the last attempt met where no attempt was answered. */
export async function sendAgain(send: Send, request: Request, patience: Patience): Promise<Response> {
  for (let attempt = 1; ; attempt += 1) {
    const isLast = attempt > patience.retries;
    const answer = await attempted(send, request, patience.timeoutMs, isLast);
    const retryAfter = answer?.headers.get("retry-after") ?? null;
    const pause = pauseMs(attempt, retryAfter, Math.random(), Date.now());
    const isFinal = isLast || pause > patience.longestPauseMs || !FOR_NOW.has(answer?.status ?? 503);
    if (answer !== undefined && isFinal) return answer;
    await answer?.body?.cancel();
    await wait(pause, undefined, { signal: request.signal });
  }
}

/** @returns undefined where no answer came, unless it was the last attempt or the caller ended it. */
async function attempted(
  send: Send,
  request: Request,
  timeoutMs: number,
  isLast: boolean,
): Promise<Response | undefined> {
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(timeoutMs)]);
  try {
    return await send(new Request(request.clone(), { signal }));
  } catch (error) {
    if (isLast || request.signal.aborted) throw error;
    return undefined;
  }
}
