/** Whether everybody can read a page: on every screen, in the light and in the dark, zoomed in, by WCAG 2.2 AA. */
import { join } from "node:path";
import axe from "axe-core";
import type { Page } from "playwright-core";

export const LANGUAGES = ["zh-CN", "en"] as const;
export type PageLanguage = (typeof LANGUAGES)[number];
/** Of screens, in pixels: a phone, a tablet and a desk. */
const WIDTHS = [360, 768, 1_440];
const LIGHTS = ["light", "dark"] as const;
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** What zoom leaves of a screen of 1,280 pixels: as wide a page has to be read without scrolling sideways. */
const ZOOMED = { "200 %": 640, "400 %": 320 } as const;

/** As Playwright opens a page. */
const AT_FIRST = { width: 1_280, height: 720 };

/**
 * Opens an address as a new page would have it, in the light and on a usual screen. A new page takes three seconds of
 * processor time more. A process that reads the scripts anew, and a window with a page of its own for its bar.
 */
export async function showAnew(page: Page, url: string): Promise<void> {
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize(AT_FIRST);
  await page.goto(url);
}

interface Looked {
  /** What its screenshots are named by. */
  readonly name: string;
  readonly language: PageLanguage;
  /** Of the screens, in pixels; all of them where none is named. */
  readonly widths?: readonly number[];
  /** Where the screenshots are kept. */
  readonly folder: string;
}

/**
 * Looks at an open page in every width and light, and checks each for barriers; then in each zoom.
 *
 * @returns what is wrong with it.
 */
export async function faultsOf(
  page: Page,
  { name, language, widths = WIDTHS, folder }: Looked,
): Promise<string[]> {
  const faults: string[] = [];
  for (const light of LIGHTS) {
    await page.emulateMedia({ colorScheme: light });
    for (const width of widths) {
      await page.setViewportSize({ width, height: 900 });
      const where = `${name}-${language}-${light}-${width}`;
      await page.screenshot({ path: join(folder, `${where}.jpg`), type: "jpeg", fullPage: true });
      const found = [...(await barriersOf(page)), ...(await crampedIn(page))];
      faults.push(...found.map((fault) => `${where}: ${fault}`));
    }
  }
  const zoomed = await crampedZoomed(page);
  return [...faults, ...zoomed.map((fault) => `${name}-${language}: ${fault}`)];
}

/** What the checker finds. It is brought by the browser's own tools, which no policy of the page forbids. */
async function barriersOf(page: Page): Promise<string[]> {
  // The first look of a page reads its style sheets too: they are the same in every width and light.
  const preload = (await page.evaluate("typeof axe")) === "undefined";
  if (preload) await page.evaluate(axe.source);
  const asked = JSON.stringify({ runOnly: RULES, resultTypes: ["violations"], preload });
  const { violations } = await page.evaluate<axe.AxeResults>(
    `axe.run(document, ${asked}).then(({ violations }) => ({ violations }))`,
  );
  return violations.map(
    ({ id, nodes }) => `${id} of ${nodes.length}, ${nodes[0]?.html ?? ""}: ${nodes[0]?.failureSummary ?? ""}`,
  );
}

async function crampedZoomed(page: Page): Promise<string[]> {
  const faults: string[] = [];
  for (const [zoom, width] of Object.entries(ZOOMED)) {
    await page.setViewportSize({ width, height: 450 });
    faults.push(...(await crampedIn(page)).map((fault) => `at ${zoom}: ${fault}`));
  }
  await page.evaluate(`document.adoptedStyleSheets = [new CSSStyleSheet()]`);
  await page.evaluate(`document.adoptedStyleSheets[0].replaceSync(${JSON.stringify(SPACED)})`);
  faults.push(...(await crampedIn(page)).map((fault) => `spaced: ${fault}`));
  await page.evaluate("document.adoptedStyleSheets = []");
  return faults;
}

/** Text as far apart as readers may set it, by WCAG's 1.4.12. */
const SPACED = `* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
  p { margin-bottom: 2em !important }`;

/** Once what follows the size of the screen was drawn: whether the page is wider, and which texts are cut. */
async function crampedIn(page: Page): Promise<string[]> {
  return await page.evaluate<string[]>(CRAMPED);
}

const CRAMPED = `new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))).then(() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  const hides = ({ overflowX, overflowY }) => /hidden|clip/.test(overflowX + overflowY);
  const isCut = (element) => element.clientWidth > 1 && element.textContent.trim() !== "" &&
    (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 2) &&
    hides(getComputedStyle(element));
  const cut = [...document.body.querySelectorAll(":not(svg, svg *)")].filter(isCut);
  return [
    ...(scrollWidth > clientWidth ? ["wider than the screen"] : []),
    ...cut.map(({ outerHTML }) => "cut " + outerHTML.slice(0, 200)),
  ];
})`;
