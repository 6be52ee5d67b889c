import { expect, test } from "vitest";
import { objectName } from "../../../domain/kernel/ids.ts";
import { homeOf, isJurisdiction, parseHome, REGIONS } from "../../../domain/kernel/region.ts";
import { objectNamed } from "../../../durable-objects/object/object-named.ts";

/** A class of objects that answers how it was asked for one. */
function asked(within: string | null) {
  return {
    getByName: (name: string, options?: { locationHint?: string }) => ({
      name,
      hint: options?.locationHint ?? null,
      within,
    }),
    jurisdiction: (jurisdiction: string) => asked(jurisdiction),
  };
}

test.each(REGIONS.filter((region) => !isJurisdiction(region)))(
  "an object of a program in %s is asked for near there",
  (region) => {
    const name = objectName(homeOf("tea", region), 7);
    expect(objectNamed(asked(null), name)).toEqual({ name, hint: region, within: null });
  },
);

test.each(REGIONS.filter(isJurisdiction))(
  "an object of a program in %s is asked for within that jurisdiction alone",
  (region) => {
    const name = objectName(homeOf("tea", region), 7);
    expect(objectNamed(asked(null), name)).toEqual({ name, hint: null, within: region });
  },
);

test("an object of a program without a region is made where the platform chooses", () => {
  expect(objectNamed(asked(null), "tea/7")).toEqual({ name: "tea/7", hint: null, within: null });
});

test("the name of an object says its program and region, so that nobody can ask for it elsewhere", () => {
  for (const region of [null, ...REGIONS]) {
    expect(parseHome(homeOf("tea-2", region))).toEqual({ programId: "tea-2", region });
  }
  expect(new Set([null, ...REGIONS].map((region) => homeOf("tea", region))).size).toBe(REGIONS.length + 1);
});

test("a region that this version does not know is no object near by", () => {
  expect(() => objectNamed(asked(null), "moon:tea/0")).toThrow(
    "a home lies in a region that this version knows",
  );
});

test("one machine has no jurisdictions, and any other fault of theirs is told", () => {
  const refusing = (message: string) => ({
    ...asked(null),
    jurisdiction: (): ReturnType<typeof asked> => {
      throw new Error(message);
    },
  });
  const local = refusing("Jurisdiction restrictions are not implemented in workerd.");
  expect(objectNamed(local, "eu:tea/0")).toEqual({ name: "eu:tea/0", hint: null, within: null });
  expect(() => objectNamed(refusing("no such jurisdiction"), "eu:tea/0")).toThrow("no such jurisdiction");
});
