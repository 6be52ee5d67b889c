/**
 * Puts all objects of a program back to one moment. The program is fenced, and every object goes back by its bookmark. All
 * are woken and compare what they have. What the ledgers prove is posted, and the program is open again. One step a
 * message; each may be repeated.
 */
import { payAgain } from "../contests/contests.tables.ts";
import { untilItCounts } from "../configuration/trusted-versions.ts";
import { objectNamed } from "../../durable-objects/object/object-named.ts";
import type { ProgramObjects } from "../platform/objects.ts";
import { callObject } from "../platform/object-call.ts";
import { logError } from "../../durable-objects/object/log.ts";
import type { WakingObject } from "../../durable-objects/object/waking-object.ts";
import { isPauseOver } from "../../domain/kernel/pause.ts";
import { wakeObjects } from "../operations/wake-objects.ts";
import { startReconciliation } from "../operations/reconcile.ts";
import { lastRun } from "../operations/reconciliation.tables.ts";
import { forgetSlotMaps, readGrowth } from "../growth/growths.tables.ts";
import { type RestoredObject, restoredObjects, titleOf } from "./restored-objects.ts";
import {
  advanceRestore,
  finishRestore,
  newestRestore,
  type NextStep,
  noteFailure,
  openAgain,
  openRestores,
  type Restore,
} from "./restores.tables.ts";

export interface RestoreMessage {
  readonly kind: "restore";
  readonly program: ProgramObjects;
  readonly restore: number;
}

const CLOCKS_DIFFER_MS = 60_000;
/** Objects that are put back at once. */
const AT_ONCE = 20;
/** How long the next step is left alone: objects that were put back begin anew meanwhile. */
const PAUSE_SECONDS = 2;
/** The queue tries again within an hour: a restore that did nothing for so long has lost its message. */
const QUIET_MS = 2 * 3_600_000;
/** Objects that failed and are named. */
const NAMED = 10;

/** A step did not come to its end, for a reason that an operator is told. */
class StepFailed extends Error {
  override readonly name = "StepFailed";
}

/** Has the next step of a restore done soon. */
export async function sendRestore(env: Env, program: ProgramObjects, restore: number): Promise<void> {
  const { id, objects, region } = program;
  const message: RestoreMessage = { kind: "restore", program: { id, objects, region }, restore };
  await env.JOBS.send(message, { delaySeconds: PAUSE_SECONDS });
}

/** Restores go on, should a message ever have been lost, or none have been taken. */
export async function sendRestores(env: Env, nowMs: number): Promise<void> {
  for (const { number, programId, steppedAtMs } of await openRestores(env.CONFIG)) {
    if (!isPauseOver(steppedAtMs + QUIET_MS, nowMs, QUIET_MS)) continue;
    const program = await readGrowth(env.CONFIG, programId);
    if (program !== null) await sendRestore(env, program, number);
  }
}

/** Does the step that a restore has come to. Of several messages one alone goes on. */
export async function restoreOn(env: Env, { program, restore: number }: RestoreMessage): Promise<void> {
  const restore = await newestRestore(env.CONFIG, program.id);
  if (restore === null || restore.number !== number || restore.state === "finished") return;
  try {
    if (await isToGoOn(env, program, restore)) await sendRestore(env, program, number);
  } catch (error) {
    const failure = error instanceof StepFailed ? error.message : "the log says why: restore_failed";
    await noteFailure(env.CONFIG, restore, failure, Date.now());
    throw error;
  }
}

