/** The audit says what was done in words: each write that is audited has some. */
import { expect, test } from "vitest";
import en from "../../../dashboard/desk/catalogues/en.json";
import { filesMatching, read } from "../../tidy/read/source.ts";

const WRITE = /method: "(?:post|put|patch|delete)",\s*path: .*\n\s*operationId: "(\w+)"/g;

/** What nobody of a program does, or what changes nothing. */
const WORDLESS = [
  "createSession",
  "deleteSession",
  "openSignInLink",
  "previewAttribution",
  "receiveTransferNotification",
  "receiveWebhook",
  "replayAlarms",
  "replayDeadLetter",
  "sendBeacon",
  "simulateCommissionRules",
  "trySource",
];

test("each write but those that no audit of a program holds is said in words", () => {
  const sources = filesMatching("worker/**/*.ts").map((path) => read(path).text);
  const writes = sources.flatMap((text) => [...text.matchAll(WRITE)].map(([, id = ""]) => id));
  expect(writes.length).toBeGreaterThan(WORDLESS.length);
  expect(writes.filter((id) => !(`did-${id}` in en)).toSorted()).toEqual(WORDLESS);
});
