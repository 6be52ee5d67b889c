/** What runs when a notification of WeChat Pay comes. */
import type { SourceCode } from "../source.ts";
import { faultsInWeChatPayKeys } from "./key-faults.ts";
import { listTrades } from "./list-trades.ts";
import { translateWeChatPay } from "./translate.ts";
import { verifyWeChatPay } from "../../wechat/pay/verify.ts";

export const WECHATPAY_CODE: SourceCode = {
  verify: verifyWeChatPay,
  translate: translateWeChatPay,
  list: listTrades,
  faultsInKeys: faultsInWeChatPayKeys,
};
