/**
 * APIv3's signature of requests, and what it encloses of a transfer. WeChat Pay publishes the scheme, but no key with which its
 * examples are signed. The vectors are of OpenSSL's command and of Python's `cryptography`, and a merchants' library agrees.
 */
import { Formatter, Rsa } from "wechatpay-axios-plugin";
import { expect, test } from "vitest";
import { openResource } from "../../../../worker/wechat/pay/open-resource.ts";
import { authorizationOf, canSign } from "../../../../worker/wechat/pay/sign-request.ts";
import {
  API_V3_KEY,
  BY_PUBLIC_KEY,
  NEXT_API_V3_KEY,
  NEXT_PUBLIC_KEY,
  secretOf,
} from "../../../support/wechatpay/keys.ts";

const KEYS = {
  merchantId: "1900001109",
  serial: "1DDE55AD98ED71D6EDD4A4A16996DE7B47773A8C",
  privateKey: NEXT_PUBLIC_KEY.privateKey,
};
const NONCE = "593BEC0C930BF1AFEB40B4A08C8FB242";
const AT_MS = 1_795_852_800_999;
const BILLS = "/v3/fund-app/mch-transfer/transfer-bills";

/** `printf 'POST\\n…\\n' | openssl dgst -sha256 -sign key.pem | base64 -w0`. */
const SENT =
  "LPhvKEEqNER0c40fQTcJN/xdCOof2YzdBLfyMx2F1sS1LGlzH5DKnCcXiKypkiDqo5V+cbI6UNF8Gs+1zl0AY5D+p/5OIvIFpbTxYGEo/0kDGQcIuIQNmKVYUCSM5Fk8TqS6MfYGHMYQ+Zr2c0dmy7esc1leCqLZCRiaevHzbkViHDCPUunghQo2rg8NSd3jovFiW/+qiAnwNkE6KnEXeulFs1ufhp12pogrr0ehwnpkms0l+blXF+cymlwtqrCmmTDOV4mp2Bsg09pdZb98L0KGVSecMShTitNgZ9UpkgFPy5yyup2q/TN7PvvUSvPZUhqyeh8zocob/2Hb2szM2g==";
const ASKED =
  "DR0CvD6LoatR/K1UhYkUEOZSq2lzfvneGvZBH6IcwCHj9gswVxpJZJPme5e35M6mJFayoT26VZuwglUNKbYgqFiZ180+AdA+CLbMSimYdlEsno322yXWOAmL1Oj5W6GmdefHkIyXl61A6Fq7/rFmOGXqtu4Nf3Qah/siJNZ6nf4F01uU679JD/m2VliqU7aSN1kvHzZMfSTQfr5BRF5sHLRV0FKMpBsa09iH2c7MFzz1Qs1la3qhTYnNSGYUeXgyEYnW1F0BMI/Wl++B6vaf+YU+QB89qcVCHgOdnAjvqde9HJSDsU5YCqZuy36QE13TLs8cHHO9++wJtv3K0gbLYw==";

function headerWith(signature: string): string {
  return `WECHATPAY2-SHA256-RSA2048 mchid="1900001109",nonce_str="${NONCE}",signature="${signature}",timestamp="1795852800",serial_no="${KEYS.serial}"`;
}

test("a request is signed over its method, path, time, nonce and body, as OpenSSL signs it", () => {
  const sent = { method: "POST", path: BILLS, body: `{"out_bill_no":"plfk2020042013"}` } as const;
  expect(authorizationOf(KEYS, sent, AT_MS, NONCE)).toBe(headerWith(SENT));
  const asked = { method: "GET", path: `${BILLS}/out-bill-no/plfk2020042013`, body: "" } as const;
  expect(authorizationOf(KEYS, asked, AT_MS, NONCE)).toBe(headerWith(ASKED));
});

test("a library that merchants use signs the same", () => {
  const path = `${BILLS}/out-bill-no/plfk2020042013`;
  const text = Formatter.request("GET", path, "1795852800", NONCE, "");
  expect(Rsa.sign(text, KEYS.privateKey)).toBe(ASKED);
});

test("each request has a nonce of its own", () => {
  const asked = { method: "GET", path: BILLS, body: "" } as const;
  const made = new Set(Array.from({ length: 20 }, () => authorizationOf(KEYS, asked, AT_MS)));
  expect(made.size).toBe(20);
});

/** By `cryptography.hazmat.primitives.ciphers.aead.AESGCM`. */
const ENCLOSED = {
  algorithm: "AEAD_AES_256_GCM",
  nonce: "fdasflkja484",
  associated_data: "mch_payment",
  ciphertext:
    "DUcclrHBBYhSdGkV69Hc0kc2mwLiwd2QDAcZIiV27Pb6fgUajNM/fNi9advA0NZVBaS9qEk1xwP78pHCcpzKHsErRZ4zzGgkbxF+TnwOA88Q7FGM9BADhXzvbd3QR8KaFV/ZnQqBwF1+akfRVnIe0VbJJnh1278UlGqtPC4C5dQFMbeusl1qazGfvC644KLDJYaNI8RCKvwrUjGjBPXYmNumik7VAHyII8UJsekBX8NGei1w4Ss6u8AeV+h1Xljm1SH6v+jXt9O0MyshM+WWHSNt3DoNdcYz2qo5in4rQWUSHu7MZNq6UMySgsyB2h0CWEhrvWly9il8roa/g1mlPRy7B188qKPdPLOmUkog4wl6XgasbX5VSY3zQWmEhdBYrhXuZw5iJO4ZP3ZVO02bSqxaATmkuXZ75PU=",
};

test("what a notification of a transfer encloses opens under its APIv3 key alone, and changed not at all", () => {
  const secret = secretOf(API_V3_KEY, BY_PUBLIC_KEY);
  expect(openResource(ENCLOSED, [secret])).toMatchObject({
    out_bill_no: "plfk2020042013",
    state: "SUCCESS",
    transfer_amount: 2_000,
  });
  expect(openResource(ENCLOSED, [secretOf(NEXT_API_V3_KEY, BY_PUBLIC_KEY)])).toBeUndefined();
  for (const change of [{ nonce: "fdasflkja485" }, { associated_data: "mch_paymenu" }]) {
    expect(openResource({ ...ENCLOSED, ...change }, [secret])).toBeUndefined();
  }
});

test("a key that cannot sign is known before it is used", () => {
  expect(canSign(NEXT_PUBLIC_KEY.privateKey)).toBe(true);
  expect(
    canSign("-----BEGIN PRIVATE KEY-----\nMIIEvgIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----\n"),
  ).toBe(false);
});
