/** What `npm run bench` is asked for: which parts, how long and how often each is measured. */
import { parseArgs } from "node:util";

export interface Settings {
  readonly rounds: number;
  readonly roundSeconds: number;
  /** A run that only shows that everything works: its figures mean nothing. */
  readonly smoke: boolean;
  /** Orders that the older of two services has, where growth is measured. */
  readonly orders: number;
  /** Entries of the journal that long work goes through. */
  readonly entries: number;
  /** Parts to run; empty for all. */
  readonly parts: readonly string[];
}

export type Asked =
  | { readonly kind: "measure"; readonly settings: Settings }
  | { readonly kind: "usage" }
  | { readonly kind: "refused"; readonly reason: string };

const OPTIONS = {
  rounds: { type: "string" },
  seconds: { type: "string" },
  orders: { type: "string" },
  entries: { type: "string" },
  smoke: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

/** @param known the parts that there are. */
export function askedBy(args: readonly string[], known: readonly string[]): Asked {
  const parsed = parsedFrom(args);
  if (typeof parsed === "string") return { kind: "refused", reason: parsed };
  const { values, positionals: parts } = parsed;
  if (values.help === true) return { kind: "usage" };
  const unknown = parts.filter((part) => !known.includes(part));
  if (unknown.length > 0) {
    const reason = `There is no part ${unknown.join(", ")}. Parts: ${known.join(", ")}`;
    return { kind: "refused", reason };
  }
  const smoke = values.smoke ?? false;
  const numbers = {
    rounds: Number(values.rounds ?? (smoke ? 1 : 5)),
    seconds: Number(values.seconds ?? (smoke ? 1 : 4)),
    orders: Number(values.orders ?? (smoke ? 300 : 20_000)),
    entries: Number(values.entries ?? (smoke ? 400 : 20_000)),
  };
  for (const [option, number] of Object.entries(numbers)) {
    if (!Number.isSafeInteger(number) || number < 1)
      return { kind: "refused", reason: `--${option} must be a whole number, 1 or more.` };
  }
  const { seconds: roundSeconds, ...others } = numbers;
  return { kind: "measure", settings: { ...others, roundSeconds, smoke, parts } };
}

/** Options and parts, or what is wrong with them: the first sentence that Node says. */
function parsedFrom(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });
  } catch (error) {
    const [sentence = ""] = (error as Error).message.split(/\.\s/);
    return `${sentence}; npm run bench -- --help shows what there is.`;
  }
}

/** A run that only shows that everything works is held against no bar. */
export function exitCode({
  broken,
  allMet,
  smoke,
}: {
  broken: boolean;
  allMet: boolean;
  smoke: boolean;
}): 0 | 1 {
  return broken || (!allMet && !smoke) ? 1 : 0;
}
