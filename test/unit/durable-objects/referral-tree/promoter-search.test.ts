/** Promoters are found by what is in their member id or name, in parts that each look at so many. */
import { expect, test } from "vitest";
import type { PromoterRef } from "../../../../domain/kernel/ids.ts";
import { PromoterStorage } from "../../../../durable-objects/referral-tree/promoter-storage.ts";
import { TREE_TABLES } from "../../../../durable-objects/referral-tree/tree-schema-storage.ts";
import { memorySql } from "../../../support/memory-sql.ts";

const NAMES = [
  ["user-1", "Li Lei"],
  ["user-2", "韩梅梅"],
  ["ling_3", null],
  ["user-4", "100% Ling"],
  ["user-15", "É. Ling"],
] as const;

function storageOf(): PromoterStorage {
  const storage = new PromoterStorage(memorySql(...TREE_TABLES.steps));
  storage.addAll(
    NAMES.map(([memberId, name], place) => {
      const ref = ((place + 1) * 10) as PromoterRef;
      return { ref, memberId, name, joinedTier: null, upline: null, joinedAtMs: 0 };
    }),
  );
  return storage;
}

const storage = storageOf();
const found = (text: string) => storage.find(text, 0, 10).found.map(({ memberId }) => memberId);

test("a text is looked for in member ids and names, whatever the case of English letters", () => {
  expect(found("LING")).toEqual(["ling_3", "user-4", "user-15"]);
  expect(found("user-1")).toEqual(["user-1", "user-15"]);
  expect(found("梅")).toEqual(["user-2"]);
  expect(found("É")).toEqual(["user-15"]);
  expect(found("nobody")).toEqual([]);
});

test("signs that patterns are made of stand for themselves", () => {
  expect(found("%")).toEqual(["user-4"]);
  expect(found("_")).toEqual(["ling_3"]);
  expect(found("'")).toEqual([]);
});

test("each part looks at so many, and says where the next one begins", () => {
  const pages: string[][] = [];
  let after: PromoterRef | 0 | null = 0;
  for (let parts = 0; after !== null; parts += 1) {
    expect(parts).toBeLessThan(4);
    const page = storage.find("ling", after, 10, 2);
    pages.push(page.found.map(({ memberId }) => memberId));
    after = page.next;
  }
  expect(pages).toEqual([[], ["ling_3", "user-4"], ["user-15"]]);
});
