/** The built Worker that a start runs: the one of `npm run build` where it is up to date, else one built for it. */
import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { StartFailure } from "./failure.ts";
import { type Project, PROJECT } from "./project.ts";
import { openRelease, PREBUILT, PROJECT_FILE, type Release } from "./release.ts";

/** Finds the Worker, or builds it below `folder` where the sources are newer. */
export async function findRelease(folder: string): Promise<Release> {
  if (!canBuild()) return onlyRelease();
  const { buildRelease, sourceHash } = await import("./build/bundle.ts");
  const prebuilt = join(PREBUILT, sourceHash());
  return existsSync(prebuilt) ? openRelease(prebuilt) : await buildRelease(folder);
}

/** What is known of the project, without a build. */
export async function findProject(): Promise<Project> {
  if (!canBuild()) return onlyRelease().project;
  const { readProject } = await import("./build/read-project.ts");
  return readProject();
}

/** Production files alone have no sources and no wrangler. */
function canBuild(): boolean {
  return existsSync(resolve(PROJECT, "node_modules/wrangler")) && existsSync(resolve(PROJECT, "worker"));
}

/** The prebuilt one, which is all that there is. */
function onlyRelease(): Release {
  const names = existsSync(PREBUILT) ? readdirSync(PREBUILT) : [];
  const only = names.find((name) => existsSync(join(PREBUILT, name, PROJECT_FILE)));
  if (only !== undefined) return openRelease(join(PREBUILT, only));
  throw new StartFailure(`There is no built Worker in ${PREBUILT}. \`npm run build\` makes it.`);
}
