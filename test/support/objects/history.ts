/**
 * The history that Cloudflare keeps of an object, which workerd does not. What was asked of it is recorded, and the object
 * begins anew with what it has.
 */
import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { expect } from "vitest";
import { CLASSES } from "./objects-made.ts";

type Class = (typeof CLASSES)[number];

export interface History {
  /** Which class was asked for which moment. */
  readonly asked: string[];
  /** Classes whose history does not answer. */
  readonly fails: Set<Class>;
}

/** Keeps the history of a program's first objects until each begins anew. */
export async function keepHistory(
  programId: string,
  history: History = { asked: [], fails: new Set() },
): Promise<History> {
  for (const binding of CLASSES) {
    const object = env[binding].getByName(`${programId}/0`);
    // Each is woken first, so that it is there to be patched.
    await object.wake(1);
    await runInDurableObject(object, (_instance, { storage }) => {
      Object.assign(storage, {
        getBookmarkForTime: async (time: number) => await Promise.resolve(`at ${time}`),
        onNextSessionRestoreBookmark: async (bookmark: string) => {
          if (history.fails.has(binding)) throw new Error("no history answers");
          history.asked.push(`${binding} ${bookmark}`);
          return await Promise.resolve("now");
        },
      });
    });
  }
  return history;
}

/** Until these have begun anew, which ends the history that was kept. */
export async function begunAnew(programId: string, classes: readonly Class[]): Promise<void> {
  for (const binding of classes) {
    // A stub of an object that was reset is of no more use.
    const object = () => env[binding].getByName(`${programId}/0`);
    await expect
      .poll(
        async () =>
          await object()
            .hasBookmarks()
            .catch(() => true),
        { interval: 20 },
      )
      .toBe(false);
  }
}
