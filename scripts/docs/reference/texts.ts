/** What the page of the reference says besides the description, and the guides that it leads to. */

export type Language = "en" | "zh";

export const TEXTS = {
  en: {
    title: "Tributary: API reference",
    intro: "Every call of this service, as it describes itself.",
    calls: "Calls",
    schemas: "Bodies and answers",
    errors: "Error codes",
    guides: "Guides",
    switchTo: '<a href="/docs?lang=zh" lang="zh-CN" hreflang="zh-CN">中文</a>',
  },
  zh: {
    title: "Tributary：接口参考",
    intro: "本服务的全部接口，由服务自身描述，接口说明为英文。",
    calls: "接口",
    schemas: "请求与应答的结构",
    errors: "错误码",
    guides: "指南",
    switchTo: '<a href="/docs?lang=en" lang="en" hreflang="en">English</a>',
  },
} as const satisfies Record<Language, object>;

export interface Guide {
  /** In the project. */
  readonly path: string;
  readonly en: string;
  readonly zh: string;
  /** In which language it is written; `both` where there is one for all. */
  readonly language: Language | "both";
}

const source = (name: string, title: string): Guide[] => [
  { path: `docs/sources/${name}.md`, en: `Orders of ${title}`, zh: title, language: "en" },
  { path: `docs/sources/${name}.zh-CN.md`, en: title, zh: `${title} 订单接入`, language: "zh" },
];

export const GUIDES: readonly Guide[] = [
  { path: "README.md", en: "The first journey", zh: "", language: "en" },
  { path: "README.zh-CN.md", en: "", zh: "第一次完整流程", language: "zh" },
  { path: "sdk/node/README.md", en: "A client for servers", zh: "服务端客户端", language: "both" },
  ...source("stripe", "Stripe"),
  ...source("shopify", "Shopify"),
  ...source("woocommerce", "WooCommerce"),
  ...source("wechatpay", "WeChat Pay"),
  ...source("custom", "any other checkout"),
  { path: "docs/webhooks-out.md", en: "Events to your systems", zh: "事件推送", language: "both" },
  { path: "docs/reports.md", en: "What reports mean", zh: "报表口径", language: "both" },
  { path: "docs/exports.md", en: "Data for a warehouse", zh: "数据导出", language: "both" },
  { path: "docs/risk.md", en: "Who is a person", zh: "风险判断", language: "both" },
  { path: "docs/first-party.md", en: "First-party mode", zh: "第一方模式", language: "both" },
  { path: "docs/privacy.md", en: "What is stored of whom", zh: "个人数据", language: "both" },
  { path: "docs/verify-journal.md", en: "Verifying a journal", zh: "校验账本", language: "both" },
];

/** How a guide is called at its address: `docs/sources/stripe.md` is `sources-stripe`. */
export function guideName(path: string): string {
  return path
    .replace(/^docs\//, "")
    .replace(/\.md$/, "")
    .replaceAll(/[/.]/g, "-")
    .toLowerCase();
}
