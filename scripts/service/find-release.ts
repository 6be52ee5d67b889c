/** The built Worker that a start runs: the one of `npm run build` where it is up to date, else one built for it. */
import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { StartFailure } from "./failure.ts";
import { PROJECT } from "./project.ts";
import { openRelease, PREBUILT, PROJECT_FILE, type Release } from "./release.ts";

/**
 * Finds the Worker, or builds it below `folder` where the sources are newer. Production files alone have no sources and no
 * wrangler: there the prebuilt one is what is run.
 */
export async function findRelease(folder: string): Promise<Release> {
  if (!existsSync(resolve(PROJECT, "node_modules/wrangler")) || !existsSync(resolve(PROJECT, "worker"))) {
    const names = existsSync(PREBUILT) ? readdirSync(PREBUILT) : [];
    const only = names.find((name) => existsSync(join(PREBUILT, name, PROJECT_FILE)));
    if (only !== undefined) return openRelease(join(PREBUILT, only));
    throw new StartFailure(`There is no built Worker in ${PREBUILT}. \`npm run build\` makes it.`);
  }
  const { buildRelease, sourceHash } = await import("./build/bundle.ts");
  const prebuilt = join(PREBUILT, sourceHash());
  return existsSync(prebuilt) ? openRelease(prebuilt) : await buildRelease(folder);
}
