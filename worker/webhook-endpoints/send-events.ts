/** Sends events to an endpoint as its object asks: contents are read from the log by then, and secrets opened by then. */
import type {
  AttemptMade,
  EndpointSettings,
  SentEvents,
  Stop,
} from "../../durable-objects/webhook-endpoint/sender.ts";
import { type Answered, outcomeOf } from "../../domain/notification/webhook-delivery.ts";
import { requestCounts } from "../http/traffic/request-log.ts";
import { currentProgram } from "../configuration/current-program.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { presentEvent } from "../notifications/present-event.ts";
import { keyRing } from "../platform/keys.ts";
import { callObject } from "../platform/object-call.ts";
import { notifierOf } from "../platform/objects.ts";
import { OWN_NETWORK } from "../platform/outside-network.ts";
import { attemptWebhook, notAttempted } from "./attempt-webhook.ts";
import { addressFault, type HostEnv, isAllowedHost, resolvedHost } from "./endpoint-host.ts";
import { signingSecrets } from "./endpoint-secrets.tables.ts";
import { type Endpoint, findEndpoint, stopEndpoint } from "./endpoints.tables.ts";
import { openEndpointSecrets, signedHeaders } from "./sign-webhook.ts";

/** What is sent: an id, which every repeat has, and a body. */
export interface Outgoing {
  readonly id: string;
}

export function objectSettings({ version, state, types, promoter }: Endpoint): EndpointSettings {
  return { version, state, types: JSON.parse(types) as string[], promoter };
}

export async function settingsOf(
  env: Env,
  programId: string,
  endpointId: string,
): Promise<EndpointSettings | null> {
  const endpoint = await endpointOf(env, programId, endpointId);
  return endpoint === null ? null : objectSettings(endpoint.endpoint);
}

export async function noteStop(
  env: Env,
  programId: string,
  endpointId: string,
  stop: Stop,
): Promise<EndpointSettings | null> {
  await stopEndpoint(env.CONFIG, endpointId, stop, Date.now());
  requestCounts.addStop(programId, stop.state);
  return await settingsOf(env, programId, endpointId);
}

/** @throws Error while the program is put back: what would be sent may never have happened. */
export async function sendEvents(
  env: Env,
  programId: string,
  endpointId: string,
  eventIds: readonly string[],
): Promise<SentEvents> {
  const found = await endpointOf(env, programId, endpointId);
  if (found === null) return { kind: "unknown" };
  const { program, endpoint } = found;
  if (program.fencedAtMs !== null) throw new Error("the program is put back to an earlier moment");
  const settings = objectSettings(endpoint);
  if (endpoint.state !== "active") return { kind: "stopped", settings };
  const events = await callObject(async () => await notifierOf(env, program).named(eventIds));
  const byId = new Map(events.map((event) => [event.id, presentEvent(program, event)]));
  const attempts = await sendAll(
    env,
    endpoint,
    eventIds.map((id) => byId.get(id) ?? null),
  );
  for (const attempt of attempts) {
    if (attempt !== null) requestCounts.addDelivery(programId, countedAs(attempt.answered));
  }
  return { kind: "sent", settings, attempts };
}

/** As monitoring tells it: why there was no answer, or what the answer came to. */
function countedAs(answered: Answered): string {
  return answered.kind === "fault" ? answered.fault : outcomeOf(answered);
}

/** Adds what this isolate counted to the totals, once a minute. */
export async function writeCounts(env: Pick<Env, "REPORTS">, nowMs: number): Promise<void> {
  if (requestCounts.isDue(nowMs)) await requestCounts.write(env.REPORTS, nowMs);
}

/** An attempt for each message; null for none. */
export async function sendAll(
  env: Env,
  endpoint: Endpoint,
  messages: readonly (Outgoing | null)[],
): Promise<(AttemptMade | null)[]> {
  const outside: HostEnv = env;
  const url = new URL(endpoint.url);
  const refuse = (fault: "host_refused" | "unresolved") =>
    messages.map((message) => (message === null ? null : notAttempted(fault)));
  if (addressFault(outside, endpoint.url) !== undefined) return refuse("host_refused");
  const resolved = await resolvedHost(outside, url);
  if (resolved !== "public") return refuse(resolved === "refused" ? "host_refused" : "unresolved");
  const { VENDORS: network = OWN_NETWORK, VENDORS_ELSEWHERE: elsewhere = network } = outside;
  const secrets = await secretsOf(env, endpoint.id);
  const way = isAllowedHost(outside, url) ? elsewhere : network;
  return await Promise.all(
    messages.map(async (message) => {
      if (message === null) return null;
      const body = JSON.stringify(message);
      const signed = signedHeaders(secrets, { id: message.id, body, nowMs: Date.now() });
      const headers = { "content-type": "application/json", "user-agent": "Tributary/1", ...signed };
      return await attemptWebhook(way, { url, headers, body });
    }),
  );
}

/** @throws Error where none can be opened: nothing is sent that nobody could verify. */
async function secretsOf(env: Env, endpointId: string): Promise<string[]> {
  const sealed = await signingSecrets(env.CONFIG, endpointId, Date.now());
  const secrets = openEndpointSecrets(keyRing(env), endpointId, sealed);
  if (secrets.length === 0) throw new Error("no secret of the endpoint can be opened");
  return secrets;
}

async function endpointOf(
  env: Env,
  programId: string,
  endpointId: string,
): Promise<{ readonly program: ProgramConfig; readonly endpoint: Endpoint } | null> {
  const program = await currentProgram(env, programId, "proved");
  if (program === null) return null;
  const endpoint = await findEndpoint(env.CONFIG, program.number, endpointId);
  return endpoint === null ? null : { program, endpoint };
}
