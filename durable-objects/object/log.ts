/**
 * The service's one shape of a log line: a JSON object for an operator, with what every error of the chain of causes said.
 *
 * No body, no parameter and nothing of a person goes in: an error that quotes what it was given is told by its name alone.
 */

import { AsyncLocalStorage } from "node:async_hooks";

/** Ids of programs and objects, kinds of work and counts. */
export type LogFacts = Readonly<Record<string, string | number>>;

const scope = new AsyncLocalStorage<LogFacts>();

/** Does work, of which every line of the log states these facts as well: of which object, or for which request. */
export function withFacts<Result>(facts: LogFacts, work: () => Result): Result {
  return scope.run({ ...scope.getStore(), ...facts }, work);
}

/** True where lines of the log state this object already. */
export function isAbout({ class: className, object }: LogFacts): boolean {
  const facts = scope.getStore();
  return facts !== undefined && facts["object"] === object && facts["class"] === className;
}

/** What a line tells of one error. */
export interface LoggedError {
  readonly name: string;
  readonly message?: string;
}

/** Causes told of one error. */
const LONGEST_CHAIN = 8;
const LONGEST_MESSAGE = 500;
/** Places of the code told, from where the error was made. */
const FRAMES = 5;

/**
 * Writes one line.
 *
 * @param event a fixed word that alerts and the runbook go by.
 */
export function logError(event: string, error: unknown, facts: LogFacts = {}): void {
  const all = { ...scope.getStore(), ...facts };
  const line = { level: "error", event, facts: all, errors: loggedErrors(error), at: framesOf(error) };
  // oxlint-disable-next-line no-console -- the one place where the service speaks to its operator
  console.error(JSON.stringify(line));
}

/** What may be told of an error and its causes, the outermost first. */
export function loggedErrors(error: unknown): LoggedError[] {
  return chainOf(error).map(loggedError);
}

/** An error with its causes, the outermost first. A chain that leads back into itself ends there. */
export function chainOf(error: unknown): unknown[] {
  const chain: unknown[] = [];
  let next = error;
  while (next !== undefined && next !== null && chain.length < LONGEST_CHAIN && !chain.includes(next)) {
    chain.push(next);
    next = next instanceof Error ? next.cause : undefined;
  }
  return chain;
}

function loggedError(error: unknown): LoggedError {
  if (!(error instanceof Error)) return { name: typeof error, message: shortened(String(error)) };
  if (isQueryFailure(error)) return { name: "DrizzleQueryError" };
  return quotesInput(error) ? { name: error.name } : { name: error.name, message: shortened(error.message) };
}

/** A query's error quotes its parameters; what storage itself said is its cause. */
export function isQueryFailure(error: unknown): boolean {
  return error instanceof Error && "query" in error && "params" in error;
}

/** A parser quotes the text that it could not read, and a schema the names of members that it does not know. */
function quotesInput(error: Error): boolean {
  return error instanceof SyntaxError || error.name === "SyntaxError" || "issues" in error;
}

function shortened(text: string): string {
  return text.length <= LONGEST_MESSAGE ? text : `${text.slice(0, LONGEST_MESSAGE)}…`;
}

/** Where the outermost error was made: functions and files, without the message that a stack begins with. */
function framesOf(error: unknown): string[] {
  if (!(error instanceof Error) || typeof error.stack !== "string") return [];
  const { stack, message } = error;
  const start = stack.indexOf(message);
  if (start === -1) return [];
  return stack
    .slice(start + message.length)
    .split("\n")
    .flatMap((line) => /^\s+at (.{1,200})/.exec(line)?.[1] ?? [])
    .slice(0, FRAMES);
}
