/** What holds for every source of webhooks: the list of cases follows from the registry. */
import { describe, expect, test } from "vitest";
import { exampleOf } from "../../../../worker/http/common.shapes.ts";
import { SOURCES } from "../../../../worker/sources/sources.ts";
import { API_V3_KEY, BY_PUBLIC_KEY, secretOf } from "../../../support/wechatpay/keys.ts";

const SECRETS = [
  "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=",
  "0123456789abcdef".repeat(2),
  secretOf(API_V3_KEY, BY_PUBLIC_KEY),
];
const NOW = Date.UTC(2026, 10, 22);

describe.each(Object.entries(SOURCES))("%s", async (_, source) => {
  const { verify, translate } = await source.load();
  const body = new TextEncoder().encode(JSON.stringify(exampleOf(source.bodySchema)));
  const signed = (value: string) => new Headers(source.headers.map(({ name }) => [name, value]));
  /** As they come with the example, but that nobody signed it. */
  const shown = new Headers(source.headers.map(({ name, example }) => [name, example]));
  const settings = source.settingsSchema.parse({});
  const context = { settings, currency: "USD" };
  const told = (sent: unknown) =>
    translate({ headers: shown, body: sent, secrets: SECRETS }, context).messages.map(({ kind }) => kind);

  test("refuses what is not signed, and what is signed with nothing", () => {
    for (const headers of [new Headers(), shown, signed(""), signed("1"), signed("v1,")]) {
      expect(verify(headers, body, SECRETS, NOW, settings)).toEqual({ kind: "refused" });
    }
  });

  test("refuses whatever comes for a program without a secret", () => {
    expect(verify(signed(String(NOW / 1_000)), body, [], NOW, settings)).toEqual({ kind: "refused" });
  });

  test("makes something of the body that its description shows", () => {
    const kinds = told(exampleOf(source.bodySchema));
    expect(kinds.some((kind) => kind === "conversion" || kind === "order_event")).toBe(true);
  });

  test.each([undefined, null, 7, "text", [], {}])("throws at no body that it cannot read: %j", (unknown) => {
    const [kind, ...others] = told(unknown);
    expect(["unreadable", "without_use"]).toContain(kind);
    expect(others).toEqual([]);
  });

  test("has a default for whatever a merchant may set, and refuses what it does not know", () => {
    expect(source.settingsSchema.safeParse({}).success).toBe(true);
    expect(source.settingsSchema.safeParse({ nothingOfIt: 1 }).success).toBe(false);
  });
});
