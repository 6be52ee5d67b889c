/** WeChat Pay's bills and refunds: requests have to be signed by the merchant, and answers are signed by WeChat Pay. */
import { createHash, createPublicKey, verify } from "node:crypto";
import { BY_PUBLIC_KEY, NEXT_PUBLIC_KEY } from "../wechatpay/keys.ts";
import { signedHeaders } from "../wechatpay/notification.ts";
import type { Account, Vendor } from "./account.ts";

/** The key of the merchant's certificate in the tests. */
export const MERCHANT_KEY = NEXT_PUBLIC_KEY.privateKey;

const NAMES =
  "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额," +
  "微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注";
const SUMS = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额";

export const wechatpay: Vendor = {
  takes: (path) => path.startsWith("/v3/"),
  accountOf: signedIn,
  unauthorized: () => Response.json({ code: "SIGN_ERROR", message: "签名错误" }, { status: 401 }),
  answer: (account, _, url) => {
    if (url.pathname === "/v3/billdownload/file")
      return new Response(billOf(account, url.searchParams.get("token") ?? ""));
    if (url.pathname === "/v3/bill/tradebill") return billFor(account, url);
    const number = decodeURIComponent(url.pathname.split("/").at(-1) ?? "");
    const refund = account.refunds?.[number];
    return refund === undefined
      ? Response.json({ code: "RESOURCE_NOT_EXISTS" }, { status: 404 })
      : signed(refund);
  },
};

function billFor(account: Account, url: URL): Response {
  const day = url.searchParams.get("bill_date") ?? "";
  if (account.bills?.[day] === undefined)
    return Response.json({ code: "NO_STATEMENT_EXIST", message: "账单文件不存在" }, { status: 400 });
  return signed({
    download_url: `https://api.mch.weixin.qq.com/v3/billdownload/file?token=${day}`,
    hash_type: "SHA1",
    hash_value: createHash("sha1").update(billOf(account, day)).digest("hex"),
  });
}

/** As WeChat Pay writes it: each value behind a grave accent, and the sums of the day at the end. */
function billOf({ bills = {} }: Account, day: string): string {
  const names = NAMES.split(",");
  const lines = (bills[day] ?? []).map((row) => names.map((name) => `\`${row[name] ?? ""}`).join(","));
  return `\ufeff${[NAMES, ...lines, SUMS, "`1,`0.00,`0.00,`0.00,`0.00000,`0.00,`0.00"].join("\r\n")}\r\n`;
}

function signed(body: unknown): Response {
  const text = JSON.stringify(body);
  return new Response(text, {
    headers: { "content-type": "application/json", ...signedHeaders(text, { by: BY_PUBLIC_KEY }) },
  });
}

/** The merchant's number, where the request is signed with its key. */
function signedIn(request: Request, url: URL): string | undefined {
  const header = request.headers.get("authorization") ?? "";
  const members = new Map(
    [...header.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = "", value = ""]) => [name, value]),
  );
  const [time, nonce, signature] = ["timestamp", "nonce_str", "signature"].map(
    (name) => members.get(name) ?? "",
  );
  if (!header.startsWith("WECHATPAY2-SHA256-RSA2048 ") || !members.get("serial_no")) return undefined;
  const text = `${request.method}\n${url.pathname}${url.search}\n${time}\n${nonce}\n\n`;
  const holds = verify(
    "RSA-SHA256",
    Buffer.from(text),
    createPublicKey(MERCHANT_KEY),
    Buffer.from(signature ?? "", "base64"),
  );
  return holds ? members.get("mchid") : undefined;
}
