/** Questions to WeChat Pay about a payout whose payee and keys come sealed, and whose package leaves sealed. */
import type {
  CancelAnswer,
  FoundTransfer,
  NumberedTransfer,
  SentTransfer,
  TransferFailure,
  TransferTerms,
} from "../../../durable-objects/account-book/payouts/transfer-calls.ts";
import { currentProgram } from "../../configuration/current-program.ts";
import { type KeyRing, keyRing, macHex } from "../../platform/keys.ts";
import { seal, unseal } from "../../platform/sealed-secrets.ts";
import type { Payee } from "../payee.shapes.ts";
import { openPayee } from "../sealed-payees.ts";
import { openSettings } from "./sealed-settings.ts";
import { foundBillSchema, sentBillSchema } from "./transfer-answers.shapes.ts";
import { askPay, encryptedName } from "./transfer-api.ts";
import type { WechatPayouts } from "./wechat-payouts.shapes.ts";
import { readWechatPayouts } from "./wechat-payouts.tables.ts";

const BILLS = "/v3/fund-app/mch-transfer/transfer-bills";
/** WeChat Pay takes 32 letters and digits. */
const BILL_DIGITS = 32;
/** WeChat Pay takes no name with less than 0.3 yuan, and asks for one from 2,000 yuan on. */
const [LEAST_NAMED, LEAST_UNNAMED] = [30, 200_000];
const MOST_REASON = 200;

const NOT_SET: TransferFailure = { kind: "failed", fault: "not_set", code: null };
const UNREADABLE: TransferFailure = { kind: "failed", fault: "down", code: null };

/** The number of a payout at WeChat Pay: it follows from the payout, so that it is the same also where nobody noted it. */
export function billNoOf(ring: KeyRing, programId: string, payoutId: string): string {
  return macHex(ring.checkKey, "wechat-transfer", `${programId}\0${payoutId}`, BILL_DIGITS);
}

export async function findTransfer(
  env: Env,
  terms: TransferTerms,
): Promise<{ readonly billNo: string; readonly found: FoundTransfer }> {
  const billNo = terms.billNo ?? billNoOf(keyRing(env), terms.programId, terms.payoutId);
  return { billNo, found: await lookFor(env, { ...terms, billNo }) };
}

async function lookFor(env: Env, terms: NumberedTransfer): Promise<FoundTransfer> {
  const ring = keyRing(env);
  const payee = payeeOf(ring, terms);
  if (payee === "unreadable") return NOT_SET;
  if (payee !== null && payee.kind !== "wechat") return { kind: "by_file" };
  const settings = await settingsOf(env, terms);
  if (settings === undefined) return NOT_SET;
  const path = `${BILLS}/out-bill-no/${terms.billNo}`;
  const answer = await askPay(env, settings, { method: "GET", path, body: "" });
  if (answer.kind === "failed") return answer;
  if (answer.kind === "declined") {
    const isUnknown = answer.status === 404 && answer.code === "NOT_FOUND";
    return isUnknown ? { kind: "unknown" } : { kind: "failed", fault: "refused", code: answer.code };
  }
  const read = foundBillSchema.safeParse(answer.content);
  if (!read.success || read.data.out_bill_no !== terms.billNo) return UNREADABLE;
  const bill = read.data;
  if (bill.transfer_amount !== terms.net) return { kind: "mismatch", of: "amount" };
  if (bill.mch_id != null && bill.mch_id !== terms.merchantId) return { kind: "mismatch", of: "merchant" };
  if (payee !== null && bill.openid != null && bill.openid !== payee.openId) {
    return { kind: "mismatch", of: "openid" };
  }
  return {
    kind: "bill",
    state: bill.state,
    transferBillNo: bill.transfer_bill_no ?? null,
    sealedPackage: null,
    failReason: bill.fail_reason?.slice(0, MOST_REASON) ?? null,
  };
}

export async function sendTransfer(env: Env, terms: NumberedTransfer): Promise<SentTransfer> {
  const ring = keyRing(env);
  const payee = payeeOf(ring, terms);
  const settings = await settingsOf(env, terms);
  if (payee === null || payee === "unreadable" || payee.kind !== "wechat" || settings === undefined) {
    return NOT_SET;
  }
  if (payee.name === undefined && terms.net >= LEAST_UNNAMED)
    return { kind: "declined", code: "NAME_MISSING" };
  const body = JSON.stringify(await billOf(env, settings, terms, payee));
  const answer = await askPay(env, settings, { method: "POST", path: BILLS, body });
  if (answer.kind !== "answer") return answer;
  const read = sentBillSchema.safeParse(answer.content);
  if (!read.success || read.data.out_bill_no !== terms.billNo) return UNREADABLE;
  const { state, transfer_bill_no: transferBillNo = null, package_info: text } = read.data;
  const sealedPackage = text == null ? null : seal(ring, packageUse(terms), text);
  return { kind: "bill", state, transferBillNo, sealedPackage, failReason: null };
}

export async function cancelTransfer(env: Env, terms: NumberedTransfer): Promise<CancelAnswer> {
  const settings = await settingsOf(env, terms);
  if (settings === undefined) return NOT_SET;
  const path = `${BILLS}/out-bill-no/${terms.billNo}/cancel`;
  const answer = await askPay(env, settings, { method: "POST", path, body: "" });
  // What it says is how it stood: the bill alone says what comes of it.
  return answer.kind === "answer" ? { kind: "taken" } : answer;
}

async function billOf(
  env: Partial<Pick<Env, "ADMIN_HOST">>,
  settings: WechatPayouts,
  { billNo, net, programId, payoutId }: NumberedTransfer,
  { openId, name }: Extract<Payee, { kind: "wechat" }>,
) {
  const { appId, sceneId, sceneInfos, remark } = settings;
  const host = env.ADMIN_HOST ?? "";
  return {
    appid: appId,
    out_bill_no: billNo,
    transfer_scene_id: sceneId,
    openid: openId,
    ...(name === undefined || net < LEAST_NAMED ? {} : { user_name: await encryptedName(settings, name) }),
    transfer_amount: net,
    transfer_remark: remark,
    // Without a host that is known, WeChat Pay is asked alone.
    ...(host === "" ? {} : { notify_url: `https://${host}/webhooks/${programId}/transfers/${payoutId}` }),
    transfer_scene_report_infos: sceneInfos.map(({ type, content }) => ({
      info_type: type,
      info_content: content,
    })),
  };
}

function payeeOf(ring: KeyRing, { programId, promoter, sealedPayee }: TransferTerms) {
  if (sealedPayee === null) return null;
  return openPayee(ring, programId, promoter, sealedPayee) ?? "unreadable";
}

/** Undefined where none are set, or those of another merchant, who would know nothing of the bill. */
async function settingsOf(
  env: Env,
  { programId, merchantId }: Pick<TransferTerms, "programId" | "merchantId">,
): Promise<WechatPayouts | undefined> {
  const program = await currentProgram(env, programId);
  if (program === null) return undefined;
  const row = await readWechatPayouts(env.CONFIG, program.number);
  if (row === undefined || row.merchantId !== merchantId) return undefined;
  return openSettings(keyRing(env), programId, row.sealed);
}

/** What the promoter confirms with. Undefined where its key is gone. */
export function openPackage(
  ring: KeyRing,
  of: Pick<TransferTerms, "programId" | "payoutId">,
  sealed: string,
): string | undefined {
  return unseal(ring, packageUse(of), sealed);
}

function packageUse({ programId, payoutId }: Pick<TransferTerms, "programId" | "payoutId">): string {
  return `wechat-transfer:${programId}:${payoutId}`;
}
