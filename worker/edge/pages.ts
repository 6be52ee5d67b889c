/** The few pages that people may see at the edge: small, whole in themselves, and without a script. */
import type { Language } from "../../domain/kernel/language.ts";
import { escaped } from "../../domain/kernel/escaped.ts";
import { htmlPage, pageStyle } from "../http/html-page.ts";
import type { LinkPreview } from "../links/schema.tables.ts";

const STYLE = pageStyle(
  "body{margin:0;min-height:100vh;display:grid;place-items:center;background:#f6f5f2;color:#23211d;" +
    "font:17px/1.6 system-ui,'PingFang SC','Microsoft YaHei',sans-serif}main{max-width:26rem;padding:2rem;" +
    "text-align:center}h1{font-size:1.35rem;margin:0 0 .5rem}p{margin:0;color:#6b675e}a{color:#0b5d4e}" +
    "@media(prefers-color-scheme:dark){body{background:#1b1a18;color:#eceae4}p{color:#a5a096}a{color:#6fcbb7}}",
);

/** Only the one style sheet above may take effect, and nobody may frame the page. */
export const CONTENT_SECURITY_POLICY = STYLE.policy;

interface ErrorPageFacts extends Record<Language, { readonly title: string; readonly text: string }> {
  /** The status that it is answered with. */
  readonly status: number;
}

/** Why a link leads nowhere, each with its page. */
const ERROR_PAGES = {
  unknown: {
    status: 404,
    en: {
      title: "This link does not exist",
      text: "Please check the address, or ask the person who shared it.",
    },
    zh: { title: "链接不存在", text: "请检查地址是否完整，或联系分享给您的人。" },
  },
  gone: {
    status: 410,
    en: { title: "This link has ended", text: "It was switched off or its time is over." },
    zh: { title: "链接已失效", text: "该链接已停用或已过期。" },
  },
  forbidden: {
    status: 404,
    en: { title: "This link leads nowhere", text: "Its shop no longer allows the page behind it." },
    zh: { title: "链接无法打开", text: "商家已不再允许该链接指向的页面。" },
  },
  unavailable: {
    status: 503,
    en: {
      title: "One moment, please",
      text: "We cannot open this link right now. Please try again shortly.",
    },
    zh: { title: "请稍候", text: "暂时无法打开该链接，请稍后重试。" },
  },
  method: {
    status: 405,
    en: { title: "This link can only be opened", text: "Nothing can be sent to it." },
    zh: { title: "该链接只能打开", text: "不能向其发送内容。" },
  },
} as const satisfies Readonly<Record<string, ErrorPageFacts>>;

export type ErrorPage = keyof typeof ERROR_PAGES;

const WAY_HOME = { en: "To the shop", zh: "前往商家首页" } as const;

function wayHome(homeUrl: string, language: Language): string {
  return `<p><a rel="nofollow" href="${escaped(homeUrl)}">${WAY_HOME[language]}</a></p>`;
}

/**
 * A page that says why there is nothing to go on to, in the reader's language.
 *
 * @param homeUrl where people may go on to; null for nowhere.
 */
export function errorPage(
  kind: ErrorPage,
  acceptLanguage: string | null,
  homeUrl: string | null,
): { readonly status: number; readonly text: string } {
  const language: Language = /^\s*zh/i.test(acceptLanguage ?? "") ? "zh" : "en";
  const { status, ...texts }: ErrorPageFacts = ERROR_PAGES[kind];
  const { title, text } = texts[language];
  const robots = `<meta name="robots" content="noindex">`;
  const body = `<h1>${title}</h1><p>${text}</p>${homeUrl === null ? "" : wayHome(homeUrl, language)}`;
  return { status, text: htmlPage(STYLE, { language, title, head: robots, body }) };
}

/**
 * What a link-preview crawler is shown of a link with a preview. `og:url` is the share link itself, so that a card that is
 * shared on keeps it.
 *
 * @param destination without a token; for a person who was taken for a crawler.
 */
export function previewPage(
  preview: LinkPreview,
  shareUrl: string,
  destination: { readonly hostname: string; readonly href: string },
): string {
  const { title, description, image } = preview;
  const language = /\p{Script=Han}/u.test(title) ? "zh" : "en";
  const tags = [
    meta("og:type", "website"),
    meta("og:url", shareUrl),
    meta("og:title", title),
    description === undefined ? "" : meta("og:description", description),
    image === undefined ? "" : meta("og:image", image),
    `<meta name="twitter:card" content="${image === undefined ? "summary" : "summary_large_image"}">`,
    description === undefined ? "" : `<meta name="description" content="${escaped(description)}">`,
  ];
  const onward = `<p><a rel="nofollow" href="${escaped(destination.href)}">${escaped(destination.hostname)}</a></p>`;
  const body = `<h1>${escaped(title)}</h1>${onward}`;
  return htmlPage(STYLE, { language, title, head: tags.join(""), body });
}

function meta(property: string, content: string): string {
  return `<meta property="${property}" content="${escaped(content)}">`;
}
