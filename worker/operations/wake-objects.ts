/**
 * The hourly wake: every object that keeps an alarm is called once, so that one whose alarm was lost goes on. The
 * names are sent in chunks through a queue, so that any number of programs fits.
 */
import { allPrograms } from "../configuration/all-programs.tables.ts";
import { logError } from "../../durable-objects/object/log.ts";
import { keepOverdueAlarms, keepUnwoken } from "./overdue-alarms.tables.ts";
import { callObject } from "../platform/object-call.ts";
import { allNames, type ProgramObjects } from "../platform/objects.ts";
import { retryPause } from "../platform/retry-pause.ts";

/** The classes that keep an alarm, by their binding. */
export const ALARMED = ["COMMISSION_LEDGER", "ACCOUNT_BOOK", "JOURNEY", "REFERRAL_TREE"] as const;

export interface WakeMessage {
  readonly kind: "wake";
  readonly binding: (typeof ALARMED)[number];
  readonly called: readonly CalledObject[];
  /** How often these were tried, this time included; absent: once. */
  readonly tries?: number;
}

/** One of the objects of a class, and how many of them its program has: an object may not know it yet. */
interface CalledObject {
  readonly name: string;
  readonly objects: number;
}

/** All objects of one class of a program. */
export function calledObjects(program: ProgramObjects): CalledObject[] {
  return allNames(program).map((name) => ({ name, objects: program.objects }));
}

const OBJECTS_PER_MESSAGE = 100;
/** A batch of a queue holds 256 KB; a message here is below 5 KB. */
const MESSAGES_PER_BATCH = 40;

/** Sends the names of all objects, in chunks. */
export async function sendWakes(env: Env): Promise<void> {
  for await (const programs of allPrograms(env.CONFIG)) {
    const called = programs.flatMap((program) => calledObjects(program));
    const messages: WakeMessage[] = [];
    for (const binding of ALARMED) {
      for (let start = 0; start < called.length; start += OBJECTS_PER_MESSAGE) {
        messages.push({ kind: "wake", binding, called: called.slice(start, start + OBJECTS_PER_MESSAGE) });
      }
    }
    for (let start = 0; start < messages.length; start += MESSAGES_PER_BATCH) {
      const batch = messages.slice(start, start + MESSAGES_PER_BATCH);
      await env.JOBS.sendBatch(batch.map((body) => ({ body })));
    }
  }
}

/** What became of waking some objects, by their names. */
export interface Woken {
  /** Their alarm had been lost. */
  readonly overdue: readonly string[];
  /** They could not be woken. */
  readonly failed: readonly string[];
}

/**
 * Wakes objects, each for itself: one that fails holds up no other. An operator sees those whose alarm was found lost,
 * and those that could not be woken.
 */
export async function wakeObjects(
  env: Env,
  { binding, called }: Pick<WakeMessage, "binding" | "called">,
): Promise<Woken> {
  const outcomes = await Promise.all(called.map(async (one) => await wakeOne(env, binding, one)));
  const namesOf = (outcome: Outcome) =>
    called.flatMap(({ name }, index) => (outcomes[index] === outcome ? [name] : []));
  const [overdue, failed] = [namesOf("overdue"), namesOf("failed")];
  for (const object of overdue) {
    logError("alarm_lost", new Error("work was due and no alarm was set"), { class: binding, object });
  }
  const nowMs = Date.now();
  const named = (objects: readonly string[]) => objects.map((object) => ({ className: binding, object }));
  await keepOverdueAlarms(env.REPORTS, named(overdue), nowMs);
  await keepUnwoken(env.REPORTS, named(failed), nowMs);
  return { overdue, failed };
}

type Outcome = "woken" | "overdue" | "failed";

async function wakeOne(
  env: Env,
  binding: WakeMessage["binding"],
  { name, objects }: CalledObject,
): Promise<Outcome> {
  try {
    const { isOverdue } = await callObject(async () => await env[binding].getByName(name).wake(objects));
    return isOverdue ? "overdue" : "woken";
  } catch (error) {
    const program = name.slice(0, name.lastIndexOf("/"));
    logError("object_not_woken", error, { class: binding, program, object: name });
    return "failed";
  }
}

/** How often what could not be woken is tried again before the next hour's wake does. */
const WAKES_AGAIN = 5;

/** Has those that failed woken again by themselves, so that the others are left in peace. */
export async function wakeAgain(
  env: Env,
  { binding, called, tries = 1 }: WakeMessage,
  failed: readonly string[],
): Promise<void> {
  if (failed.length === 0 || tries > WAKES_AGAIN) return;
  const again: WakeMessage = {
    kind: "wake",
    binding,
    called: called.filter(({ name }) => failed.includes(name)),
    tries: tries + 1,
  };
  await env.JOBS.send(again, retryPause(tries));
}
