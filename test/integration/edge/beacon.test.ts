import { createHmac } from "node:crypto";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import type { EdgeProgram } from "../../../worker/configuration/edge-program.tables.ts";
import { journeyOf } from "../../../worker/platform/objects.ts";
import { newIdentifySecret, secretUse } from "../../../worker/configuration/program-secrets.ts";
import { seal } from "../../../worker/platform/sealed-secrets.ts";
import { datedProof } from "../../support/edge/proof.ts";
import { EdgeHarness, landingOf, ring, someLink, someProgram } from "../../support/edge/edge-harness.ts";

const DAY_MS = 86_400_000;

function sealed(programId: string, expiresAtMs: number | null = null) {
  const text = newIdentifySecret();
  const secret = {
    source: "identify",
    sealed: seal(ring, secretUse(programId, "identify"), text),
    expiresAtMs,
  };
  return { text, secret };
}

/** As merchants made them before proofs had an end. */
function undatedProof(secret: string, customerId: string): string {
  return createHmac("sha256", secret).update(customerId).digest("hex");
}

/** A program with an identify secret, and a click on a link of it. */
async function someTap(more: Partial<EdgeProgram> = {}) {
  const bare = someProgram(more);
  const present = sealed(bare.id);
  const program = { ...bare, secrets: [present.secret], ...more };
  const edge = new EdgeHarness(program);
  const link = await someLink(program);
  const tap = async (headers: Record<string, string> = {}) =>
    landingOf(await edge.visit(`/s/${link.slug}`, headers)).searchParams.get("tby") ?? "";
  const token = await tap();
  await edge.clicks();
  edge.seen.sent.length = 0;
  const identify = (customerId: string, proof: string | undefined, more: Record<string, unknown> = {}) =>
    edge.beacon({ program: program.id, type: "identify", customerId, proof, clickTokens: [token], ...more });
  return { program, edge, link, tap, token, secret: present.text, identify };
}

/** Links of the touches that the customer's Journey keeps. */
async function journeyLinks(program: EdgeProgram, customerId: string): Promise<number[]> {
  const query = { customerId, atMs: Date.now() + DAY_MS, knownByMs: Infinity };
  const [known] = await journeyOf(env, program, customerId).evidence([query]);
  return known?.touches.map((touch) => touch.link) ?? [];
}

test("a page view and a conversion are counted with the clicks, and answered 204 to pages of any origin", async () => {
  const { program, edge, link, token } = await someTap();
  const view = await edge.beacon({ program: program.id, type: "pageview", title: "ignored" });
  const received = { type: "conversion", orderId: "A-1", amount: 990, currency: "CNY", clickTokens: [token] };
  const sold = await edge.beacon(
    { program: program.id, ...received },
    { "content-type": "application/json" },
  );
  for (const answer of [view, sold]) {
    expect([answer.status, await answer.text()]).toEqual([204, ""]);
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
    expect(answer.headers.get("access-control-allow-credentials")).toBeNull();
    expect(answer.headers.getSetCookie()).toEqual([]);
  }
  expect(await edge.counted()).toMatchObject([
    { of: "pageview", program: program.number, link: 0 },
    { of: "conversion", link: link.number, amountMinor: 990 },
  ]);
  expect(edge.seen.objects).toBe(0);
});

test("a browser that asks before sending JSON is let through, without credentials and for this method alone", async () => {
  const { edge } = await someTap();
  const answer = await edge.visit("/e", { origin: "https://shop.example.com" }, "OPTIONS");
  expect(answer.status).toBe(204);
  expect(answer.headers.get("access-control-allow-methods")).toBe("POST");
  expect(answer.headers.get("access-control-allow-headers")).toBe("content-type");
  for (const method of ["GET", "PUT", "DELETE"]) {
    const refused = await edge.visit("/e", {}, method);
    expect([refused.status, refused.headers.get("allow")]).toEqual([405, "POST, OPTIONS"]);
  }
});

test("a bad body is a problem and changes nothing: unreadable, wrong in shape, too long", async () => {
  const { program, edge } = await someTap();
  const conversion = { program: program.id, type: "conversion", orderId: "A", amount: 1, currency: "CNY" };
  const bad: [unknown, number][] = [
    ["", 400],
    ["{", 400],
    ["null", 422],
    ["[]", 422],
    [{ program: program.id }, 422],
    [{ program: program.id, type: "click" }, 422],
    [{ type: "pageview" }, 422],
    [{ program: "No Such", type: "pageview" }, 422],
    [{ ...conversion, amount: 1.5 }, 422],
    [{ ...conversion, amount: LIMITS.amountMinor + 1 }, 422],
    [{ ...conversion, orderId: "." }, 422],
    [{ ...conversion, currency: 5 }, 422],
    [{ ...conversion, clickTokens: Array.from({ length: LIMITS.tokensPerOrder + 1 }, () => "x") }, 422],
    [{ program: program.id, type: "identify", customerId: "a  b" }, 422],
    [`"${"x".repeat(LIMITS.beaconBytes)}"`, 413],
  ];
  for (const [body, status] of bad) {
    const answer = await edge.beacon(body);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([status, "application/problem+json"]);
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
  }
  expect([await edge.counted(), edge.seen.objects]).toEqual([[], 0]);
  const longest = JSON.stringify({ program: program.id, type: "pageview", more: "" });
  const padded = longest.replace(`""`, `"${"x".repeat(LIMITS.beaconBytes - longest.length)}"`);
  expect([padded.length, (await edge.beacon(padded)).status]).toEqual([LIMITS.beaconBytes, 204]);
});

