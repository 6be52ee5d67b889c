/**
 * Builds the API's reference for people: a page in each language, the library that shows `/openapi.json`, and the guides as
 * they lie in the project. All of it is served by the Worker, and asks nobody else.
 */
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { type Guide, GUIDES, guideName, type Language, TEXTS } from "./texts.ts";

const PROJECT = resolve(import.meta.dirname, "../../..");
const LIBRARY = resolve(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"), "..");

/** What the page loads, in this sequence. */
const FILES = [
  join(LIBRARY, "swagger-ui.css"),
  join(import.meta.dirname, "reference.css"),
  join(LIBRARY, "swagger-ui-bundle.js"),
  join(import.meta.dirname, "show-reference.js"),
];

/** @param folder of the files that the Worker serves. */
export function buildReference(folder: string): void {
  const place = join(folder, "docs");
  for (const below of ["files", "guides"]) mkdirSync(join(place, below), { recursive: true });
  const names = FILES.map((file) => putByContent(file, join(place, "files")));
  for (const language of ["en", "zh"] as const)
    writeFileSync(join(place, `${language}.html`), pageOf(language, names));
  for (const { path } of guides())
    copyFileSync(join(PROJECT, path), join(place, "guides", `${guideName(path)}.txt`));
}

/** A copy of the code alone has none of them, and is built all the same. */
function guides(): readonly Guide[] {
  return GUIDES.filter(({ path }) => existsSync(join(PROJECT, path)));
}

/** A file that is named for its content may be kept for ever. @returns its name. */
function putByContent(file: string, folder: string): string {
  const content = readFileSync(file);
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 12);
  const [, stem = "", ending = ""] = /([\w-]+)\.(\w+)$/.exec(file) ?? [];
  const name = `${stem}-${hash}.${ending}`;
  writeFileSync(join(folder, name), content);
  return name;
}

function pageOf(language: Language, names: readonly string[]): string {
  const { title, intro, calls, schemas, switchTo, errors, guides: heading } = TEXTS[language];
  const styles = names.filter((name) => name.endsWith(".css"));
  const scripts = names.filter((name) => name.endsWith(".js"));
  const links = guides()
    .filter((guide) => guide.language === "both" || guide.language === language)
    .map((guide) => `<li><a href="/docs/guides/${guideName(guide.path)}">${guide[language]}</a></li>`);
  return `<!doctype html>
<html lang="${language === "zh" ? "zh-CN" : "en"}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="description" content="${intro}">
<title>${title}</title>
<link rel="icon" href="data:,">
${styles.map((name) => `<link rel="stylesheet" href="/docs/files/${name}">`).join("\n")}
</head>
<body>
<header>
<h1>${title}</h1>
<p>${intro} <a href="/openapi.json">/openapi.json</a> · <a href="/docs/errors">${errors}</a> · ${switchTo}</p>
<nav aria-label="${heading}"><strong>${heading}</strong><ul>${links.join("")}</ul></nav>
</header>
<div id="api" data-calls="${calls}" data-schemas="${schemas}"></div>
${scripts.map((name) => `<script src="/docs/files/${name}"></script>`).join("\n")}
</body>
</html>
`;
}
