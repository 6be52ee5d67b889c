/** A shop whose payments come from WeChat Pay: what is signed as WeChat Pay does goes to the service over HTTP. */
import { type Answer, request, type Shop } from "../shop.ts";
import { API_V3_KEY, BY_CERTIFICATE, BY_PUBLIC_KEY, secretOf } from "./keys.ts";
import { type Notification, type NotificationSigning, signedHeaders } from "./notification.ts";

/** Both ways of signing, as during the change from one to the other. */
const SECRET = secretOf(API_V3_KEY, BY_PUBLIC_KEY, BY_CERTIFICATE);

export async function connectWeChatPay(
  shop: Shop,
  settings: Record<string, unknown> = {},
  secret = SECRET,
): Promise<void> {
  const made = await shop.post("/sources/wechatpay/secrets", { secret });
  const put = await shop.put("/sources/wechatpay", settings);
  if (made.status !== 201 || put.status !== 200) throw new Error(JSON.stringify([made.body, put.body]));
}

export async function notify(
  shop: Shop,
  notification: Notification,
  signing: NotificationSigning = {},
): Promise<Answer> {
  const body = JSON.stringify(notification);
  return await request("POST", `/webhooks/${shop.id}/wechatpay`, {
    body,
    headers: { "content-type": "application/json", ...signedHeaders(body, signing) },
  });
}
