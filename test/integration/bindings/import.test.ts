/** Relations imported as a stream, and what reading a large tree costs. */
import { runInDurableObject } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { PromoterStorage } from "../../../durable-objects/referral-tree/promoter-storage.ts";
import { sized } from "../../support/effort.ts";
import { openShop, type Shop } from "../../support/shop.ts";

const MEMBERS = sized(5_000, 100_000);

interface Report {
  readonly type: string;
  readonly line?: number;
  readonly reason?: string;
  readonly [count: string]: unknown;
}

async function importInto(shop: Shop, lines: readonly (object | string)[]): Promise<Report[]> {
  const body = lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n");
  const response = await exports.default.fetch(
    new Request(`https://tributary.test/v1/programs/${shop.id}/bindings/import`, {
      method: "POST",
      headers: { authorization: `Bearer ${shop.apiKey}`, "content-type": "application/x-ndjson" },
      body,
    }),
  );
  expect(response.status).toBe(200);
  const text = await response.text();
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Report);
}

const refusals = (reports: readonly Report[]) =>
  reports.filter((one) => one.type === "refused").map((one) => [one.line, one.reason]);

describe("an import", () => {
  test("puts promoters into the tree and binds customers, whichever line comes first", async () => {
    const shop = await openShop();
    const lines = [
      { memberId: "buyer", uplineMemberId: "leaf" },
      { memberId: "leaf", uplineMemberId: "middle", promoter: true },
      "",
      { memberId: "middle", uplineMemberId: "top", promoter: true },
      { memberId: "top", promoter: true },
    ];
    const reports = await importInto(shop, lines);
    expect(reports.at(-1)).toEqual({
      type: "done",
      lines: 4,
      joined: 3,
      bound: 1,
      unchanged: 0,
      refused: 0,
      waiting: 0,
    });
    const line = (await shop.get("/members/buyer/uplines")).body.data;
    expect(line.map((one: { memberId: string }) => one.memberId)).toEqual(["leaf", "middle", "top"]);
    expect((await importInto(shop, lines)).at(-1)).toMatchObject({
      joined: 0,
      bound: 0,
      unchanged: 4,
      refused: 0,
    });
  });

  test("reports each line that it refuses, and takes the others", async () => {
    const shop = await openShop();
    await shop.line("top", "under");
    const reports = await importInto(shop, [
      { memberId: "a", uplineMemberId: "a", promoter: true },
      { memberId: "b", uplineMemberId: "nobody", promoter: true },
      { memberId: "under", promoter: true, uplineMemberId: "under2" },
      { memberId: "under2", promoter: true },
      { memberId: "top", uplineMemberId: "under" },
      { memberId: "c" },
      "not json",
      { memberId: "d", surprise: 1 },
      { memberId: "e", uplineMemberId: "top", promoter: true },
      `{"memberId": "${"x".repeat(LIMITS.importLineCharacters)}"}`,
      { memberId: "f", uplineMemberId: "top" },
      { memberId: "f", uplineMemberId: "under" },
      { memberId: "g", uplineMemberId: "h", promoter: true },
      { memberId: "h", uplineMemberId: "g", promoter: true },
    ]);
    expect(refusals(reports).toSorted(([a], [b]) => Number(a) - Number(b))).toEqual([
      [1, "self_binding"],
      [2, "unknown_upline"],
      [3, "other_upline"],
      [5, "is_promoter"],
      [6, "upline_missing"],
      [7, "the line is not JSON"],
      [8, 'Unrecognized key: "surprise"'],
      [10, "the line is too long"],
      [12, "already_bound"],
      [13, "cycle"],
      [14, "cycle"],
    ]);
    expect(reports.at(-1)).toMatchObject({ type: "done", joined: 2, bound: 1, refused: 11 });
  });

  test("a member who becomes a promoter stands under whom it was bound to, and is bound no more", async () => {
    const shop = await openShop();
    const top = await shop.promoter("top");
    await shop.post("/bindings", { customerId: "m", promoterId: top.id });
    await importInto(shop, [{ memberId: "m", promoter: true }]);
    const { data } = (await shop.get("/members/m/uplines")).body;
    expect(data.map((one: { memberId: string }) => one.memberId)).toEqual(["top"]);
    expect((await shop.get(`/promoters/${top.id}/team`)).body).toMatchObject({ boundCustomers: 0 });
  });

  test("a line beyond the depth of a tree is refused, and no more lines wait than may", async () => {
    const shop = await openShop();
    const chain = Array.from({ length: LIMITS.treeDepth + 2 }, (_, index) => ({
      memberId: `m${index}`,
      promoter: true,
      ...(index === 0 ? {} : { uplineMemberId: `m${index - 1}` }),
    }));
    const reports = await importInto(shop, chain.toReversed());
    expect(refusals(reports)).toEqual([[1, "depth_exceeded"]]);
    expect(LIMITS.importWaiting).toBeGreaterThanOrEqual(100_000);
  });
});

