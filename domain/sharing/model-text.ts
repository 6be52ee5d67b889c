/**
 * What a model may write into a share text: words alone. Product, price and link stand as variables that are filled here, so a
 * text with an address, a figure or an amount of the model's own is of no use.
 */
import { variablesIn } from "./fill-text.ts";

/** What stands for values in a text of a model. */
const VARIABLES = ["product", "price", "link"];

export interface ModelTextTerms {
  /** What the merchant or promoter said, which may have figures of its own. */
  readonly said: readonly string[];
  /** Whether the text leads somewhere. */
  readonly hasLink: boolean;
}

/** Amounts and discounts in words, in both languages. */
const AMOUNTS =
  /[零〇一二两三四五六七八九十百千万半几]+\s*(?:元|块|角|折|毛钱|分钱)|半价|免费|免单|特价|打折|降价|\b(?:free|half[- ]price|discount(?:ed)?|on sale|dollars?|yuan)\b/iu;
const FIGURE = /\p{N}/u;
/** Anything that an app could make a link of, or that leads to somebody else. */
const ADDRESS = /:\/\/|www\.|@|[\p{L}\p{N}]\.[\p{L}]{2,}|微信号|加微信|公众号|二维码|扫码|https?/iu;
/** What nobody sees, and what turns letters round. Emojis are joined by one of them. */
const UNSEEN = /[^\P{C}\n\u200D]/u;

/** Whether nothing but words stands in a text. Flags are looked for as in any other text. */
export function isUsableModelText(text: string, { said, hasLink }: ModelTextTerms): boolean {
  const plain = text.normalize("NFKC");
  const names = variablesIn(plain);
  if (plain.trim() === "" || UNSEEN.test(plain)) return false;
  if (!names.every((name) => VARIABLES.includes(name))) return false;
  const links = plain.split("{link}").length - 1;
  if (links !== (hasLink ? 1 : 0)) return false;
  const words = wordsOf(plain, [...names.map((name) => `{${name}}`), ...said]);
  return !/[{}]/.test(words) && ![FIGURE, ADDRESS, AMOUNTS].some((kind) => kind.test(words));
}

/** Without what others have said, for which the model is not to blame. */
function wordsOf(text: string, said: readonly string[]): string {
  return said
    .map((one) => one.normalize("NFKC"))
    .filter((one) => one !== "")
    .reduce((left, one) => left.replaceAll(one, "\n"), text);
}
