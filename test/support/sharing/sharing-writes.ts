/** Every write of looks, of what is shared, and of WeChat: operation, method, path below the program's, and what is sent. */
import { settingsOf } from "../wechat/payout-settings.ts";

const POSTER = { name: "secret-name", qr: { x: 0, y: 0, size: 100 } };
const MATERIAL = { kind: "text", title: "secret-name", text: "secret-name {link}" };
const ACCOUNT = { appId: "wx8d1f2c3b4a5e6f70", appSecret: "secret-name" };

type SharingWrite = readonly [operation: string, method: string, path: string, sent?: object];

/** @param promoter whose WeChat is bound, and unbound again. */
export function sharingWrites(promoter: string): readonly SharingWrite[] {
  return [
    ["setWechatApp", "PUT", "/wechat", ACCOUNT],
    ["bindWechat", "POST", `/promoters/${promoter}/wechat`, { openId: "secret-name" }],
    ["unbindWechat", "DELETE", `/promoters/${promoter}/wechat`],
    ["removeWechatApp", "DELETE", "/wechat"],
    ["setLook", "PUT", "/look", { name: "secret-name" }],
    ["createPoster", "POST", "/posters", { id: "p", ...POSTER }],
    ["changePoster", "PUT", "/posters/p", { ...POSTER, width: 800 }],
    ["deletePoster", "DELETE", "/posters/p"],
    ["putCopyTemplate", "PUT", "/share-copy/templates/t", { text: "secret-name {product}" }],
    ["deleteCopyTemplate", "DELETE", "/share-copy/templates/t"],
    ["createMaterial", "POST", "/materials", { id: "m", ...MATERIAL }],
    ["replaceMaterial", "PUT", "/materials/m", { ...MATERIAL, position: 1 }],
    ["deleteMaterial", "DELETE", "/materials/m"],
    ["setWechatPayouts", "PUT", "/wechat-payouts", { ...settingsOf("1230000109"), remark: "secret-name" }],
    ["removeWechatPayouts", "DELETE", "/wechat-payouts"],
  ];
}
