/** The small pages of signing in: what is to be pressed, or why it did not work. Without a script. */
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { Language } from "../../domain/kernel/language.ts";
import type { ApiContext } from "../access/api-env.ts";
import { escaped } from "../../domain/kernel/escaped.ts";
import { htmlPage, pageStyle } from "../http/html-page.ts";
import { languageHeaders, languageOf } from "../http/languages.ts";

const STYLE = pageStyle(
  "body{margin:0;min-height:100vh;display:grid;place-items:center;background:#f6f5f2;color:#23211d;" +
    "font:17px/1.6 system-ui,'PingFang SC','Microsoft YaHei',sans-serif}main{max-width:26rem;padding:2rem;" +
    "text-align:center}h1{font-size:1.35rem;margin:0 0 .5rem}p{margin:0 0 1rem;color:#57534b}a{color:#0b5d4e}" +
    "button{font:inherit;padding:.6rem 2rem;border:0;border-radius:.5rem;background:#0b5d4e;color:#fff}" +
    "@media(prefers-color-scheme:dark){body{background:#1b1a18;color:#eceae4}p{color:#a5a096}a{color:#6fcbb7}}",
);

interface PageTexts extends Record<Language, { readonly title: string; readonly text: string }> {
  readonly status: number;
}

const PAGES = {
  open: {
    status: 200,
    en: { title: "Sign in", text: "Press the button to open your page." },
    zh: { title: "登录", text: "点击按钮，打开您的页面。" },
  },
  link_used: {
    status: 410,
    en: { title: "This link was used already", text: "It works once. Please ask for a new one." },
    zh: { title: "链接已使用", text: "该链接只能使用一次，请重新获取。" },
  },
  link_ended: {
    status: 410,
    en: { title: "This link has ended", text: "It works for five minutes. Please ask for a new one." },
    zh: { title: "链接已过期", text: "该链接五分钟内有效，请重新获取。" },
  },
  link_unknown: {
    status: 404,
    en: { title: "This link does not exist", text: "Please check the address, or ask for a new one." },
    zh: { title: "链接不存在", text: "请检查地址是否完整，或重新获取。" },
  },
  other_page: {
    status: 403,
    en: { title: "Please open the link itself", text: "Another page has asked for this." },
    zh: { title: "请直接打开链接", text: "该请求来自其他页面。" },
  },
  sign_in_ended: {
    status: 400,
    en: { title: "That took too long", text: "This sign-in has ended, or began in another browser." },
    zh: { title: "登录已超时", text: "本次登录已结束，或在其他浏览器中开始。" },
  },
  sign_in_refused: {
    status: 403,
    en: { title: "Nobody was signed in", text: "The provider has refused, or you have stopped it." },
    zh: { title: "未能登录", text: "登录被拒绝或已取消。" },
  },
  sign_in_failed: {
    status: 502,
    en: { title: "Signing in did not work", text: "What the provider answered does not hold." },
    zh: { title: "登录失败", text: "登录服务的回应无效。" },
  },
  provider_unavailable: {
    status: 503,
    en: { title: "One moment, please", text: "The provider does not answer. Please try again shortly." },
    zh: { title: "请稍候", text: "登录服务暂时没有回应，请稍后重试。" },
  },
  email_unverified: {
    status: 403,
    en: { title: "Your address is not verified", text: "Verify it with your provider, then sign in again." },
    zh: { title: "邮箱未验证", text: "请先在登录服务中验证邮箱，再重新登录。" },
  },
  wechat_unbound: {
    status: 403,
    en: { title: "Nobody here knows you yet", text: "Ask the merchant to connect your WeChat." },
    zh: { title: "尚未绑定微信", text: "请联系商家绑定您的微信。" },
  },
  wechat_snapshot: {
    status: 403,
    en: {
      title: "Please open the whole page",
      text: "WeChat shows a snapshot, in which nobody is signed in.",
    },
    zh: { title: "请使用完整服务", text: "当前为快照页模式，无法登录。请点击右下角“使用完整服务”。" },
  },
  unknown_person: {
    status: 403,
    en: { title: "No program knows you", text: "Ask an owner of the program to add your address." },
    zh: { title: "尚未加入任何项目", text: "请联系项目所有者添加您的邮箱。" },
  },
} as const satisfies Readonly<Record<string, PageTexts>>;

export type SignInPage = keyof typeof PAGES;

const BUTTON = { en: "Open", zh: "打开" } as const;
const AGAIN = { en: "Sign in again", zh: "重新登录" } as const;

interface PageOptions {
  /** Shows the button, which posts to this very address. */
  readonly hasButton?: true;
  /** Where signing in begins anew. */
  readonly againAt?: string;
  /** Who may show the page in a frame: `'none'`, or hosts as a policy names them. */
  readonly ancestors?: string;
}

/** The page in the reader's language. Its reason stands in the header `Tributary-Status` as well. */
export function signInPage(c: ApiContext, kind: SignInPage, options: PageOptions = {}): Response {
  const language = languageOf(c, undefined);
  const { status, ...texts }: PageTexts = PAGES[kind];
  const { title, text } = texts[language];
  const button = `<form method="post"><button>${BUTTON[language]}</button></form>`;
  const { hasButton, againAt, ancestors = "'none'" } = options;
  const again = againAt === undefined ? "" : `<p><a href="${escaped(againAt)}">${AGAIN[language]}</a></p>`;
  const body = `<h1>${title}</h1><p>${text}</p>${hasButton === true ? button : ""}${again}`;
  const head = `<meta name="robots" content="noindex">`;
  return c.body(htmlPage(STYLE, { language, title, head, body }), status as ContentfulStatusCode, {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "content-security-policy": STYLE.policy
      .replace("form-action 'none'", "form-action 'self'")
      .replace("frame-ancestors 'none'", `frame-ancestors ${ancestors}`),
    // The address holds what signs in. A form of this page still says where it stands.
    "referrer-policy": "same-origin",
    "tributary-status": kind,
    ...languageHeaders(language),
    ...(status === 503 ? { "retry-after": "5" } : {}),
  });
}
