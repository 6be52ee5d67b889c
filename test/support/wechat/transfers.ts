/**
 * WeChat Pay's transfers to users (商家转账) as its pages describe them. Requests that the merchant has signed, answers that
 * WeChat Pay signs, one bill a number. `http://control.transfers/<mchid>` sets a merchant by PUT, and shows by GET what came of it.
 */
import { constants, createPublicKey, privateDecrypt, verify } from "node:crypto";
import { MERCHANT_KEY } from "../vendors/wechatpay.ts";
import { BY_CERTIFICATE, BY_PUBLIC_KEY } from "../wechatpay/keys.ts";
import { signedHeaders } from "../wechatpay/notification.ts";

export interface Bill {
  readonly out_bill_no: string;
  readonly transfer_amount: number;
  readonly openid: string;
  readonly state: string;
}

/** What a test says of a merchant. */
export interface TransferTerms {
  /** The first answer of each kind is lost for each bill, after what was asked has happened. */
  readonly losesEachOnce?: boolean;
  /** Answers in place of what is asked, one after another: nothing happens. */
  readonly instead?: readonly { readonly status: number; readonly code: string }[];
  /** Answers are signed by a key that is not WeChat Pay's. */
  readonly isForged?: boolean;
  /** Nothing is answered but that it is too much, and nothing is written down of it. */
  readonly isHeld?: boolean;
  /** The word by which each cancellation is declined. */
  readonly cancels?: string;
  /** What becomes of each bill that is there. */
  readonly become?: Partial<Bill> & { readonly fail_reason?: string };
}

export interface TransfersSeen {
  /** Method and the last part of the path, in their sequence. */
  readonly asked: readonly string[];
  /** Bodies that were sent. */
  readonly sent: readonly Record<string, unknown>[];
  readonly bills: readonly Bill[];
  /** Requests that nobody had signed. */
  readonly unsigned: number;
}

class Merchant {
  terms: TransferTerms = {};
  readonly asked: string[] = [];
  readonly sent: Record<string, unknown>[] = [];
  readonly bills = new Map<string, Bill & Record<string, unknown>>();
  readonly lost = new Set<string>();
  given = 0;
  unsigned = 0;
}

const HOST = "api.mch.weixin.qq.com";
const CONTROL = "control.transfers";
const PATH = "/v3/fund-app/mch-transfer/transfer-bills";
const FOUND = `${PATH}/out-bill-no/`;
const CANCEL = "/cancel";

export class WechatTransfers {
  readonly #merchants = new Map<string, Merchant>();

  takes({ url }: Request): boolean {
    const { hostname, pathname } = new URL(url);
    return hostname === CONTROL || (hostname === HOST && pathname.startsWith(PATH));
  }

  async handle(request: Request): Promise<Response> {
    const url = new URL(request.url);
    if (url.hostname === CONTROL) return await this.#control(request, url.pathname.slice(1));
    const body = request.method === "POST" ? await request.text() : "";
    const members = membersOf(request);
    const merchant = this.#merchants.get(members.get("mchid") ?? "");
    if (merchant === undefined) return refused(401, "SIGN_ERROR");
    if (!isSigned(request, url, body, members)) {
      merchant.unsigned += 1;
      return refused(401, "SIGN_ERROR");
    }
    return answer(merchant, { method: request.method, path: url.pathname, body });
  }

  async #control(request: Request, name: string): Promise<Response> {
    const merchant = this.#merchants.get(name) ?? new Merchant();
    this.#merchants.set(name, merchant);
    if (request.method === "GET") {
      const { asked, sent, bills, unsigned } = merchant;
      return Response.json({ asked, sent, bills: [...bills.values()], unsigned } satisfies TransfersSeen);
    }
    merchant.terms = (await request.json()) as TransferTerms;
    merchant.given = 0;
    for (const [number, bill] of merchant.bills) {
      merchant.bills.set(number, { ...bill, ...merchant.terms.become });
    }
    return new Response(null, { status: 204 });
  }
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

function answer(merchant: Merchant, { method, path, body }: Asked): Response {
  const { terms } = merchant;
  if (terms.isHeld === true) return refused(429, "FREQUENCY_LIMITED");
  const isCancel = path.endsWith(CANCEL);
  const inPath = path.slice(FOUND.length, isCancel ? -CANCEL.length : undefined);
  const number = path === PATH ? numberIn(body) : inPath;
  merchant.asked.push(`${isCancel ? "CANCEL" : method} ${number}`);
  const instead = terms.instead?.[merchant.given];
  merchant.given += 1;
  if (instead !== undefined) return refused(instead.status, instead.code);
  const made = isCancel
    ? cancel(merchant, number)
    : method === "POST"
      ? create(merchant, body)
      : find(merchant, number);
  const key = `${isCancel ? "CANCEL" : method} ${number} ${made.status}`;
  if (terms.losesEachOnce === true && !merchant.lost.has(key)) {
    merchant.lost.add(key);
    return new Response("lost", { status: 502 });
  }
  return made;
}

