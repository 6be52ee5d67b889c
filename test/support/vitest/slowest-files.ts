/** Ends every run of tests with its ten slowest files and with how long all of it took. Nothing fails for its time. */
import type { Reporter, TestModule } from "vitest/node";

const SHOWN = 10;

export class SlowestFiles implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const slowest = modules
      .map((module) => ({ name: module.relativeModuleId, ms: tookMs(module) }))
      .sort((a, b) => b.ms - a.ms)
      .slice(0, SHOWN);
    const lines = slowest.map(({ name, ms }) => `${(ms / 1_000).toFixed(1).padStart(9)} s  ${name}`);
    process.stdout.write(`Slowest files, which run side by side:\n${lines.join("\n")}\n\n${tookInAll()}\n`);
  }
}

function tookMs(module: TestModule): number {
  const { setupDuration, collectDuration, duration } = module.diagnostic();
  return setupDuration + collectDuration + duration;
}

/** From the start of the process, and so with what came before the first test. */
function tookInAll(): string {
  const seconds = Math.round(process.uptime());
  return `Took ${Math.floor(seconds / 60)} min ${seconds % 60} s in all.`;
}
