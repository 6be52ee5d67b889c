import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { call, newProgram, OPERATOR } from "../../support/api-client.ts";

describe("programs", () => {
  test("a new program answers its settings with every default, and its secrets once", async () => {
    const body = { id: "fresh", name: "Fresh", currency: "CNY" };
    const created = await call("POST", "/v1/programs", { body });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({
      ...body,
      version: 1,
      allowedHosts: [],
      attribution: { model: "last_click", clickLookback: "P30D", impressionLookback: "PT0S", grace: "PT1H" },
      binding: { mode: "first", protection: "P30D" },
      commission: { maxLevels: 2, capBps: 3000, selfPurchase: false, inactiveUpline: "forfeit" },
      settlement: { holdPeriod: "P7D", holdStartsAt: "received", autoReceiveAfter: "P15D", minPayout: 1000 },
      privacy: { honorGpc: true },
    });
    expect(created.body.apiKey).toMatch(/^tk_fresh_/);
    expect(created.body.webhookSecret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(created.body.identifySecret).toMatch(/^[0-9a-f]{64}$/);

    const again = await call("POST", "/v1/programs", { body });
    expect(again.status).toBe(200);
    expect(again.headers.get("idempotent-replay")).toBe("true");
    expect(again.body).toMatchObject(body);
    expect(again.body).not.toHaveProperty("apiKey");
    expect(again.body).not.toHaveProperty("webhookSecret");

    const other = await call("POST", "/v1/programs", { body: { ...body, name: "Other" } });
    expect([other.status, other.body.code]).toEqual([409, "idempotency_conflict"]);
    expect((await call("GET", "/v1/programs/fresh")).body.name).toBe("Fresh");
  });

  test("of twenty creations of one id at the same moment one makes it and shows its key, the others repeat it", async () => {
    const body = { id: "contested", name: "Contested", currency: "EUR" };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => call("POST", "/v1/programs", { body })),
    );
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1);
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(19);
    const key = answers.find((answer) => answer.status === 201)?.body.apiKey;
    expect((await call("GET", "/v1/programs/contested", { token: key })).status).toBe(200);
  });

  test("every version of the settings stays readable by number and as of a time", async () => {
    const { path } = await newProgram();
    const before = (await call("GET", path)).body;
    const changed = await call("PATCH", path, { body: { settlement: { holdPeriod: "P30D" } } });
    expect(changed.status).toBe(200);
    expect(changed.body).toMatchObject({ version: 2, settlement: { holdPeriod: "P30D", minPayout: 1000 } });
    expect((await call("GET", `${path}?version=1`)).body.settlement.holdPeriod).toBe("P7D");
    expect((await call("GET", `${path}?at=2020-01-01T00:00:00Z`)).body.version).toBe(1);
    expect((await call("GET", `${path}?at=${changed.body.effectiveFrom}`)).body.version).toBe(2);
    expect((await call("GET", `${path}?version=3`)).body.code).toBe("unknown_version");
    expect(before.version).toBe(1);
  });

  test("changes at the same moment are all kept, at strictly increasing times", async () => {
    const { path } = await newProgram();
    const patches = [
      { commission: { capBps: 2500 } },
      { settlement: { minPayout: 5 } },
      { privacy: { honorGpc: false } },
      { name: "Renamed" },
    ];
    const answers = await Promise.all(patches.map((body) => call("PATCH", path, { body })));
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200]);
    const now = (await call("GET", path)).body;
    expect(now).toMatchObject({
      version: 4,
      name: "Renamed",
      commission: { capBps: 2500 },
      settlement: { minPayout: 5 },
      privacy: { honorGpc: false },
    });
    const rows = await env.CONFIG.prepare(
      `SELECT effective_from_ms AS t FROM settings_versions
       WHERE program = (SELECT number FROM programs WHERE id = ?) ORDER BY version`,
    )
      .bind(path.split("/")[3])
      .all<{ t: number }>();
    const times = rows.results.map((row) => row.t);
    expect(times).toEqual([...new Set(times)].toSorted((a, b) => a - b));
  });

  test("a patch that changes nothing makes no version, null brings a default back, and autoReceiveAfter may be null", async () => {
    const { path } = await newProgram({ commission: { maxLevels: 3 } });
    expect((await call("PATCH", path, { body: { commission: { maxLevels: 3 } } })).body.version).toBe(1);
    const reset = await call("PATCH", path, { body: { commission: null } });
    expect(reset.body).toMatchObject({ version: 2, commission: { maxLevels: 2 } });
    const never = await call("PATCH", path, { body: { settlement: { autoReceiveAfter: null } } });
    expect(never.body.settlement).toMatchObject({ autoReceiveAfter: null, holdPeriod: "P7D" });
    await call("PATCH", path, { body: { timezone: "Asia/Shanghai" } });
    expect((await call("PATCH", path, { body: { timezone: null } })).body.timezone).toBe("UTC");
    expect((await call("PATCH", path, { body: { name: null } })).status).toBe(422);
  });

  test("a host that names its default port is the host alone", async () => {
    const allowedHosts = ["shop.example:443", "*.cdn.example:443", "localhost:80", "shop.example:8443"];
    const { path } = await newProgram({ allowedHosts });
    expect((await call("GET", path)).body.allowedHosts).toEqual([
      "shop.example",
      "*.cdn.example",
      "localhost",
      "shop.example:8443",
    ]);
  });

  test.each([
    [{ id: "Bad" }, "id"],
    [{ currency: "cny" }, "currency"],
    [{ currency: "RMB" }, "currency"],
    [{ timezone: "Mars/Olympus" }, "timezone"],
    [{ timezone: "CST" }, "timezone"],
    [{ timezone: "+08:00" }, "timezone"],
    [{ attribution: { clickLookback: "P401D" } }, "attribution.clickLookback"],
    [{ attribution: { clickLookback: "P1M" } }, "attribution.clickLookback"],
    [{ commission: { maxLevels: LIMITS.levels + 1 } }, "commission.maxLevels"],
    [{ commission: { surprise: 1 } }, "commission.surprise"],
    [{ surprise: 1 }, "surprise"],
    [{ objects: 257 }, "objects"],
    [{ region: "moon" }, "region"],
    [{ allowedHosts: ["https://shop.example/"] }, "allowedHosts[0]"],
  ])("a program with %j is refused at its path", async (fault, path) => {
    const body = { id: "never", name: "Never", currency: "CNY", ...fault };
    const answer = await call("POST", "/v1/programs", { body });
    expect([answer.status, answer.body.code]).toEqual([422, "invalid_body"]);
    expect(answer.body.errors[0].path).toBe(path);
  });

  test("the list goes page by page through every program once", async () => {
    await newProgram();
    await newProgram();
    const seen: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const page = await call("GET", `/v1/programs?limit=1${cursor === "" ? "" : `&cursor=${cursor}`}`);
      expect(page.status).toBe(200);
      seen.push(...page.body.data.map((program: { id: string }) => program.id));
      cursor = page.body.nextCursor;
    }
    expect(seen.length).toBeGreaterThan(1);
    expect(new Set(seen).size).toBe(seen.length);
    for (const query of [
      "limit=0",
      `limit=${LIMITS.pageSize + 1}`,
      "limit=1.5",
      "cursor=nonsense",
      "limit=1&limit=2",
    ]) {
      const answer = await call("GET", `/v1/programs?${query}`);
      expect([query, answer.status, answer.body.code]).toEqual([query, 422, "invalid_parameter"]);
    }
  });

  test("the operator's token is the only one that makes and lists programs", async () => {
    const { apiKey } = await newProgram();
    expect((await call("GET", "/v1/programs", { token: apiKey })).status).toBe(404);
    expect((await call("GET", "/v1/programs", { token: OPERATOR })).status).toBe(200);
    const widest = await call("GET", `/v1/programs?limit=${LIMITS.pageSize}`);
    expect(widest.status).toBe(200);
  });
});
