/** By what WeChat Pay pays in tests: keys that stand for a merchant's and for WeChat Pay's. */
import { API_V3_KEY, BY_PUBLIC_KEY, NEXT_PUBLIC_KEY } from "../wechatpay/keys.ts";

export function settingsOf(merchantId: string) {
  return {
    appId: "wx8d1f2c3b4a5e6f70",
    merchantId,
    serial: "5157F09EFDC096DE15EBE81A47057A7232F1B8E1",
    privateKey: NEXT_PUBLIC_KEY.privateKey,
    apiV3Key: API_V3_KEY,
    publicKeyId: BY_PUBLIC_KEY.serial,
    publicKey: BY_PUBLIC_KEY.shown.slice(BY_PUBLIC_KEY.serial.length + 1),
    sceneId: "1005",
    sceneInfos: [{ type: "岗位类型", content: "推广员" }],
    remark: "推广佣金",
  };
}
