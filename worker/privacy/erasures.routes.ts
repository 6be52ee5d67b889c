/** Erases people on the merchant's word: it runs in the background, and may be asked for again at any time. */
import { type ApiApp, requireProgram } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import { ApiProblem } from "../http/problem.ts";
import { REPLAY, json } from "../http/route-parts.ts";
import { isPromoter, sendErasure } from "./erase.ts";
import { customerParams, erasureParams, erasureSchema, presentErasure } from "./erasure.shapes.ts";
import { beginErasure, findErasure } from "./erasures.tables.ts";
import { newPseudonym } from "./pseudonym.ts";

const eraseCustomer = defineRoute({
  method: "post",
  path: "/v1/programs/{program}/customers/{customerId}/erase",
  operationId: "eraseCustomer",
  tag: "Personal data",
  summary: "Have nothing name a customer any more; it runs in the background",
  description:
    "Orders, amounts and commissions stay, under a random pseudonym that nobody can lead back. Metadata and reasons of the " +
    "customer's orders, touches and visitors are deleted. Refunds and other events of those orders go on by their ids. " +
    "An order of the same id that comes later is a new customer's. A repeat while it runs answers how far it is.",
  access: ["operator", "key:manage"],
  request: { params: customerParams },
  responses: { 202: json(erasureSchema, "Begun, or under way") },
});

const readErasure = defineRoute({
  method: "get",
  path: "/v1/programs/{program}/erasures/{id}",
  operationId: "readErasure",
  tag: "Personal data",
  summary: "How far an erasure has come",
  access: ["operator", "key:manage"],
  request: { params: erasureParams },
  responses: { 200: json(erasureSchema, "The erasure") },
});

export function registerErasures(app: ApiApp): void {
  app.openapi(eraseCustomer, async (c) => {
    const { program } = requireProgram(c);
    const { customerId } = c.req.valid("param");
    if (await isPromoter(c.env, program, customerId)) throw new ApiProblem("is_promoter");
    const { erasure, begun } = await beginErasure(
      c.env.CONFIG,
      {
        program: program.number,
        kind: "customer",
        subject: customerId,
        pseudonym: newPseudonym(program, customerId),
        promoter: null,
      },
      Date.now(),
    );
    await sendErasure(c.env, erasure.number);
    return c.json(presentErasure(erasure), 202, begun ? {} : REPLAY);
  });
  app.openapi(readErasure, async (c) => {
    const { program } = requireProgram(c);
    const erasure = await findErasure(c.env.CONFIG, program.number, c.req.valid("param").id);
    if (erasure === null) throw new ApiProblem("unknown_erasure");
    return c.json(presentErasure(erasure), 200);
  });
}
