/**
 * What is written to the console inside of workerd is kept, and shown where its test fails. The runner would send each line
 * to the process outside, from whatever object wrote it. One that is reset meanwhile leaves the runner waiting for ever.
 */
import { afterEach } from "vitest";

const METHODS = ["debug", "error", "info", "log", "warn"] as const;
const SHOW = Symbol.for("tributary.show-console");
/** Lines of one test that are kept. */
const MOST_LINES = 2_000;

type Show = (isFailed: boolean) => void;

/** Of files that share a runtime, the first one does it. */
function keepConsole(): Show {
  const known: unknown = Reflect.get(console, SHOW);
  if (typeof known === "function") return known as Show;
  const lines: (() => void)[] = [];
  for (const method of METHODS) {
    const write = console[method].bind(console);
    console[method] = (...args: unknown[]) => {
      if (lines.length < MOST_LINES) lines.push(() => write(...args));
    };
  }
  const show: Show = (isFailed) => {
    const kept = lines.splice(0);
    if (isFailed) for (const line of kept) line();
  };
  Object.assign(console, { [SHOW]: show });
  return show;
}

const show = keepConsole();
afterEach(({ task }) => show(task.result?.state === "fail"));
