/** A row of an order in its ledger, and how it is read: what most orders have no use for is short. */
import type { AmountMinor } from "../../domain/kernel/money.ts";
import { isPlain, type Worth } from "../../domain/order/worth.ts";
import type { Restoration } from "../../domain/settlement/restoration.ts";

// A type, not an interface: rows of a query must be assignable to a record.
export type OrderRow = {
  row: number;
  orderId: string;
  firstReceivedAtMs: number;
  slot: number | null;
  journey: string | null;
  received: string | null;
  decision: string | null;
  binding: "none" | "made" | "ended";
  talliedReversed: AmountMinor | null;
  talliedWorth: string | null;
  restoration: string | null;
  version: number;
  moved: 0 | 1 | 2;
  link: string | null;
};

/** What others were told of an order's worth: the reversed amount, and the rest where there is more to say. */
export function talliedOf(reversed: AmountMinor | null, worth: string | null): Worth | null {
  if (reversed === null) return null;
  return worth === null ? { reversed } : (JSON.parse(worth) as Worth);
}

export function worthText(worth: Worth | null): string | null {
  return worth === null || isPlain(worth) ? null : JSON.stringify(worth);
}

/** As it is stored: worths by their reversed amounts, and whole where there is more to say. */
interface RestorationText {
  readonly reversed: AmountMinor;
  readonly amounts: readonly AmountMinor[];
  readonly of?: readonly AmountMinor[];
  readonly asked: AmountMinor | null;
  readonly worth?: Worth;
  readonly askedWorth?: Worth;
}

export function restorationOf(text: string | null): Restoration | null {
  if (text === null) return null;
  const { reversed, amounts, of, asked, worth, askedWorth } = JSON.parse(text) as RestorationText;
  return {
    worth: worth ?? { reversed },
    amounts,
    ...(of === undefined ? {} : { of }),
    asked: asked === null ? null : (askedWorth ?? { reversed: asked }),
  };
}

export function restorationText(known: Restoration | null): string | null {
  if (known === null) return null;
  const { worth, amounts, of, asked } = known;
  const text: RestorationText = {
    reversed: worth.reversed,
    amounts,
    ...(of === undefined ? {} : { of }),
    asked: asked === null ? null : asked.reversed,
    ...(isPlain(worth) ? {} : { worth }),
    ...(asked === null || isPlain(asked) ? {} : { askedWorth: asked }),
  };
  return JSON.stringify(text);
}
