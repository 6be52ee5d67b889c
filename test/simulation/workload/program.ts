/** The simulated program as a merchant made it: stored by the service's own code before anything goes wrong. */
import { ATTRIBUTION_MODELS } from "../../../domain/attribution/models/models.ts";
import { BINDING_MODES } from "../../../domain/referral/binding-policy.ts";
import type { ProgramConfig } from "../../../worker/configuration/program-config.tables.ts";
import { newestTiers } from "../../../worker/configuration/as-of.ts";
import type { WireRule } from "../../../worker/configuration/rules.shapes.ts";
import type { WireSettings } from "../../../worker/configuration/settings.shapes.ts";
import { dealToBooks } from "../../../worker/configuration/promoter-numbers.tables.ts";
import { changeProgram, insertProgram } from "../../../worker/programs/programs.tables.ts";
import type { Chance } from "../../support/chance.ts";
import { type Code, PRESENT } from "../platform/code.ts";
import { surely } from "../platform/stubs.ts";
import { nextWorldNumber } from "../platform/world-numbers.ts";
import type { World } from "../platform/world.ts";
import { type Cast, PROGRAM, SLOT_KEY } from "./cast.ts";
import { ENDPOINT, SETTINGS } from "./receiver.ts";

/** Versions of one world lie apart from those of all others: an isolate keeps a program by its version. */
const VERSIONS_APART = 1_000;

export interface StoredProgram extends Pick<
  ProgramConfig,
  "id" | "number" | "slotKey" | "objects" | "region" | "slotMap" | "journeyMap"
> {
  readonly madeAtMs: number;
}

/** Makes the program, and every promoter of the cast in its tree. */
export async function storeProgram(
  world: World,
  cast: Cast,
  { chance, codes }: { readonly chance: Chance; readonly codes: readonly Code[] },
): Promise<StoredProgram> {
  const madeAtMs = world.scheduler.nowMs;
  const calm = world.calmEnv();
  // A consumer keeps limits by the program's number: each world has another.
  const number = nextWorldNumber();
  world.databases.CONFIG.run([
    {
      sql: `INSERT INTO programs (number, id, slot_key, name, currency, timezone, objects, created_at_ms)
        VALUES (?, 'other', '', 'Other', 'CNY', 'UTC', 1, 0)`,
      bindings: [number],
    },
  ]);
  await insertProgram(calm.CONFIG, {
    id: PROGRAM,
    name: "Simulated",
    currency: "CNY",
    timezone: "Asia/Shanghai",
    slotKey: SLOT_KEY,
    objects: cast.objects,
    settings: drawSettings(chance),
    region: null,
    requestHash: "0".repeat(64),
    apiKeyHash: "0".repeat(64),
    secrets: [],
    nowMs: madeAtMs,
  });
  const first = {
    number: number + 1,
    over: 1,
    nowMs: madeAtMs,
    rules: drawRules(chance, !cast.losesObjects),
  };
  if (!(await changeProgram(calm.CONFIG, first))) throw new Error("the program was not made");
  world.databases.CONFIG.run([
    { sql: "UPDATE programs SET version = ? WHERE id = 'sim'", bindings: [number * VERSIONS_APART] },
  ]);
  // An isolate keeps programs by their names: what it knows of another world is read anew.
  const [program = null] = await Promise.all(codes.map((code) => code.programAsStored(calm, PROGRAM)));
  if (program === null) throw new Error("the program that was made is not there");
  world.databases.CONFIG.run([{ sql: "DELETE FROM programs WHERE id = 'other'", bindings: [] }]);
  if (cast.books > cast.objects) await dealToBooks(calm.CONFIG, PROGRAM, cast.books);
  if (world.receiver !== null) {
    world.databases.CONFIG.run([endpointRow(program.number, madeAtMs)]);
    await surely(world, "WEBHOOK_ENDPOINT", ENDPOINT).configure(SETTINGS);
  }
  await joinAll(world, cast);
  for (let index = 0; index < cast.books; index += 1)
    await surely(world, "ACCOUNT_BOOK", `${PROGRAM}/${index}`).learnTiers(newestTiers(program));
  return { ...program, madeAtMs: world.scheduler.nowMs };
}

/** An endpoint as the configuration keeps it. */
function endpointRow(program: number, nowMs: number) {
  return {
    sql: `INSERT INTO webhook_endpoints
        (program, id, promoter, url, types, description, state, state_since_ms, version, created_at_ms)
      VALUES (?1, ?2, NULL, 'https://shop.example/', '', '', 'active', ?3, ?4, ?3)`,
    bindings: [program, ENDPOINT.slice(`${PROGRAM}/`.length), nowMs, SETTINGS.version],
  };
}

/** The tree numbers promoters as the cast does. */
async function joinAll(world: World, cast: Cast): Promise<void> {
  const tree = surely(world, "REFERRAL_TREE", `${PROGRAM}/0`);
  for (const promoter of cast.promoters) {
    const upline = cast.lineOf(promoter)[1];
    const joined = await tree.join({
      memberId: `seller of ${promoter}`,
      slot: promoter % 256,
      ...(upline === undefined ? {} : { uplineMemberId: `seller of ${upline}` }),
    });
    if (joined.kind === "refused" || joined.promoter.ref !== promoter)
      throw new Error(`a promoter is not ${promoter}: ${JSON.stringify(joined)}`);
  }
}

export function drawSettings(chance: Chance, { settingsSchema }: Code = PRESENT): WireSettings {
  return settingsSchema.parse({
    attribution: {
      model: chance.oneOf(ATTRIBUTION_MODELS),
      clickLookback: chance.oneOf(["PT30M", "PT2H", "P30D"]),
      grace: chance.oneOf(["PT0S", "PT1H", "PT6H"]),
    },
    binding: { mode: chance.oneOf(BINDING_MODES), protection: "PT1H" },
    commission: { maxLevels: chance.between(1, 3), capBps: chance.between(0, 5_000) },
    settlement: {
      holdPeriod: chance.oneOf(["PT0S", "PT1M", "PT3H"]),
      holdStartsAt: chance.oneOf(["received", "paid"]),
      autoReceiveAfter: chance.oneOf([null, "PT2H"]),
    },
    fraud: {
      mode: chance.oneOf(["enforce", "enforce", "observe"]),
      minClickToConversion: chance.oneOf(["PT0S", "PT5S", "PT10M"]),
      displacedWithin: chance.oneOf(["PT0S", "PT60S", "PT20M"]),
      maxCustomersPerClick: chance.between(1, 2),
      maxDevicesPerCustomer: chance.between(1, 2),
      reviewWithin: chance.oneOf(["PT1M", "PT2H", "P7D"]),
    },
  });
}

/** @param byTier one tier has rates of its own: what a tier was, an order that is decided again has to find again. */
export function drawRules(
  chance: Chance,
  byTier: boolean,
  { rulesBodySchema }: Pick<Code, "rulesBodySchema"> = PRESENT,
): WireRule[] {
  const drawLevels = () =>
    [1, 2, 3].map((level) => ({ level, kind: "percentage", rateBps: chance.between(0, 2_000) }));
  const base = { id: "base", levels: drawLevels() };
  const ofTier = { id: "of-tier", scope: { tier: chance.oneOf(["silver", "gold"]) }, levels: drawLevels() };
  return rulesBodySchema.parse({ rules: byTier ? [base, ofTier] : [base] }).rules;
}
