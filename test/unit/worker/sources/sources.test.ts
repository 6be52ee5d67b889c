/** What holds for every source of webhooks: the list of cases follows from the registry. */
import { describe, expect, test } from "vitest";
import { exampleOf } from "../../../../worker/http/common.shapes.ts";
import { SOURCES } from "../../../../worker/sources/sources.ts";

const SECRETS = ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=", "0123456789abcdef".repeat(2)];
const NOW = Date.UTC(2026, 10, 22);

describe.each(Object.entries(SOURCES))("%s", (_, source) => {
  const body = new TextEncoder().encode(JSON.stringify(exampleOf(source.bodySchema)));
  const signed = (value: string) => new Headers(source.headers.map(({ name }) => [name, value]));
  /** As they come with the example, but that nobody signed it. */
  const shown = new Headers(source.headers.map(({ name, example }) => [name, example]));

  test("refuses what is not signed, and what is signed with nothing", () => {
    for (const headers of [new Headers(), shown, signed(""), signed("1"), signed("v1,")]) {
      expect(source.verify(headers, body, SECRETS, NOW)).toEqual({ kind: "refused" });
    }
  });

  test("refuses whatever comes for a program without a secret", () => {
    expect(source.verify(signed(String(NOW / 1_000)), body, [], NOW)).toEqual({ kind: "refused" });
  });

  test("makes something of the body that its description shows", () => {
    const message = source.read({ webhookId: "1", headers: shown, body: exampleOf(source.bodySchema) });
    expect(["conversion", "order_event"]).toContain(message.kind);
  });

  test.each([undefined, null, 7, "text", [], {}])("throws at no body that it cannot read: %j", (unknown) => {
    const { kind } = source.read({ webhookId: "1", headers: shown, body: unknown });
    expect(["unreadable", "without_use"]).toContain(kind);
  });
});
