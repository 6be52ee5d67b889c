/**
 * An object whose file is damaged answers 503 with Retry-After and is named where an operator looks. All others go on, and
 * so does the service.
 */
import { globSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, expect, test } from "vitest";
import { type Answer, ask } from "./call.ts";
import { runService, type RunningService, temporaryStateDirectory } from "../support/service.ts";

const state = temporaryStateDirectory();
let running: RunningService | undefined;

afterAll(async () => {
  await running?.kill();
  state.remove();
});

async function call(method: string, path: string, body?: object): Promise<Answer> {
  return await ask(running?.url ?? "", method, path, body);
}

async function order(program: string, orderId: string, clickToken?: string) {
  const conversion = {
    orderId,
    amount: 1_000,
    currency: "CNY",
    ...(clickToken === undefined ? {} : { clickToken }),
  };
  return await call("POST", `/v1/programs/${program}/conversions`, conversion);
}

async function open(program: string): Promise<string> {
  await call("POST", "/v1/programs", { id: program, name: program, currency: "CNY" });
  const { body } = await call("POST", `/v1/programs/${program}/promoters`, { memberId: "seller" });
  await call("POST", `/v1/programs/${program}/bindings`, { customerId: "c", promoterId: body.id });
  expect((await order(program, "o1")).status).toBe(200);
  // By its first alarm an object is listed among those that are woken.
  const alarms = async () => JSON.stringify((await call("GET", `/v1/programs/${program}/alarms`)).body);
  await expect.poll(alarms).toContain("COMMISSION_LEDGER");
  return body.id as string;
}

/** The file of the ledger that holds a program: each object is a file of its own, with its name inside. */
function ledgerOf(program: string): string {
  const files = globSync(join(state.path, "**/*CommissionLedger*/*.sqlite")).filter((file) =>
    /[0-9a-f]{64}\.sqlite$/.test(file),
  );
  const found = files.filter((file) =>
    ["", "-wal"].some((suffix) => {
      try {
        return readFileSync(`${file}${suffix}`).includes(`${program}/0`);
      } catch {
        return false;
      }
    }),
  );
  expect(found).toHaveLength(1);
  return found[0] ?? "";
}

/** Brings what its log holds into the file itself. */
function gather(file: string): void {
  const database = new DatabaseSync(file);
  database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  database.close();
}

function lines(service: RunningService | undefined): string[] {
  return (service?.output() ?? "").split("\n").filter((line) => line.includes('"object_not_woken"'));
}

const DAMAGES: Readonly<Record<string, (file: string) => void>> = {
  truncated: (file) => truncateSync(file, 4_096),
  overwritten: (file) => writeFileSync(file, Buffer.alloc(statSync(file).size, 0x5a)),
};

test("a ledger whose file is truncated or overwritten is 503 with Retry-After, named and counted; others go on", async () => {
  running = await runService("start", state.path);
  await open("well");
  for (const damage of Object.keys(DAMAGES)) await open(damage);
  await running.stop();
  for (const [damage, harm] of Object.entries(DAMAGES)) {
    const file = ledgerOf(damage);
    gather(file);
    harm(file);
  }
  running = await runService("start", state.path);
  for (const damage of Object.keys(DAMAGES)) await expectUnavailable(damage);
  expect((await order("well", "o2")).status).toBe(200);
  expect((await call("GET", "/healthz")).status).toBe(200);
  const metrics = (await call("GET", "/metrics")).body as string;
  expect(metrics).toMatch(/^tributary_unwoken_objects [2-9]/m);
});

/** What asks the damaged ledger of a program is told to come again, and an operator finds its name in the log. */
async function expectUnavailable(program: string): Promise<void> {
  const answers = [
    await order(program, "o1"),
    await order(program, "o2"),
    await call("GET", `/v1/programs/${program}/orders/o1`),
    await call("GET", `/v1/programs/${program}/refused-rows`),
  ];
  for (const { status, retryAfter, body } of answers) {
    expect([status, body.code, Number(retryAfter) > 0, body]).toEqual([503, "unavailable", true, body]);
  }
  const woken = await call("POST", `/v1/programs/${program}/alarms/replay`, {});
  expect(woken).toMatchObject({ status: 200, body: { failed: 1 } });
  const named = () =>
    lines(running).some(
      (line) => line.includes(`"program":"${program}"`) && line.includes(`"object":"${program}/0"`),
    );
  await expect.poll(named).toBe(true);
}
