/** Whether everybody can read a page: on every screen, in the light and in the dark, by WCAG 2.2 AA. */
import { join } from "node:path";
import axe from "axe-core";
import type { Page } from "playwright-core";

export const LANGUAGES = ["zh-CN", "en"] as const;
const LIGHTS = ["light", "dark"] as const;
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** As Playwright opens a page. */
const AT_FIRST = { width: 1_280, height: 720 };

/**
 * Opens an address as a new page would have it, in the light and on a usual screen. A new page takes three seconds of
 * processor time more: a process that reads the scripts anew, and a window with a page of its own for its bar.
 */
export async function showAnew(page: Page, url: string): Promise<void> {
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize(AT_FIRST);
  await page.goto(url);
}

interface Looked {
  /** What its screenshots are named by. */
  readonly name: string;
  readonly language: (typeof LANGUAGES)[number];
  /** Of the screens, in pixels. */
  readonly widths: readonly number[];
  /** Where the screenshots are kept. */
  readonly folder: string;
}

/**
 * Looks at an open page in every width and light. To check for barriers takes a second: it is done in every second look, so
 * that each two of language, light and width stand together in one of them.
 *
 * @returns what is wrong with it.
 */
export async function faultsOf(page: Page, { name, language, widths, folder }: Looked): Promise<string[]> {
  const faults: string[] = [];
  for (const [dark, light] of LIGHTS.entries()) {
    await page.emulateMedia({ colorScheme: light });
    for (const [place, width] of widths.entries()) {
      await page.setViewportSize({ width, height: 900 });
      const where = `${name}-${language}-${light}-${width}`;
      await page.screenshot({ path: join(folder, `${where}.jpg`), type: "jpeg", fullPage: true });
      const isChecked = (dark + place + LANGUAGES.indexOf(language)) % 2 === 0;
      if (isChecked) faults.push(...(await barriersOf(page)).map((fault) => `${where}: ${fault}`));
      const over = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
      if ((await page.evaluate(over)) !== 0) faults.push(`${where}: wider than the screen`);
    }
  }
  return faults;
}

/** What the checker finds. It is brought by the browser's own tools, which no policy of the page forbids. */
async function barriersOf(page: Page): Promise<string[]> {
  if ((await page.evaluate("typeof axe")) === "undefined") await page.evaluate(axe.source);
  const asked = JSON.stringify({ runOnly: RULES, resultTypes: ["violations"] });
  const { violations } = await page.evaluate<axe.AxeResults>(
    `axe.run(document, ${asked}).then(({ violations }) => ({ violations }))`,
  );
  return violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html ?? ""}`);
}
