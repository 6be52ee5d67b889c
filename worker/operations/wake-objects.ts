/**
 * The hourly wake: every object that keeps an alarm is called once, so that one whose alarm was lost goes on. None is
 * made by it. The names are sent in chunks through a queue, so that any number of programs fits.
 */
import { programOfObject } from "../../domain/kernel/region.ts";
import type { ObjectClass } from "../../domain/kernel/object-class.ts";
import type { ProgramObjects } from "../platform/objects.ts";
import { objectNamed } from "../../durable-objects/object/object-named.ts";
import { allPrograms } from "../configuration/all-programs.tables.ts";
import { keepOverdueAlarms } from "./overdue-alarms.tables.ts";
import { keepWakes } from "./put-back-objects.tables.ts";
import { knownObjectsOf } from "../read-models/known-objects.tables.ts";

/** The classes that keep an alarm, by their binding, with their short names. */
export const ALARMED = {
  COMMISSION_LEDGER: "ledger",
  ACCOUNT_BOOK: "book",
  JOURNEY: "journey",
  REFERRAL_TREE: "tree",
} as const satisfies Partial<Record<keyof Env, ObjectClass>>;

export type Alarmed = keyof typeof ALARMED;

/** @returns the bindings of the classes that keep an alarm. */
function alarmedBindings(): Alarmed[] {
  return Object.keys(ALARMED) as Alarmed[];
}

export interface WakeMessage {
  readonly kind: "wake";
  readonly binding: Alarmed;
  readonly called: readonly CalledObject[];
}

/** One of the objects of a class. */
interface CalledObject {
  readonly name: string;
  /** How many of its class its program has: an object may not know it yet. */
  readonly objects: number;
  /** How often it has said that it was woken. */
  readonly wakes: number;
}

/** The objects that some programs have, by class. */
export async function calledObjects(
  env: Env,
  programs: readonly ProgramObjects[],
): Promise<{ readonly binding: Alarmed; readonly called: CalledObject[] }[]> {
  const objectsOf = new Map(programs.map(({ id, objects }) => [id, objects]));
  const known = await knownObjectsOf(env.REPORTS, [...objectsOf.keys()]);
  return alarmedBindings().map((binding) => ({
    binding,
    called: known
      .filter(({ className }) => className === ALARMED[binding])
      .map(({ programId, object, wakes }) => {
        return { name: object, objects: objectsOf.get(programId) ?? 1, wakes };
      }),
  }));
}

const OBJECTS_PER_MESSAGE = 100;
/** A batch of a queue holds 256 KB; a message here is below 5 KB. */
const MESSAGES_PER_BATCH = 40;

/** Sends the names of all objects that there are, in chunks. */
export async function sendWakes(env: Env): Promise<void> {
  for await (const programs of allPrograms(env.CONFIG)) {
    const messages: WakeMessage[] = [];
    for (const { binding, called } of await calledObjects(env, programs)) {
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
    called.map(async ({ name, objects, wakes: knownWakes }) => {
      const { isOverdue, wakes } = await objectNamed(env[binding], name).wake(objects);
      return {
        programId: programOfObject(name),
        className: ALARMED[binding],
        object: name,
        wakes,
        knownWakes,
        isOverdue,
      };
    }),
  );
  await keepWakes(env.REPORTS, stood, Date.now());
  const overdue = stood.filter(({ isOverdue }) => isOverdue).map(({ object }) => object);
  const alarms = overdue.map((object) => ({ className: binding, object }));
  await keepOverdueAlarms(env.REPORTS, alarms, Date.now());
  return { overdue };
}
