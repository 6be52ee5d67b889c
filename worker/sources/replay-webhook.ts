/** Tries a webhook that could not be used again: its body as it came, as of when it was received. */
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { parseJson } from "../platform/json-text.ts";
import { recordMessage } from "./record-message.ts";
import { isSource, SOURCES } from "./sources.ts";
import { noteReplay, type StoredWebhook } from "./unusable-webhooks.tables.ts";
import type { WebhookAnswer } from "./webhook.shapes.ts";

/** Stands where bytes were no UTF-8: what they said is not guessed. */
const TORN = "\ufffd";

/** @throws ApiProblem `unavailable` while it cannot be made durable. */
export async function replayWebhook(
  env: Env,
  program: ProgramConfig,
  { number, source, webhookId, body, headers, receivedAtMs }: StoredWebhook,
): Promise<{ readonly answer: WebhookAnswer; readonly repeated?: boolean }> {
  if (!isSource(source)) return { answer: { status: "ignored", reason: "unknown_source" } };
  const read = {
    webhookId,
    headers: new Headers(JSON.parse(headers)),
    body: body.includes(TORN) ? undefined : parseJson(body),
  };
  const recorded = await recordMessage(env, program, SOURCES[source].read(read), receivedAtMs);
  await noteReplay(env.REPORTS, number, recorded.kind === "unusable" ? recorded.reason : null, Date.now());
  return recorded;
}
