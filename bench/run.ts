/** Runs the parts of the benchmark, one after the other, and reports. */
import { measureAgents } from "./agents.ts";
import { measureClicks } from "./clicks.ts";
import { measureCost } from "./cost.ts";
import { measureDecisions } from "./decisions.ts";
import { measureGrowth } from "./growth.ts";
import { measureInterruptions } from "./interruptions.ts";
import { measureLatency } from "./latency.ts";
import { measureLimiter } from "./limiter.ts";
import { shareEqually } from "./machine/equal-shares.ts";
import { measureMemory } from "./memory.ts";
import { measureOrders } from "./orders.ts";
import { measureReads } from "./reads.ts";
import { Report } from "./report.ts";
import { measureReports } from "./reports.ts";
import { measureRisk } from "./risk.ts";
import { measureScale } from "./scale.ts";
import { askedBy, exitCode, type Settings } from "./settings.ts";

interface Part {
  /** What it measures, for `--help`. */
  readonly about: string;
  readonly measure: (report: Report, settings: Settings) => Promise<void>;
}

const PARTS: Readonly<Record<string, Part>> = {
  clicks: { about: "share link and pixel against a bare worker and nginx", measure: measureClicks },
  orders: { about: "settled orders, in batches and one by one, against PostgreSQL", measure: measureOrders },
  interruptions: { about: "the longest tap while long work runs", measure: measureInterruptions },
  reads: { about: "wallet reads against an empty route of Hono", measure: measureReads },
  reports: { about: "the first page of each report over two years", measure: measureReports },
  growth: { about: "how much slower all becomes with many orders", measure: measureGrowth },
  latency: { about: "how long one conversion takes under load", measure: measureLatency },
  cost: { about: "dollars for a million clicks and orders", measure: measureCost },
  decisions: { about: "attribution, and verification of a journal", measure: measureDecisions },
  limiter: { about: "clicks judged by ClickGuard against Redis", measure: measureLimiter },
  memory: { about: "memory and disk after many clicks and orders", measure: measureMemory },
  agents: { about: "bots and people by their user agents, over lists of others", measure: measureAgents },
  risk: { about: "stolen and honest orders over simulated weeks", measure: measureRisk },
  scale: { about: "the busiest object under skewed load", measure: measureScale },
};

const USAGE = `npm run bench -- [options] [part…]

Measures the given parts, or all. What was measured is written to bench/results.json, in place of the run before. Ends
with 1 where a part broke or a bar was not met.

${Object.entries(PARTS)
  .map(([name, { about }]) => `  ${name.padEnd(12)} ${about}`)
  .join("\n")}

  --rounds N   rounds of each comparison, 5 by default
  --seconds N  length of a round where time bounds it, 4 by default
  --orders N   orders of the older service of \`growth\`, 20,000 by default; 200,000 for the whole of it
  --entries N  entries of the journal of \`interruptions\`, 20,000 by default; 400,000 for the whole of it
  --smoke      the shortest run that shows that everything works; its figures mean nothing
  --help       this`;

/** @returns the exit code. 0 when every bar was met or usage was asked for, 1 when one was not or a part broke, 2 when asked wrongly. */
export async function runBenchmark(args: readonly string[]): Promise<number> {
  const asked = askedBy(args, Object.keys(PARTS));
  switch (asked.kind) {
    case "usage":
      console.log(USAGE);
      return 0;
    case "refused":
      console.error(asked.reason);
      return 2;
    case "measure":
      return await measure(asked.settings);
    default:
      return asked satisfies never;
  }
}

/** A part that breaks takes nothing away from what the others measure. */
async function measure(settings: Settings): Promise<number> {
  const report = new Report();
  const shares = shareEqually();
  console.log(`shares of the processor: ${shares.how}`);
  let broken = false;
  try {
    for (const [name, part] of Object.entries(PARTS)) {
      if (settings.parts.length > 0 && !settings.parts.includes(name)) continue;
      if (!(await ran(name, part, report, settings))) broken = true;
    }
  } finally {
    shares.end();
  }
  const allMet = report.finish(shares);
  if (!allMet && !settings.smoke) console.log("Not every bar was met.");
  return exitCode({ broken, allMet, smoke: settings.smoke });
}

async function ran(name: string, part: Part, report: Report, settings: Settings): Promise<boolean> {
  try {
    await part.measure(report, settings);
    return true;
  } catch (error) {
    console.error(error);
    report.notMeasured(name, "it broke");
    return false;
  }
}
