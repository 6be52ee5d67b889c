/** The number of objects of a program: raised by an operator while orders come, and how far that is. */
import { type ApiApp, requireProgram } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import { programParams } from "../http/common.shapes.ts";
import { ApiProblem } from "../http/problem.ts";
import { body, json } from "../http/route-parts.ts";
import { sendGrowth } from "./grow-objects.ts";
import { raiseObjects, readGrowth } from "./growths.tables.ts";
import { growthSchema, objectsSchema, presentObjects } from "./objects.shapes.ts";

const PATH = "/v1/programs/{program}/objects";

const grow = defineRoute({
  method: "post",
  path: PATH,
  operationId: "growProgram",
  tag: "Operations",
  summary: "Deal the orders and customers of a program to more objects; it runs in the background",
  description:
    "For a program whose ledger or Journey is busy or full. Slots move one after another while orders come. " +
    "Who becomes a promoter from then on is dealt to more books; wallets stay where they are. " +
    "Nothing is refused meanwhile, and ids stay as they are.",
  access: ["operator"],
  request: { params: programParams, body: body(growthSchema) },
  responses: { 202: json(objectsSchema, "Started, or under way") },
});

const readObjects = defineRoute({
  method: "get",
  path: PATH,
  operationId: "readObjects",
  tag: "Operations",
  summary: "How many objects a program has, and how many slots are still to move",
  access: ["operator", "key:read", "key:manage"],
  request: { params: programParams },
  responses: { 200: json(objectsSchema, "The objects") },
});

export function registerObjects(app: ApiApp): void {
  app.openapi(grow, async (c) => {
    const { program } = requireProgram(c);
    const { count } = c.req.valid("json");
    if (!(await raiseObjects(c.env.CONFIG, program.id, count))) throw new ApiProblem("fewer_objects");
    c.get("changes").programChanged(program.id);
    await sendGrowth(c.env, program.id);
    return c.json(await objectsOf(c.env, program.id), 202);
  });
  app.openapi(readObjects, async (c) => {
    const { program } = requireProgram(c);
    return c.json(await objectsOf(c.env, program.id), 200);
  });
}

async function objectsOf(env: Env, programId: string) {
  const growth = await readGrowth(env.CONFIG, programId);
  if (growth === null) throw new ApiProblem("unknown_program");
  return presentObjects(growth);
}
