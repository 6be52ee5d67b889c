/**
 * Ends a runtime that hangs: one that answers nothing at all, however long it is given, is killed and started again.
 *
 * Any answer is a sign of life, an error too. A question touches no storage, so that a slow disk is not taken for a hang.
 * It runs in a thread of its own, because the main one waits for the runtime and may hang with it.
 */
import { writeSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { workerData } from "node:worker_threads";
import { logError } from "../../durable-objects/object/log.ts";
import { killRuntime } from "./orphans.ts";
import type { Watched } from "./watchdog.ts";

/** Questions in a row that have to stay without an answer. */
const QUESTIONS = 3;
/** So many runtimes in a row may hang. */
const KILLS = 3;

await watch(workerData as Watched);

async function watch({ url, hangMs, pidFile }: Watched): Promise<void> {
  const patienceMs = hangMs / QUESTIONS;
  let silent = 0;
  let kills = 0;
  for (;;) {
    await wait(patienceMs);
    if (await answers(url, patienceMs)) {
      silent = 0;
      kills = 0;
      continue;
    }
    silent += 1;
    if (silent < QUESTIONS) continue;
    if (kills === KILLS) giveUp();
    logError("runtime_hung", new Error(`the runtime answered nothing for ${hangMs} ms and is started again`));
    killRuntime(pidFile);
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

/** Whoever started the process sees it ended, and starts another one. The main thread may hang, so nobody is asked. */
function giveUp(): never {
  writeSync(2, "The runtime hangs again and again. The service ends; what was answered is on disk.\n");
  process.kill(process.pid, "SIGKILL");
  throw new Error("the process has been ended");
}
