/** Tries a webhook that could not be used again: its body as it came, as of when it was received. */
import { type ProgramConfig, secretsSince } from "../configuration/program-config.tables.ts";
import { activeSecrets } from "../configuration/program-secrets.ts";
import { keyRing } from "../platform/keys.ts";
import { wholeJson } from "./kept-text.ts";
import { type RecordedWebhook, recordMessages } from "./record-message.ts";
import { isSource } from "./sources.ts";
import { translateWebhook } from "./translate-webhook.ts";
import { noteReplay, type StoredWebhook } from "./unusable-webhooks.tables.ts";

/** @throws ApiProblem `unavailable` while it cannot be made durable. */
export async function replayWebhook(
  env: Env,
  program: ProgramConfig,
  { number, source, body, headers, receivedAtMs }: StoredWebhook,
): Promise<RecordedWebhook> {
  if (!isSource(source)) return { answer: { status: "ignored", reason: "unknown_source" }, repeated: false };
  const secrets = await secretsSince(env, program.id, receivedAtMs);
  const webhook = {
    headers: new Headers(JSON.parse(headers)),
    body: wholeJson(body),
    // A rotation may have ended meanwhile, and what was sealed for the key before stays readable.
    secrets: activeSecrets(keyRing(env), { id: program.id, secrets }, source, receivedAtMs),
  };
  const { messages } = await translateWebhook(program, source, webhook);
  const recorded = await recordMessages(env, program, messages, receivedAtMs);
  await noteReplay(env.REPORTS, number, recorded.unusable ?? null, Date.now());
  return recorded;
}
