/** User agents that others collected: none of these lists was made for this service, or by what it does. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { UserAgents } from "./judged.ts";

const PACKAGES = resolve(import.meta.dirname, "../../node_modules");
const WOOTHEE = "woothee/woothee/testsets";

/** Crawlers, tools and what draws cards. */
export function bots(): UserAgents[] {
  const patterns = JSON.parse(text("crawler-user-agents/crawler-user-agents.json")) as {
    readonly instances: readonly string[];
  }[];
  return [
    { list: "crawler-user-agents", userAgents: once(patterns.flatMap(({ instances }) => instances)) },
    { list: "woothee", userAgents: once(targetsOf("crawler", "crawler_google", "crawler_nonmajor")) },
  ];
}

/** Browsers of people. Those of `ua-device` are phones sold in China, with the apps that people read in there. */
export function people(): UserAgents[] {
  const seen = JSON.parse(text("user-agents/dist/user-agents.json")) as { readonly userAgent: string }[];
  return [
    { list: "user-agents", userAgents: once(seen.map(({ userAgent }) => userAgent)) },
    { list: "ua-device", userAgents: once(text("ua-device/test/test_input").split("\n")) },
    {
      list: "woothee",
      userAgents: once(
        targetsOf("pc_misc", "pc_windows", "smartphone_android", "smartphone_ios", "smartphone_misc"),
      ),
    },
  ];
}

function text(path: string): string {
  return readFileSync(resolve(PACKAGES, path), "utf8");
}

/** Of each entry one line says the user agent, in quotes of YAML. */
function targetsOf(...files: readonly string[]): string[] {
  return files.flatMap((file) =>
    [...text(`${WOOTHEE}/${file}.yaml`).matchAll(/^- target: '(.*)'$/gm)].map(([, target = ""]) =>
      target.replaceAll("''", "'"),
    ),
  );
}

function once(userAgents: readonly string[]): string[] {
  return [...new Set(userAgents.map((userAgent) => userAgent.trim()))].filter(
    (userAgent) => userAgent !== "",
  );
}
