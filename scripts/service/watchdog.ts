/**
 * Ends a runtime that hangs: one that answers nothing at all, however long it is given, is killed and started again.
 *
 * Any answer is a sign of life, an error too. A question touches no storage, so that a slow disk is not taken for a hang.
 */
import { setTimeout as wait } from "node:timers/promises";
import { logError } from "../../durable-objects/object/log.ts";

export interface Watched {
  /** Origin of the service on this machine. */
  readonly url: string;
  /** How long it may answer nothing, in milliseconds. */
  readonly hangMs: number;
  /** Kills the runtime; miniflare starts another one. */
  kill(): void;
  /** Called when the one that was started answers nothing either. */
  givenUp(): void;
}

/** Questions in a row that have to stay without an answer. */
const QUESTIONS = 3;
/** A start of the runtime is given as long as this many hangs. */
const STARTS = 2;

export function watch(watched: Watched): { stop(): void } {
  const stopped = new AbortController();
  void run(watched, stopped.signal).catch((error: unknown) => {
    if (!stopped.signal.aborted) throw error;
  });
  return { stop: () => stopped.abort() };
}

async function run(watched: Watched, signal: AbortSignal): Promise<void> {
  const patienceMs = watched.hangMs / QUESTIONS;
  let silent = 0;
  let kills = 0;
  for (;;) {
    await wait(patienceMs, undefined, { signal });
    if (await answers(watched.url, patienceMs)) {
      silent = 0;
      kills = 0;
      continue;
    }
    signal.throwIfAborted();
    silent += 1;
    if (silent < QUESTIONS) continue;
    if (kills === STARTS) return watched.givenUp();
    const error = new Error(`the runtime answered nothing for ${watched.hangMs} ms and is started again`);
    logError("runtime_hung", error);
    watched.kill();
    silent = 0;
    kills += 1;
  }
}

async function answers(url: string, ms: number): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/t.js`, { method: "HEAD", signal: AbortSignal.timeout(ms) });
    await answer.body?.cancel();
    return true;
  } catch {
    return false;
  }
}
