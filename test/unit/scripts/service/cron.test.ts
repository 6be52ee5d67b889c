/** The hourly work is begun at the start, and what fails of it is a line of the log, unless a stop broke it off. */
import { afterEach, expect, test, vi } from "vitest";
import { startCron } from "../../../../scripts/service/cron.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

/** Begins the hourly work, which fails, and gives the lines of the log once it has. */
async function linesOfFailure(stopFirst: boolean): Promise<object[]> {
  const lines: object[] = [];
  vi.spyOn(console, "error").mockImplementation((line: string) => {
    lines.push(JSON.parse(line) as object);
  });
  const begun = Promise.withResolvers<void>();
  const cron = startCron(["7 * * * *"], async () => {
    await begun.promise;
    throw new Error("the Worker is away", { cause: new Error("its socket is closed") });
  });
  if (stopFirst) cron.stop();
  begun.resolve();
  // All that follows a failure is done in turns of the queue of promises, before the next turn of the loop.
  await new Promise((resolve) => setImmediate(resolve));
  cron.stop();
  return lines;
}

test("an hourly run that fails is a line of the log, with its causes", async () => {
  expect(await linesOfFailure(false)).toMatchObject([
    {
      event: "hourly_run_failed",
      errors: [{ message: "the Worker is away" }, { message: "its socket is closed" }],
    },
  ]);
});

test("one that a stop broke off is none", async () => {
  expect(await linesOfFailure(true)).toEqual([]);
});
