/** Apps in which people in China read and buy, as they name themselves behind the phone that they run on. */
import type { UserAgents } from "./judged.ts";

const KHTML = "(KHTML, like Gecko)";
const PHONES = [
  `Mozilla/5.0 (Linux; Android 14; 23049RAD8C Build/UKQ1.230804.001; wv) AppleWebKit/537.36 ${KHTML} Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36`,
  `Mozilla/5.0 (Linux; U; Android 10; zh-cn; ELS-AN00 Build/HUAWEIELS-AN00) AppleWebKit/537.36 ${KHTML} Version/4.0 Chrome/89.0.4389.72 MQQBrowser/13.5 Mobile Safari/537.36`,
  `Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36 ${KHTML} Chrome/114.0.0.0 Safari/537.36 ArkWeb/4.1.6.1 Mobile`,
  `Mozilla/5.0 (Linux; Android 8.1.0; CUBOT Build/O11019; wv) AppleWebKit/537.36 ${KHTML} Version/4.0 Chrome/75.0.3770.101 Mobile Safari/537.36`,
  `Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 ${KHTML} Mobile/15E148`,
  `Mozilla/5.0 (iPhone; CPU iPhone OS 15_8 like Mac OS X) AppleWebKit/605.1.15 ${KHTML} Mobile/19H370`,
  `Mozilla/5.0 (iPad; CPU OS 17_6 like Mac OS X) AppleWebKit/605.1.15 ${KHTML} Mobile/15E148`,
];

const APPS: Readonly<Record<string, readonly string[]>> = {
  WeChat: [
    "MicroMessenger/8.0.60.2860(0x28003C55) WeChat/arm64 Weixin NetType/WIFI Language/zh_CN ABI/arm64",
    "MMWEBID/4214 MicroMessenger/8.0.47.2560(0x28002F30) Process/tools NetType/4G Language/zh_CN",
    "XWEB/1300409 MMWEBSDK/20250201 MicroMessenger/8.0.57 MiniProgramEnv/android",
  ],
  Alipay: [
    "ChannelId(26) NebulaSDK/1.8.100112 Nebula AlipayDefined(nt:WIFI,ws:360|0|3.0) AliApp(AP/10.6.60.8000) AlipayClient/10.6.60.8000 Language/zh-Hans",
    "Nebula AlipayDefined(nt:4G,ws:414|896|2.0,ac:T) AliApp(AP/10.5.80) AlipayClient/10.5.80 NebulaX/1.0.0",
  ],
  Taobao: [
    "AliApp(TB/10.45.10) TTID/600000@taobao_android_10.45.10 WindVane/8.5.0 1080X2340",
    "AliApp(TB/10.40.20) WindVane/8.7.2 TTID/201200@taobao_iphone_10.40.20 1170x2532",
  ],
  Douyin: [
    "aweme_320600 JsSdk/1.0 NetType/WIFI Channel/App Store ByteLocale/zh Region/CN BytedanceWebview/d8a21c6",
    "aweme/32.6.0 ToutiaoMicroApp/3.33.0 PluginVersion/32609076",
  ],
  Toutiao: [
    "JsSdk/2 NewsArticle/9.8.0 NetType/wifi News App/1 TTWebView/0751130016452",
    "NewsLite/8.8.0 NewsArticle/8.8.0 JsSdk/2.0 NetType/5g (News 8.8.0)",
  ],
  Xiaohongshu: ["discover/8.60 (com.xingin.xhs) NetType/WiFi", "XHS/8.52 xhsdiscover SCREEN/2400x1080"],
  QQ: [
    "V1_AND_SQ_9.0.80_8260 QQ/9.0.80.20045 NetType/WIFI WebP/0.3.0 Pixel/1080",
    "QQ/9.1.20.621 Core/WKWebView",
  ],
  Weibo: [
    "Weibo (iPhone14,5__weibo__14.9.1__iphone__os17.6)",
    "WeiboliteiOS Weibo (Xiaomi-23049RAD8C__weibo__14.11.0__android__android14)",
  ],
  DingTalk: [
    "AliApp(DingTalk/7.6.45) com.alibaba.android.rimet/43617212 Channel/227200 language/zh-CN",
    "AliApp(DingTalk/7.6.30) com.laiwang.DingTalk/36953217 Channel/201200",
  ],
  Feishu: ["Lark/7.30.6 LarkLocale/zh_CN ChannelName/Feishu TTWebView/1091130061225", "Lark/7.28.5 Feishu"],
  Baidu: [
    "baiduboxapp/13.70.0.10 (Baidu; P1 14) NABar/1.0",
    "T7/13.70 SP-engine/3.32.0 baiduboxapp/13.70.0.11 matrixstyle/0",
    "baidubrowser/8.1.5 (Baidu; P1 13) BIDUBrowser/8.1",
  ],
};

/** Each app on each phone. */
export function chineseApps(): UserAgents[] {
  return Object.entries(APPS).map(([list, names]) => ({
    list,
    userAgents: PHONES.flatMap((phone) => names.map((name) => `${phone} ${name}`)),
  }));
}
