/** Every write of looks, posters, share texts, and of who pays in WeChat: operation, method, path below the program's, and what is sent. */
import { settingsOf } from "../wechat/payout-settings.ts";

const POSTER = { name: "secret-name", qr: { x: 0, y: 0, size: 100 } };

export const SHARING_WRITES: readonly (readonly [string, string, string, object?])[] = [
  ["setLook", "PUT", "/look", { name: "secret-name" }],
  ["createPoster", "POST", "/posters", { id: "p", ...POSTER }],
  ["changePoster", "PUT", "/posters/p", { ...POSTER, width: 800 }],
  ["deletePoster", "DELETE", "/posters/p"],
  ["putCopyTemplate", "PUT", "/share-copy/templates/t", { text: "secret-name {product}" }],
  ["deleteCopyTemplate", "DELETE", "/share-copy/templates/t"],
  ["setWechatPayouts", "PUT", "/wechat-payouts", { ...settingsOf("1230000109"), remark: "secret-name" }],
  ["removeWechatPayouts", "DELETE", "/wechat-payouts"],
];
