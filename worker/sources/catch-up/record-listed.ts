/** Records what a vendor listed as if it had been sent: the same translation, the same road, the same list of what is unusable. */
import type { ProgramConfig } from "../../configuration/program-config.tables.ts";
import { activeSecrets } from "../../configuration/program-secrets.ts";
import type { WebhookSource } from "../../configuration/webhook-sources.ts";
import { keyRing } from "../../platform/keys.ts";
import { keepWebhook } from "../keep-webhook.ts";
import { recordMessages } from "../record-message.ts";
import { idOfBytes, translateWebhook } from "../translate-webhook.ts";
import { keptOf } from "./kept-body.ts";
import type { ListedWebhook } from "./vendor-api.ts";

interface ListedOutcome {
  /** What was not known before. */
  readonly recorded: number;
  readonly repeated: number;
  readonly unusable: number;
}

/** One after another: what happened first is recorded first. @throws ApiProblem `unavailable` while it cannot be made durable. */
export async function recordListed(
  env: Env,
  program: ProgramConfig,
  source: WebhookSource,
  webhooks: readonly ListedWebhook[],
): Promise<ListedOutcome> {
  const secrets = activeSecrets(keyRing(env), program, source, Date.now());
  let [recorded, repeated, unusable] = [0, 0, 0];
  for (const { headers, body } of webhooks) {
    const { webhookId, messages } = await translateWebhook(program, source, { headers, body, secrets });
    if (messages.every(({ kind }) => kind === "without_use")) continue;
    const outcome = await recordMessages(env, program, messages, Date.now());
    if (outcome.unusable !== undefined) {
      unusable += 1;
      const { bytes, reason = outcome.unusable } = keptOf(body);
      const id = webhookId ?? idOfBytes(bytes);
      await keepWebhook(env, { programId: program.id, source, webhookId: id, headers, bytes }, reason);
    } else if (outcome.repeated) repeated += 1;
    else recorded += 1;
  }
  return { recorded, repeated, unusable };
}
