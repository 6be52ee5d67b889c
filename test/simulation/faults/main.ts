/**
 * `npm run faults`: looks for a world that finds each planted fault, and writes it to `places.json`, so that the tests
 * find it at once. For who changed what worlds do: the faults are found without it, only later. `-- --only alarm` takes
 * those whose name has that in it.
 */
import { spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { bundleSimulation } from "../bundle.ts";
import { DELIBERATE_FAULTS } from "./deliberate-faults.ts";
import { keepPlaces, type Place, placeOf } from "./places.ts";
import { Searchers } from "./searchers.ts";

const { values } = parseArgs({ options: { only: { type: "string", default: "" } } });

/** Where a fault may show that is not found from its place on, cheap worlds first. */
const SOUGHT: readonly Place[] = [
  { size: "small", world: 1 },
  { size: "small", world: 151 },
  { size: "small", world: 301 },
  { size: "full", world: 1 },
];

const bundle = await bundleSimulation();
const searchers = new Searchers(availableParallelism());
const places: Record<string, Place> = {};
try {
  await Promise.all(
    DELIBERATE_FAULTS.map(async (fault) => {
      places[fault.name] = placeOf(fault.name);
      if (!fault.name.includes(values.only)) return;
      const path = await bundle.plant(fault);
      const startedMs = Date.now();
      const place = await search(path, placeOf(fault.name));
      if (place === null) process.exitCode = 1;
      else places[fault.name] = place;
      const said = place === null ? "NOT FOUND" : `${place.size} ${place.world}`;
      console.log(`${said.padEnd(12)} ${((Date.now() - startedMs) / 1_000).toFixed(1)} s  ${fault.name}`);
    }),
  );
  keepPlaces(Object.fromEntries(DELIBERATE_FAULTS.map(({ name }) => [name, places[name] ?? placeOf(name)])));
} finally {
  searchers.stop();
  bundle.remove();
}

/** Begins where it was found last: so it takes no longer than the tests, which search from there on. */
async function search(path: string, last: Place): Promise<Place | null> {
  for (const sought of [last, ...SOUGHT]) {
    let place = sought;
    for (;;) {
      const found = await searchers.find({ path, place });
      if (found === null) break;
      if (isSound(found)) return { size: found.size, world: found.world };
      console.log(`${found.size} ${found.world} fails without any fault`);
      place = { size: found.size, world: found.world + 1 };
    }
  }
  return null;
}

/** A world that fails as the code is finds no fault. */
function isSound({ size, world }: Place): boolean {
  return spawnSync("node", [bundle.path, "--seed", String(world), "--size", size]).status === 0;
}
