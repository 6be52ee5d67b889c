/** Runs the parts of the benchmark, one after the other, and reports. */
import { measureClicks } from "./clicks.ts";
import { measureCost } from "./cost.ts";
import { measureDecisions } from "./decisions.ts";
import { measureLatency } from "./latency.ts";
import { measureMemory } from "./memory.ts";
import { measureOrders } from "./orders.ts";
import { Report } from "./report.ts";
import { measureScale } from "./scale.ts";
import { type Settings, settingsFrom } from "./settings.ts";

type Part = (report: Report, settings: Settings) => Promise<void>;

const PARTS: Readonly<Record<string, Part>> = {
  clicks: measureClicks,
  orders: measureOrders,
  latency: measureLatency,
  cost: measureCost,
  decisions: measureDecisions,
  memory: measureMemory,
  scale: measureScale,
};

/** @returns the exit code: 0 when every part ran, 1 when a part broke, 2 when one is unknown. */
export async function runBenchmark(args: readonly string[]): Promise<number> {
  const settings = settingsFrom(args);
  const unknown = settings.parts.filter((part) => !(part in PARTS));
  if (unknown.length > 0) {
    console.error(`There is no part ${unknown.join(", ")}. Parts: ${Object.keys(PARTS).join(", ")}`);
    return 2;
  }
  const report = new Report();
  for (const [name, part] of Object.entries(PARTS)) {
    if (settings.parts.length === 0 || settings.parts.includes(name)) await part(report, settings);
  }
  const allMet = report.finish();
  if (!allMet && !settings.smoke) console.log("Not every bar was met.");
  return 0;
}
