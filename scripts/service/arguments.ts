/** Arguments and failures of every command: help when asked, and what is wrong in words instead of a stack trace. */
import { resolve } from "node:path";
import { parseArgs, type ParseArgsConfig } from "node:util";
import { StartFailure } from "./failure.ts";
import { PROJECT } from "./project.ts";

type Options = NonNullable<ParseArgsConfig["options"]>;

/** The options and the rest of the command line; ends with `help` where it is asked for, or something is unknown. */
export function argumentsOr<const Given extends Options>(help: string, options: Given, most = 0) {
  const { values, positionals } = parsedOr(help, options);
  if (isHelpAsked(values)) {
    console.log(help);
    process.exit(0);
  }
  const beyond = positionals[most];
  if (beyond !== undefined) wrongUsage(`Unexpected argument "${beyond}".`, help);
  return { values, positionals };
}

function parsedOr<const Given extends Options>(help: string, options: Given) {
  try {
    const all = { ...options, help: { type: "boolean", short: "h" } } as const;
    return parseArgs({ options: all, allowPositionals: true });
  } catch (error) {
    return wrongUsage((error as Error).message, help);
  }
}

function isHelpAsked(values: object): boolean {
  return "help" in values && values.help === true;
}

export function wrongUsage(what: string, help: string): never {
  console.error(`${what}\n\n${help}`);
  process.exit(2);
}

/** Ends with the reason: in words what people can put right, and with its stack what only the project can. */
export function exitWith(error: unknown): never {
  console.error(error instanceof StartFailure ? `\n${error.message}\n` : error);
  process.exit(1);
}

/** Where the service keeps what it has to keep. */
export function stateDirectoryPath(): string {
  return resolve(process.env["STATE_DIR"] || resolve(PROJECT, ".tributary"));
}
