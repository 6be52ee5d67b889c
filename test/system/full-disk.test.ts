/** A disk that is full costs nothing that was answered: what cannot be written is 503, and room is all that it takes. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, inject, test } from "vitest";
import { ADMIN_TOKEN, runService, type RunningService, temporaryDirectory } from "../support/service.ts";

const SIZE = "48m";
const state = temporaryDirectory();
const disk = join(state.path, "disk");
const filler = join(disk, "filler");
let running: RunningService | undefined;

afterAll(async () => {
  await running?.kill();
  execFileSync("umount", ["--lazy", disk]);
  state.remove();
});

async function call(method: string, path: string, body?: object) {
  const answer = await fetch(`${running?.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, retryAfter: answer.headers.get("retry-after"), text: await answer.text() };
}

async function order(orderId: string) {
  const metadata = { note: "x".repeat(400) };
  return await call("POST", "/v1/programs/full/conversions", {
    orderId,
    amount: 1_000,
    currency: "CNY",
    metadata,
  });
}

/** The slug of a link in a program of its own. */
async function makeLink(): Promise<string> {
  const program = { id: "full", name: "Full", currency: "CNY", allowedHosts: ["shop.example"] };
  await call("POST", "/v1/programs", program);
  const promoter = await call("POST", "/v1/programs/full/promoters", { memberId: "m" });
  const { id: promoterId } = JSON.parse(promoter.text) as { id: string };
  const link = await call("POST", "/v1/programs/full/links", {
    promoterId,
    destination: "https://shop.example/",
  });
  return (JSON.parse(link.text) as { slug: string }).slug;
}

/** Clicks until one waits in the queue, to be delivered when nothing can be noted. */
async function leaveClickInQueue(slug: string): Promise<void> {
  const waiting = async (): Promise<string> => {
    await fetch(`${running?.url}/s/${slug}`, { redirect: "manual" });
    return (await call("GET", "/metrics")).text;
  };
  await expect.poll(waiting).toMatch(/^tributary_queue_waiting\{queue="events"\} [1-9]/m);
}

/** Takes all the room there is. */
function fill(): void {
  for (const bytes of [1_048_576, 4_096]) {
    for (;;) {
      try {
        writeFileSync(filler, Buffer.alloc(bytes), { flag: "a" });
      } catch {
        break;
      }
    }
  }
}

test("on a full disk an order is 503 with Retry-After and never 500, its cause is logged, and room heals it", async () => {
  mkdirSync(disk);
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${SIZE}`, "tmpfs", disk]);
  cpSync(inject("builtWorker"), join(disk, "bundle"), { recursive: true });
  running = await runService("start", disk);
  const slug = await makeLink();
  const accepted: string[] = [];
  const refused: { status: number; retryAfter: string | null; text: string }[] = [];
  await leaveClickInQueue(slug);
  fill();
  await running.printed("queue_disk_refused");
  for (let number = 0; refused.length < 20; number += 1) {
    const answer = await order(`o${number}`);
    if (answer.status === 200) accepted.push(`o${number}`);
    else refused.push(answer);
    fill();
  }
  for (const { status, retryAfter, text } of refused) {
    expect([status, Number(retryAfter) > 0, text]).toEqual([503, true, text]);
  }
  expect(running.output()).toMatch(/SQLITE_FULL|SQLITE_IOERR|internal error; reference/);
  expect(running.output()).not.toContain("x".repeat(50));
  rmSync(filler);
  await expect.poll(async () => (await order("after")).status).toBe(200);
  for (const orderId of accepted) {
    expect((await call("GET", `/v1/programs/full/orders/${orderId}`)).status).toBe(200);
  }
});
