import { expect, test } from "vitest";
import { clientOf } from "../../../../domain/risk/client.ts";
import { fetchMetadataOf } from "../../../../domain/risk/engine.ts";
import { navigationOf } from "../../../../domain/risk/navigation.ts";

const KHTML = "AppleWebKit/537.36 (KHTML, like Gecko)";
const DESKTOP = `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${KHTML} Chrome/140.0.0.0 Safari/537.36`;
const WEB_VIEW = `Mozilla/5.0 (Linux; Android 14; M2102J2SC; wv) ${KHTML} Version/4.0 Chrome/120.0.0.0 Mobile Safari/537.36`;
const IPHONE =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)";
const NOTHING = { previews: false, namesBot: false, hasBotWord: false };

test.each([
  ["browser", DESKTOP, {}],
  ["browser", `${IPHONE} Version/18.6 Mobile/15E148 Safari/604.1`, {}],
  ["in_app", WEB_VIEW, {}],
  ["in_app", `${IPHONE} Mobile/22G86`, {}],
  ["in_app", `${WEB_VIEW} MicroMessenger/8.0.47`, {}],
  ["in_app", `${WEB_VIEW} AlipayDefined(nt:4G,ws:393|0|2.75) AliApp(AP/10.2.76)`, { hasBotWord: true }],
  ["weak_word", `${DESKTOP} NewsReader`, { hasBotWord: true }],
  ["weak_word", `${WEB_VIEW} Catcher`, { hasBotWord: true }],
  ["old", DESKTOP.replace("140", "75"), {}],
  ["old", "Mozilla/5.0 (compatible; MSIE 10.0; Windows NT 6.1; Trident/6.0)", {}],
  ["old", "Nokia6120c/3.83; Profile/MIDP-2.0 Configuration/CLDC-1.1", {}],
  ["tool", "Dalvik/2.1.0 (Linux; U; Android 9)", {}],
])("a person by its user agent is marked as %s: %s", (agent, userAgent, signs) => {
  expect(clientOf(userAgent, { ...NOTHING, ...signs })).toMatchObject({ kind: "person", agent });
});

test.each([
  ["", {}],
  ["SomeTool/1.0", { hasBotWord: true }],
  [`${WEB_VIEW} MicroMessenger/8.0.47 SomeCrawler`, { namesBot: true, hasBotWord: true }],
])("what names itself is a bot, whatever app it names beside: %s", (userAgent, signs) => {
  expect(clientOf(userAgent, { ...NOTHING, ...signs })).toMatchObject({ kind: "bot", agent: "tool" });
});

test.each([
  ["activation", DESKTOP],
  ["activation", DESKTOP.replace("140", "76")],
  ["none", DESKTOP.replace("140", "75")],
  ["activation", "Mozilla/5.0 (Windows NT 10.0; rv:90.0) Gecko/20100101 Firefox/90.0"],
  ["none", "Mozilla/5.0 (Windows NT 10.0; rv:89.0) Gecko/20100101 Firefox/89.0"],
  ["mode", `${IPHONE} Version/18.6 Mobile/15E148 Safari/604.1`],
  ["mode", `${IPHONE} CriOS/140.0.0.0 Mobile/15E148 Safari/604.1`],
  ["mode", `${IPHONE.replace("18_6", "16_4")} Mobile/20E247`],
  ["none", `${IPHONE.replace("18_6", "16_3")} Mobile/20D47`],
  [
    "mode",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15",
  ],
  ["activation", DESKTOP.replace("Windows NT 10.0; Win64; x64", "Macintosh; Intel Mac OS X 10_15_7")],
  ["none", "curl/8.5.0"],
])("an engine sends %s with a navigation: %s", (metadata, userAgent) => {
  expect(fetchMetadataOf(userAgent)).toBe(metadata);
});

test.each([
  ["activated", { mode: "navigate", user: "?1" }, "activation"],
  ["not_activated", { mode: "navigate", user: null }, "activation"],
  ["not_sent", { mode: "navigate", user: null }, "mode"],
  ["missing", { mode: null, user: null }, "activation"],
  ["missing", { mode: null, user: null }, "mode"],
  ["not_sent", { mode: null, user: null }, "none"],
  ["not_sent", { mode: "navigate", user: null }, "none"],
] as const)("a navigation is %s where %o is said by an engine that sends %s", (mark, said, engine) => {
  expect(navigationOf(said, engine)).toBe(mark);
});
