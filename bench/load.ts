/** Drives an address with as many requests as it takes: with wrk where it is installed, else with autocannon. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import autocannon from "autocannon";
import { isInstalled } from "./installed.ts";

const run = promisify(execFile);

export interface Load {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly seconds: number;
}

export interface Loaded {
  readonly requestsPerSecond: number;
  readonly requests: number;
}

const CONNECTIONS = 32;

/** Requests over keep-alive connections, each sent as soon as the one before was answered. */
export async function drive(load: Load): Promise<Loaded> {
  return isInstalled("wrk") ? await driveWithWrk(load) : await driveWithAutocannon(load);
}

async function driveWithWrk({ url, headers, seconds }: Load): Promise<Loaded> {
  const given = Object.entries(headers).flatMap(([name, value]) => ["-H", `${name}: ${value}`]);
  const { stdout } = await run("wrk", ["-t1", `-c${CONNECTIONS}`, `-d${seconds}s`, ...given, url]);
  if (/Non-2xx|Socket errors/.test(stdout)) throw new Error(`requests to ${url} failed:\n${stdout}`);
  return {
    requestsPerSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]),
    requests: Number(/(\d+) requests in/.exec(stdout)?.[1]),
  };
}

async function driveWithAutocannon({ url, headers, seconds }: Load): Promise<Loaded> {
  const result = await autocannon({ url, headers, duration: seconds, connections: CONNECTIONS });
  const failed = result.errors + result.timeouts + result["4xx"] + result["5xx"];
  if (failed > 0) throw new Error(`${failed} requests to ${url} failed`);
  return {
    requestsPerSecond: result.requests.total / result.duration,
    requests: result.requests.total,
  };
}
