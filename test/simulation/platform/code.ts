/**
 * The code that runs in a simulated world: what objects are made of, and what an isolate of the Worker calls. The present
 * version is this project; the next one is a copy with what a later version may add.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { AccountBook } from "../../../durable-objects/account-book/account-book.ts";
import { ClickGuard } from "../../../durable-objects/click-guard/click-guard.ts";
import { CommissionLedger } from "../../../durable-objects/commission-ledger/commission-ledger.ts";
import { Journey } from "../../../durable-objects/journey/journey.ts";
import { ReferralTree } from "../../../durable-objects/referral-tree/referral-tree.ts";
import { consumeQueue } from "../../../worker/app/consume-queue.ts";
import { currentProgram } from "../../../worker/configuration/current-program.ts";
import { rulesBodySchema } from "../../../worker/configuration/rules.shapes.ts";
import { settingsSchema } from "../../../worker/configuration/settings.shapes.ts";
import { creditRequests } from "../../../worker/orders/late-decisions.ts";
import { recordConversions } from "../../../worker/orders/record-conversions.ts";
import { changeProgram } from "../../../worker/programs/programs.tables.ts";
import { nextVersion } from "../../support/next-version.ts";

export type ObjectClass = new (ctx: DurableObjectState, env: Env) => object;

/** Object classes by the names of their bindings. */
const PRESENT_CLASSES = {
  ACCOUNT_BOOK: AccountBook,
  CLICK_GUARD: ClickGuard,
  COMMISSION_LEDGER: CommissionLedger,
  JOURNEY: Journey,
  REFERRAL_TREE: ReferralTree,
} as const satisfies Record<string, ObjectClass>;

export type Binding = keyof typeof PRESENT_CLASSES;

export const BINDINGS = Object.keys(PRESENT_CLASSES) as readonly Binding[];

/** One version of the code. */
export interface Code {
  readonly version: "present" | "next";
  /** The last migration of its configuration; null of the version that worlds begin with. */
  readonly migration: string | null;
  readonly classes: Readonly<Record<Binding, ObjectClass>>;
  readonly creditRequests: typeof creditRequests;
  readonly currentProgram: typeof currentProgram;
  readonly recordConversions: typeof recordConversions;
  readonly changeProgram: typeof changeProgram;
  readonly consumeQueue: typeof consumeQueue;
  readonly settingsSchema: typeof settingsSchema;
  readonly rulesBodySchema: typeof rulesBodySchema;
}

export const PRESENT: Code = {
  version: "present",
  migration: null,
  classes: PRESENT_CLASSES,
  creditRequests,
  currentProgram,
  recordConversions,
  changeProgram,
  consumeQueue,
  settingsSchema,
  rulesBodySchema,
};

let next: Promise<Code> | undefined;

/** The next version, made and loaded once in a process: what is loaded stays when its folder has gone. */
export function nextCode(): Promise<Code> {
  next ??= loadNext();
  return next;
}

async function loadNext(): Promise<Code> {
  const folder = nextVersion();
  const load = async <Module>(path: string): Promise<Module> =>
    (await import(pathToFileURL(join(folder.path, path)).href)) as Module;
  const [books, guards, ledgers, journeys, trees, current, rules, settings, late, orders, programs, queues] =
    await Promise.all([
      load<Record<"AccountBook", ObjectClass>>("durable-objects/account-book/account-book.ts"),
      load<Record<"ClickGuard", ObjectClass>>("durable-objects/click-guard/click-guard.ts"),
      load<Record<"CommissionLedger", ObjectClass>>("durable-objects/commission-ledger/commission-ledger.ts"),
      load<Record<"Journey", ObjectClass>>("durable-objects/journey/journey.ts"),
      load<Record<"ReferralTree", ObjectClass>>("durable-objects/referral-tree/referral-tree.ts"),
      load<Pick<Code, "currentProgram">>("worker/configuration/current-program.ts"),
      load<Pick<Code, "rulesBodySchema">>("worker/configuration/rules.shapes.ts"),
      load<Pick<Code, "settingsSchema">>("worker/configuration/settings.shapes.ts"),
      load<Pick<Code, "creditRequests">>("worker/orders/late-decisions.ts"),
      load<Pick<Code, "recordConversions">>("worker/orders/record-conversions.ts"),
      load<Pick<Code, "changeProgram">>("worker/programs/programs.tables.ts"),
      load<Pick<Code, "consumeQueue">>("worker/app/consume-queue.ts"),
    ]);
  const migrations = join(folder.path, "migrations/config");
  const migration = readFileSync(join(migrations, readdirSync(migrations).toSorted().at(-1) ?? ""), "utf8");
  folder.remove();
  return {
    version: "next",
    migration,
    classes: {
      ACCOUNT_BOOK: books.AccountBook,
      CLICK_GUARD: guards.ClickGuard,
      COMMISSION_LEDGER: ledgers.CommissionLedger,
      JOURNEY: journeys.Journey,
      REFERRAL_TREE: trees.ReferralTree,
    },
    creditRequests: late.creditRequests,
    currentProgram: current.currentProgram,
    recordConversions: orders.recordConversions,
    changeProgram: programs.changeProgram,
    consumeQueue: queues.consumeQueue,
    settingsSchema: settings.settingsSchema,
    rulesBodySchema: rules.rulesBodySchema,
  };
}
