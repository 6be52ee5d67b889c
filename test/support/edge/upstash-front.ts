/** A real Redis behind the REST protocol of Upstash: commands as JSON arrays, results in base64. Nothing is kept. */
import { type ChildProcess, spawn } from "node:child_process";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { existsSync } from "node:fs";
import { type AddressInfo, createServer as createSocket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";

const TOKEN = "token-of-the-front";
const BINARY = process.env["REDIS_SERVER_PATH"] ?? "/usr/bin/redis-server";

export interface UpstashFront {
  readonly url: string;
  readonly token: string;
  /** Commands that it still answers; then it is silent, and its callers wait. */
  answers: number;
  /** Milliseconds in which each command keeps it from the next, to stand for a slow Redis. */
  busyMs: number;
  /** Kills Redis behind it; callers wait for answers that never come. */
  killRedis(): void;
  stop(): Promise<void>;
}

/**
 * @param binary path of `redis-server`; by default where Debian puts it.
 * @throws when it is not installed: these tests do not skip.
 */
export async function startUpstashFront(binary = BINARY): Promise<UpstashFront> {
  if (!existsSync(binary)) {
    throw new Error("These tests need Redis: apt-get install redis-server, or set REDIS_SERVER_PATH.");
  }
  const port = await freePort();
  const process_ = spawn(
    binary,
    ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
    {
      stdio: "ignore",
    },
  );
  const redis = new Redis({ port, host: "127.0.0.1", retryStrategy: () => 50 });
  // Redis needs a moment to listen; the client reports each refused try.
  redis.on("error", () => {});
  await redis.ping();
  return await serve(redis, process_);
}

async function serve(redis: Redis, process_: ChildProcess): Promise<UpstashFront> {
  let free = Promise.resolve();
  const server = createServer((request, response) => {
    front.answers -= 1;
    if (front.answers < 0) return;
    void answer(request).then(async ({ status, body }) => {
      // A timer of no time takes a millisecond.
      if (front.busyMs > 0) await (free = free.then(() => sleep(front.busyMs)));
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    });
  });
  const answer = async (request: IncomingMessage): Promise<{ status: number; body: unknown }> => {
    if (request.headers.authorization !== `Bearer ${TOKEN}`)
      return { status: 401, body: { error: "Unauthorized" } };
    const [command, ...parameters] = JSON.parse(await textOf(request)) as [string, ...(string | number)[]];
    try {
      const result = await redis.call(command, parameters.map(String));
      return {
        status: 200,
        body: { result: encoded(result, request.headers["upstash-encoding"] === "base64") },
      };
    } catch (error) {
      return { status: 400, body: { error: (error as Error).message } };
    }
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const front: UpstashFront = {
    url: `http://127.0.0.1:${port}`,
    token: TOKEN,
    answers: Infinity,
    busyMs: 0,
    killRedis: () => void process_.kill("SIGKILL"),
    stop: () => stopAll(server, redis, process_),
  };
  return front;
}

async function stopAll(server: Server, redis: Redis, process_: ChildProcess): Promise<void> {
  redis.disconnect();
  process_.kill("SIGKILL");
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

function encoded(result: unknown, base64: boolean): unknown {
  if (typeof result !== "string" || !base64) return result;
  return result === "OK" ? result : Buffer.from(result).toString("base64");
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

async function freePort(): Promise<number> {
  const probe = createSocket();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
