/** Clients hang up whenever they like: their clicks are counted, and the room that they took is free again. */
import { globSync } from "node:fs";
import { Agent, request } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ADMIN_TOKEN, runService, type RunningService, temporaryStateDirectory } from "../support/service.ts";

const CLICKS = 600;
const AT_ONCE = 40;
/** More than the Worker lets in at once. */
const UNANSWERED = 1_200;
/** Sixteen of them took all room. */
const OPENED = 200;

const state = temporaryStateDirectory();
let running: RunningService | undefined;
let url = "";
let slug = "";

beforeAll(async () => {
  running = await runService("start", state.path);
  url = running.url;
  slug = await shareLink();
});

afterAll(async () => {
  await running?.kill();
  state.remove();
});

test(`${CLICKS} clicks whose clients hang up are all counted`, async () => {
  let left = CLICKS;
  const client = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      expect(await clickAndHangUp()).toContain("302");
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, client));
  await expect.poll(countedClicks, { interval: 250 }).toEqual({ clicks: CLICKS, unique: CLICKS });
});

test(`${UNANSWERED} calls whose clients hang up before the answer take no room from those that come later`, async () => {
  for (let sent = 0; sent < UNANSWERED; sent += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, async () => await askAndHangUp()));
  }
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
  const answer = await fetch(`${url}/v1/programs/hang-up/promoters`, { headers });
  expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining("promoter")]);
});

test("a body that breaks off or is broken is answered 400, and is no failure of the service's storage", async () => {
  const bodies = ["2;x=y\r\n{}\r\n0\r\n\r\n", "zz\r\n{}\r\n0\r\n\r\n"];
  const paths = ["/webhooks/hang-up/standard", "/e", "/v1/programs", "/v1/programs/hang-up/bindings/import"];
  for (const path of paths) {
    for (const body of bodies) {
      const answer = await sendRaw(`POST ${path}`, `Transfer-Encoding: chunked\r\n\r\n${body}`);
      expect([path, answer]).toEqual([path, expect.stringMatching(/"?incomplete_body"?/)]);
    }
    await sendRaw(`POST ${path}`, 'Content-Length: 100\r\n\r\n{"a"', "hang up");
  }
  const answer = await fetch(`${url}/healthz`);
  expect([answer.status, running?.output()]).toEqual([200, expect.not.stringMatching(/"level":"error"/)]);
});

test(`${OPENED} bodies that are announced and never sent turn nobody away, whoever opens them`, async () => {
  const { hostname, port } = new URL(url);
  const opened = await Promise.all(
    Array.from({ length: OPENED }, async () => {
      const socket = connect(Number(port), hostname);
      await new Promise((done) => socket.once("connect", done));
      socket.on("error", () => {});
      socket.write(
        `POST /webhooks/hang-up/standard HTTP/1.1\r\nHost: ${hostname}:${port}\r\nContent-Length: 1048576\r\n\r\n{`,
      );
      return socket;
    }),
  );
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
  for (let asked = 0; asked < 10; asked += 1) {
    const answer = await fetch(`${url}/v1/programs/hang-up/promoters`, { headers });
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining("promoter")]);
  }
  for (const socket of opened) socket.destroy();
});

test("a request line may be a whole address, and one that names no host is refused: never a failure", async () => {
  const agent =
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
  const answers: [line: string, status: string][] = [
    [`GET ${url}/s/${slug}`, "302"],
    [`GET //S/${slug}`, "302"],
    [`GET ${url}/v1/programs/hang-up`, "200"],
    [`GET /v1/programs/hang-up`, "200"],
    ["OPTIONS *", "404"],
    ["GET http://[/", "400"],
    ["GET nonsense", "400"],
  ];
  for (const [line, status] of answers) {
    const answer = await sendRaw(line, `${agent}\r\n\r\n`, "wait", "\r\n\r\n");
    expect([line, answer.slice(0, 12)]).toEqual([line, `HTTP/1.1 ${status}`]);
  }
});

