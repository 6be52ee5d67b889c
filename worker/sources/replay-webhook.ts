/** Tries a webhook that could not be used again: its body as it came, as of when it was received. */
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { activeSecrets } from "../configuration/program-secrets.ts";
import { parseJson } from "../platform/json-text.ts";
import { keyRing } from "../platform/keys.ts";
import { type RecordedWebhook, recordMessages } from "./record-message.ts";
import { isSource } from "./sources.ts";
import { translateWebhook } from "./translate-webhook.ts";
import { noteReplay, type StoredWebhook } from "./unusable-webhooks.tables.ts";

/** Stands where bytes were no UTF-8: what they said is not guessed. */
export const TORN = "\ufffd";

/** @throws ApiProblem `unavailable` while it cannot be made durable. */
export async function replayWebhook(
  env: Env,
  program: ProgramConfig,
  { number, source, body, headers, receivedAtMs }: StoredWebhook,
): Promise<RecordedWebhook> {
  if (!isSource(source)) return { answer: { status: "ignored", reason: "unknown_source" }, repeated: false };
  const webhook = {
    headers: new Headers(JSON.parse(headers)),
    body: body.includes(TORN) ? undefined : parseJson(body),
    secrets: activeSecrets(keyRing(env), program, source, Date.now()),
  };
  const { messages } = await translateWebhook(program, source, webhook);
  const recorded = await recordMessages(env, program, messages, receivedAtMs);
  await noteReplay(env.REPORTS, number, recorded.unusable ?? null, Date.now());
  return recorded;
}
