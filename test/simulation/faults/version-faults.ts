/** Mistakes in living with another version of the code, planted one at a time into the present one. */
import type { PlantedFault } from "../../support/planted-fault.ts";

export const VERSION_FAULTS: readonly PlantedFault[] = [
  {
    name: "a row that a later version sends is refused",
    file: "durable-objects/delivery/inbox.ts",
    replaces: `      if (error instanceof NotUnderstood) {
        logError`,
    by: `      if (error instanceof NotUnderstood && rows.length === 0) {
        logError`,
  },
  {
    name: "an object that a later version wrote cannot be opened",
    file: "durable-objects/object/schema-storage.ts",
    replaces: "steps.slice(applied).forEach(",
    by: "steps.slice(applied > steps.length ? 0 : applied).forEach(",
  },
];
