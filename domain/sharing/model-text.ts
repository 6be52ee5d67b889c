/**
 * What a model may write into a share text: words alone. Product, price and link stand as variables that are filled here. So a
 * text with an address, a figure or an amount of the model's own is of no use. Nor is one that tells how to reach somebody.
 *
 * A good text that is left out costs little. So whole families of words are refused, whatever they mean where they stand.
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

/** What stands where others have said something. No text of a model has it. */
const GAP = "\uFFFC";

/**
 * What nobody sees, and what turns letters round. Emojis are joined and coloured by two such characters, which stand nowhere
 * else.
 */
const UNSEEN = new RegExp(
  [
    String.raw`(?![\n\u200D])\p{C}`,
    String.raw`(?![\u200D\uFE0F])\p{Default_Ignorable_Code_Point}`,
    String.raw`(?<![\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F])\u200D|\u200D(?!\p{Extended_Pictographic})`,
    String.raw`(?<!\p{Extended_Pictographic})\uFE0F`,
    String.raw`[\u2800${GAP}]`,
  ].join("|"),
  "u",
);

/** Addresses are read on into what stands close by: the link would lead elsewhere. */
const LINK_IN_ADDRESS = /[\w/@.}-]\{link\}|\{link\}[\p{L}\p{N}/_?#&=@%~+:{-]/u;

/** Figures, signs of currencies, and emojis that are letters or figures. */
const FIGURE = /[\p{N}\p{Sc}%‰🔟💯\u{1F100}-\u{1F1FF}]/u;
/** Numbers in Chinese, of two characters and more: one alone is in half of all words. */
const NUMERALS =
  /[一二两三四五六七八九壹贰叁肆伍陆柒捌玖][十百千万亿拾佰仟]|十[一二三四五六七八九]|[一二三四五六七八九]{3}|百分之/u;
/** Amounts and discounts in words, in both languages. */
const AMOUNTS =
  /[零〇一二两三四五六七八九十百千万半几]+\s*(?:元|块|角|折|成|刀|毛钱|分钱|美[元金]|港币|日元|欧元|英镑)|半价|对折|免费|免单|白送|白拿|特价|打折|折扣|降价|优惠|立减|满减|返现|返利|红包|秒杀|买.{0,3}送|\b(?:free|half[- ](?:price|off)|discount(?:ed|s)?|on sale|dollars?|yuan|bucks?|cents?|euros?|per ?cent|ten|eleven|twelve|\w+teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundreds?|thousands?|millions?)\b/iu;

/** Anything that an app could make a link of, also one that people put together themselves. */
const ADDRESS =
  /:\/\/|www\.|@|(?<!\.)\.\p{L}{2,}|https?|[a-z\d\uFFFC]\s*(?:[.。·•]|点|[([]?dot[)\]]?)\s*(?:com|cn|net|org|top|xyz|shop|vip|cc|io|me|app|link|site|store|online|club|info|co|tv)(?![a-z])/iu;
/** Ways to reach somebody, in Latin letters. */
const REACHED =
  /(?<![a-z])(?:v\s*x|w\s*x|q\s*q|t\s*g|we-?chat|wei ?xin|whats ?app|telegram|instagram|facebook|messenger|e-?mail|phone|hotline|qr ?codes?|scan|(?:dm|pm|text|call|message|add|contact|follow) (?:me|us))(?![a-z])/iu;
/** The same in Chinese, in a text of letters alone: signs put between change nothing. */
const REACHED_IN_CHINESE =
  /[微薇威徽维vw][信芯]|加(?:我|[vq微薇威徽扣]|好友)|[进入加拉]群|群号|私[聊信我]|扣扣|电话|手机号|联系(?:我|方式|客服)|公众?号|视频号|抖音号|小红书号|小程序|二维码|扫一?[扫码]|搜一?[搜索]|口令|邮箱/iu;

/** Whether nothing but words stands in a text. Flags are looked for as in any other text. */
export function isUsableModelText(text: string, { said, hasLink }: ModelTextTerms): boolean {
  const names = variablesIn(text);
  if (text.trim() === "" || UNSEEN.test(text)) return false;
  if (!names.every((name) => VARIABLES.includes(name))) return false;
  const links = text.split("{link}").length - 1;
  if (links !== (hasLink ? 1 : 0) || LINK_IN_ADDRESS.test(text)) return false;
  const words = wordsOf(text, names, said);
  if (/[{}]/.test(words) || REACHED_IN_CHINESE.test(lettersOf(words))) return false;
  return ![FIGURE, NUMERALS, AMOUNTS, ADDRESS, REACHED].some((kind) => kind.test(words));
}

/** Without what others have said, for which the model is not to blame. */
function wordsOf(text: string, names: readonly string[], said: readonly string[]): string {
  const own = names.reduce((left, name) => left.replaceAll(`{${name}}`, GAP), text);
  return said
    .map((one) => one.normalize("NFKC"))
    .filter((one) => one !== "")
    .reduce((left, one) => left.replaceAll(one, GAP), own.normalize("NFKC"));
}

function lettersOf(words: string): string {
  return words.replaceAll(/[+➕]/gu, "加").replaceAll(/[^\p{L}\p{N}\uFFFC]/gu, "");
}
