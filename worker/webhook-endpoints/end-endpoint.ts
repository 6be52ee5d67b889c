/** Ends webhook endpoints. Whatever breaks off on the way, nothing is sent without settings. */
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { endpointObjectName } from "../../domain/notification/webhook-ids.ts";
import { homeOf } from "../../domain/kernel/region.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import type { AuditEntry } from "../http/audit/audit.tables.ts";
import { callObject } from "../platform/object-call.ts";
import { forgetKnownObject } from "../read-models/known-objects.tables.ts";
import { deleteEndpoint, type Endpoint, listEndpoints } from "./endpoints.tables.ts";
import { endpointObject } from "./own-endpoint.ts";

type Program = Pick<ProgramConfig, "id" | "number" | "region">;

/** @param audit absent of what the service does by itself. */
export async function endEndpoint(
  env: Env,
  program: Program,
  { id }: Pick<Endpoint, "id">,
  audit?: AuditEntry,
): Promise<void> {
  await deleteEndpoint(env.CONFIG, { id }, audit);
  await callObject(async () => {
    await endpointObject(env, program, id).end();
  });
  const object = endpointObjectName(homeOf(program.id, program.region), id);
  await forgetKnownObject(env.REPORTS, { programId: program.id, className: "webhook", object });
}

/** All that a promoter has. A repeat changes nothing. */
export async function endEndpointsOf(env: Env, program: Program, promoter: PromoterRef): Promise<void> {
  for (const endpoint of await listEndpoints(env.CONFIG, { program: program.number, promoter })) {
    await endEndpoint(env, program, endpoint);
  }
}