/** Counts the rows that a storage reads. */
function counting(sql: SqlStorage): { sql: SqlStorage; rows: () => number } {
  const cursors: SqlStorageCursor<Record<string, SqlStorageValue>>[] = [];
  const counted = {
    exec: (query: string, ...bindings: SqlStorageValue[]) => {
      const cursor = sql.exec(query, ...bindings);
      cursors.push(cursor);
      return cursor;
    },
  } as unknown as SqlStorage;
  return { sql: counted, rows: () => cursors.reduce((sum, cursor) => sum + cursor.rowsRead, 0) };
}

describe(`${MEMBERS.toLocaleString("en")} members`, () => {
  test("are imported with progress; a leaf's uplines, a page of a team and a page of all are one indexed read each", async () => {
    const shop = await openShop();
    const lines = Array.from({ length: MEMBERS }, (_, index) => ({
      memberId: `m${index}`,
      promoter: true,
      ...(index === 0 ? {} : { uplineMemberId: `m${Math.floor((index - 1) / 4)}` }),
    }));
    const reports = await importInto(shop, lines);
    expect(reports.at(-1)).toMatchObject({ type: "done", joined: MEMBERS, refused: 0 });
    expect(reports.filter((one) => one.type === "progress")).toHaveLength(lines.length / 1_000);

    const tree = env.REFERRAL_TREE.getByName(`${shop.id}/0`);
    const leaf = await tree.promoterOfMember(`m${MEMBERS - 1}`);
    const top = await tree.promoterOfMember("m0");
    if (leaf === null || top === null) throw new Error("both were imported");
    await runInDurableObject(tree, (_, state) => {
      const above = counting(state.storage.sql);
      const lines = new PromoterStorage(above.sql).linesAbove([leaf.ref], LIMITS.treeDepth);
      const line = lines.get(leaf.ref) ?? [];
      expect(line.map((row) => row.memberId).slice(-1)).toEqual(["m0"]);
      // The question's own row; of each upline its closure row, its promoter's row, and its own upline's.
      expect(above.rows()).toBeLessThanOrEqual(1 + 3 * line.length);

      const below = counting(state.storage.sql);
      const storage = new PromoterStorage(below.sql);
      const page = storage.closure.team(top.ref, LIMITS.treeDepth, { level: 5, ref: 0 }, 50);
      expect(page).toHaveLength(50);
      // Of each entry: its closure row and its promoter's row; one more to know where the page ends.
      expect(below.rows()).toBeLessThanOrEqual(2 * 50 + 2);
      const last = page.at(-1);
      const next = storage.closure.team(
        top.ref,
        LIMITS.treeDepth,
        { level: last?.level ?? 0, ref: last?.ref ?? 0 },
        50,
      );
      expect(next.some((one) => page.some((other) => other.ref === one.ref))).toBe(false);
      expect(below.rows()).toBeLessThanOrEqual(2 * (2 * 50 + 2));
    });
    await runInDurableObject(tree, (_, state) => {
      const counted = counting(state.storage.sql);
      const levels = new PromoterStorage(counted.sql).closure.teamLevels(top.ref, LIMITS.treeDepth);
      expect(levels.reduce((sum, level) => sum + level.promoters, 0)).toBe(MEMBERS - 1);
      expect(counted.rows()).toBeLessThanOrEqual(levels.length + 1);
    });
    await runInDurableObject(tree, (_, state) => {
      const listing = counting(state.storage.sql);
      const page = new PromoterStorage(listing.sql).list(top.ref, 50);
      expect(page).toHaveLength(50);
      // Of each entry its own row and its upline's.
      expect(listing.rows()).toBeLessThanOrEqual(2 * 50 + 1);
      const looking = counting(state.storage.sql);
      const none = new PromoterStorage(looking.sql).find("nobody", top.ref, 50, 300);
      expect(none).toMatchObject({ found: [], next: expect.any(Number) });
      // Of each that is looked at its own row, and once more to know where the part ends.
      expect(looking.rows()).toBeLessThanOrEqual(3 * 300 + 1);
    });
    const answer = await shop.get(`/promoters/pr_${top.ref.toString(36)}/team?depth=64&limit=2`);
    expect(answer.body.levels[0]).toEqual({ level: 1, promoters: 4 });
  });
});
