/** The alarms of a program's objects: which of them were lost, and a call that does what is due at once. */
import { objectNamed } from "../../durable-objects/object/object-named.ts";
import { allObjects, calledObjects, wakeObjects } from "./wake-objects.ts";
import { alarmReplayQuery, alarmReplaySchema, alarmSchema } from "./operations.shapes.ts";
import { callObject } from "../platform/object-call.ts";
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
  access: ["operator", "key:read", "key:manage"],
  request: { params: programParams },
  responses: { 200: json(listOf(alarmSchema), "Every object") },
});

const replayAlarms = defineRoute({
  method: "post",
  path: `${PATH}/replay`,
  operationId: "replayAlarms",
  tag: "Operations",
  summary: "Have every object do what is due and set its alarm again",
  access: ["operator", "key:manage"],
  request: { params: programParams, query: alarmReplayQuery },
  responses: {
    200: json(alarmReplaySchema, "How many were overdue"),
  },
});

export function registerAlarms(app: ApiApp): void {
  app.openapi(listAlarms, async (c) => {
    const { program } = requireProgram(c);
    const data = await Promise.all(
      (await calledObjects(c.env, [program])).flatMap(({ binding, called }) =>
        called.map(async ({ name: object }) => {
          const status = await callObject(
            async () => await objectNamed(c.env[binding], object).alarmStatus(),
          );
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
    const { all } = c.req.valid("query");
    const classes = all ? await allObjects(c.env, program) : await calledObjects(c.env, [program]);
    const results = await Promise.all(classes.map(async (called) => await wakeObjects(c.env, called)));
    const overdue = results.reduce((sum, result) => sum + result.overdue.length, 0);
    const failed = results.reduce((sum, result) => sum + result.failed.length, 0);
    const called = classes.reduce((sum, one) => sum + one.called.length, 0);
    return c.json({ woken: called - failed, overdue, failed }, 200);
  });
}
