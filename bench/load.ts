/** Drives an address with as many requests as it takes: with wrk where it is installed, else with autocannon. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import autocannon from "autocannon";
import type { Report } from "./report.ts";
import type { Side } from "./rounds.ts";
import { isInstalled } from "./machine/installed.ts";

const run = promisify(execFile);

export interface Load {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly seconds: number;
  /** 32 by default. */
  readonly connections?: number;
}

export interface Loaded {
  readonly requestsPerSecond: number;
  readonly requests: number;
  /** Requests that were reset or not answered in time: they count for nothing, and end nothing. */
  readonly unanswered: number;
}

const CONNECTIONS = 32;

/** Requests over keep-alive connections, each sent as soon as the one before was answered. */
export async function drive(load: Load): Promise<Loaded> {
  return isInstalled("wrk") ? await driveWithWrk(load) : await driveWithAutocannon(load);
}

/** An address under load as one side of a comparison, in requests a second. */
export function driven(report: Report, name: string, load: Load): Side {
  return {
    name,
    measure: async () => {
      const { requestsPerSecond, unanswered } = await drive(load);
      if (unanswered > 0) report.unanswered(`${name}, ${new URL(load.url).pathname}`, unanswered);
      return requestsPerSecond;
    },
  };
}

async function driveWithWrk({ url, headers, seconds, connections = CONNECTIONS }: Load): Promise<Loaded> {
  const given = Object.entries(headers).flatMap(([name, value]) => ["-H", `${name}: ${value}`]);
  const { stdout } = await run("wrk", ["-t1", `-c${connections}`, `-d${seconds}s`, ...given, url]);
  return readWrk(stdout);
}

/**
 * What wrk says of a run.
 *
 * @throws where something was refused: a figure of refusals means nothing.
 */
export function readWrk(said: string): Loaded {
  const refused = /Non-2xx or 3xx responses: (\d+)/.exec(said)?.[1];
  if (refused !== undefined) throw new Error(`${refused} requests were refused:\n${said}`);
  const [, ...errors] =
    /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(said) ?? [];
  return {
    requestsPerSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(said)?.[1]),
    requests: Number(/(\d+) requests in/.exec(said)?.[1]),
    unanswered: errors.reduce((sum, count) => sum + Number(count), 0),
  };
}

async function driveWithAutocannon(load: Load): Promise<Loaded> {
  const { url, headers, seconds, connections = CONNECTIONS } = load;
  const result = await autocannon({ url, headers, duration: seconds, connections });
  const refused = result["4xx"] + result["5xx"];
  if (refused > 0) throw new Error(`${refused} requests to ${url} were refused`);
  return {
    requestsPerSecond: result.requests.total / result.duration,
    requests: result.requests.total,
    unanswered: result.errors + result.timeouts,
  };
}
