/**
 * Whatever an object logs or throws is told under its name. A caller sees the error alone, and could not say which of a
 * program's objects cannot be read.
 */
import { asOfLaterSchema } from "./later-schema.ts";
import { isAbout, logError, type LogFacts, withFacts } from "./log.ts";

/** What the instances of such a class have. */
interface Named {
  readonly ctx: { readonly id: { readonly name?: string } };
}

/** A class, abstract or not. */
interface Class {
  readonly prototype: object;
}

type Method = (this: object, ...given: unknown[]) => unknown;

/** What every object answers, whatever its class adds. */
const OF_EVERY_OBJECT = ["wake", "alarm", "alarmStatus"];

/**
 * Has the calls of a class told: its own, those of the classes between it and `base`, and those of every object.
 *
 * @param className its word in the log.
 */
export function tellFailures({ prototype }: Class, base: Class, className: string): void {
  const names = new Set(OF_EVERY_OBJECT);
  for (let next = prototype; next !== base.prototype; next = Object.getPrototypeOf(next) as object) {
    for (const name of Object.getOwnPropertyNames(next)) names.add(name);
  }
  names.delete("constructor");
  for (const name of names) {
    const method = methodOf(prototype, name);
    if (method === undefined) continue;
    const logged = withFailuresLogged(className, name, method);
    Object.defineProperty(prototype, name, { value: logged, writable: true, configurable: true });
  }
}

/** Without calling what only looks like one: a property may be computed. */
function methodOf(prototype: object, name: string): Method | undefined {
  for (
    let next: object | null = prototype;
    next !== null;
    next = Object.getPrototypeOf(next) as object | null
  ) {
    const value: unknown = Object.getOwnPropertyDescriptor(next, name)?.value;
    if (typeof value === "function") return value as Method;
  }
  return undefined;
}

/**
 * The same method, of which an operator sees what it throws, and of which object. A call that an object makes of itself
 * is a part of the call that was made of it.
 */
export function withFailuresLogged(className: string, call: string, method: Method): Method {
  return function (...given) {
    const facts = factsOf(this, className);
    if (isAbout(facts)) return method.apply(this, given);
    return withFacts(facts, () => {
      try {
        const result = method.apply(this, given);
        if (!(result instanceof Promise)) return result;
        return result.catch((error: unknown) => tell(call, asOfLaterSchema(this, error)));
      } catch (error) {
        return tell(call, asOfLaterSchema(this, error));
      }
    });
  };
}

const known = new WeakMap<object, LogFacts>();

function factsOf(object: object, className: string): LogFacts {
  const before = known.get(object);
  if (before !== undefined) return before;
  // What tests and simulations call without an object's context has no name.
  const name = (object as Partial<Named>).ctx?.id.name ?? "";
  const home = name.slice(0, Math.max(0, name.lastIndexOf("/")));
  const facts = { class: className, program: home.slice(home.indexOf(":") + 1), object: name };
  known.set(object, facts);
  return facts;
}

/** Errors that were logged: one call may hand on what another threw. */
const seen = new WeakSet<Error>();

/** @throws the error. */
function tell(call: string, error: unknown): never {
  if (!(error instanceof Error) || !seen.has(error)) logError("object_failed", error, { call });
  if (error instanceof Error) seen.add(error);
  throw error;
}