test("an answer that needs no body reaches every client, and its connection takes the next request", async () => {
  const cases: [string, number, number][] = [
    ["/e", 100_000, 413],
    ["/v1/programs", 900_000, 401],
    ["/webhooks/hang-up/standard", 3_000_000, 413],
    ["/s/nothing", 200_000, 405],
  ];
  for (const [path, bytes, status] of cases) {
    // The runtime closes a connection that idles for five seconds: none of them does, and none is left for the next case.
    const agent = new Agent({ keepAlive: true, maxSockets: 20 });
    const client = async () => [await post(agent, path, bytes), await post(agent, "/e", 20)];
    const answers = await Promise.all(Array.from({ length: 40 }, client));
    expect(new Set(answers.map(String))).toEqual(new Set([`${status},400`]));
    agent.destroy();
  }
});

/** @returns the status of the answer, or what went wrong. */
async function post(agent: Agent, path: string, bytes: number): Promise<number | string> {
  return await new Promise((resolve) => {
    const asked = request(`${url}${path}`, { method: "POST", agent }, (answer) => {
      answer.resume();
      answer.on("end", () => resolve(answer.statusCode ?? 0));
    });
    asked.on("error", (error) => resolve(error.message));
    asked.end(Buffer.alloc(bytes, " "));
  });
}

/** Sends bytes as they are, as the operator. @returns the answer up to `until`, or nothing where the client hangs up first. */
function sendRaw(
  requestLine: string,
  rest: string,
  then: "wait" | "hang up" = "wait",
  until = "incomplete_body",
): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect(Number(port), hostname, () => {
      const head = `Host: ${hostname}:${port}\r\nAuthorization: Bearer ${ADMIN_TOKEN}\r\nConnection: close\r\n`;
      socket.write(`${requestLine} HTTP/1.1\r\n${head}${rest}`);
      if (then === "hang up") setTimeout(() => socket.resetAndDestroy(), 20);
    });
    socket.on("data", (bytes) => {
      answer += bytes.toString("latin1");
      // The service itself would keep the connection for seconds.
      if (answer.includes(until)) socket.destroy();
    });
    socket.on("error", reject);
    socket.once("close", () => resolve(answer));
  });
}

async function shareLink(): Promise<string> {
  await create("/v1/programs", {
    id: "hang-up",
    name: "Hang up",
    currency: "CNY",
    allowedHosts: ["shop.example.com"],
  });
  const { id } = await create("/v1/programs/hang-up/promoters", { memberId: "promoter" });
  const destination = "https://shop.example.com/";
  const { slug } = await create("/v1/programs/hang-up/links", { promoterId: id, destination });
  return slug ?? "";
}

async function create(path: string, body: object): Promise<Record<string, string>> {
  const answer = await fetch(`${url}${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(201);
  return (await answer.json()) as Record<string, string>;
}

/** Cuts the connection at the first bytes of the answer. @returns those bytes. */
function clickAndHangUp(): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => {
      const browser =
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
      socket.write(`GET /s/${slug} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nUser-Agent: ${browser}\r\n\r\n`);
    });
    socket.on("error", reject);
    socket.once("data", (bytes) => {
      socket.resetAndDestroy();
      resolve(bytes.toString("latin1"));
    });
  });
}

/** Sends a whole request, and is gone a moment later. */
function askAndHangUp(): Promise<void> {
  const { hostname, port } = new URL(url);
  return new Promise((gone, failed) => {
    const socket = connect(Number(port), hostname, () => {
      const authorization = `Authorization: Bearer ${ADMIN_TOKEN}`;
      const path = "/v1/programs/hang-up/promoters";
      socket.write(`GET ${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\n${authorization}\r\n\r\n`);
      setTimeout(() => socket.resetAndDestroy(), 1);
    });
    socket.on("error", failed);
    socket.once("close", () => gone());
  });
}

/** Read from the database's file: counters have no call of their own yet. */
function countedClicks(): unknown {
  for (const file of globSync("**/*.sqlite", { cwd: join(state.path, "data/d1") })) {
    const database = new DatabaseSync(join(state.path, "data/d1", file), { readOnly: true });
    try {
      const tables = database.prepare("SELECT name FROM sqlite_master WHERE name = 'click_counters'").all();
      if (tables.length === 0) continue;
      const sums = 'SELECT sum(clicks) AS clicks, sum(unique_clicks) AS "unique" FROM click_counters';
      return { ...database.prepare(sums).get() };
    } finally {
      database.close();
    }
  }
  return "no counters";
}
