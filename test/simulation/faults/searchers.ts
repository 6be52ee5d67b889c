/** Processes that look for planted faults side by side. */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Found } from "./find-fault.ts";
import type { Search } from "./searcher.ts";

class Searcher {
  #process: ChildProcess | null = null;
  /** Ends when all that was asked so far is answered. */
  #free: Promise<unknown> = Promise.resolve();
  /** How many searches are asked for and not answered. */
  open = 0;

  /** @throws Error when the process ends without an answer: the next search has another one. */
  async find(search: Search): Promise<Found | null> {
    this.open += 1;
    const before = this.#free;
    const found = before.then(async () => await this.#ask(search)).finally(() => (this.open -= 1));
    this.#free = found.catch(() => {});
    return await found;
  }

  stop(): void {
    this.#process?.kill();
  }

  async #ask(search: Search): Promise<Found | null> {
    const searching = this.#running();
    const { stdin, stdout, stderr } = searching;
    if (stdin === null || stdout === null || stderr === null) throw new Error("a searcher without its pipes");
    let errors = "";
    const hear = (text: Buffer): void => void (errors += String(text));
    stderr.on("data", hear);
    const lines = createInterface({ input: stdout });
    try {
      return await new Promise((done, failed) => {
        lines.once("line", (line) => done(JSON.parse(line) as Found | null));
        searching.once("close", () => failed(new Error(errors)));
        stdin.write(`${JSON.stringify(search)}\n`);
      });
    } finally {
      lines.close();
      stderr.off("data", hear);
      searching.removeAllListeners("close");
    }
  }

  #running(): ChildProcess {
    if (this.#process === null || this.#process.exitCode !== null)
      this.#process = spawn("node", [join(import.meta.dirname, "searcher.ts")]);
    return this.#process;
  }
}

export class Searchers {
  readonly #all: readonly Searcher[];

  constructor(count: number) {
    this.#all = Array.from({ length: count }, () => new Searcher());
  }

  /** Asks the one that has least to do. */
  async find(search: Search): Promise<Found | null> {
    const [free] = this.#all.toSorted((a, b) => a.open - b.open);
    if (free === undefined) throw new Error("nobody searches");
    return await free.find(search);
  }

  stop(): void {
    for (const searcher of this.#all) searcher.stop();
  }
}
