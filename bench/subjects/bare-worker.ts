/** A Worker that does nothing but answer, with the same bytes as the service: the ceiling of the runtime itself. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { getPage, type Page } from "../http.ts";
import { freePort, workerdPath } from "../../scripts/service/runtime.ts";
import { PROJECT } from "../../scripts/service/project.ts";

export interface BareWorker {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Headers that the runtime writes by itself. */
const OWN_HEADERS = new Set(["date", "content-length", "transfer-encoding", "connection"]);

/** What an address answers, byte for byte, as far as a Worker can say it. */
export async function recordAnswer(url: string, headers: Readonly<Record<string, string>>): Promise<Page> {
  const page = await getPage(url, headers);
  return { ...page, headers: page.headers.filter(([name]) => !OWN_HEADERS.has(name.toLowerCase())) };
}

/** Starts workerd with a Worker that answers so. */
export async function startBareWorker(answer: Page): Promise<BareWorker> {
  return await startWorker(sourceOf(answer));
}

/** Starts workerd with a Worker of one module, with the service's compatibility date and flags. */
export async function startWorker(source: string): Promise<BareWorker> {
  const port = await freePort({ host: "127.0.0.1", port: 0 });
  const folder = mkdtempSync(join(tmpdir(), "tributary-bare-"));
  writeFileSync(join(folder, "worker.js"), source);
  writeFileSync(join(folder, "config.capnp"), configOf(port));
  const child = spawn(workerdPath(), ["serve", join(folder, "config.capnp")], { stdio: "ignore" });
  const url = `http://127.0.0.1:${port}`;
  await untilAnswers(url, child);
  return {
    url,
    pid: child.pid ?? 0,
    stop: async () => {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function sourceOf({ status, headers, body }: Page): string {
  // Headers made once: given as pairs, they would cost a third of the request.
  return `const headers = new Headers(${JSON.stringify(headers)});
const body = ${body.length === 0 ? "null" : `Uint8Array.from(${JSON.stringify([...body])})`};
export default {
  fetch() {
    return new Response(body, { status: ${status}, headers });
  },
};
`;
}

function configOf(port: number): string {
  const settings = readFileSync(join(PROJECT, "wrangler.toml"), "utf8");
  const date = /^compatibility_date = "([\d-]+)"/m.exec(settings)?.[1] ?? "";
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "bare", worker = (
    modules = [(name = "worker.js", esModule = embed "worker.js")],
    compatibilityDate = "${date}",
    compatibilityFlags = ["nodejs_compat"],
  ))],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "bare")],
);
`;
}

async function untilAnswers(url: string, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (child.exitCode !== null) throw new Error("the bare worker did not start");
    try {
      await getPage(url);
      return;
    } catch {
      await wait(50);
    }
  }
  throw new Error("the bare worker does not answer");
}
