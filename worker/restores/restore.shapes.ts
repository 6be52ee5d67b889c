/** Restores of a program on the wire. */
import { z } from "@hono/zod-openapi";
import {
  countAnswer,
  instantAnswer,
  instantSchema,
  named,
  textSchema,
  words,
} from "../http/common.shapes.ts";
import { instantOf } from "../http/instants.ts";
import type { Restore } from "./restores.tables.ts";
import { RESTORE_STATES } from "./restore-states.ts";

/** Objects left out in one call. */
const MOST_LEFT_OUT = 100;

const STATES_MEAN = {
  restoring: "objects go back, and nobody but the operator is answered",
  waking: "objects begin anew and ask one another what they have",
  reconciling: "what the ledgers prove is posted, and everything is compared",
  finished: "the program is open again: its last reconciliation says what differs",
};

export const newRestoreSchema = named(
  "NewRestore",
  z.strictObject({
    to: instantSchema("The moment to go back to, at most 30 days ago"),
    reason: textSchema(500, "Why, for people; kept with the restore"),
  }),
  { to: "2026-11-24T08:00:00.000Z", reason: "A faulty import at 08:05" },
);

export const withoutObjectsSchema = named(
  "WithoutObjects",
  z.strictObject({
    objects: z
      .array(textSchema(200, "An object as `failure` names it"))
      .min(1)
      .max(MOST_LEFT_OUT)
      .openapi({ description: "The objects that the restore goes on without" }),
    reason: textSchema(500, "Why, for people; kept with the audit"),
  }),
  { objects: ["book shop/3"], reason: "Its storage is broken for good" },
);

export const restoreSchema = named(
  "Restore",
  z.object({
    id: z.int().openapi({ description: "Number of the restore" }),
    state: words("How far it has come", RESTORE_STATES, STATES_MEAN),
    to: instantAnswer("The moment to which objects go back"),
    reason: z.string().openapi({ description: "Why, for people" }),
    startedAt: instantAnswer("Since when the program was fenced"),
    finishedAt: instantAnswer("When it was open again; null: it is fenced").nullable(),
    restored: countAnswer("Objects that were put back"),
    unchanged: countAnswer("Objects that stayed as they are: they have no history of that moment"),
    leftOut: z.array(z.string()).openapi({
      description: "Objects that an operator left out, because they failed: they were not put back",
    }),
    steppedAt: instantAnswer("When it last did a step, or failed at one"),
    failure: z
      .string()
      .openapi({
        description:
          "Why its last step failed, and at which objects; null: it did not. It is tried again, with pauses that grow to an hour",
      })
      .nullable(),
  }),
  {
    id: 1,
    state: "finished",
    to: "2026-11-24T08:00:00.000Z",
    reason: "A faulty import at 08:05",
    startedAt: "2026-11-24T09:00:00.000Z",
    finishedAt: "2026-11-24T09:00:40.000Z",
    restored: 4,
    unchanged: 0,
    leftOut: [],
    steppedAt: "2026-11-24T09:00:39.000Z",
    failure: null,
  },
);

export function presentRestore(restore: Restore): z.output<typeof restoreSchema> {
  const { number, state, toMs, reason, startedAtMs, finishedAtMs, restored, unchanged, failure } = restore;
  return {
    id: number,
    state,
    to: instantOf(toMs),
    reason,
    startedAt: instantOf(startedAtMs),
    finishedAt: finishedAtMs === null ? null : instantOf(finishedAtMs),
    restored,
    unchanged,
    leftOut: [...restore.leftOut],
    // One of before steps were noted has none.
    steppedAt: instantOf(Math.max(restore.steppedAtMs, startedAtMs)),
    failure,
  };
}
