/**
 * `npm run simulate -- --seeds 1000` bundles the simulation, with a fault planted where `--fault` names one, and runs it.
 * A seed that fails replays: `npm run simulate -- --seed 17 --trace`.
 */
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { bundleSimulation, RUN } from "./bundle.ts";
import { DELIBERATE_FAULTS } from "./faults/deliberate-faults.ts";
import { placeOf } from "./faults/places.ts";

const { values } = parseArgs({ options: { fault: { type: "string" } }, strict: false });
const fault = DELIBERATE_FAULTS.find(({ name }) => name === values.fault);
if (values.fault !== undefined && fault === undefined)
  throw new Error(`no deliberate fault "${String(values.fault)}"`);

// Where the fault shows, unless another place is named: what is named last counts.
if (fault !== undefined) {
  const { size, world } = placeOf(fault.name);
  process.argv.splice(2, 0, "--size", size, "--from", String(world));
}

const bundle = await bundleSimulation();
try {
  const path = fault === undefined ? bundle.path : await bundle.plant(fault, RUN);
  process.setSourceMapsEnabled(true);
  await import(pathToFileURL(path).href);
} finally {
  bundle.remove();
}
