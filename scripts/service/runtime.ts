/** Runs the built Worker in workerd with everything it is bound to, kept on disk. */
import { createRequire } from "node:module";
import { randomInt } from "node:crypto";
import { createServer } from "node:net";
import { join } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { StartFailure } from "./failure.ts";
import type { Project } from "./project.ts";
import type { LocalQueues } from "./queue/local-queues.ts";
import { PAGES, pagesWorker } from "./pages-worker.ts";
import { type Bundle, PAGES_FOLDER } from "./release.ts";
import { VENDOR_NETWORKS } from "./vendor-networks.ts";

export interface Address {
  readonly host: string;
  /** 0 takes any that is free. */
  readonly port: number;
}

/** What to do about an address that cannot be listened on. */
const UNUSABLE: Readonly<Record<string, (port: number) => string>> = {
  EADDRINUSE: (port) => `Port ${port} is taken. Choose another: PORT=${port < 65_535 ? port + 1 : port - 1}`,
  EACCES: (port) => `This user may not listen on port ${port}. Choose one from 1024 up: PORT=8787`,
  EADDRNOTAVAIL: () => "This machine has no such address. Choose one that it has: HOST=127.0.0.1",
  ENOTFOUND: () => "No address has this name. Choose one that this machine has: HOST=127.0.0.1",
};

/** A port that can be listened on, so that a taken one is told in words and not by a crash. */
export async function freePort({ host, port }: Address): Promise<number> {
  if (port === 0) return await anyFreePort(host);
  try {
    return await bound(host, port);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new StartFailure(`${UNUSABLE[code ?? ""]?.(port) ?? (error as Error).message} (${host}:${port})`);
  }
}

/** Below those that systems give to connections: one of them may be taken before the runtime listens. */
const ANY_PORT = { from: 10_000, below: 32_000 };
const TRIES = 20;

async function anyFreePort(host: string): Promise<number> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const port = await bound(host, randomInt(ANY_PORT.from, ANY_PORT.below)).catch(() => undefined);
    if (port !== undefined) return port;
  }
  return await bound(host, 0);
}

/** Listens for a moment. @returns the port that was free. */
async function bound(host: string, port: number): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done, fail) => {
    probe.once("error", fail).listen(port, host, done);
  });
  const address = probe.address();
  await new Promise((done) => probe.close(done));
  return address !== null && typeof address === "object" ? address.port : port;
}

/** Path of the workerd that this miniflare would run by itself. */
export function workerdPath(): string {
  const require = createRequire(createRequire(import.meta.url).resolve("miniflare"));
  return (require("workerd") as { default: string }).default;
}

/**
 * The Worker answers on its own socket. Requests come from the network into workerd without the development
 * proxy before it, which cost two thirds of the speed and printed stack traces.
 *
 * @param queues queues on disk; without them messages are kept in memory.
 */
export async function runWorker(
  project: Project,
  bundle: Bundle,
  address: Address,
  data: string,
  variables: Record<string, string>,
  queues?: LocalQueues,
): Promise<Miniflare> {
  const { bindings, assets, ...options } = project.options;
  const inMemory = { queueProducers: project.producers, queueConsumers: project.consumers };
  const worker = {
    ...options,
    ...(queues === undefined ? inMemory : {}),
    serviceBindings: { ...queues?.bindings(), ...VENDOR_NETWORKS, ASSETS: PAGES },
    name: project.name,
    bindings: { ...(bindings as object), ...variables },
    modulesRoot: bundle.root,
    modules: [...bundle.modules],
    unsafeRegisterWorker: false,
    // As a proxy's socket: one of a host refuses a request line that is a whole address.
    unsafeDirectSockets: [{ ...address, proxy: true }],
  };
  const pages = pagesWorker(join(bundle.root, PAGES_FOLDER), assets);
  return await run([...(queues === undefined ? [] : [queues.worker()]), worker, pages], data);
}

/** Keeps everything below `data`, asks no network and writes no log of requests. */
export async function run(workers: object[], data: string): Promise<Miniflare> {
  const shared = {
    host: "127.0.0.1",
    port: 0,
    cf: false,
    log: new Log(LogLevel.WARN),
    logRequests: false,
    telemetry: { enabled: false },
    resourcePersistencePath: data,
    resourceTmpPath: join(data, "tmp"),
  };
  const options = { ...shared, workers } as Parameters<typeof convertV4MiniflareOptions>[0];
  const runtime = new Miniflare(convertV4MiniflareOptions(options));
  await runtime.ready;
  return runtime;
}
