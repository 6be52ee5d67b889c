/** WeChat Pay's signatures and encryption, as a library that merchants use makes them. */
import { Aes, Formatter, Rsa } from "wechatpay-axios-plugin";
import { expect, test } from "vitest";
import { chooseSecret, WEBHOOK_SOURCES } from "../../../../worker/configuration/webhook-sources.ts";
import { decrypted } from "../../../../worker/wechat/pay/decrypt.ts";
import { verifyWeChatPay } from "../../../../worker/wechat/pay/verify.ts";
import {
  API_V3_KEY,
  BY_CERTIFICATE,
  BY_PUBLIC_KEY,
  NEXT_API_V3_KEY,
  NEXT_PUBLIC_KEY,
  SHORT_KEY,
  secretOf,
} from "../../../support/wechatpay/keys.ts";
import { notificationOf, signedHeaders } from "../../../support/wechatpay/notification.ts";

const NOW_S = Date.UTC(2026, 10, 22) / 1_000;
const BODY = JSON.stringify({ id: "EV-1", summary: "支付成功" });
const SECRET = secretOf(API_V3_KEY, BY_PUBLIC_KEY);

function holds(headers: Record<string, string>, secrets: readonly string[] = [SECRET], body = BODY): boolean {
  const bytes = new TextEncoder().encode(body);
  return verifyWeChatPay(new Headers(headers), bytes, secrets, NOW_S * 1_000).kind === "verified";
}

const signed = (signing = {}) => signedHeaders(BODY, { atS: NOW_S, ...signing });

test("the public key and the platform certificate hold by their serials, in one secret or in two", () => {
  const both = secretOf(API_V3_KEY, BY_PUBLIC_KEY, BY_CERTIFICATE);
  for (const by of [BY_PUBLIC_KEY, BY_CERTIFICATE]) expect(holds(signed({ by }), [both])).toBe(true);
  expect(holds(signed({ by: BY_CERTIFICATE }))).toBe(false);
  const ofCertificate = secretOf(API_V3_KEY, BY_CERTIFICATE);
  expect(holds(signed(), [ofCertificate, SECRET])).toBe(true);
  const serials = ["57db0a0c28c4f5e0a1b2c3d4e5f60718293a4b", BY_CERTIFICATE.serial];
  for (const serial of serials)
    expect(holds(signed({ by: BY_CERTIFICATE, serial }), [ofCertificate])).toBe(true);
});

test("a library that merchants use signs and encrypts as these tests do, and reads what they made", () => {
  const nonce = Formatter.nonce();
  const message = Formatter.response(NOW_S, nonce, BODY);
  const ofLibrary = {
    "wechatpay-timestamp": String(NOW_S),
    "wechatpay-nonce": nonce,
    "wechatpay-serial": BY_PUBLIC_KEY.serial,
    "wechatpay-signature": Rsa.sign(message, BY_PUBLIC_KEY.privateKey),
  };
  expect(holds(ofLibrary)).toBe(true);
  const ours = signed();
  const oursMessage = Formatter.response(NOW_S, ours["wechatpay-nonce"] ?? "", BODY);
  const publicKey = BY_PUBLIC_KEY.shown.slice(BY_PUBLIC_KEY.serial.length + 1);
  expect(Rsa.verify(oursMessage, ours["wechatpay-signature"] ?? "", publicKey)).toBe(true);
  const { resource } = notificationOf("REFUND.SUCCESS", "茶", NOW_S);
  const { ciphertext, nonce: iv, associated_data: associated } = resource;
  expect(Aes.AesGcm.decrypt(ciphertext, API_V3_KEY, iv, associated)).toBe("茶");
  const theirs = Aes.AesGcm.encrypt("茶", API_V3_KEY, iv, associated);
  expect(decrypted({ ...resource, ciphertext: theirs }, API_V3_KEY)).toBe("茶");
});

