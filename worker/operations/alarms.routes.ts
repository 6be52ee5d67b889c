/** The alarms of a program's objects: which of them were lost, and a call that does what is due at once. */
import { ALARMED, calledObjects, wakeObjects } from "./wake-objects.ts";
import { alarmReplaySchema, alarmSchema } from "./operations.shapes.ts";
import { callObject } from "../platform/object-call.ts";
import { allNames } from "../platform/objects.ts";
import { type ApiApp, requireProgram } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import { programParams } from "../http/common.shapes.ts";
import { instantOf } from "../http/instants.ts";
import { listOf } from "../http/page.shapes.ts";
import { json } from "../http/route-parts.ts";

const PATH = "/v1/programs/{program}/alarms";

const listAlarms = defineRoute({
  method: "get",
  path: PATH,
  operationId: "listAlarms",
  tag: "Operations",
  summary: "When each object's work is due, and whether an alarm will wake it",
  access: ["operator", "key"],
  request: { params: programParams },
  responses: { 200: json(listOf(alarmSchema), "Every object") },
});

const replayAlarms = defineRoute({
  method: "post",
  path: `${PATH}/replay`,
  operationId: "replayAlarms",
  tag: "Operations",
  summary: "Have every object do what is due and set its alarm again",
  access: ["operator", "key"],
  request: { params: programParams },
  responses: {
    200: json(alarmReplaySchema, "How many were overdue"),
  },
});

export function registerAlarms(app: ApiApp): void {
  app.openapi(listAlarms, async (c) => {
    const { program } = requireProgram(c);
    const data = await Promise.all(
      ALARMED.flatMap((binding) =>
        allNames(program).map(async (object) => {
          const status = await callObject(async () => await c.env[binding].getByName(object).alarmStatus());
          return {
            object,
            class: binding,
            dueAt: status.dueAtMs === null ? null : instantOf(status.dueAtMs),
            alarmAt: status.alarmAtMs === null ? null : instantOf(status.alarmAtMs),
            overdue: status.isOverdue,
          };
        }),
      ),
    );
    return c.json({ data }, 200);
  });
  app.openapi(replayAlarms, async (c) => {
    const { program } = requireProgram(c);
    const called = calledObjects(program);
    const results = await Promise.all(
      ALARMED.map(async (binding) => await wakeObjects(c.env, { binding, called })),
    );
    const overdue = results.reduce((sum, result) => sum + result.overdue.length, 0);
    const failed = results.reduce((sum, result) => sum + result.failed.length, 0);
    return c.json({ woken: called.length * ALARMED.length - failed, overdue, failed }, 200);
  });
}