test("bots are answered as others, and not counted", async () => {
  const { program, edge } = await someTap();
  const bot = { "user-agent": "Googlebot/2.1" };
  expect((await edge.beacon({ program: program.id, type: "pageview" }, bot)).status).toBe(204);
  expect(await edge.counted()).toEqual([]);
});

test("a proved identify is kept by the customer's Journey before it is answered, and safe to repeat", async () => {
  const { program, secret, link, identify } = await someTap();
  const proof = datedProof(secret, program.id, "customer-1");
  for (const spelled of [proof, proof.toUpperCase()]) {
    expect((await identify("customer-1", spelled)).status).toBe(204);
    expect(await journeyLinks(program, "customer-1")).toEqual([link.number]);
  }
});

test("without a valid proof nothing is kept and no object is asked; the answer tells no difference", async () => {
  const { program, edge, secret, identify } = await someTap();
  const other = sealed(program.id);
  const proof = datedProof(secret, program.id, "victim");
  const wrong = [
    undefined,
    "",
    "0".repeat(64),
    proof.slice(0, 63),
    `${proof}00`,
    datedProof(secret, program.id, "thief"),
    datedProof(other.text, program.id, "victim"),
    datedProof("", program.id, "victim"),
    datedProof(secret, other.secret.source, "victim"),
    datedProof(secret, program.id, "victim", Date.now() - 1_000),
    proof.replace(/^v1\.\d+/, `v1.${Math.floor(Date.now() / 1_000) + 9_999}`),
    proof.replace("v1", "v2"),
    undatedProof(secret, "victim"),
  ];
  for (const guess of wrong) {
    const answer = await identify("victim", guess);
    expect([answer.status, await answer.text()]).toEqual([204, ""]);
  }
  expect(edge.seen.objects).toBe(0);
  expect(await journeyLinks(program, "victim")).toEqual([]);
});

test("a proof without an end is taken where the program says so, for one customer alone", async () => {
  const { program, secret, link, identify } = await someTap({ acceptUndatedProofs: true });
  await identify("victim", undatedProof(secret, "thief"));
  expect(await journeyLinks(program, "victim")).toEqual([]);
  for (const proof of [undatedProof(secret, "customer-9"), datedProof(secret, program.id, "customer-9")]) {
    await identify("customer-9", proof);
    expect(await journeyLinks(program, "customer-9")).toEqual([link.number]);
  }
});

test("during a rotation both secrets prove; the old one only until it expires", async () => {
  const { program, edge, secret, identify } = await someTap();
  const old = sealed(program.id, Date.now() + 60_000);
  const over = sealed(program.id, Date.now() - 1);
  edge.set({ ...program, secrets: [...program.secrets, old.secret, over.secret] });
  await identify("by-new", datedProof(secret, program.id, "by-new"));
  await identify("by-old", datedProof(old.text, program.id, "by-old"));
  await identify("by-over", datedProof(over.text, program.id, "by-over"));
  const kept = await Promise.all(
    ["by-new", "by-old", "by-over"].map(async (id) => (await journeyLinks(program, id)).length),
  );
  expect(kept).toEqual([1, 1, 0]);
});

test("of the tokens of an identify the forged and foreign ones are ignored, the others kept", async () => {
  const { program, secret, link, token, identify } = await someTap();
  const foreign = await someTap();
  const clickTokens = ["rubbish", `${token.slice(0, -2)}AA`, foreign.token, token, token];
  await identify("customer-2", datedProof(secret, program.id, "customer-2"), { clickTokens });
  expect(await journeyLinks(program, "customer-2")).toEqual([link.number]);
  const none = await identify("customer-3", datedProof(secret, program.id, "customer-3"), {
    clickTokens: [foreign.token],
  });
  expect([none.status, await journeyLinks(program, "customer-3")]).toEqual([204, []]);
});

test("two browsers of one customer stay two visitors; one who opted out is named by none", async () => {
  const { program, edge, secret, tap, token } = await someTap();
  const second = await tap();
  const received = (customerId: string, clickTokens: string[]) => ({
    program: program.id,
    type: "identify",
    customerId,
    proof: datedProof(secret, program.id, customerId),
    clickTokens,
  });
  await edge.beacon(received("two-browsers", [token, second]));
  expect(await journeyOf(env, program, "two-browsers").visitors("two-browsers")).toHaveLength(2);
  await edge.beacon(received("opted-out", [token]), { "sec-gpc": "1" });
  expect(await journeyOf(env, program, "opted-out").visitors("opted-out")).toEqual([]);
  expect(await journeyLinks(program, "opted-out")).toHaveLength(1);
  await edge.clicks();
});

test("5,000 made-up program names cost storage no more than the budget for them, and known programs go on", async () => {
  const { program, edge } = await someTap();
  const before = edge.seen.programReads;
  const startedAtMs = Date.now();
  for (let count = 0; count < 5_000; count += 1) {
    const received = { program: `made-up-${count}`, type: "pageview" };
    expect((await edge.beacon(received)).status).toBe(204);
  }
  const seconds = (Date.now() - startedAtMs) / 1_000;
  expect(edge.seen.programReads - before).toBeLessThanOrEqual(50 + 5 * (seconds + 1));
  expect(edge.seen.objects).toBe(0);
  await edge.beacon({ program: program.id, type: "pageview" });
  expect(await edge.counted()).toHaveLength(1);
});

test("while storage fails, what would be counted is let go, and what would be kept is told to come again", async () => {
  const { program, secret } = await someTap();
  const cold = new EdgeHarness(program);
  cold.storageFails = true;
  expect((await cold.beacon({ program: program.id, type: "pageview" })).status).toBe(204);
  const received = { type: "identify", customerId: "c", proof: datedProof(secret, program.id, "c") };
  const answer = await cold.beacon({ program: program.id, ...received });
  expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "2"]);
});
