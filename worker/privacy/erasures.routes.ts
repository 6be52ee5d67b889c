/** Erases people on the merchant's word: it runs in the background, and may be asked for again at any time. */
import { type ApiApp, requireProgram } from "../access/api-env.ts";
import { requireErasing } from "../access/held-scopes.ts";
import { defineRoute } from "../access/route.ts";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { promoterParams } from "../http/common.shapes.ts";
import { findPromoter } from "../promoters/find-promoter.ts";
import { ApiProblem } from "../http/problem.ts";
import { REPLAY, json } from "../http/route-parts.ts";
import { openAccounts } from "./erase-promoter.ts";
import { promoterOf, sendErasure } from "./erase.ts";
import { customerParams, erasureParams, erasureSchema, presentErasure } from "./erasure.shapes.ts";
import { beginErasure, findErasure } from "./erasures.tables.ts";
import { newPseudonym } from "./pseudonym.ts";

/** When to come again, in seconds: each erasure reads every order of the program. */
const AGAIN_AFTER = "60";

const OF_PEOPLE = "A person needs `keys` besides, as owners hold it.";

const eraseCustomer = defineRoute({
  method: "post",
  path: "/v1/programs/{program}/customers/{customerId}/erase",
  operationId: "eraseCustomer",
  tag: "Personal data",
  summary: "Have nothing name a customer any more; it runs in the background",
  description:
    "Orders, amounts and commissions stay, under a random pseudonym that nobody can lead back. Metadata and reasons of the " +
    "customer's orders, touches and visitors are deleted. Refunds and other events of those orders go on by their ids. " +
    "An order of the same id that comes later is a new customer's. A repeat while it runs answers how far it is. " +
    OF_PEOPLE,
  access: ["operator", "key:manage"],
  request: { params: customerParams },
  responses: { 202: json(erasureSchema, "Begun, or under way") },
});

const erasePromoter = defineRoute({
  method: "post",
  path: "/v1/programs/{program}/promoters/{id}/erase",
  operationId: "erasePromoter",
  tag: "Personal data",
  summary: "Have nothing name a promoter any more; it runs in the background",
  description:
    "Only with an empty wallet: else it is refused with `balance_open`. The promoter's number, place in the tree, wallet and " +
    "journal stay, and the journal verifies. Name, member id and every payee are deleted, also in files of payout batches. " +
    "Tokens, links and coupons end. What the member bought is erased as a customer's. A repeat while it runs answers how " +
    "far it is. " +
    OF_PEOPLE,
  access: ["operator", "key:manage"],
  request: { params: promoterParams },
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
    const { program, principal } = requireProgram(c);
    requireErasing(principal);
    const { customerId } = c.req.valid("param");
    if ((await promoterOf(c.env, program, customerId)) !== null) throw new ApiProblem("is_promoter");
    const { erasure, begun } = await begin(c.env, program, { subject: customerId, promoter: null });
    return c.json(presentErasure(erasure), 202, begun ? {} : REPLAY);
  });
  app.openapi(erasePromoter, async (c) => {
    const { program, principal } = requireProgram(c);
    requireErasing(principal);
    const { id: promoter } = c.req.valid("param");
    const { memberId } = await findPromoter(c.env, program, promoter);
    const open = await openAccounts(c.env, program, promoter);
    if (open.length > 0) throw new ApiProblem("balance_open", { detail: `not empty: ${open.join(", ")}` });
    const { erasure, begun } = await begin(c.env, program, { subject: memberId, promoter });
    return c.json(presentErasure(erasure), 202, begun ? {} : REPLAY);
  });
  app.openapi(readErasure, async (c) => {
    const { program } = requireProgram(c);
    const erasure = await findErasure(c.env.CONFIG, program.number, c.req.valid("param").id);
    if (erasure === null) throw new ApiProblem("unknown_erasure");
    return c.json(presentErasure(erasure), 200);
  });
}

/** Begins to erase a person, unless that is under way: a message goes on with either. */
async function begin(
  env: Env,
  program: ProgramConfig,
  { subject, promoter }: { readonly subject: string; readonly promoter: PromoterRef | null },
) {
  const kind = promoter === null ? "customer" : "promoter";
  const pseudonym = newPseudonym(program, subject);
  const wanted = { program: program.number, kind, subject, pseudonym, promoter } as const;
  const begun = await beginErasure(env.CONFIG, wanted, Date.now());
  if (begun === null) {
    const detail = `${LIMITS.erasuresAtOnce} people are being erased; ask again when some are`;
    throw new ApiProblem("rate_limited", { detail, headers: { "retry-after": AGAIN_AFTER } });
  }
  await sendErasure(env, begun.erasure.number);
  return begun;
}
