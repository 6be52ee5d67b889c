/** The blocks of README.md that readers paste into a shell, run as they stand against a service that is running. */
import { execFileSync, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

const GUIDE = resolve(import.meta.dirname, "../../README.md");

/** Where the guide says that the service listens. */
const WRITTEN_ORIGIN = "http://127.0.0.1:8787";

/** Token that the guide tells its readers to start the service with. */
export const GUIDE_TOKEN = "secret";

/** The shell blocks below a heading of the second level, in their sequence, without those that run npm. */
export function shellBlocks(heading: string): string[] {
  const sections = readFileSync(GUIDE, "utf8").split(/^## /m);
  const section = sections.find((text) => text.startsWith(`${heading}\n`));
  if (section === undefined) throw new Error(`README.md has no section "${heading}"`);
  return [...section.matchAll(/^```sh\n(.*?)^```$/gms)].flatMap(([, block = ""]) =>
    /^npm |\bnpm (ci|start|run)\b/m.test(block) ? [] : [block],
  );
}

/** The command of a shell, and options that leave out its user's own settings. */
export type Shell = readonly [command: string, ...options: string[]];

export interface Transcript {
  readonly printed: string;
  /** What went to the error stream, without prompts. */
  readonly complaints: string;
}

/** Types the blocks into a shell, as a reader does. */
export async function typeInto(shell: Shell, blocks: readonly string[], origin: string): Promise<Transcript> {
  needs("curl");
  needs(shell[0]);
  const [command, ...options] = shell;
  const child = spawn(command, options, {
    env: { ...process.env, NO_COLOR: "1", PS1: "", PS2: "", HISTFILE: "" },
  });
  let [printed, complaints] = ["", ""];
  child.stdout.on("data", (text: Buffer) => (printed += text.toString()));
  child.stderr.on("data", (text: Buffer) => (complaints += text.toString()));
  child.stdin.end(blocks.join("\n").replaceAll(WRITTEN_ORIGIN, origin));
  await new Promise((ended) => child.once("close", ended));
  return { printed, complaints: complaints.trim() };
}

function needs(program: string): void {
  try {
    execFileSync(program, ["--version"], { stdio: "ignore" });
  } catch {
    throw new Error(
      `This test needs ${program}. Install Debian's package: apt-get update && apt-get install -y ${program}.`,
    );
  }
}
