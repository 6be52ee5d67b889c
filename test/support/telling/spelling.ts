/** The same order or event as checkouts spell it: nulls, blanks, offsets, addresses for tokens, numbers for ids. */
import type { Chance } from "../chance.ts";
import type { Happening, SoldItem, WorldOrder } from "./world.ts";

export type Road = "api" | "webhook";

const EMPTY = [null, "", " "] as const;

/** An order with the tokens of its journeys. @param isAgain it was told before: its lines may come in another shape. */
export function spelledOrder(
  chance: Chance,
  road: Road,
  order: WorldOrder,
  tokens: readonly string[],
  isAgain: boolean,
): Record<string, unknown> {
  const { orderId, amount, customerId, couponCode, campaignId, occurredAtMs, items } = order;
  return {
    orderId: padded(chance, orderId),
    amount,
    currency: padded(chance, "CNY"),
    ...spelledCustomer(chance, road, customerId),
    ...(couponCode === undefined ? nothing(chance, "couponCode") : { couponCode: typed(chance, couponCode) }),
    ...(campaignId === undefined
      ? nothing(chance, "campaignId")
      : { campaignId: padded(chance, campaignId) }),
    ...spelledTokens(chance, tokens),
    occurredAt: instant(chance, occurredAtMs),
    ...(items === undefined
      ? nothing(chance, "items", [null, []])
      : { items: lines(chance, items, isAgain) }),
    ...nothing(chance, "metadata", [null, {}]),
    ...noise(chance, road),
  };
}

export function spelledEvent(chance: Chance, road: Road, event: Happening): Record<string, unknown> {
  const { eventId, type, occurredAtMs, items, ...rest } = event;
  return {
    eventId: padded(chance, eventId),
    type,
    ...rest,
    ...(items === undefined ? nothing(chance, "items", [null, []]) : { items: lines(chance, items, false) }),
    ...(rest.voids === undefined ? nothing(chance, "voids") : {}),
    ...nothing(chance, "disputeId"),
    occurredAt: instant(chance, occurredAtMs),
    ...noise(chance, road),
  };
}

function nothing(chance: Chance, name: string, ways: readonly unknown[] = EMPTY): Record<string, unknown> {
  return chance.hits(0.5) ? {} : { [name]: chance.oneOf(ways.map((value) => ({ value }))).value };
}

/** What a checkout sends besides: nobody asked for it, and it costs nothing. */
function noise(chance: Chance, road: Road): Record<string, unknown> {
  return road === "webhook" && chance.hits(0.4) ? { shop: { theme: "dawn" }, note: null } : {};
}

function padded(chance: Chance, text: string): string {
  return chance.hits(0.2) ? ` ${text}\n` : text;
}

function spelledCustomer(
  chance: Chance,
  road: Road,
  customerId: string | undefined,
): Record<string, unknown> {
  if (customerId === undefined) {
    return nothing(chance, "customerId", [null, "", "0", "Guest", "undefined", "-1"]);
  }
  const isNumber = /^\d+$/.test(customerId) && road === "webhook" && chance.hits(0.5);
  return { customerId: isNumber ? Number(customerId) : padded(chance, customerId) };
}

/** As buyers type a code: in another case, wide, decomposed, with spaces. */
function typed(chance: Chance, code: string): string {
  const wide = code.replaceAll(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0));
  return chance.oneOf([code, code.toLowerCase(), ` ${code} `, code.normalize("NFD"), wide]);
}

function spelledTokens(chance: Chance, tokens: readonly string[]): Record<string, unknown> {
  const [first] = tokens;
  if (first === undefined)
    return { ...nothing(chance, "clickToken"), ...nothing(chance, "clickTokens", [null, [], [null]]) };
  if (tokens.length === 1 && chance.hits(0.4)) {
    return {
      clickToken: chance.oneOf([first, ` ${first}\n`, `https://shop.example/tea?a=1&tby=${first}#top`]),
    };
  }
  return chance.hits(0.5)
    ? { clickToken: tokens.join(",") }
    : { clickTokens: [...tokens, ...(chance.hits(0.3) ? [null] : [])] };
}

function instant(chance: Chance, atMs: number): string {
  if (chance.hits(0.6)) return new Date(atMs).toISOString();
  const hours = chance.between(1, 12);
  return new Date(atMs + hours * 3_600_000)
    .toISOString()
    .replace("Z", `+${String(hours).padStart(2, "0")}:00`);
}

/** Lines with categories that say nothing. Told again, a line may come in two parts, and lines in another sequence. */
function lines(chance: Chance, items: readonly SoldItem[], isAgain: boolean): object[] {
  const spelled = items.flatMap((item): object[] => {
    const one = { ...item, ...(item.categoryId === undefined ? nothing(chance, "categoryId") : {}) };
    if (!isAgain || item.amount < 2 || !chance.hits(0.3)) return [one];
    return [
      { ...one, amount: 1, quantity: 0 },
      { ...one, amount: item.amount - 1 },
    ];
  });
  return isAgain && chance.hits(0.5) ? spelled.toReversed() : spelled;
}
