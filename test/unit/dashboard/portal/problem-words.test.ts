/** A refused field is told in the reader's language where its kind is known, and in the service's words where it is not. */
import { expect, test } from "vitest";
import type { Fault } from "../../../../dashboard/common/api/problem.ts";
import { wordsOf } from "../../../../dashboard/portal/parts/problem-words.ts";

const LONG: Fault = { path: "name", message: "Too big", kind: "too_long", limit: 5 };
const OWN: Fault = { path: "text", message: "has no link" };
const why = (code: string) => (code === "invalid_body" ? "填写的内容有误。" : null);
const faultText = ({ kind, limit }: Fault) => (kind === undefined ? null : `太长：最多 ${limit} 个字符。`);

test("faults of a known kind are sentences of the page, and others words of the service", () => {
  const problem = { code: "invalid_body", detail: "", errors: [LONG, OWN] };
  expect(wordsOf(problem, why, faultText)).toEqual({
    hint: "填写的内容有误。 太长：最多 5 个字符。",
    said: "has no link",
  });
});

test("what the page has no word for is said by the service, or by its code alone", () => {
  const unknown = { code: "new_code", detail: "It is new", errors: [OWN] };
  expect(wordsOf(unknown, why, faultText)).toEqual({ hint: "It is new has no link", said: "" });
  expect(wordsOf({ ...unknown, detail: "", errors: [] }, why, faultText)).toEqual({
    hint: "new_code",
    said: "",
  });
});
