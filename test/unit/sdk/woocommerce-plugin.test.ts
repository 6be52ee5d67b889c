/** The plug-in for WooCommerce reads the cookie that the SDK writes. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { spelled } from "../../../sdk/token-list.ts";
import { sentTokens } from "../../../domain/tracking/sent-tokens.ts";

const PROJECT = resolve(import.meta.dirname, "../../..");
const plugin = readFileSync(resolve(PROJECT, "examples/woocommerce-plugin/tributary.php"), "utf8");

/** The texts by which the plug-in takes the cookie apart, as they stand in its source. */
function written(pattern: RegExp): string {
  return pattern.exec(plugin)?.[1] ?? "";
}

test("it finds every token of the SDK's cookie, and joins them as an order takes them", () => {
  const tokens = ["A".repeat(80), `${"b_-".repeat(20)}.${"C".repeat(60)}`];
  const cookie = spelled(
    tokens.map((token) => ({ token, seenAtS: 1_795_334_400 })),
    3_800,
  );
  const [between, before] = [written(/explode\( '(.)', \$kept \)/), written(/explode\( '(.)', \$entry \)/)];
  const shape = new RegExp(written(/preg_match\( '\/(.*)\/D'/));
  const found = cookie
    .split(between)
    .flatMap((entry) => entry.split(before).slice(0, 1))
    .filter((token) => shape.test(token));
  expect(found).toEqual(tokens);
  const joined = found.join(written(/implode\( '(.)'/));
  expect(sentTokens([joined])).toEqual(tokens);
});

test("it asks for the cookie under the name that the SDK gives it", () => {
  const store = readFileSync(resolve(PROJECT, "sdk/store.ts"), "utf8");
  const [, prefix = ""] = /`(\w+)\$\{terms\.program\}`/.exec(store) ?? [];
  expect(prefix).not.toBe("");
  expect(plugin).toContain(`$_COOKIE[ '${prefix}' . TRIBUTARY_PROGRAM ]`);
});
