/**
 * Lists WeChat Pay's trades by the bill of each day, and asks how each refund of it stands. What is found is enclosed as WeChat
 * Pay encloses it, so that it is read, kept and tried again as a notification is.
 */
import { createCipheriv, createHash, randomBytes } from "node:crypto";
import { readWeChatPaySecret } from "../../configuration/secret-forms/wechatpay-secrets.ts";
import { jsonOf } from "../../platform/json-text.ts";
import { readAnswer } from "../catch-up/ask-vendor.ts";
import {
  type ListedWebhook,
  type Listing,
  type ReadPage,
  type VendorAnswer,
  VendorFault,
} from "../catch-up/vendor-api.ts";
import { type BillRow, instantOfBill, paymentOf, rowsOfBill } from "./bill.ts";
import { dayOf, endOfDayMs, firstMsWithBill, nextDay } from "./bill-days.ts";
import { billSchema, listedRefundSchema, wechatpayPlaceSchema } from "./list.shapes.ts";
import { authorizationOf, type WeChatPayKeys } from "../../wechat/pay/sign-request.ts";
import { verifyWeChatPay } from "../../wechat/pay/verify.ts";

const HOSTS = new Set(["api.mch.weixin.qq.com", "api2.mch.weixin.qq.com"]);
/** Rows of one page. */
const A_PAGE = 100;

export function listTrades(listing: Listing): ReadPage {
  const { fromMs, untilMs } = listing;
  const bills = new Map<string, readonly BillRow[]>();
  const billOf = async (day: string) => {
    const rows = bills.get(day) ?? (await readBill(listing, day));
    bills.clear();
    bills.set(day, rows);
    return rows;
  };
  return async (cursor) => {
    const { day, row } = wechatpayPlaceSchema.safeParse(cursor).data ?? { day: dayOf(fromMs), row: 0 };
    const beginMs = endOfDayMs(day) - 86_400_000;
    if (beginMs >= untilMs || listing.now() < firstMsWithBill(day))
      return { webhooks: [], next: null, reachedMs: Math.max(beginMs, fromMs) };
    const rows = await billOf(day);
    const webhooks: ListedWebhook[] = [];
    let next = row;
    for (const one of rows.slice(row, row + A_PAGE)) {
      // Of a refund WeChat Pay is asked.
      if (next > row && isRefund(one) && listing.isOver()) break;
      webhooks.push(...(await webhooksOf(listing, one)));
      next += 1;
    }
    if (next < rows.length) return { webhooks, next: { day, row: next } };
    return { webhooks, next: { day: nextDay(day), row: 0 }, reachedMs: endOfDayMs(day) };
  };
}

/** A day without trades has no bill. @throws VendorFault where it broke off. */
async function readBill(listing: Listing, day: string): Promise<readonly BillRow[]> {
  const asked = await signedGet(listing, `/v3/bill/tradebill?bill_date=${day}&bill_type=ALL`).catch(
    (error: unknown) => {
      if (error instanceof VendorFault && error.code === "NO_STATEMENT_EXIST") return undefined;
      if (error instanceof VendorFault && error.code === "STATEMENT_CREATING") throw new VendorFault("busy");
      throw error;
    },
  );
  if (asked === undefined) return [];
  const { hash_value: hash, download_url: address } = readAnswer(billSchema, verified(listing, asked));
  const { hostname, pathname, search } = new URL(address);
  if (!HOSTS.has(hostname)) throw new VendorFault("redirected");
  const { bytes } = await signedGet(listing, `${pathname}${search}`);
  const rows =
    createHash("sha1").update(bytes).digest("hex") === hash.toLowerCase()
      ? rowsOfBill(new TextDecoder().decode(bytes))
      : undefined;
  if (rows === undefined) throw new VendorFault("answer_unreadable", { status: 200 });
  return rows;
}

function isRefund({ refundNo }: BillRow): boolean {
  return refundNo !== "" && refundNo !== "0";
}

async function webhooksOf(listing: Listing, row: BillRow): Promise<ListedWebhook[]> {
  if (isRefund(row)) return await refundsOf(listing, row);
  const payment = paymentOf(row);
  return payment === undefined
    ? []
    : [enclosed(listing, "TRANSACTION.SUCCESS", payment, instantOfBill(row.time))];
}

const REFUND_EVENTS: Readonly<Record<string, string>> = {
  SUCCESS: "REFUND.SUCCESS",
  ABNORMAL: "REFUND.ABNORMAL",
  CLOSED: "REFUND.CLOSED",
};

/** A refund as it stands now; of one that did not happen WeChat Pay does not say since when. */
async function refundsOf(listing: Listing, { refundNo }: BillRow): Promise<ListedWebhook[]> {
  const askedAt = new Date(listing.now()).toISOString();
  const path = `/v3/refund/domestic/refunds/${encodeURIComponent(refundNo)}`;
  const answer = await signedGet(listing, path).catch((error: unknown) => {
    if (error instanceof VendorFault && error.status === 404) return undefined;
    throw error;
  });
  if (answer === undefined) return [];
  const refund = readAnswer(listedRefundSchema, verified(listing, answer));
  const type = REFUND_EVENTS[refund.status];
  return type === undefined ? [] : [enclosed(listing, type, refund, refund.success_time ?? askedAt)];
}

/** @throws VendorFault for an answer that WeChat Pay has not signed. */
function verified({ secrets, now }: Listing, answer: VendorAnswer): VendorAnswer {
  const { headers, bytes } = answer;
  if (verifyWeChatPay(headers, bytes, secrets, now()).kind === "verified") return answer;
  throw new VendorFault("answer_unreadable", { status: 200 });
}

async function signedGet({ ask, keys, now }: Listing, path: string): Promise<VendorAnswer> {
  const authorization = authorizationOf(keys as WeChatPayKeys, { method: "GET", path, body: "" }, now());
  return await ask(path, { authorization });
}

/** A notification as WeChat Pay makes it, under the present APIv3 key. @throws VendorFault while there is none. */
function enclosed(
  { secrets: [secret] }: Listing,
  type: string,
  content: unknown,
  createdAt: string,
): ListedWebhook {
  const key = secret === undefined ? undefined : readWeChatPaySecret(secret)?.apiV3Key;
  if (key === undefined) throw new VendorFault("key_refused");
  const [nonce, associated] = [randomBytes(6).toString("hex"), "listed"];
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  cipher.setAAD(Buffer.from(associated));
  const text = jsonOf(content);
  if (text === undefined) throw new VendorFault("answer_unreadable", { status: 200 });
  const parts = [cipher.update(text, "utf8"), cipher.final()];
  const ciphertext = Buffer.concat([...parts, cipher.getAuthTag()]).toString("base64");
  const id = `listed:${createHash("sha256").update(`${type}\n${text}`).digest("hex")}`;
  const resource = { algorithm: "AEAD_AES_256_GCM", ciphertext, nonce, associated_data: associated };
  return { headers: new Headers(), body: { id, create_time: createdAt, event_type: type, resource } };
}
