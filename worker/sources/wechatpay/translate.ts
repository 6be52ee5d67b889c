/** Which of WeChat Pay's notifications tells what: the table that the page on WeChat Pay shows. All others have no use. */
import type { z } from "@hono/zod-openapi";
import type { SourceContext, Translation, VerifiedWebhook, WebhookMessage } from "../source.ts";
import { openResource } from "../../wechat/pay/open-resource.ts";
import {
  combinedSchema,
  endedRefundSchema,
  notificationSchema,
  refundSchema,
  transactionSchema,
} from "./objects.shapes.ts";
import { fromCombined, fromTransaction } from "./orders.ts";
import { fromEndedRefund, fromRefund } from "./refunds.ts";
import type { WeChatPaySettings } from "./wechatpay.shapes.ts";

/** @param createdAt when WeChat Pay made the notification. @returns undefined for what it cannot read. */
type Telling = (
  enclosed: unknown,
  createdAt: string,
  settings: WeChatPaySettings,
) => WebhookMessage[] | undefined;

function telling<Schema extends z.ZodType>(
  schema: Schema,
  tell: (enclosed: z.output<Schema>, createdAt: string, settings: WeChatPaySettings) => WebhookMessage[],
): Telling {
  return (enclosed, createdAt, settings) => {
    const read = schema.safeParse(enclosed);
    return read.success ? tell(read.data, createdAt, settings) : undefined;
  };
}

const ofTransaction = telling(transactionSchema, fromTransaction);
const ofCombined = telling(combinedSchema, fromCombined);

const TELLINGS: ReadonlyMap<string, Telling> = new Map<string, Telling>([
  ["TRANSACTION.SUCCESS", (...asked) => ofCombined(...asked) ?? ofTransaction(...asked)],
  ["REFUND.SUCCESS", telling(refundSchema, fromRefund)],
  // The merchant may send such a refund on to another account, and its success follows.
  ["REFUND.ABNORMAL", telling(endedRefundSchema, fromEndedRefund("abnormal"))],
  ["REFUND.CLOSED", telling(endedRefundSchema, fromEndedRefund("closed"))],
]);

const ALGORITHM = "AEAD_AES_256_GCM";

export function translateWeChatPay(
  { body, secrets }: VerifiedWebhook,
  { settings }: SourceContext,
): Translation {
  const read = notificationSchema.safeParse(body);
  if (!read.success) return { messages: [{ kind: "unreadable" }] };
  const { id, event_type: type, create_time: createdAt, resource } = read.data;
  const tell = TELLINGS.get(type);
  const webhookId = id;
  if (tell === undefined) return { webhookId, messages: [{ kind: "without_use" }] };
  if (resource?.algorithm !== ALGORITHM) return { webhookId, messages: [{ kind: "unreadable" }] };
  const enclosed = openResource(resource, secrets);
  if (enclosed === undefined)
    return { webhookId, messages: [{ kind: "unreadable", reason: "not_decryptable" }] };
  const messages = tell(enclosed, createdAt, settings as WeChatPaySettings);
  return { webhookId, messages: messages ?? [{ kind: "unreadable" }] };
}
