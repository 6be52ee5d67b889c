/** Which endpoints a caller reaches: a promoter its own, the merchant all of its program. Others' are not found. */
import { isEndpointId, endpointObjectName } from "../../domain/notification/webhook-ids.ts";
import { homeOf } from "../../domain/kernel/region.ts";
import type { EndpointSettings } from "../../durable-objects/webhook-endpoint/sender.ts";
import { objectNamed } from "../../durable-objects/object/object-named.ts";
import { type ApiContext, requireProgram } from "../access/api-env.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { ApiProblem } from "../http/problem.ts";
import { callObject } from "../platform/object-call.ts";
import { type Endpoint, findEndpoint, type Owner } from "./endpoints.tables.ts";

/** Whose endpoints a caller makes. */
export function ownerOf(c: ApiContext): Owner {
  const { program, principal } = requireProgram(c);
  return { program: program.number, promoter: principal.kind === "promoter" ? principal.promoter : null };
}

/** @throws ApiProblem `not_found`. */
export async function ownEndpoint(c: ApiContext, id: string): Promise<Endpoint> {
  const { program, promoter } = ownerOf(c);
  const found = isEndpointId(id) ? await findEndpoint(c.env.CONFIG, program, id) : null;
  if (found === null || (promoter !== null && found.promoter !== promoter)) throw new ApiProblem("not_found");
  return found;
}

/** The object of an endpoint, with a fresh stub at each call. */
export function endpointObject(env: Env, program: Pick<ProgramConfig, "id" | "region">, id: string) {
  return objectNamed(env.WEBHOOK_ENDPOINT, endpointObjectName(homeOf(program.id, program.region), id));
}

/** Tells an endpoint's object its settings. */
export async function configureObject(
  env: Env,
  program: Pick<ProgramConfig, "id" | "region">,
  id: string,
  settings: EndpointSettings,
): Promise<void> {
  await callObject(async () => {
    await endpointObject(env, program, id).configure(settings);
  });
}
