/** The simulated program as a merchant made it: stored in CONFIG by the service's own code, before anything goes wrong. */
import { settingsSchema, type WireSettings } from "../../../worker/configuration/settings.shapes.ts";
import { insertProgram } from "../../../worker/programs/programs.tables.ts";
import type { World } from "../platform/world.ts";
import { PROGRAM } from "./cast.ts";

/** A random key in the service; here the same in every world. */
const SLOT_KEY = "c2ltdWxhdGVkLXNsb3Qta2V5LW9mLTMyLWJ5dGVzISE=";

export async function storeProgram(world: World, objects: number, settings: WireSettings): Promise<void> {
  const made = await insertProgram(world.calmDatabase("CONFIG"), {
    id: PROGRAM,
    name: "Simulated",
    currency: "CNY",
    timezone: "Asia/Shanghai",
    slotKey: SLOT_KEY,
    objects,
    region: null,
    settings,
    requestHash: "0".repeat(64),
    apiKeyHash: "0".repeat(64),
    secrets: [],
    nowMs: world.scheduler.nowMs,
  });
  if (made !== "created") throw new Error(`the program was not made: ${made}`);
}

/** Settings with every default but what is given. */
export function settingsWith(given: object): WireSettings {
  return settingsSchema.parse(given);
}
