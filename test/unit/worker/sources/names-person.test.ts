import { expect, test } from "vitest";
import { namesPerson } from "../../../../worker/sources/names-person.ts";

test.each([
  ["a value of JSON", '{"data":{"customerId":"u7"}}', "u7"],
  ["a value that is written in escapes", String.raw`{"data":{"customerId":"\u5f20\u4e09"}}`, "张三"],
  ["a word of a text within", '{"note":"customer user-77 called"}', "user-77"],
  ["a word of what is no JSON", "customer=user-77;", "user-77"],
  ["a number, as some shops write ids", '{"data":{"customerId":77}}', "77"],
  ["a number within what is about a person", '{"customer":{"id":77},"total":1}', "77"],
  ["a value of JSON that was cut off", '{"data":{"customerId":"u7"},"more":"', "u7"],
])("%s names the person", (_, body, id) => {
  expect(namesPerson(body, id)).toBe(true);
});

test.each([
  ["whose id begins alike", '{"customerId":"user-771"}', "user-77"],
  ["whose id ends alike", '{"customerId":"new-user-77"}', "user-77"],
  ["whose id goes on behind a sign", '{"customerId":"user-77-2"}', "user-77"],
  ["of another id, beside a short number", '{"customerId":"u8","amount":77}', "77"],
])("a text names nobody %s", (_, body, id) => {
  expect(namesPerson(body, id)).toBe(false);
});

test("a body that is nested as deep as it is long is looked through", () => {
  const deep = `${"[".repeat(400_000)}"user-77"${"]".repeat(400_000)}`;
  expect([namesPerson(deep, "user-77"), namesPerson(deep, "user-78")]).toEqual([true, false]);
});
