/**
 * Builds the pages of dashboard/ to files that the Worker serves. The desk of merchants and the portal of promoters, each by
 * itself, so that neither loads what the other needs.
 */
import { readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import react from "@vitejs/plugin-react";
import { build, type Manifest } from "vite";
import { catalogues } from "./catalogues.ts";
import { inlineStyles } from "./inline-styles.ts";
import { type App, firstLoad, MOST_GZIPPED_BYTES } from "./weights.ts";

const ROOT = resolve(import.meta.dirname, "../../dashboard");

/** Browsers of the spring of 2021, as old phones have them inside of WeChat, in words of browserslist. */
export const OLDEST_BROWSERS = ["chrome 89", "safari 14", "firefox 88"];
const TARGET = OLDEST_BROWSERS.map((browser) => browser.replace(" ", ""));

/**
 * What stands for React in an app. On the phones of promoters React itself was two thirds of what the portal loaded at first.
 * Preact speaks to the same components, and is a fifth of its size. The desk has libraries that count on React.
 */
const REACT: Readonly<Record<App, readonly { readonly find: RegExp; readonly replacement: string }[]>> = {
  desk: [],
  portal: [
    { find: /^react\/jsx-runtime$/, replacement: "preact/jsx-runtime" },
    { find: /^react-dom\/client$/, replacement: "preact/compat/client" },
    { find: /^react(?:-dom)?$/, replacement: "preact/compat" },
    // What stood in for it before React 18 is not written as a module, and would take a file of its own.
    { find: /^use-sync-external-store\/shim(?:\/index\.js)?$/, replacement: "preact/compat" },
  ],
};

/** The page that opens first is loaded by itself, behind the sign-in. */
const FIRST_PAGE: Readonly<Record<App, RegExp>> = { desk: /^desk\/home\/home-page\.tsx$/, portal: /^$/ };

/**
 * What an app loads first lies in one file, where it is said which module that is. On a slow network each file more takes from the
 * others, and most of them a connection of its own. Pages behind the first take from it what they need.
 */
const FIRST_FILE: Readonly<Record<App, readonly { readonly name: string; readonly test: RegExp }[]>> = {
  desk: [],
  portal: [{ name: "first", test: /\/dashboard\/portal\/(?:main|portal)\.tsx$/ }],
};

/** What the Mozilla Public License asks to be told of the code it covers. To make scripts small takes their comments away. */
const LICENCE_BANNER = "/*! Contains mediabunny, MPL-2.0: https://github.com/Vanilagy/mediabunny */";

function bannerOf({ moduleIds }: { readonly moduleIds: readonly string[] }): string {
  return moduleIds.some((id) => id.includes("/node_modules/mediabunny/")) ? LICENCE_BANNER : "";
}

export type Weights = Readonly<Record<App, number>>;

/**
 * @param folder of the served files, which holds no other then.
 * @returns bytes that each loads first, gzipped.
 * @throws Error where one has become too heavy.
 */
export async function buildPages(folder: string): Promise<Weights> {
  rmSync(folder, { recursive: true, force: true });
  const weights = { desk: await buildApp("desk", folder), portal: await buildApp("portal", folder) };
  for (const app of ["desk", "portal"] as const) {
    const [is, most] = [weights[app], MOST_GZIPPED_BYTES[app]];
    if (is > most) throw new Error(`The ${app} loads ${is} bytes at first, gzipped; ${most} are the limit.`);
  }
  return weights;
}

async function buildApp(app: App, folder: string): Promise<number> {
  const manifestFile = `${app}-manifest.json`;
  await build({
    configFile: false,
    root: ROOT,
    base: "/",
    mode: "production",
    logLevel: "warn",
    plugins: [catalogues(), react(), ...(app === "portal" ? [inlineStyles()] : [])],
    resolve: { alias: [...REACT[app]] },
    build: {
      outDir: folder,
      emptyOutDir: false,
      assetsDir: `assets/${app}`,
      // What is inlined would need a policy that allows it.
      assetsInlineLimit: 0,
      target: TARGET,
      cssTarget: TARGET,
      // Where a browser loads nothing ahead, it loads when it is needed.
      modulePreload: { polyfill: false },
      manifest: manifestFile,
      reportCompressedSize: false,
      // What counts is what is loaded at first, gzipped.
      chunkSizeWarningLimit: Number.MAX_SAFE_INTEGER,
      rollupOptions: {
        input: join(ROOT, app, "index.html"),
        output: { postBanner: bannerOf, codeSplitting: { groups: [...FIRST_FILE[app]] } },
      },
    },
  });
  const manifest = JSON.parse(readFileSync(join(folder, manifestFile), "utf8")) as Manifest;
  rmSync(join(folder, manifestFile));
  return firstLoad(folder, manifest, `${app}/index.html`, FIRST_PAGE[app]);
}
