import { describe, expect, test } from "vitest";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { call, newProgram } from "../../support/api-client.ts";
import { clickAt } from "../../support/edge/click-at.ts";

async function join(path: string, memberId: string, more: object = {}): Promise<string> {
  const answer = await call("POST", `${path}/promoters`, { body: { memberId, ...more } });
  expect(answer.status).toBe(201);
  return answer.body.id;
}

describe("promoters", () => {
  test("a member becomes a promoter once, under the upline named, and a repeat answers it as it is", async () => {
    const { path } = await newProgram();
    const top = await join(path, "top", { name: "Top" });
    const body = { memberId: "low", uplineMemberId: "top" };
    const made = await call("POST", `${path}/promoters`, { body });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      memberId: "low",
      status: "active",
      uplineId: top,
      uplineMemberId: "top",
    });
    const again = await call("POST", `${path}/promoters`, { body });
    expect([again.status, again.headers.get("idempotent-replay")]).toEqual([200, "true"]);
    expect(again.body).toEqual(made.body);
    expect((await call("GET", `${path}/promoters/${made.body.id}`)).body).toEqual(made.body);
    const other = await call("POST", `${path}/promoters`, { body: { memberId: "low", name: "Else" } });
    expect([other.status, other.body.code]).toEqual([409, "idempotency_conflict"]);
    const stranger = await call("POST", `${path}/promoters`, {
      body: { memberId: "new", uplineMemberId: "nobody" },
    });
    expect([stranger.status, stranger.body.code]).toEqual([422, "unknown_upline"]);
    const listed = await call("GET", `${path}/promoters?limit=1`);
    expect(listed.body.data.map((entry: { id: string }) => entry.id)).toEqual([top]);
    const rest = await call("GET", `${path}/promoters?cursor=${listed.body.nextCursor}`);
    expect(rest.body).toMatchObject({ data: [{ memberId: "low" }], nextCursor: null });
  });

  test("a creation repeated after a change is a repeat; what was only changed to later never was", async () => {
    const { path } = await newProgram();
    await join(path, "top");
    await join(path, "other");
    const body = { memberId: "m", name: "First", uplineMemberId: "top" };
    const id = await join(path, "m", body);
    await call("PATCH", `${path}/promoters/${id}`, { body: { name: "Second" } });
    const moved = { uplineMemberId: "other", reason: "test" };
    await call("PUT", `${path}/promoters/${id}/upline`, { body: moved });
    const again = await call("POST", `${path}/promoters`, { body });
    expect([again.status, again.headers.get("idempotent-replay")]).toEqual([200, "true"]);
    expect(again.body).toMatchObject({ id, name: "Second", uplineMemberId: "other" });
    for (const change of [{ name: "Second" }, { uplineMemberId: "other" }]) {
      const never = await call("POST", `${path}/promoters`, { body: { ...body, ...change } });
      expect([never.status, never.body.code]).toEqual([409, "idempotency_conflict"]);
    }
  });

  test("uplines refuse cycles and oneself; a move carries its whole team", async () => {
    const { path } = await newProgram();
    const a = await join(path, "a");
    const b = await join(path, "b", { uplineMemberId: "a" });
    const c = await join(path, "c", { uplineMemberId: "b" });
    const put = (id: string, uplineMemberId: string | null) =>
      call("PUT", `${path}/promoters/${id}/upline`, { body: { uplineMemberId, reason: "test" } });
    expect((await put(a, "c")).body.code).toBe("cycle");
    expect((await put(a, "a")).body.code).toBe("self_binding");
    await join(path, "d");
    expect((await put(b, "d")).body).toMatchObject({ id: b, uplineMemberId: "d" });
    const line = await call("GET", `${path}/members/c/uplines`);
    expect(line.body.data.map((step: { memberId: string }) => step.memberId)).toEqual(["b", "d"]);
    expect(line.body.data[0]).toMatchObject({ level: 1, promoterId: b });
    const team = await call("GET", `${path}/promoters/${a}/team`);
    expect(team.body).toMatchObject({ data: [], boundCustomers: 0 });
    expect((await call("GET", `${path}/promoters/${b}/team`)).body.data).toMatchObject([{ promoterId: c }]);
  });

  test("a line grows to the bounded depth and no deeper", async () => {
    const { path } = await newProgram();
    await join(path, "m0");
    for (let depth = 1; depth <= LIMITS.treeDepth; depth += 1) {
      await join(path, `m${depth}`, { uplineMemberId: `m${depth - 1}` });
    }
    const body = { memberId: "over", uplineMemberId: `m${LIMITS.treeDepth}` };
    const over = await call("POST", `${path}/promoters`, { body });
    expect([over.status, over.body.code]).toEqual([409, "depth_exceeded"]);
    const line = await call("GET", `${path}/members/m${LIMITS.treeDepth}/uplines`);
    expect(line.body.data).toHaveLength(LIMITS.treeDepth);
  });

  test("A put under B and B under A at the same moment end in one success and one cycle", async () => {
    const { path } = await newProgram();
    const ids = [await join(path, "a"), await join(path, "b")];
    const moves = await Promise.all([
      call("PUT", `${path}/promoters/${ids[0]}/upline`, { body: { uplineMemberId: "b", reason: "x" } }),
      call("PUT", `${path}/promoters/${ids[1]}/upline`, { body: { uplineMemberId: "a", reason: "x" } }),
    ]);
    expect(moves.map((move) => move.status).toSorted((x, y) => x - y)).toEqual([200, 409]);
    expect(moves.find((move) => move.status === 409)?.body.code).toBe("cycle");
  });

  test("a promoter is suspended and renamed, and unknown ones are not found", async () => {
    const { path } = await newProgram();
    const id = await join(path, "m");
    const changed = await call("PATCH", `${path}/promoters/${id}`, {
      body: { status: "suspended", name: "M" },
    });
    expect(changed.body).toMatchObject({ status: "suspended", name: "M" });
    for (const list of ["wallet", "commissions", "payouts", "journal"]) {
      const missing = await call("GET", `${path}/promoters/pr_zzz/${list}`);
      expect([list, missing.status, missing.body.code]).toEqual([list, 404, "unknown_promoter"]);
    }
  });

  test.each(["", " ", "a  b", "a\u200bb", ".", "..", "x".repeat(LIMITS.idCharacters + 1), "\n", 7, null])(
    "the member id %j is refused",
    async (memberId) => {
      const { path } = await newProgram();
      const answer = await call("POST", `${path}/promoters`, { body: { memberId } });
      expect([answer.status, answer.body.code, answer.body.errors[0].path]).toEqual([
        422,
        "invalid_body",
        "memberId",
      ]);
    },
  );

  test("a member id of 128 visible characters of any script is taken, and found again in a path", async () => {
    const { path } = await newProgram();
    const memberId = `推客/${"%".repeat(LIMITS.idCharacters - 3)}`;
    await join(path, memberId);
    const line = await call("GET", `${path}/members/${encodeURIComponent(memberId)}/uplines`);
    expect([line.status, line.body]).toEqual([200, { data: [] }]);
  });
});

