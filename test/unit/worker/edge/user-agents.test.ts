import { expect, test } from "vitest";
import { agentOf } from "../../../../worker/edge/user-agents.ts";

const ALI =
  "Mozilla/5.0 (Linux; U; Android 12; zh-CN; M2102J2SC Build/SKQ1.211006.001) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/100.0.4896.58";
const VIEW =
  "Mozilla/5.0 (Linux; Android 12; M2102J2SC Build/SKQ1.211006.001; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/88.0.4324.181 Mobile Safari/537.36";
const IPHONE =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/22G86";
const ENGINE = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36";

test.each([
  [
    "Alipay, Android",
    `${ALI} UWS/3.22.2.43 Mobile Safari/537.36 ChannelId(0) Nebula AlipayDefined(nt:4G,ws:393|0|2.75) AliApp(AP/10.2.76.8000) AlipayClient/10.2.76.8000 Region/CN`,
  ],
  [
    "Alipay, iPhone",
    `${IPHONE} ChannelId(8) AliApp(AP/10.8.30.6000) Nebula AlipayDefined(nt:WIFI,ws:390|844|3.0,ac:ss) AlipayClient/10.8.30.6000`,
  ],
  [
    "Taobao",
    `${ALI} UWS/5.18.6.0 Mobile Safari/537.36 AliApp(TB/10.48.30) TTID/600000@taobao_android_10.48.30 WindVane/8.5.0`,
  ],
  [
    "Tmall",
    `${ALI} Mobile Safari/537.36 AliApp(TM/15.10.0) TTID/212200@tmall_android_15.10.0 WindVane/8.5.0`,
  ],
  [
    "Xianyu",
    `${ALI} Mobile Safari/537.36 AliApp(FM/7.8.10) TTID/60000@fleamarket_android_7.8.10 WindVane/8.5.0`,
  ],
  [
    "Toutiao",
    `${VIEW} NewsArticle/8.9.2 ToutiaoMicroApp/2.46.0 PluginVersion/8920 News App/1 ByteLocale/zh-CN`,
  ],
  ["Sogou's browser", `${VIEW} AWP/2.0 SogouMSE,SogouMobileBrowser/6.1.54`],
  [
    "JD",
    `jdapp;iPhone;12.3.1;;;M/5.0;appBuild/168960;jdSupportDarkMode/0;ef/1;ep/%7B%7D;${IPHONE};supportJDSHWK/1;`,
  ],
  [
    "a television",
    `Mozilla/5.0 (Linux; Android 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/88.0.4324.152 Safari/537.36 OPR/46.0 OMI/4.20.3.54.Catcher2.147 Model/Hisense-VIDAA CE-HTML/1.0;`,
  ],
  ["a CUBOT", `Mozilla/5.0 (Linux; Android 10; NOTE 20 Build/CUBOT; wv) ${ENGINE}`],
  ["a Discovery", `Mozilla/5.0 (Linux; Android 11; iHunt S60 Discovery Pro 2022) ${ENGINE}`],
  ["a Spider 8", `Mozilla/5.0 (Linux; Android 13; Spider 8) ${ENGINE}`],
  ["a Power Bot", `Mozilla/5.0 (Linux; Android 6.0; POWER BOT Build/MRA58K) ${ENGINE}`],
  ["a Capture+", `Mozilla/5.0 (Linux; Android 8.1.0; Capture+ (2018)) ${ENGINE}`],
  [
    "WeChat with a process of tools",
    `${VIEW} MicroMessenger/8.0.47.2560(0x28002F30) Process/tools WeChat/arm64`,
  ],
  [
    "a mini program",
    `${IPHONE} MicroMessenger/8.0.50(0x18003230) NetType/WIFI Language/zh_CN MiniProgramEnv/android`,
  ],
  ["Feishu", `${VIEW} Lark/7.12.5 LarkLocale/zh_CN ChannelName/Feishu TTWebView`],
  ["DingTalk", `${VIEW} AliApp(DingTalk/7.5.10) com.alibaba.android.rimet/37217543 Channel/227200`],
  ["Weibo", `${VIEW} Weibo (Xiaomi-M2102J2SC__weibo__13.5.2__android__android12)`],
  ["QQ", `${VIEW} V1_AND_SQ_8.9.71 QQ/8.9.71.11855 NetType/WIFI WebP/0.3.0`],
])("%s is a person", (_, userAgent) => {
  expect(agentOf(userAgent).kind).toBe("person");
});

test.each([
  "",
  "curl/8.5.0",
  "python-requests/2.32.3",
  "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
  "Sogou web spider/4.0(+http://www.sogou.com/docs/help/webmasters.htm#07)",
  "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/116.0.1938.76 Safari/537.36",
  "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; Amzn-User/0.1) Chrome/119.0.6045.214 Safari/537.36",
  "Mozilla/5.0 (Linux; Android 8.0; Pixel 2 Build/OPD3.170816.012; DuplexWeb-Google/1.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/74.0 Mobile Safari/537.36",
  "Mozilla/5.0 (Linux; Android 5.0; SM-G900P Build/LRX21T) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/47.0.5267.1259 Mobile Safari/537.36; Bytespider",
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/127.0.0.0 Safari/537.36",
  `${VIEW.replace("Chrome/", "HeadlessChrome/")} MicroMessenger/8.0.47.2560(0x28002F30)`,
  `${VIEW} MicroMessenger/8.0.47.2560(0x28002F30) qcloudcdn-xinan`,
  `${VIEW} MicroMessenger/8.0.47.2560 (compatible; SomeCrawler/1.0)`,
])("a crawler or tool that names itself is a bot, also inside of an app's name: %s", (userAgent) => {
  expect(agentOf(userAgent).kind).toBe("bot");
});

test.each([
  "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
  "WhatsApp/2.24.10.76 A",
  "DingTalkBot-LinkService/1.0 (+https://open-doc.dingtalk.com/microapp/faquestions/ftpfeu)",
  "Mozilla/5.0 (compatible; FeishuBot/1.0)",
  "Mozilla/5.0 (compatible; Lark-LinkPreview/1.0)",
  "Mozilla/5.0 (compatible; Weibo spider)",
  "Mozilla/5.0 (Linux; U; Android 4.4.2; zh-cn; GT-I9500 Build/KOT49H) AppleWebKit/537.36 (KHTML, like Gecko)Version/4.0 MQQBrowser/5.0 QQ-URL-Manager Mobile Safari/537.36",
  "mpcrawler",
  "Mozilla/5.0 (compatible; WeChatBot/1.0)",
  "Chatwork LinkPreview v1",
  "ClickUpLinkUnfurler/1.0 (+https://clickup.com)",
  "Discourse Forum Onebox v3.3.0.beta1-dev",
  "Valve/Steam HTTP Client 1.0 (SteamChatURLLookup)",
])("what draws a card for a messenger is a preview: %s", (userAgent) => {
  expect(agentOf(userAgent).kind).toBe("preview");
});

test.each(["okhttp/4.12.0", "Radio.com/12.2.0 (com.shop.app; build:1; iOS 14.6.0) Alamofire/4.8.1"])(
  "what apps speak HTTP with is told from tools: %s",
  (userAgent) => {
    expect(agentOf(userAgent).kind).toBe("app");
  },
);
