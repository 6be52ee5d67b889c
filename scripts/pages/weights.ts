/** What a browser loads before a page shows: the page, the scripts that it names, what they import at once, and one language. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Manifest } from "vite";

/** Bytes, gzipped. The portal opens on old phones, on slow networks. */
export const MOST_GZIPPED_BYTES = { desk: 220 * 1_024, portal: 45 * 1_024 } as const;

export type App = keyof typeof MOST_GZIPPED_BYTES;

/**
 * @param first modules that are loaded in any case, though not by an import of the entry: the page that opens first.
 * @returns bytes, gzipped one by one as they are served.
 */
export function firstLoad(folder: string, manifest: Manifest, entry: string, first: RegExp): number {
  const files = new Set<string>([entry]);
  const seen = new Set<string>();
  const add = (key: string): void => {
    const chunk = manifest[key];
    if (chunk === undefined || seen.has(key)) return;
    seen.add(key);
    for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file);
    for (const other of chunk.imports ?? []) add(other);
  };
  const named = namedBy(folder, entry);
  for (const [key, { file }] of Object.entries(manifest)) if (named.has(file)) add(key);
  const later = Object.keys(manifest).filter((key) => first.test(key));
  for (const key of later) add(key);
  const loadedFirst = ["common/catalogues/", `${dirname(entry)}/catalogues/`];
  const languages = Object.keys(manifest)
    .filter((key) => loadedFirst.some((folder) => key.startsWith(folder)))
    .flatMap((key) => manifest[key]?.file ?? []);
  const always = [...files].filter((file) => !languages.includes(file));
  const sizes = Map.groupBy(languages, (file) => (file.includes("zh-CN") ? "zh-CN" : "en"));
  const largest = Math.max(0, ...[...sizes.values()].map((list) => total(folder, list)));
  return total(folder, always) + largest;
}

/** Scripts that a page names: an entry that has none of its own is not in the manifest. */
function namedBy(folder: string, page: string): ReadonlySet<string> {
  const scripts = readFileSync(join(folder, page), "utf8").matchAll(/ src="\/([^"]+\.js)"/g);
  return new Set([...scripts].map(([, file = ""]) => file));
}

function total(folder: string, files: readonly string[]): number {
  return files.reduce(
    (sum, file) => sum + gzipSync(readFileSync(join(folder, file)), { level: 9 }).length,
    0,
  );
}
