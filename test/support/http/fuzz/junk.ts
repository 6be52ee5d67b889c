/** Values that break what was not thought of: edges of numbers, of text and of JSON itself. */
import type { Chance } from "../../chance.ts";

const NUMBERS = [
  0,
  -1,
  1,
  0.5,
  1e-7,
  255,
  1_000_000_000_000,
  1_000_000_000_001,
  2 ** 31,
  2 ** 53,
  -(2 ** 53),
  1e21,
  1e308,
] as const;

const TEXTS = [
  "",
  " ",
  ".",
  "..",
  "../..",
  "0",
  "-1",
  "null",
  "constructor",
  "__proto__",
  "toString",
  "a\u0000b",
  "\ud800",
  "\u202e\u200b\ufeff",
  "推客",
  "💥",
  "%00",
  "%zz",
  "'; DROP TABLE orders; --",
  "<script>alert(1)</script>",
  "9999-99-99T00:00:00Z",
  "2026-11-22T08:00:00.000Z",
  "-271821-04-20T00:00:00Z",
  "P99999999999999D",
  "PT0S",
  "https://shop.example/",
  "https://user@shop.example:99999/",
  "javascript:alert(1)",
  "Asia/Shanghai",
  "pr_1",
  "ln_zzzzzzzzzzzzz",
  "po_1_1",
  "x".repeat(129),
  "x".repeat(5_000),
  "é".repeat(1_000),
] as const;

export function junkText(chance: Chance): string {
  return chance.oneOf(TEXTS);
}

export function junkNumber(chance: Chance): number {
  return chance.oneOf(NUMBERS);
}

export function junkValue(chance: Chance): unknown {
  switch (chance.between(0, 8)) {
    case 0:
      return null;
    case 1:
      return chance.hits(0.5);
    case 2:
      return [];
    case 3:
      return {};
    case 4:
      return [junkText(chance), junkNumber(chance), null];
    case 5:
      return { [junkText(chance)]: junkText(chance) };
    case 6:
      return junkNumber(chance);
    default:
      return junkText(chance);
  }
}
