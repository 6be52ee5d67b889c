/**
 * An explanation as a person reads it. Sentences in one language, made of the numbers of the document alone, so that they say
 * nothing that the reader may not see.
 */
import type { Language, Said } from "../../domain/kernel/language.ts";
import { decimalsOf, decimalText } from "../../domain/program/currencies.ts";
import { TOUCH_KINDS_SAID, TOUCH_VERDICTS_SAID } from "./attribution-texts.ts";
import type { WireExplanation } from "./explanation.shapes.ts";

type Numbers = Omit<WireExplanation, "summary">;
type WireCommission = Numbers["commission"]["commissions"][number];

/** Touches that are told one by one. The document has all of them. */
const TOUCHES_NAMED = 8;

const STATES: Readonly<Record<WireCommission["state"], Said>> = {
  pending: { en: "It waits for the receipt of the goods.", zh: "等待确认收货。" },
  held: { en: "Its hold period runs.", zh: "处于冻结期。" },
  available: { en: "It is available.", zh: "已可提现。" },
  reversed: { en: "Nothing of it is left.", zh: "已全部撤回。" },
};

/** How the reader is told of what is its own. */
const YOU: Said = { en: "You", zh: "您" };
const YOURS: Said = { en: "yours", zh: "您" };

/** How amounts are told. */
interface Telling {
  readonly money: (amount: number) => string;
  readonly say: (said: Said) => string;
  /** What a formula counts in. Empty where a whole of the currency is a minor unit. */
  readonly unit: string;
}

/** Formulas are of whole numbers, as the service counts: whoever reads them beside decimals has to know. */
function unitOf(currency: string): Said {
  const decimals = decimalsOf(currency);
  if (decimals === 0) return { en: "", zh: "" };
  const whole = 10 ** decimals;
  const one = `${decimalText(whole, currency)} ${currency}`;
  return { en: `, in minor units (${one} is ${whole})`, zh: `（按最小货币单位，${one} 为 ${whole}）` };
}

/** @param reader the promoter who reads, and is told of itself as such. */
export function summaryOf(numbers: Numbers, language: Language, reader?: string): string[] {
  const money = (amount: number) => `${decimalText(amount, numbers.currency)} ${numbers.currency}`;
  const say = (said: Said) => said[language];
  const telling = { money, say, unit: say(unitOf(numbers.currency)) };
  const named = (id: string) => (id === reader ? say(YOU) : id);
  const touches = numbers.attribution.touches
    .slice(0, TOUCHES_NAMED)
    .map(({ kind, occurredAt, promoterId, verdict }) => {
      const whose = promoterId === reader ? YOURS : { en: promoterId, zh: `${promoterId} ` };
      const [what, whether] = [say(TOUCH_KINDS_SAID[kind]), say(TOUCH_VERDICTS_SAID[verdict])];
      return say({
        en: `${what} of ${whose.en} at ${occurredAt}: ${whether}.`,
        zh: `${occurredAt} ${whose.zh}的${what}：${whether}。`,
      });
    });
  return [
    numbers.attribution.why,
    ...touches,
    ...numbers.commission.commissions.flatMap((one) =>
      commissionSentences({ ...one, promoterId: named(one.promoterId) }, telling),
    ),
    ...reversalSentences(numbers, telling),
  ];
}

function commissionSentences(
  {
    promoterId,
    creditedPromoterId,
    level,
    creditWeightBps,
    lines,
    cut,
    amount,
    kept,
    keptText,
    state,
  }: WireCommission,
  { money, say, unit }: Telling,
): string[] {
  const share = `${(creditWeightBps / 100).toFixed(2)} %`;
  const whose = level === 1 ? promoterId : `${promoterId} ← ${creditedPromoterId}`;
  return [
    say({
      en: `${whose}, level ${level}: ${money(amount)}, by a credit of ${share} of the order.`,
      zh: `${whose}，第 ${level} 级：${money(amount)}，所依据的归属占订单的 ${share}。`,
    }),
    ...lines.map(({ ruleId, baseText, text }) =>
      say({
        en: `Rule ${ruleId}${unit}: base ${baseText}; ${text}.`,
        zh: `规则 ${ruleId}${unit}：基数 ${baseText}；${text}。`,
      }),
    ),
    ...(cut === 0
      ? []
      : [say({ en: `The cap or the budget cut ${money(cut)}.`, zh: `因上限或预算削减 ${money(cut)}。` })]),
    ...(kept === amount ? [] : [say({ en: `Kept${unit}: ${keptText}.`, zh: `保留${unit}：${keptText}。` })]),
    say(STATES[state]),
  ];
}

function reversalSentences({ amount, reversal }: Numbers, { money, say }: Telling): string[] {
  if (reversal === null || amount === null || reversal.reversed === 0) return [];
  const [taken, whole] = [money(reversal.reversed), money(amount)];
  return [say({ en: `${taken} of ${whole} was taken back.`, zh: `${whole} 中已退回 ${taken}。` })];
}
