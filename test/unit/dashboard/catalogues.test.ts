/** Every page says everything in each language: the same messages, with the same gaps, and none that nobody says. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { RISK_CODES } from "../../../domain/order/risk-reason.ts";
import { compileCatalogue } from "../../../scripts/pages/catalogues.ts";
import { filesMatching, PROJECT } from "../../tidy/read/source.ts";

const APPS = ["common", "desk", "portal", "portal/pages"];

type Messages = Readonly<Record<string, string>>;

const textOf = (path: string) => readFileSync(join(PROJECT, path), "utf8");
const messagesOf = (app: string, language: string) =>
  JSON.parse(textOf(`dashboard/${app}/catalogues/${language}.json`)) as Messages;
const gapsOf = (text: string) => new Set([...text.matchAll(/\{(\w+)/g)].map(([, name]) => name));

test.each(APPS)("%s says the same in Chinese and English", (app) => {
  const [chinese, english] = [messagesOf(app, "zh-CN"), messagesOf(app, "en")];
  expect(Object.keys(chinese)).toEqual(Object.keys(english));
  for (const [id, text] of Object.entries(english)) {
    expect([id, gapsOf(chinese[id] ?? "")]).toEqual([id, gapsOf(text)]);
    expect([id, chinese[id] === ""]).toEqual([id, false]);
  }
  expect(Object.keys(compileCatalogue(JSON.stringify(chinese)))).toEqual(Object.keys(english));
});

/** Beginnings of messages that end in a word of the API: of states, in `state-tag.tsx`, and of what a template names. */
function beginnings(code: string): string[] {
  const templates = [...code.matchAll(/`([a-z][a-z-]*)\$\{/g)].map(([, beginning = ""]) => beginning);
  return ["order-", "payout-", "case-", "contest-", "metric-", "period-", "status-", ...templates];
}

test.each(["desk", "portal/pages"])("%s says every sign of risk in the language of its reader", (app) => {
  const said = (language: string) => RISK_CODES.map((code) => messagesOf(app, language)[`risk-${code}`]);
  expect(said("en").every((text) => text !== undefined)).toBe(true);
  expect(said("zh-CN").filter((text = "") => !/\p{Script=Han}/u.test(text))).toEqual([]);
});

test("whoever earns is called by one word on all pages and in explanations", () => {
  const texts = APPS.map((app) => `dashboard/${app}/catalogues/zh-CN.json`);
  const said = [...texts, "worker/explanation/attribution-texts.ts"].map(textOf).join("\n");
  expect(said.match(/推客|推广者/gu)).toBe(null);
});

test("a program and a customer are called by one word each in Chinese, on the pages and in the documents", () => {
  const texts = APPS.map((app) => `dashboard/${app}/catalogues/zh-CN.json`);
  const documents = filesMatching("*.zh-CN.md", "docs/**/*.zh-CN.md");
  expect(documents).toContain("README.zh-CN.md");
  expect(documents.length).toBeGreaterThan(2);
  const said = [...texts, ...documents].map((path) => [path, textOf(path).match(/计划|顾客|推客|推广者/gu)]);
  expect(said.filter(([, other]) => other !== null)).toEqual([]);
});

test("a wrong key is told how the keys of this very page begin", () => {
  for (const language of ["en", "zh-CN"]) {
    expect(messagesOf("portal", language)["key-wrong"]).toMatch(/^(?!.*tk_).*tp_/u);
    expect(messagesOf("desk", language)["key-wrong"]).toMatch(/^(?!.*tp_).*tk_/u);
  }
});

test("no message is left over", () => {
  const code = filesMatching("dashboard/**/*.{ts,tsx}").map(textOf).join("\n");
  const begun = beginnings(code);
  const isSaid = (id: string) =>
    code.includes(`"${id}"`) || begun.some((beginning) => id.startsWith(beginning));
  for (const app of APPS) expect(Object.keys(messagesOf(app, "en")).filter((id) => !isSaid(id))).toEqual([]);
});
