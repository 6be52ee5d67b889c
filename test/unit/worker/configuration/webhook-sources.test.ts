import { expect, test } from "vitest";
import {
  chooseSecret,
  WEBHOOK_SOURCES,
  type WebhookSourceFacts,
} from "../../../../worker/configuration/webhook-sources.ts";

const secretForm = { pattern: /^[0-9a-f]{32}$/, expected: "32 hexadecimal digits, as the vendor shows them" };
const byVendor: WebhookSourceFacts = {
  means: "A vendor that makes its secrets",
  makeSecret: null,
  secretForm,
};

const makers: [string, WebhookSourceFacts][] = Object.entries(WEBHOOK_SOURCES);

test.each(makers)("%s makes its own secrets, in its form, or wants one", (_, source) => {
  expect(chooseSecret(source, undefined).kind).toBe(source.makeSecret === null ? "refused" : "secret");
});

test("a source whose vendor makes its secrets takes one, and never makes one", () => {
  const refused = { kind: "refused", message: `expected ${secretForm.expected}` };
  expect(chooseSecret(byVendor, undefined)).toEqual(refused);
  expect(chooseSecret(byVendor, "of another form")).toEqual(refused);
  const secret = "0123456789abcdef".repeat(2);
  expect(chooseSecret(byVendor, secret)).toEqual({ kind: "secret", secret });
});
