/** HMACs as a merchant's settings describe them: made by Node's crypto, and by the package of Standard Webhooks. */
import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { Webhook } from "standardwebhooks";
import { customSettingsSchema } from "../../../../worker/sources/custom/custom.shapes.ts";
import { verifyCustom } from "../../../../worker/sources/custom/verify.ts";

const [SECRET, NEXT] = ["0123456789abcdef-secret", "another-secret-of-the-shop"];
const BODY = JSON.stringify({ type: "order.paid", name: "茶" });
const NOW_S = Date.UTC(2026, 10, 22) / 1_000;

function holds(
  signature: Record<string, unknown>,
  headers: Record<string, string>,
  { secrets = [SECRET], body = BODY }: { secrets?: readonly string[]; body?: string } = {},
): boolean {
  const settings = customSettingsSchema.parse({ signature });
  const bytes = new TextEncoder().encode(body);
  return verifyCustom(new Headers(headers), bytes, secrets, NOW_S * 1_000, settings).kind === "verified";
}

test.each(
  ["sha1", "sha256", "sha512"].flatMap((algorithm) =>
    (["hex", "base64"] as const).map((encoding) => ({ algorithm, encoding })),
  ),
)("$algorithm in $encoding holds under the right secret, and not for a changed byte", (scheme) => {
  const { algorithm, encoding } = scheme;
  const signed = createHmac(algorithm, SECRET).update(BODY).digest(encoding);
  const signature = { ...scheme, header: "X-Shop-Hmac", prefix: "v=" };
  const headers = { "x-shop-hmac": `v=${signed}` };
  expect(holds(signature, headers)).toBe(true);
  expect(holds(signature, headers, { secrets: [NEXT, SECRET] })).toBe(true);
  expect(holds(signature, headers, { secrets: [NEXT] })).toBe(false);
  expect(holds(signature, headers, { secrets: [] })).toBe(false);
  expect(holds(signature, headers, { body: BODY.replace("茶", "茉") })).toBe(false);
  expect(holds(signature, { "x-shop-hmac": signed })).toBe(false);
  expect(holds(signature, { "x-shop-hmac": "v=" })).toBe(false);
  expect(holds(signature, { "x-shop-hmac": `v=${signed.slice(0, -4)}` })).toBe(false);
  expect(holds(signature, {})).toBe(false);
  expect(holds({ ...signature, algorithm: algorithm === "sha1" ? "sha256" : "sha1" }, headers)).toBe(false);
});

test("a time that is signed has to be near, in the unit that is set, and is a part of what is signed", () => {
  const signature = { timestampHeader: "x-time", signedText: "{timestamp}.{body}", toleranceSeconds: 60 };
  const at = (timestamp: number | string, signedTime = timestamp) => ({
    "x-time": String(timestamp),
    "x-signature": createHmac("sha256", SECRET).update(`${signedTime}.${BODY}`).digest("hex"),
  });
  expect([NOW_S, NOW_S - 60, NOW_S + 60].map((time) => holds(signature, at(time)))).toEqual([
    true,
    true,
    true,
  ]);
  for (const wrong of [NOW_S - 61, NOW_S + 61, "", "now", "1e9"])
    expect(holds(signature, at(wrong))).toBe(false);
  expect(holds(signature, at(NOW_S, NOW_S - 61))).toBe(false);
  const inMs = { ...signature, timestampUnit: "milliseconds" };
  expect([holds(inMs, at(NOW_S * 1_000)), holds(inMs, at(NOW_S))]).toEqual([true, false]);
});

test("what Standard Webhooks signs can be described: a secret in base64, and the time within the text", () => {
  const secret = Buffer.from(SECRET).toString("base64");
  const at = new Date(NOW_S * 1_000);
  const headers = { "x-time": String(NOW_S), "x-signature": new Webhook(secret).sign("msg_1", at, BODY) };
  const signature = {
    encoding: "base64",
    prefix: "v1,",
    secretEncoding: "base64",
    timestampHeader: "x-time",
    signedText: "msg_1.{timestamp}.{body}",
  };
  expect(holds(signature, headers, { secrets: [secret] })).toBe(true);
  expect(holds({ ...signature, secretEncoding: "text" }, headers, { secrets: [secret] })).toBe(false);
  // What is no secret in its encoding is an empty key.
  const empty = createHmac("sha256", "").update(BODY).digest("hex");
  expect(
    holds({ secretEncoding: "hex" }, { "x-signature": empty }, { secrets: ["zz-no-hex-at-all-zz"] }),
  ).toBe(false);
});

test("a signed text that leaves out the body or the time is refused where it is set", () => {
  const isTaken = (signature: Record<string, unknown>) =>
    customSettingsSchema.safeParse({ signature }).success;
  expect(isTaken({ signedText: "{timestamp}.{body}", timestampHeader: "x-time" })).toBe(true);
  const refused = [
    { signedText: "x" },
    { signedText: "{body}{body}" },
    { signedText: "{timestamp}.{body}" },
    { timestampHeader: "x-time" },
    { header: "no header" },
    { algorithm: "md5" },
    { toleranceSeconds: 0 },
  ];
  expect(refused.map(isTaken)).toEqual(refused.map(() => false));
});

test.each([
  ["hex", "a1zz-secret-of-a-shop", Buffer.from([0xa1])],
  ["hex", "no-hex-at-all-in-here", Buffer.alloc(0)],
  ["hex", "0123456789abcdef0", Buffer.from("0123456789abcdef", "hex")],
  ["base64", "aa aa*secret.of.a.shop", Buffer.from("aa aa*secret.of.a.shop", "base64")],
  ["base64", "....................", Buffer.alloc(0)],
] as const)(
  "in %s a secret %j that is not written so signs nothing, whatever of it could be read",
  (secretEncoding, secret, key) => {
    const headers = { "x-signature": createHmac("sha256", key).update(BODY).digest("hex") };
    expect(holds({ secretEncoding }, headers, { secrets: [secret] })).toBe(false);
    const whole = "0123456789abcdef0123456789abcdef";
    const good = createHmac("sha256", Buffer.from(whole, secretEncoding)).update(BODY).digest("hex");
    expect(holds({ secretEncoding }, { "x-signature": good }, { secrets: [secret, whole] })).toBe(true);
  },
);
