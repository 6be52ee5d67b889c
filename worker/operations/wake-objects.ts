/**
 * The hourly wake: every object that keeps an alarm is called once, so that one whose alarm was lost goes on. The
 * names are sent in chunks through a queue, so that any number of programs fits.
 */
import { objectNamed } from "../../durable-objects/object/object-named.ts";
import { allPrograms } from "../configuration/all-programs.tables.ts";
import { keepOverdueAlarms } from "./overdue-alarms.tables.ts";
import { allNames, type ProgramObjects } from "../platform/objects.ts";

/** The classes that keep an alarm, by their binding. */
export const ALARMED = ["COMMISSION_LEDGER", "ACCOUNT_BOOK", "JOURNEY", "REFERRAL_TREE"] as const;

export interface WakeMessage {
  readonly kind: "wake";
  readonly binding: (typeof ALARMED)[number];
  readonly called: readonly CalledObject[];
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

/** Wakes objects; those whose alarm was found lost are noted where an operator sees them. */
export async function wakeObjects(
  env: Env,
  { binding, called }: Omit<WakeMessage, "kind">,
): Promise<{ readonly overdue: readonly string[] }> {
  const stood = await Promise.all(
    called.map(async ({ name, objects }) => {
      const { isOverdue } = await objectNamed(env[binding], name).wake(objects);
      return isOverdue ? [name] : [];
    }),
  );
  const overdue = stood.flat();
  const alarms = overdue.map((object) => ({ className: binding, object }));
  await keepOverdueAlarms(env.REPORTS, alarms, Date.now());
  return { overdue };
}