describe("bindings", () => {
  test("a customer is bound once; a repeat stands, another promoter is refused", async () => {
    const { path } = await newProgram();
    const a = await join(path, "a");
    const b = await join(path, "b");
    const bind = (promoterId: string) =>
      call("POST", `${path}/bindings`, { body: { customerId: "buyer", promoterId } });
    const bound = await bind(a);
    expect([bound.status, bound.body]).toMatchObject([
      201,
      { customerId: "buyer", promoterId: a, expiresAt: null },
    ]);
    expect((await bind(a)).status).toBe(200);
    expect((await bind(b)).body.code).toBe("already_bound");
    const line = await call("GET", `${path}/members/buyer/uplines`);
    expect(line.body.data).toMatchObject([{ level: 1, promoterId: a, since: bound.body.boundAt }]);
    const before = new Date(Date.parse(bound.body.boundAt) - 1).toISOString();
    expect((await call("GET", `${path}/members/buyer/uplines?at=${before}`)).body.data).toEqual([]);
    expect((await call("GET", `${path}/promoters/${a}/team`)).body.boundCustomers).toBe(1);
  });

  test("ten promoters bidding for one customer at the same moment end in one binding", async () => {
    const { path } = await newProgram();
    const ids = await Promise.all(Array.from({ length: 10 }, (_, index) => join(path, `p${index}`)));
    for (let round = 0; round < 20; round += 1) {
      const answers = await Promise.all(
        ids.map((promoterId) =>
          call("POST", `${path}/bindings`, { body: { customerId: `buyer-${round}`, promoterId } }),
        ),
      );
      const statuses = answers.map((answer) => answer.status).toSorted((x, y) => x - y);
      expect(statuses).toEqual([201, ...Array.from({ length: 9 }, () => 409)]);
    }
  });

  test("promoters, oneself, strangers and the suspended are refused by name", async () => {
    const { path } = await newProgram();
    const a = await join(path, "a");
    await join(path, "b");
    const code = async (body: object) => (await call("POST", `${path}/bindings`, { body })).body.code;
    expect(await code({ customerId: "a", promoterId: a })).toBe("self_binding");
    expect(await code({ customerId: "b", promoterId: a })).toBe("is_promoter");
    expect(await code({ customerId: "c", promoterId: "pr_zzz" })).toBe("no_such_promoter");
    expect(await code({ customerId: "c" })).toBe("invalid_body");
    expect(await code({ customerId: "c", promoterId: a, clickToken: "x" })).toBe("invalid_body");
    await call("PATCH", `${path}/promoters/${a}`, { body: { status: "suspended" } });
    expect(await code({ customerId: "c", promoterId: a })).toBe("promoter_suspended");
    await call("PATCH", path, { body: { binding: { mode: "none" } } });
    await call("PATCH", `${path}/promoters/${a}`, { body: { status: "active" } });
    expect(await code({ customerId: "c", promoterId: a })).toBe("binding_disabled");
  });

  test("a click token binds to its promoter; a forged, foreign or old one proves nothing", async () => {
    const { path, id } = await newProgram();
    const foreign = await newProgram();
    const a = await join(path, "a");
    const token = await clickAt(id, a, Date.now() - 1_000);
    const bind = (customerId: string, clickToken: string) =>
      call("POST", `${path}/bindings`, { body: { customerId, clickToken } });
    expect((await bind("one", token)).body).toMatchObject({ promoterId: a });
    const forged = `${token.slice(0, -2)}${token.endsWith("AA") ? "BB" : "AA"}`;
    expect((await bind("two", forged)).body.code).toBe("invalid_click_token");
    expect((await bind("two", await clickAt(foreign.id, a, Date.now()))).body.code).toBe(
      "invalid_click_token",
    );
    const old = await clickAt(id, a, Date.now() - 31 * 86_400_000);
    expect((await bind("two", old)).body.code).toBe("click_expired");
    const early = await clickAt(id, a, Date.now() + LIMITS.tokenGraceMs + 5_000);
    expect((await bind("two", early)).body.code).toBe("click_expired");
    expect((await bind("two", await clickAt(id, a, Date.now() + 1_000))).status).toBe(201);
  });

  test("a bound customer who becomes a promoter stands under whom it was bound to, unless one is named", async () => {
    const { path } = await newProgram();
    const a = await join(path, "a");
    await join(path, "b");
    for (const customerId of ["one", "two"]) {
      await call("POST", `${path}/bindings`, { body: { customerId, promoterId: a } });
    }
    const one = await call("POST", `${path}/promoters`, { body: { memberId: "one" } });
    expect(one.body).toMatchObject({ uplineMemberId: "a" });
    const two = await call("POST", `${path}/promoters`, { body: { memberId: "two", uplineMemberId: "b" } });
    expect(two.body).toMatchObject({ uplineMemberId: "b" });
    expect((await call("GET", `${path}/promoters/${a}/team`)).body.boundCustomers).toBe(0);
    const again = await call("POST", `${path}/promoters`, { body: { memberId: "one" } });
    expect([again.status, again.body.uplineMemberId]).toEqual([200, "a"]);
  });
});