function numberIn(body: string): string {
  return String((JSON.parse(body) as Record<string, unknown>)["out_bill_no"]);
}

/** A repeat under its number is the same bill, or a refusal where it says something else. */
function create(merchant: Merchant, body: string): Response {
  const asked = JSON.parse(body) as Record<string, unknown> & {
    out_bill_no: string;
    transfer_amount: number;
  };
  const name = nameIn(asked);
  merchant.sent.push({ ...asked, ...(name === undefined ? {} : { user_name: name }) });
  if (!/^[0-9A-Za-z]{1,32}$/.test(asked.out_bill_no)) return refused(400, "PARAM_ERROR");
  const known = merchant.bills.get(asked.out_bill_no);
  const isOther = known !== undefined && known["asked"] !== bare(asked);
  if (isOther) return refused(400, "INVALID_REQUEST");
  const bill = known ?? {
    mch_id: undefined,
    out_bill_no: asked.out_bill_no,
    transfer_bill_no: `1330000${asked.out_bill_no.slice(0, 12)}`,
    appid: asked["appid"],
    state: "WAIT_USER_CONFIRM",
    transfer_amount: asked.transfer_amount,
    openid: String(asked["openid"]),
    asked: bare(asked),
  };
  merchant.bills.set(asked.out_bill_no, bill);
  const { out_bill_no, transfer_bill_no, state } = bill;
  const shown = { out_bill_no, transfer_bill_no, state, create_time: "2026-11-28T10:34:56+08:00" };
  const toConfirm = state === "WAIT_USER_CONFIRM" ? { package_info: `package-of-${out_bill_no}` } : {};
  return signed(merchant, { ...shown, ...toConfirm });
}

/** The name in the clear: WeChat Pay alone has the key. */
function nameIn({ user_name: name }: Record<string, unknown>): string | undefined {
  if (typeof name !== "string") return undefined;
  const padding = constants.RSA_PKCS1_OAEP_PADDING;
  const key = { key: BY_PUBLIC_KEY.privateKey, padding, oaepHash: "sha1" };
  return privateDecrypt(key, Buffer.from(name, "base64")).toString("utf8");
}

/** Names are encrypted anew each time. */
function bare(asked: Record<string, unknown>): string {
  return JSON.stringify({ ...asked, user_name: null });
}

/** Before its payee has confirmed. It is taken at once, and done later. */
function cancel(merchant: Merchant, number: string): Response {
  const bill = merchant.bills.get(number);
  if (bill === undefined) return refused(404, "NOT_FOUND");
  if (merchant.terms.cancels !== undefined) return refused(403, merchant.terms.cancels);
  if (!["WAIT_USER_CONFIRM", "CANCELING", "CANCELLED"].includes(bill.state))
    return refused(400, "INVALID_REQUEST");
  const state = bill.state === "CANCELLED" ? bill.state : "CANCELING";
  merchant.bills.set(number, { ...bill, state });
  const { out_bill_no, transfer_bill_no } = bill;
  return signed(merchant, { out_bill_no, transfer_bill_no, state, update_time: "2026-11-28T10:34:56+08:00" });
}

/** Says nothing of the package. */
function find(merchant: Merchant, number: string): Response {
  const bill = merchant.bills.get(number);
  if (bill === undefined) return refused(404, "NOT_FOUND");
  return signed(merchant, { ...bill, asked: undefined });
}

function signed({ terms }: Merchant, content: unknown): Response {
  const text = JSON.stringify(content);
  // Under the name of the right key.
  const by = terms.isForged === true ? { ...BY_CERTIFICATE, serial: BY_PUBLIC_KEY.serial } : BY_PUBLIC_KEY;
  const headers = { "content-type": "application/json", ...signedHeaders(text, { by }) };
  return new Response(text, { headers });
}

function refused(status: number, code: string): Response {
  return Response.json({ code, message: "见错误码" }, { status });
}

function membersOf({ headers }: Request): Map<string, string> {
  const header = headers.get("authorization") ?? "";
  if (!header.startsWith("WECHATPAY2-SHA256-RSA2048 ")) return new Map();
  return new Map([...header.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = "", value = ""]) => [name, value]));
}

function isSigned(request: Request, url: URL, body: string, members: ReadonlyMap<string, string>): boolean {
  const [time, nonce] = [members.get("timestamp"), members.get("nonce_str")];
  const text = `${request.method}\n${url.pathname}${url.search}\n${time}\n${nonce}\n${body}\n`;
  const signature = Buffer.from(members.get("signature") ?? "", "base64");
  return verify("RSA-SHA256", Buffer.from(text), createPublicKey(MERCHANT_KEY), signature);
}