/** Does a step. @returns whether this message is to go on with the next one. */
async function isToGoOn(env: Env, program: ProgramObjects, restore: Restore): Promise<boolean> {
  if (restore.state === "restoring") {
    await forgetSlotMaps(env.CONFIG, program.id);
    const went = await putAllBack(env, program, restore);
    return await advance(env, restore, { state: "waking", ...went });
  }
  if (restore.state === "waking") {
    await wakeAll(env, program, restore);
    // Clocks of journals and notes differ.
    await payAgain(env.CONFIG, program.id, restore.toMs - CLOCKS_DIFFER_MS);
    return await advance(env, restore, { state: "reconciling" });
  }
  const run = await lastRun(env.REPORTS, program.id, Date.now());
  // Another one compared what was not all woken yet, or sets nothing right.
  if (run === null || run.run !== restore.run) return await reconcile(env, program, restore);
  if (run.state === "running") return await advance(env, restore, {});
  // What an operator left out may be what cannot be compared: the run says so, and the next ones do.
  if (run.failure !== null && restore.leftOut.length === 0) {
    await reconcile(env, program, restore);
    throw new StepFailed(`the reconciliation failed and has begun again: ${run.failure}`);
  }
  await openAgain(env.CONFIG, restore);
  // Who reads that it is finished finds the program open.
  await untilItCounts();
  await finishRestore(env.CONFIG, restore, Date.now());
  return false;
}

async function advance(env: Env, restore: Restore, next: NextStep): Promise<boolean> {
  return await advanceRestore(env.CONFIG, restore, next, Date.now());
}

/** Begins the restore's own reconciliation, or waits for one that is under way to end. */
async function reconcile(env: Env, program: ProgramObjects, restore: Restore): Promise<boolean> {
  const { begun, run } = await startReconciliation(env, program, Date.now(), restore.reason);
  return await advance(env, restore, { run: begun ? run : null });
}

async function putAllBack(
  env: Env,
  program: ProgramObjects,
  restore: Restore,
): Promise<{ readonly restored: number; readonly unchanged: number }> {
  const went = await ofAll(env, program, restore, "put back", async (object) => {
    return await object.putBack(restore.toMs, markOf(restore));
  });
  const restored = went.filter(Boolean).length;
  return { restored, unchanged: went.length - restored };
}

async function wakeAll(env: Env, program: ProgramObjects, restore: Restore): Promise<void> {
  await ofAll(env, program, restore, "told that they are back", async (object) => {
    await object.isBack(markOf(restore));
  });
  const objects = await restoredObjects(env, program, restore.leftOut);
  for (const [binding, called] of Map.groupBy(objects, (object) => object.binding)) {
    const { failed } = await wakeObjects(env, { binding, called });
    if (failed.length > 0) {
      const titles = failed.map((name) => titleOf({ binding, name }));
      throw new StepFailed(failureOf("woken", titles));
    }
  }
}

/** By which an object knows a restore: numbers are given again where the database is put back. */
function markOf({ number, startedAtMs }: Restore): string {
  return `${number} of ${startedAtMs}`;
}

/**
 * Calls all objects of a program, some at once: one that fails holds up no other.
 *
 * @throws StepFailed naming those that failed.
 */
async function ofAll<Answer>(
  env: Env,
  program: ProgramObjects,
  { leftOut }: Restore,
  what: string,
  call: (object: DurableObjectStub<WakingObject>) => Promise<Answer>,
): Promise<Answer[]> {
  const objects = await restoredObjects(env, program, leftOut);
  const answers: Answer[] = [];
  const failed: string[] = [];
  const callOne = async ({ binding, name }: RestoredObject): Promise<void> => {
    try {
      answers.push(await callObject(async () => await call(objectNamed(env[binding], name))));
    } catch (error) {
      logError("object_not_restored", error, { class: binding, program: program.id, object: name });
      failed.push(titleOf({ binding, name }));
    }
  };
  for (let at = 0; at < objects.length; at += AT_ONCE)
    await Promise.all(objects.slice(at, at + AT_ONCE).map(callOne));
  if (failed.length > 0) throw new StepFailed(failureOf(what, failed));
  return answers;
}

function failureOf(what: string, objects: readonly string[]): string {
  const more = objects.length > NAMED ? ", …" : "";
  return `not ${what} (${objects.length}): ${objects.toSorted().slice(0, NAMED).join(", ")}${more}`;
}
