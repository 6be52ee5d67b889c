/** How the demo speaks: one numbered line a step, what it found under it, and a loud stop when that is wrong. */
import { isDeepStrictEqual, styleText } from "node:util";
import type { Wallet } from "../../sdk/node/tributary.ts";

/** The service did not do what the contract says. */
export class DemoFailure extends Error {
  override readonly name = "DemoFailure";
}

let number = 0;

export function step(title: string): void {
  number += 1;
  console.log(`\n${styleText("bold", `${String(number).padStart(2)}. ${title}`)}`);
}

export function say(text: string): void {
  console.log(`    ${text}`);
}

/** Prints what was found, or ends the demo with what should have been. */
export function expect(what: string, found: unknown, wanted: unknown): void {
  if (!isDeepStrictEqual(found, wanted)) {
    throw new DemoFailure(`${what}: expected ${JSON.stringify(wanted)}, found ${JSON.stringify(found)}`);
  }
  say(`${styleText("green", "✓")} ${what}`);
}

/** Minor units as people write them. */
export function money(minor: number): string {
  return `¥${(minor / 100).toFixed(2)}`;
}

/** Balances that are not zero. */
export function balances(wallet: Wallet): string {
  const accounts = ["pending", "held", "available", "reserved", "paid", "debt"] as const;
  const filled = accounts.filter((name) => wallet[name] !== 0);
  return filled.map((name) => `${name} ${money(wallet[name])}`).join(", ") || "empty";
}
