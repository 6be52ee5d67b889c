/** An import and a simulation of a program run once at a time, wherever they were asked for; work that died ends by itself. */
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { beginTurn, withinTurn } from "../../../worker/http/traffic/one-at-a-time.ts";
import { openShop, type Shop } from "../../support/shop.ts";
import { app, call } from "../../support/api-client.ts";
import { createExecutionContext } from "cloudflare:test";

/** A turn that nobody keeps lasts so long. */
const TURN_MS = 60_000;

const LINE = `${JSON.stringify({ memberId: "one", promoter: true })}\n`;

/** An import whose body goes on until it is told to end. */
async function openImport(shop: Shop) {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  const request = new Request(`https://tributary.test/v1/programs/${shop.id}/bindings/import`, {
    method: "POST",
    headers: { authorization: `Bearer ${shop.apiKey}`, "content-type": "application/x-ndjson" },
    body: readable,
  });
  const response = await app.fetch(request, env, createExecutionContext());
  const end = async () => {
    await writer.write(new TextEncoder().encode(LINE));
    await writer.close();
    return await response.text();
  };
  const breakOff = async () => {
    await writer.abort(new Error("the caller hung up"));
    return await response.text();
  };
  return { response, end, breakOff };
}

const importOne = async (shop: Shop) =>
  await call("POST", `/v1/programs/${shop.id}/bindings/import`, {
    token: shop.apiKey,
    body: LINE,
    headers: { "content-type": "application/x-ndjson" },
  });

const RULES = {
  rules: [{ id: "flat", scope: {}, levels: [{ level: 1, kind: "percentage", rateBps: 100 }] }],
};

describe("while an import runs", () => {
  test("another of the program is 429 and reads nothing; other programs and other work go on", async () => {
    const [shop, other] = [await openShop(), await openShop()];
    const first = await openImport(shop);
    expect(first.response.status).toBe(200);
    const second = await importOne(shop);
    expect([second.status, second.body.code]).toEqual([429, "import_running"]);
    expect(Number(second.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await shop.get("/promoters")).body.data).toEqual([]);
    expect((await importOne(other)).status).toBe(200);
    expect((await shop.post("/commission-rules/simulate", RULES)).status).toBe(200);
    expect(await first.end()).toContain('"done"');
    expect((await importOne(shop)).status).toBe(200);
  });

  test("its caller breaks off, and the next is let in", async () => {
    const shop = await openShop();
    const { breakOff } = await openImport(shop);
    expect(await breakOff()).toContain('"failed"');
    expect((await importOne(shop)).status).toBe(200);
  });
});

describe("a turn", () => {
  const number = async (shop: Shop) => {
    const row = await env.CONFIG.prepare("SELECT number FROM programs WHERE id = ?")
      .bind(shop.id)
      .first<{ number: number }>();
    return row?.number ?? 0;
  };

  test("of one that died ends by itself, and of one that goes on lasts", async () => {
    const program = await number(await openShop());
    let nowMs = 1_000_000_000;
    const now = () => nowMs;
    const first = await beginTurn(env.CONFIG, program, "import", now);
    for (let step = 0; step < 6; step += 1) {
      nowMs += TURN_MS / 3;
      await first.goOn();
    }
    await expect(beginTurn(env.CONFIG, program, "import", now)).rejects.toMatchObject({
      code: "import_running",
    });
    nowMs += TURN_MS;
    const second = await beginTurn(env.CONFIG, program, "import", now);
    await expect(first.goOn()).rejects.toMatchObject({ code: "unavailable" });
    await first.end();
    await expect(beginTurn(env.CONFIG, program, "import", now)).rejects.toMatchObject({
      code: "import_running",
    });
    await second.end();
    await (await beginTurn(env.CONFIG, program, "import", now)).end();
  });

  test("that a clock far ahead has given is none once the clock is right", async () => {
    const program = await number(await openShop());
    const dayMs = 86_400_000;
    await beginTurn(env.CONFIG, program, "simulation", () => 20 * dayMs);
    const right = beginTurn(env.CONFIG, program, "simulation", () => 10 * dayMs);
    await expect(right).resolves.toBeDefined();
  });

  test("is given to one of many at the same moment", async () => {
    const program = await number(await openShop());
    const tried = await Promise.allSettled(
      Array.from({ length: 20 }, async () => await beginTurn(env.CONFIG, program, "simulation")),
    );
    expect(tried.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  test("of a simulation ends with it, also where it fails", async () => {
    const program = await number(await openShop());
    const failing = async function* () {
      yield await Promise.resolve();
      throw new Error("broke off");
    };
    const turn = await beginTurn(env.CONFIG, program, "simulation");
    const steps = withinTurn(turn, failing());
    await steps.next();
    await expect(beginTurn(env.CONFIG, program, "simulation")).rejects.toMatchObject({
      code: "simulation_running",
    });
    await expect(steps.next()).rejects.toThrow("broke off");
    await (await beginTurn(env.CONFIG, program, "simulation")).end();
  });
});
