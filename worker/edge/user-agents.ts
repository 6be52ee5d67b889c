/**
 * What lists of crawlers say of a user agent, and who it is by that. Words that devices, apps and shops have in their names
 * too make nobody a bot: they are a mark of the click.
 */
import { isbot, list } from "isbot";
import { type Client, clientOf } from "../../domain/risk/client.ts";
import { namesEngine } from "../../domain/risk/engine.ts";
import { memoized } from "../platform/memoized.ts";

/** Verdicts that are kept. User agents are few and long, and hundreds of patterns look at each. */
const AGENTS_KEPT = 2_000;

export const agentOf = memoized<Client>(AGENTS_KEPT, (userAgent) => {
  const hasEngine = namesEngine(userAgent);
  const named = hasEngine ? withoutDevice(userAgent) : userAgent;
  return clientOf(userAgent, {
    previews: PREVIEW_CRAWLERS.test(userAgent),
    namesBot: hasEngine && crawler().test(named),
    hasBotWord: isbot(named),
  });
});

/** Fetchers that messengers and networks send to draw a card for a link that someone shared. */
const PREVIEW_CRAWLERS = new RegExp(
  [
    "facebookexternalhit",
    "facebot",
    "facebookcatalog",
    "meta-external(?:fetcher|hit)",
    "^WhatsApp/",
    "twitterbot",
    "slackbot",
    "slack-imgproxy",
    "telegrambot",
    "linkedinbot",
    "discordbot",
    "pinterest(?:bot|/0)",
    "skypeuripreview",
    "microsoftpreview",
    "bingpreview",
    "vk(?:share|robot)",
    "odklbot",
    "redditbot",
    "mastodon/",
    "bluesky ?(?:cardyb|preview)",
    "keybasebot",
    "groupmebot",
    "mattermost-bot",
    "kakaotalk-scrap",
    "line-?(?:poker|spider)",
    "viber(?:bot|$)",
    "steamchaturllookup",
    "iframely",
    "embedly",
    "opengraph",
    "onebox",
    "metatagfetcher",
    "mpcrawler",
    "qq-url-manager",
    "(?:wechat|weixin|wxwork|wecom|dingtalk|feishu|lark|weibo|qq|tiktok)\\w*[-_ ]?(?:bot|spider|crawler|link|card|preview|url2|unfurl)",
    "(?:link|url|page)[-_ ]?(?:preview|unfurl|card)",
    "unfurl",
    "richlink",
  ].join("|"),
  "i",
);

/**
 * Of the list of bots those patterns that are no crawler's name. Signs and words that stand in names of phones
 * (`Discovery`), of apps (`NewsArticle`, `AlipayDefined(…|…)`, `Process/tools`) and of what is built into them.
 */
const WEAK_PATTERNS: ReadonlySet<string> = new Set([
  String.raw`\|`,
  String.raw`\(\)`,
  String.raw`@[a-z][\w-]+\.`,
  String.raw`\b\w+/1\.0;`,
  String.raw`;\s\w+;$`,
  String.raw`\.com\b`,
  String.raw`agent\b`,
  String.raw`check\b`,
  String.raw`node\b`,
  String.raw`rss\b`,
  "(?:^|[^g])news(?!sapphire)",
  "(?<! channel/|google/)google(?!(?:wv|app|/google| pixel))",
  "(?<!cam)scan",
  "(?<!lib)http",
  "24x7",
  "archive",
  "browsex",
  "capture",
  "catch",
  "chromeframe",
  "detect",
  "discovery",
  "download",
  "feed",
  "grab",
  "inspect",
  "java(?!;)",
  "library",
  "insight",
  "manager",
  "optimize",
  "proxy",
  "radar",
  "retriever",
  "server",
  "sogou",
  "supercleaner",
  "tools",
  "torrent",
  "url",
  "virtuoso",
]);

/** How crawlers that borrow an engine's name say who they are: by an address, a mail box, or the word of their trade. */
const CRAWLER_MARKS = [
  "https?:",
  String.raw`www\.\w`,
  String.raw`\.com(?:$|[)/])`,
  String.raw`[\w.-]+@[\w-]+\.[a-z]{2,}\b`,
  "compatible; ?(?!MSIE|Konqueror|Windows|Linux|Gecko|Origyn|U;|Google ?TV)[a-z]",
  String.raw`\bgoogle[- ](?!(?:tv|play|pixel|nest|app|chirp|earth)\b)[a-z]`,
  String.raw`-google\b`,
  String.raw`(?:inspector|inspectiontool)\b`,
  String.raw`[a-z]{2}(?:scan|monitor|checker|watcher|agent)/\d`,
  String.raw`[a-z-]agent\)`,
  "imageproxy",
  "qcloudcdn",
  "yisou",
];

let crawlerPattern: RegExp | undefined;

/** Made at its first use: a cold tap of a browser pays for it, and the start of an isolate does not. */
function crawler(): RegExp {
  // What is anchored tells tools that name no engine.
  const names = list.filter((pattern) => !WEAK_PATTERNS.has(pattern) && !pattern.startsWith("^"));
  return (crawlerPattern ??= new RegExp([...names, ...CRAWLER_MARKS].join("|"), "i"));
}

/** The first comment of a phone or television that runs Linux: system, language and device. */
const PLATFORM = /\((?:Linux|Android)[^()]*(?:\([^()]*\)[^()]*)*\)/;

/** Leaves out the device's name, which may be any word: `Spider 8`, `M BOT 551 Build/MRA58K`. */
function withoutDevice(userAgent: string): string {
  return userAgent.replace(PLATFORM, (platform) =>
    platform
      .slice(1, -1)
      .split(";")
      .filter((part) => part.includes("/") && !part.includes(" Build/"))
      .join(";"),
  );
}
