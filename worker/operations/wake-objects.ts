/**
 * The hourly wake: every object that keeps an alarm is called once, so that one whose alarm was lost goes on. None is
 * made by it. The names are sent in chunks through a queue, so that any number of programs fits.
 */
import { homeOf, programOfObject } from "../../domain/kernel/region.ts";
import { endpointObjectName } from "../../domain/notification/webhook-ids.ts";
import type { ObjectClass } from "../../domain/kernel/object-class.ts";
import { readGrowth } from "../growth/growths.tables.ts";
import { allNames, type ProgramObjects } from "../platform/objects.ts";
import { objectNamed } from "../../durable-objects/object/object-named.ts";
import { allPrograms } from "../configuration/all-programs.tables.ts";
import { logError } from "../../durable-objects/object/log.ts";
import { callObject } from "../platform/object-call.ts";
import { keepOverdueAlarms, keepUnwoken } from "./overdue-alarms.tables.ts";
import { type CountedWake, isPutBack, keepWakes } from "./put-back-objects.tables.ts";
import { payAgain } from "../contests/contests.tables.ts";
import { replayCases } from "../risk/replay-cases.ts";
import { knownObjectsOf, knownWakes } from "../read-models/known-objects.tables.ts";
import { endpointIds } from "../webhook-endpoints/endpoints.tables.ts";
import { retryPause } from "../platform/retry-pause.ts";

/** The classes that keep an alarm, by their binding, with their short names. */
export const ALARMED = {
  COMMISSION_LEDGER: "ledger",
  ACCOUNT_BOOK: "book",
  JOURNEY: "journey",
  REFERRAL_TREE: "tree",
  NOTIFIER: "notifier",
  WEBHOOK_ENDPOINT: "webhook",
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
  /** How often these were tried, this time included; absent: once. */
  readonly tries?: number;
}

/** One of the objects of a class. */
interface CalledObject {
  readonly name: string;
  /** How many of its class its program has: an object may not know it yet. */
  readonly objects: number;
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
      .map(({ programId, object }) => ({ name: object, objects: objectsOf.get(programId) ?? 1 })),
  }));
}

/** All objects that a program may have: those too that nobody lists, and those that there are not. */
export async function allObjects(
  env: Env,
  program: ProgramObjects,
): Promise<{ readonly binding: Alarmed; readonly called: CalledObject[] }[]> {
  const { id, region, objects } = program;
  const growth = await readGrowth(env.CONFIG, id);
  const count = growth?.count ?? objects;
  const endpoints = (await endpointIds(env.CONFIG, id)).map((endpoint) =>
    endpointObjectName(homeOf(id, region), endpoint),
  );
  const counts = { ledger: count, book: count, journey: count, tree: 1, notifier: 1 };
  return (await calledObjects(env, [program])).map(({ binding, called }) => {
    const known = new Set(called.map(({ name }) => name));
    const ofClass = ALARMED[binding];
    const names = ofClass === "webhook" ? endpoints : allNames({ ...program, objects: counts[ofClass] });
    const others = names.filter((name) => !known.has(name));
    return { binding, called: [...called, ...others.map((name) => ({ name, objects }))] };
  });
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

/** What became of waking some objects, by their names. */
export interface Woken {
  /** Their alarm had been lost. */
  readonly overdue: readonly string[];
  /** They could not be woken. */
  readonly failed: readonly string[];
}

/**
 * Wakes objects, each for itself: one that fails holds up no other. An operator sees those whose alarm was found lost,
 * and those that could not be woken. How often each was woken is read here. A message that waited would be out of date,
 * and hide from an object that it was put back meanwhile.
 */
export async function wakeObjects(
  env: Env,
  { binding, called }: Pick<WakeMessage, "binding" | "called">,
): Promise<Woken> {
  const answers = await wakeEach(env, binding, called);
  const nowMs = Date.now();
  const overdue = answers.filter(({ isOverdue }) => isOverdue).map(({ object }) => object);
  for (const object of overdue) {
    const facts = { class: binding, program: programOfObject(object), object };
    logError("alarm_lost", new Error("work was due and no alarm was set"), facts);
  }
  await keepWakes(env.REPORTS, answers, nowMs);
  // Before they hear of it: should this fail, the next wake finds them put back once more.
  if (binding === "COMMISSION_LEDGER") await replayCases(env, programsOf(answers.filter(wentBack)), nowMs);
  // A prize that a book lost is paid again; those that it has it takes only once.
  if (binding === "ACCOUNT_BOOK")
    for (const programId of new Set(programsOf(answers.filter(wentBack))))
      await payAgain(env.CONFIG, programId, 0);
  const heard = new Set(await tellPutBack(env, binding, answers));
  const failed = called.map(({ name }) => name).filter((name) => !heard.has(name));
  const named = (objects: readonly string[]) => objects.map((object) => ({ className: binding, object }));
  await keepOverdueAlarms(env.REPORTS, named(overdue), nowMs);
  await keepUnwoken(env.REPORTS, named(failed), nowMs);
  return { overdue, failed };
}

function programsOf(answers: readonly CountedWake[]): string[] {
  return answers.map(({ programId }) => programId);
}

/** How one object answered that was woken. */
interface Answer extends CountedWake {
  readonly isOverdue: boolean;
  /** It found by itself that it went back, between two wakes maybe. */
  readonly saysSo: boolean;
}

function wentBack(answer: Answer): boolean {
  return isPutBack(answer) || answer.saysSo;
}

/** Those that answered. */
async function wakeEach(env: Env, binding: Alarmed, called: readonly CalledObject[]): Promise<Answer[]> {
  const className = ALARMED[binding];
  const known = await knownWakes(
    env.REPORTS,
    className,
    called.map(({ name }) => name),
  );
  return await ofEach(binding, called, async ({ name, objects }) => {
    const before = known.get(name) ?? 0;
    const {
      isOverdue,
      wakes,
      wentBack: saysSo = false,
    } = await objectNamed(env[binding], name).wake(objects, before);
    return {
      programId: programOfObject(name),
      className,
      object: name,
      wakes,
      knownWakes: before,
      isOverdue,
      saysSo,
    };
  });
}

/** Tells those that went back that D1 has noted it. @returns the names of those that know all. */
async function tellPutBack(env: Env, binding: Alarmed, answers: readonly Answer[]): Promise<string[]> {
  const named = answers.map((one) => ({ ...one, name: one.object }));
  return await ofEach(binding, named, async (one) => {
    if (wentBack(one)) await objectNamed(env[binding], one.name).heardPutBack(one.knownWakes);
    return one.name;
  });
}

/** What calls of objects answered, of those that did: the others are in the log. */
async function ofEach<One extends { readonly name: string }, Result>(
  binding: Alarmed,
  objects: readonly One[],
  call: (one: One) => Promise<Result>,
): Promise<Result[]> {
  const results = await Promise.all(
    objects.map(async (one) => {
      try {
        return [await callObject(async () => await call(one))];
      } catch (error) {
        const facts = { class: binding, program: programOfObject(one.name), object: one.name };
        logError("object_not_woken", error, facts);
        return [];
      }
    }),
  );
  return results.flat();
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
