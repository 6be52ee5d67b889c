/**
 * Puts all objects of a program back to one moment: the program is fenced, every object goes back by its bookmark, all
 * are woken and compare what they have, what the ledgers prove is posted, and the program is open again. One step a
 * message; each may be repeated.
 */
import { payAgain } from "../contests/contests.tables.ts";
import { untilItCounts } from "../configuration/trusted-versions.ts";
import { objectNamed } from "../../durable-objects/object/object-named.ts";
import type { ProgramObjects } from "../platform/objects.ts";
import { callObject } from "../platform/object-call.ts";
import { calledObjects, wakeObjects } from "../operations/wake-objects.ts";
import { startReconciliation } from "../operations/reconcile.ts";
import { lastRun } from "../operations/reconciliation.tables.ts";
import { forgetSlotMaps } from "../growth/growths.tables.ts";
import { advanceRestore, finishRestore, openAgain, newestRestore, type Restore } from "./restores.tables.ts";

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

/** Has the next step of a restore done soon. */
export async function sendRestore(env: Env, program: ProgramObjects, restore: number): Promise<void> {
  const { id, objects, region } = program;
  const message: RestoreMessage = { kind: "restore", program: { id, objects, region }, restore };
  await env.JOBS.send(message, { delaySeconds: PAUSE_SECONDS });
}

/** Does the step that a restore has come to. */
export async function restoreOn(env: Env, { program, restore: number }: RestoreMessage): Promise<void> {
  const restore = await newestRestore(env.CONFIG, program.id);
  if (restore === null || restore.number !== number || restore.state === "finished") return;
  if (await isLastStep(env, program, restore)) return;
  await sendRestore(env, program, number);
}

async function isLastStep(env: Env, program: ProgramObjects, restore: Restore): Promise<boolean> {
  const { number, state, reason, startedAtMs } = restore;
  if (state === "restoring") {
    await forgetSlotMaps(env.CONFIG, program.id);
    const went = await putAllBack(env, program, restore);
    await advanceRestore(env.CONFIG, number, { state: "waking", ...went });
    return false;
  }
  if (state === "waking") {
    for (const ofClass of await calledObjects(env, [program])) {
      const { failed } = await wakeObjects(env, ofClass);
      if (failed.length > 0) throw new Error(`${failed.length} objects could not be woken`);
    }
    // Clocks of journals and notes differ.
    await payAgain(env.CONFIG, program.id, restore.toMs - CLOCKS_DIFFER_MS);
    await startReconciliation(env, program, Date.now(), reason);
    await advanceRestore(env.CONFIG, number, { state: "reconciling" });
    return false;
  }
  const run = await lastRun(env.REPORTS, program.id, Date.now());
  if (run === null || run.startedAtMs < startedAtMs || run.state === "running") return false;
  if (run.failure !== null) {
    await startReconciliation(env, program, Date.now(), reason);
    throw new Error(`the reconciliation failed: ${run.failure}`);
  }
  await openAgain(env.CONFIG, restore);
  // Who reads that it is finished finds the program open.
  await untilItCounts();
  await finishRestore(env.CONFIG, restore, Date.now());
  return true;
}

async function putAllBack(
  env: Env,
  program: ProgramObjects,
  { toMs }: Restore,
): Promise<{ readonly restored: number; readonly unchanged: number }> {
  const objects = (await calledObjects(env, [program])).flatMap(({ binding, called }) =>
    called.map(({ name }) => ({ binding, name })),
  );
  let restored = 0;
  for (let at = 0; at < objects.length; at += AT_ONCE) {
    const went = await Promise.all(
      objects.slice(at, at + AT_ONCE).map(async ({ binding, name }) => {
        return await callObject(async () => await objectNamed(env[binding], name).putBack(toMs));
      }),
    );
    restored += went.filter(Boolean).length;
  }
  return { restored, unchanged: objects.length - restored };
}