test("another key, another serial, a changed byte or a missing header does not hold", () => {
  const good = signed();
  expect(holds(good)).toBe(true);
  expect(holds(good, [])).toBe(false);
  expect(holds(good, [SECRET], BODY.replace("成", "失"))).toBe(false);
  expect(holds(good, [SECRET], `${BODY} `)).toBe(false);
  expect(holds(signed({ by: NEXT_PUBLIC_KEY }))).toBe(false);
  expect(holds(signed({ by: NEXT_PUBLIC_KEY, serial: BY_PUBLIC_KEY.serial }))).toBe(false);
  expect(holds(signed({ serial: "PUB_KEY_ID_0" }))).toBe(false);
  for (const name of ["timestamp", "nonce", "serial", "signature"]) {
    expect(holds({ ...good, [`wechatpay-${name}`]: "" })).toBe(false);
    expect(holds({ ...good, [`wechatpay-${name}`]: `x${good[`wechatpay-${name}`]}` })).toBe(false);
  }
  // WeChat Pay sends such ones to see whether signatures are checked.
  expect(holds({ ...good, "wechatpay-signature": "WECHATPAY/SIGNTEST/AAAA" })).toBe(false);
});

test("a time may be 300 seconds from ours, either way", () => {
  for (const seconds of [-300, 300]) expect(holds(signed({ atS: NOW_S + seconds }))).toBe(true);
  for (const seconds of [-301, 301]) expect(holds(signed({ atS: NOW_S + seconds }))).toBe(false);
});

test("a secret is taken only as a whole: a key of 32 characters, and signers that can be read", () => {
  const kindOf = (secret?: string) => chooseSecret(WEBHOOK_SOURCES.wechatpay, secret).kind;
  const { shown } = BY_PUBLIC_KEY;
  expect([SECRET, secretOf(API_V3_KEY, BY_CERTIFICATE, BY_PUBLIC_KEY)].map(kindOf)).toEqual([
    "secret",
    "secret",
  ]);
  expect(kindOf(`${API_V3_KEY}\r\n${shown.replaceAll("\n", "\r\n")}\n`)).toBe("secret");
  const refused = [
    undefined,
    API_V3_KEY,
    shown,
    `${API_V3_KEY.slice(1)}\n${shown}`,
    `${API_V3_KEY}\n${shown.replace(/^PUB_KEY_ID_\w+\n/, "")}`,
    `${API_V3_KEY}\n${shown.replace("MIIB", "MIIC")}`,
    `${API_V3_KEY}\n${SHORT_KEY}`,
    `${API_V3_KEY}\n${BY_PUBLIC_KEY.privateKey}`,
    `${API_V3_KEY}\n${shown.repeat(5)}`,
    `${SECRET}\nmore`,
  ];
  expect(refused.map(kindOf)).toEqual(refused.map(() => "refused"));
});

test("AES-256-GCM opens the published vectors, and nothing whose tag, key, nonce or data is another", () => {
  // Source: "The Galois/Counter Mode of Operation", McGrew and Viega, test case 14: a block of zeros under a key of zeros.
  const zeros = { nonce: "\0".repeat(12), associated_data: "" };
  const hex = "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919";
  const ciphertext = Buffer.from(hex, "hex").toString("base64");
  expect(decrypted({ ...zeros, ciphertext }, "\0".repeat(32))).toBe("\0".repeat(16));
  const changed = Buffer.from(hex.replace(/^c/, "d"), "hex").toString("base64");
  const others = [
    decrypted({ ...zeros, ciphertext: changed }, "\0".repeat(32)),
    decrypted({ ...zeros, ciphertext }, NEXT_API_V3_KEY),
    decrypted({ ...zeros, ciphertext, nonce: "\0".repeat(13) }, "\0".repeat(32)),
    decrypted({ ...zeros, ciphertext, associated_data: "x" }, "\0".repeat(32)),
    decrypted({ ...zeros, ciphertext: "AAAA" }, "\0".repeat(32)),
  ];
  expect(others).toEqual(others.map(() => undefined));
});
