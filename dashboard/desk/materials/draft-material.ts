/** A material as it stands in the form: all texts, until it is sent. */
import type { Schemas } from "../../common/api/client.ts";
import { amountField, amountOf } from "../../common/money.ts";
import { minuteIn, type TypedTime, typedTime } from "../../common/times.ts";

export type Material = Schemas["Material"];
export type MaterialBody = Schemas["MaterialBody"];
export type Platform = NonNullable<MaterialBody["platforms"]>[number];

export const KINDS = ["text", "picture", "link", "story"] as const satisfies readonly Material["kind"][];
export const PLATFORMS = [
  "moments",
  "group",
  "weibo",
  "xiaohongshu",
  "douyin",
] as const satisfies readonly Platform[];

export type Moment = "from" | "until";

export const NOTHING = {
  kind: "text" as Material["kind"],
  title: "",
  text: "",
  language: "" as "" | "zh" | "en",
  picture: "",
  href: "",
  productRef: "",
  productName: "",
  price: "",
  occasion: "",
  tags: "",
  platforms: [] as readonly Platform[],
  who: "",
  earned: "",
  promoterId: "",
  hasConsent: false,
  from: "",
  until: "",
  /** From when until when it is published as it was saved: to the second, and of two times that read alike the one. */
  saved: { from: null, until: null } as Readonly<Record<Moment, string | null>>,
  position: "1000",
};

export type Draft = typeof NOTHING;
/** Members that are typed. */
export type Typed = { [Name in keyof Draft]: Draft[Name] extends string ? Name : never }[keyof Draft];

/** What amounts and times of a draft are of. */
interface Typing {
  readonly currency: string;
  readonly timezone: string;
}

export function draftOf(material: Material, { currency, timezone }: Typing): Draft {
  const { product, publishedFrom, publishedUntil } = material;
  return {
    kind: material.kind,
    title: material.title,
    text: material.text ?? "",
    language: material.language ?? "",
    picture: material.picture ?? "",
    href: material.href ?? "",
    productRef: material.productRef ?? "",
    productName: product?.name ?? "",
    price: product?.price === undefined ? "" : amountField(product.price, currency),
    occasion: material.occasion ?? "",
    tags: material.tags.join(", "),
    platforms: material.platforms,
    who: material.who ?? "",
    earned: material.earned ?? "",
    promoterId: material.promoterId ?? "",
    hasConsent: material.hasConsent ?? false,
    from: publishedFrom === null ? "" : minuteIn(publishedFrom, timezone),
    until: publishedUntil === null ? "" : minuteIn(publishedUntil, timezone),
    saved: { from: publishedFrom, until: publishedUntil },
    position: String(material.position),
  };
}

/** What was left empty is not sent; null where the price is no amount. */
export function bodyOf(draft: Draft, { currency, timezone }: Typing): MaterialBody | null {
  const name = draft.productName.trim();
  const typedPrice = draft.price.trim();
  const price = typedPrice === "" ? undefined : amountOf(typedPrice, currency);
  if (price === null) return null;
  return {
    kind: draft.kind,
    title: draft.title.trim(),
    tags: [...new Set(draft.tags.split(/[,，]/).map((tag) => tag.trim()))].filter((tag) => tag !== ""),
    platforms: [...draft.platforms],
    position: Number(draft.position),
    ...(draft.language === "" ? {} : { language: draft.language }),
    ...given("text", draft.text),
    ...given("picture", draft.picture),
    ...given("href", draft.href),
    ...given("productRef", draft.productRef),
    ...given("occasion", draft.occasion),
    ...given("publishedFrom", momentOf(draft, "from", timezone)),
    ...given("publishedUntil", momentOf(draft, "until", timezone)),
    ...(name === "" ? {} : { product: { name, ...(price === undefined ? {} : { price }) } }),
    ...(draft.kind === "story" ? storyOf(draft) : {}),
  };
}

/** What is meant by a time of the draft: the field says so, and it is sent so. Null where nothing is typed, or no time. */
export function meantBy(draft: Draft, name: Moment, timezone: string): TypedTime | null {
  return draft[name] === "" ? null : typedTime(draft[name], timezone, draft.saved[name]);
}

function momentOf(draft: Draft, name: Moment, timezone: string): string {
  return meantBy(draft, name, timezone)?.instant ?? draft[name];
}

function storyOf({ who, earned, promoterId, hasConsent }: Draft) {
  return {
    hasConsent,
    ...given("who", who),
    ...given("earned", earned),
    ...given("promoterId", promoterId),
  };
}

function given<Name extends string>(name: Name, typed: string): { [Key in Name]?: string } {
  const text = typed.trim();
  return text === "" ? {} : ({ [name]: text } as { [Key in Name]?: string });
}

/** The text as a promoter would read it, with stand-ins for what is each promoter's own. */
export function previewOf({ text, productName, price, occasion }: Draft, program: string): string {
  const values: Readonly<Record<string, string>> = {
    product: productName,
    price,
    occasion,
    program,
    link: "https://…/s/…",
    code: "CODE",
  };
  return text.replace(/\{([a-z]+)\}/g, (whole, name: string) => values[name] || whole);
}
