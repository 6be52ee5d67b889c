import { expect, test } from "vitest";
import { memberAt, readStored, storedReader } from "../../../../worker/configuration/read-stored.ts";
import { rulesBodySchema } from "../../../../worker/configuration/rules.shapes.ts";
import { settingsSchema } from "../../../../worker/configuration/settings.shapes.ts";

const DEFAULTS = settingsSchema.parse({});

function stored(settings: unknown): string {
  return JSON.stringify(settings);
}

test("stored settings are read as they are", () => {
  const settings = settingsSchema.parse({ allowedHosts: ["shop.example"], binding: { mode: "last" } });
  expect(readStored(settingsSchema, stored(settings))).toEqual({ value: settings, unknown: [], unread: [] });
});

test("members that are not known are told with their values, at any depth, and hold up nothing", () => {
  const settings = { ...DEFAULTS, later: { a: 1 }, tax: { regime: "none", rate: 7 } };
  expect(readStored(settingsSchema, stored(settings))).toEqual({
    value: DEFAULTS,
    unknown: [
      { path: ["tax", "rate"], value: 7 },
      { path: ["later"], value: { a: 1 } },
    ],
    unread: [],
  });
});

test.each([
  ["a word", { attribution: { ...DEFAULTS.attribution, model: "later" } }, ["attribution", "model"]],
  ["a host in a list", { allowedHosts: ["shop.example", 7] }, ["allowedHosts"]],
  ["a whole section", { binding: "none" }, ["binding"]],
  [
    "a list in a section",
    { attribution: { precedence: ["coupon", "later"] } },
    ["attribution", "precedence"],
  ],
])("%s that cannot be read stands as before, and everything else as it is stored", (_, part, path) => {
  const before = settingsSchema.parse({ allowedHosts: ["old.example"], attribution: { model: "linear" } });
  const read = readStored(
    settingsSchema,
    stored({ ...DEFAULTS, ...part, fraud: { mode: "observe" } }),
    () => before,
  );
  expect(read.unread.map((member) => member.path)).toEqual([path]);
  expect(read.value.fraud.mode).toBe("observe");
  expect(memberAt(read.value, path)).toEqual(memberAt(before, path));
});

test.each(["[]", "null", '"text"', "7", "{", "[1, 2]"])(
  "%s in place of settings stands as before",
  (text) => {
    const before = settingsSchema.parse({ allowedHosts: ["old.example"] });
    expect(readStored(settingsSchema, text, () => before)).toMatchObject({
      value: before,
      unread: [{ path: [] }],
    });
    expect(readStored(settingsSchema, text).value).toEqual(DEFAULTS);
  },
);

test("a rule that is narrowed in a way that is not known is not read as a wider one", () => {
  const rule = { id: "a", levels: [{ level: 1, kind: "percentage", rateBps: 1 }] };
  const before = rulesBodySchema.parse({ rules: [{ ...rule, id: "before" }] });
  const narrowed = stored({ rules: [{ ...rule, scope: { country: "CN" } }] });
  expect(readStored(rulesBodySchema, narrowed, () => before)).toMatchObject({
    value: before,
    unread: [{ path: ["rules"] }],
  });
  const noted = stored({ rules: [{ ...rule, note: "more" }] });
  expect(readStored(rulesBodySchema, noted, () => before).value.rules).toMatchObject([{ id: "a" }]);
});

test("a text that was read whole is read once, and one in which something stands for it each time", () => {
  const read = storedReader(settingsSchema);
  const before = (host: string) => () => settingsSchema.parse({ allowedHosts: [host] });
  const whole = stored({ ...DEFAULTS, later: true });
  const first = read(whole, before("one.example"));
  expect(first).toMatchObject({ value: DEFAULTS, unknown: [{ path: ["later"] }], unread: [] });
  expect(read(whole, before("two.example"))).toBe(first);
  const odd = stored({ ...DEFAULTS, allowedHosts: 7 });
  for (const host of ["one.example", "two.example"])
    expect(read(odd, before(host)).value.allowedHosts).toEqual([host]);
});
