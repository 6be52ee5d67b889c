/** Stripe's signatures, as Stripe's own library makes them. */
import { Stripe } from "stripe";
import { expect, test } from "vitest";
import { verifyStripeWebhook } from "../../../../worker/sources/stripe/verify.ts";

const [SECRET, NEXT, OTHER] = ["whsec_one1111111111111", "whsec_two2222222222222", "whsec_other333333333"];
const NOW_S = Date.UTC(2026, 10, 22) / 1_000;
const payload = JSON.stringify({ id: "evt_1", name: "茶" });

function signed(secret: string, timestamp = NOW_S): string {
  return Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp });
}

function verified(signature: string | null, secrets = [SECRET], body = payload): boolean {
  const headers = new Headers(signature === null ? {} : { "stripe-signature": signature });
  const bytes = new TextEncoder().encode(body);
  return verifyStripeWebhook(headers, bytes, secrets, NOW_S * 1_000).kind === "verified";
}

test("a signature of any valid secret holds, and any of several signatures may be the right one", () => {
  expect(verified(signed(SECRET))).toBe(true);
  expect(verified(signed(SECRET), [NEXT, SECRET])).toBe(true);
  const [, right = ""] = signed(SECRET).split(",");
  const [time = "", wrong = ""] = signed(OTHER).split(",");
  expect(verified([time, wrong, right, "v0=00"].join(","))).toBe(true);
  expect(verified([time, ` ${right}`].join(","))).toBe(true);
});

test("what another key signed, or nobody, does not hold, and neither does a changed byte", () => {
  expect(verified(signed(OTHER))).toBe(false);
  expect(verified(signed(SECRET), [])).toBe(false);
  expect([verified(null), verified(""), verified(`t=${NOW_S}`), verified("t=,v1=")]).toEqual([
    false,
    false,
    false,
    false,
  ]);
  expect(verified(signed(SECRET), [SECRET], payload.replace("茶", "茉"))).toBe(false);
  expect(verified(signed(SECRET), [SECRET], `${payload} `)).toBe(false);
  expect(verified(signed(SECRET).replace("v1=", "v0="))).toBe(false);
  expect(verified(signed(SECRET).slice(0, -2))).toBe(false);
});

test("a time may be 300 seconds from ours, either way, and has to be the one that was signed", () => {
  for (const seconds of [-300, 300]) expect(verified(signed(SECRET, NOW_S + seconds))).toBe(true);
  for (const seconds of [-301, 301]) expect(verified(signed(SECRET, NOW_S + seconds))).toBe(false);
  const old = signed(SECRET, NOW_S - 301);
  expect(verified(old.replace(`t=${NOW_S - 301}`, `t=${NOW_S}`))).toBe(false);
  expect(verified(`t=${NOW_S},${old}`)).toBe(false);
});
