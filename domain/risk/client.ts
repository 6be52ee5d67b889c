/**
 * Who a client is by its user agent: certain where it says so itself, doubtful where a word only hints at a bot. A certain
 * bot gets no token. A doubtful client gets one that carries the doubt, as no word may cost an honest promoter an order.
 */
import type { ClickMarks } from "./click-marks.ts";
import { fetchMetadataOf, namesEngine } from "./engine.ts";
import type { FetchMetadata } from "./navigation.ts";

/** What lists that others keep say of a user agent. */
export interface ListedSigns {
  /** It draws cards for links that somebody shared. */
  readonly previews: boolean;
  /** It names a crawler or a tool, beyond doubt beside an engine's name too. */
  readonly namesBot: boolean;
  /** A word stands in it, apart from the device's name, that bots have and others too. */
  readonly hasBotWord: boolean;
}

export interface Client {
  /**
   * - `app`: a library that apps speak HTTP with. It is a person's where it asks as an app does, else a tool.
   * - `preview`: draws a card for a link that somebody shared.
   */
  readonly kind: "person" | "app" | "preview" | "bot";
  /** The mark of a click by it. */
  readonly agent: ClickMarks["agent"];
  readonly fetchMetadata: FetchMetadata;
}

/** What apps for phones are built with. */
const APP_LIBRARY = /^okhttp\/|\bAlamofire\/|\bcom\.[\w.]+[/;]/i;

/** Apps that show pages themselves. Names that are words of bots too are no doubt inside of them. */
const APPS = new RegExp(
  [
    "MicroMessenger/",
    String.raw`\bQQ/\d`,
    "AliApp[(]",
    "AlipayClient",
    "Weibo",
    "NewsArticle",
    "ToutiaoMicroApp",
    String.raw`\baweme`,
    "BytedanceWebview",
    "TTWebView",
    String.raw`\bdiscover/\d`,
    "xhsdiscover",
    "DingTalk",
    "Lark/|Feishu",
    "baiduboxapp",
    "jdapp|jdpingou",
    "pinduoduo",
    "Kwai/|Kuaishou",
    "Sogou(?:MobileBrowser|Search|MSE)",
    String.raw`\bFB(?:AN|AV|_IAB)\b`,
    "Instagram",
    String.raw`\bLine/\d`,
    "KAKAOTALK",
    "Snapchat",
    "LinkedInApp",
    "TikTok|musical_ly",
  ].join("|"),
  "i",
);
/** A page inside of any app: Android says so, and on an iPhone Safari alone names itself. */
const WEB_VIEW = /; wv\)|(?:iPhone|iPad|iPod).*AppleWebKit(?!.*(?:Safari|CriOS|FxiOS|EdgiOS)\/)/;

/** What browsers without an engine's name say, on phones of before there were engines. */
const OLD_BROWSER = /^Mozilla\/|^Opera[/ ]|MIDP|UP\.Browser|Browser\/|WAP|^Nokia|^SonyEricsson|NetFront/i;

/** Judges a client by its user agent and what the lists say of it. */
export function clientOf(userAgent: string, { previews, namesBot, hasBotWord }: ListedSigns): Client {
  const fetchMetadata = fetchMetadataOf(userAgent);
  if (userAgent === "") return { kind: "bot", agent: "tool", fetchMetadata };
  if (previews) return { kind: "preview", agent: "tool", fetchMetadata };
  if (namesEngine(userAgent)) {
    const agent = agentWithEngine(userAgent, { hasBotWord, fetchMetadata });
    return namesBot
      ? { kind: "bot", agent: "tool", fetchMetadata }
      : { kind: "person", agent, fetchMetadata };
  }
  if (!hasBotWord) {
    return { kind: "person", agent: OLD_BROWSER.test(userAgent) ? "old" : "tool", fetchMetadata };
  }
  return APP_LIBRARY.test(userAgent)
    ? { kind: "app", agent: "in_app", fetchMetadata }
    : { kind: "bot", agent: "tool", fetchMetadata };
}

function agentWithEngine(
  userAgent: string,
  { hasBotWord, fetchMetadata }: { readonly hasBotWord: boolean; readonly fetchMetadata: FetchMetadata },
): ClickMarks["agent"] {
  if (APPS.test(userAgent)) return "in_app";
  if (hasBotWord) return "weak_word";
  if (WEB_VIEW.test(userAgent)) return "in_app";
  return fetchMetadata === "none" ? "old" : "browser";
}
