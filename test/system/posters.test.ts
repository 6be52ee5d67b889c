/**
 * The editor of posters, as people use it: parts are dragged by mouse and by finger, moved by keys and typed in numbers. What
 * is saved is what the share host draws, and its code is read from that very picture.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchChromium } from "../support/browser/chromium.ts";
import { signedInDesk } from "../support/browser/desk.ts";
import { managing } from "../support/browser/manage.ts";
import { faultsOf } from "../support/browser/readable.ts";
import { openSmallShop, type SmallShop } from "../support/browser/small-shop.ts";
import {
  ADMIN_TOKEN,
  PROJECT,
  runService,
  type RunningService,
  temporaryStateDirectory,
} from "../support/service.ts";
import { readQrIn } from "../support/sharing/read-part.ts";

const SCREENSHOTS = join(PROJECT, "dist/screenshots");
const LOOKS = { width: 630, color: "#23211d", align: "center", weight: "bold", lines: 2 } as const;
const POSTER = {
  name: "Spring",
  width: 750,
  height: 1_200,
  background: { color: "#f6f1e7" },
  texts: [
    { ...LOOKS, text: "{promoter}请你喝茶", x: 60, y: 80, size: 64 },
    { ...LOOKS, text: "长按识别二维码", x: 60, y: 1_100, size: 32 },
  ],
  qr: { x: 225, y: 700, size: 300 },
};

interface Stored {
  readonly texts: readonly { readonly text: string; readonly x: number; readonly y: number }[];
  readonly qr: { readonly x: number; readonly y: number; readonly size: number };
}

const state = temporaryStateDirectory();
let service: RunningService;
let browser: Browser;
let shop: SmallShop;
let link: string;

beforeAll(async () => {
  mkdirSync(SCREENSHOTS, { recursive: true });
  service = await runService("start", state.path);
  shop = await openSmallShop(service.url);
  const { data } = (await managing(service.url)("GET", `/${shop.id}/links`)) as unknown as {
    data: { url: string }[];
  };
  link = data[0]?.url ?? "";
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await service?.kill();
  state.remove();
});

async function stored(id: string): Promise<Stored & { readonly code?: string }> {
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
  const answer = await fetch(`${service.url}/v1/programs/${shop.id}/posters/${id}`, { headers });
  return (await answer.json()) as Stored;
}

/** The editor with a poster of its own. */
async function editing(id: string): Promise<Page> {
  await managing(service.url)("POST", `/${shop.id}/posters`, { ...POSTER, id }, shop.apiKey);
  const page = await signedInDesk(browser, service.url, shop.apiKey);
  await open(page, id);
  return page;
}

async function open(page: Page, id: string): Promise<void> {
  await page.goto(`${service.url}/desk/${shop.id}/posters/${id}`);
  await page.getByRole("group", { name: "The poster with its parts" }).waitFor();
}

const partOf = (page: Page, name: RegExp): Locator =>
  page.getByRole("group", { name: "The poster with its parts" }).getByRole("button", { name });

async function save(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Save the poster" }).click();
  await page.getByRole("status").getByText("Saved").waitFor();
}

/** The middle of a part, on the screen. */
async function middleOf(part: Locator): Promise<{ x: number; y: number }> {
  await part.scrollIntoViewIfNeeded();
  const box = await part.boundingBox();
  if (box === null) throw new Error("It is not shown.");
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

async function drag(page: Page, { x, y }: { x: number; y: number }, dx: number, dy: number): Promise<void> {
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + dx / 2, y + dy / 2, { steps: 4 });
  await page.mouse.move(x + dx, y + dy, { steps: 4 });
  await page.mouse.up();
}

/** What the code says in a picture, as a browser shows it. */
async function readIn(url: string, qr: Stored["qr"]): Promise<string> {
  const page = await browser.newPage({ viewport: { width: POSTER.width, height: POSTER.height } });
  await page.goto(url);
  const picture = await page.screenshot({ type: "png" });
  await page.context().close();
  return readQrIn(picture, qr);
}

const onShareHost = (id: string): string => `${link.replace("/s/", "/poster/")}/${id}.svg`;

test("a part is dragged by the mouse, and the share host draws it where it was let go", async () => {
  const page = await editing("mouse");
  const code = partOf(page, /^QR code/);
  const from = await middleOf(code);
  await drag(page, from, -30, -90);
  await code.and(page.getByRole("button", { name: "QR code, at 225, 700" })).waitFor({ state: "detached" });
  expect(await stored("mouse")).toMatchObject({ qr: POSTER.qr });
  await save(page);
  const { qr } = await stored("mouse");
  const unit = POSTER.width / (await widthOf(page));
  expect([qr.x, qr.y]).toEqual([225 - Math.round(30 * unit), 700 - Math.round(90 * unit)]);
  const svg = await (await fetch(onShareHost("mouse"))).text();
  expect(svg).toContain(`<svg x="${qr.x}" y="${qr.y}"`);
  expect(await readIn(onShareHost("mouse"), qr)).toBe(link);
  await page.context().close();
});

/** Of the poster on the screen, in pixels. */
async function widthOf(page: Page): Promise<number> {
  const box = await page.getByRole("group", { name: "The poster with its parts" }).boundingBox();
  return box?.width ?? 0;
}

test("a drag is one step that is taken back and made again, and no part leaves the poster", async () => {
  const page = await editing("steps");
  const code = partOf(page, /^QR code/);
  await drag(page, await middleOf(code), 2_000, 40);
  await page.getByRole("button", { name: /^QR code, at 450, / }).waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByRole("button", { name: "QR code, at 225, 700" }).waitFor();
  expect(await page.getByRole("button", { name: "Undo" }).isDisabled()).toBe(true);
  await page.keyboard.press("Control+Shift+z");
  await page.getByRole("button", { name: /^QR code, at 450, / }).waitFor();
  await page.keyboard.press("Control+z");
  await page.getByRole("button", { name: "QR code, at 225, 700" }).waitFor();
  // Near the middle it is drawn to the middle.
  await drag(page, await middleOf(code), 80, 0);
  await drag(page, await middleOf(code), -77, 0);
  await page.getByRole("button", { name: "QR code, at 225, 700" }).waitFor();
  await page.context().close();
});

test("a code is pulled by its handle, and becomes no smaller than a camera reads", async () => {
  const page = await editing("pulled");
  await partOf(page, /^QR code/).focus();
  const handle = page.locator("[data-handle=qr]");
  await drag(page, await middleOf(handle), -2_000, -2_000);
  await save(page);
  expect((await stored("pulled")).qr).toEqual({ x: 225, y: 700, size: 80 });
  expect(await readIn(onShareHost("pulled"), { x: 225, y: 700, size: 80 })).toBe(link);
  await drag(page, await middleOf(handle), 2_000, 2_000);
  await save(page);
  expect((await stored("pulled")).qr).toEqual({ x: 225, y: 700, size: 500 });
  await page.context().close();
});

test("a finger drags a part as the mouse does", async () => {
  const page = await editing("finger");
  const touching = await page.context().newCDPSession(page);
  const { x, y } = await middleOf(partOf(page, /^QR code/));
  const touch = async (type: "touchStart" | "touchMove" | "touchEnd", dx: number, dy: number) =>
    await touching.send("Input.dispatchTouchEvent", {
      type,
      touchPoints: type === "touchEnd" ? [] : [{ x: x + dx, y: y + dy }],
    });
  await touch("touchStart", 0, 0);
  for (const part of [0.25, 0.5, 0.75, 1]) await touch("touchMove", 60 * part, -80 * part);
  await touch("touchEnd", 0, 0);
  await save(page);
  const { qr } = await stored("finger");
  const unit = POSTER.width / (await widthOf(page));
  expect([qr.x, qr.y]).toEqual([225 + Math.round(60 * unit), 700 - Math.round(80 * unit)]);
  await page.context().close();
});

test("by the keyboard alone a part is found, moved and removed, and the poster is saved", async () => {
  const page = await editing("keys");
  const press = async (name: RegExp | string): Promise<void> => {
    const wanted = page.getByRole("button", { name, exact: true }).and(page.locator(":focus"));
    for (let steps = 0; steps < 200 && (await wanted.count()) === 0; steps += 1)
      await page.keyboard.press("Tab");
    expect(await wanted.count()).toBe(1);
  };
  await press(/^Text 1: .*, at 60, 80$/);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Shift+ArrowDown");
  await page.keyboard.press("ArrowUp");
  await press(/^Text 2: .*, at 60, 1100$/);
  await page.keyboard.press("Delete");
  await press(/^QR code, at/);
  await page.keyboard.press("Delete");
  for (let step = 0; step < 40; step += 1) await page.keyboard.press("Shift+ArrowLeft");
  await press("Save the poster");
  await page.keyboard.press("Enter");
  await page.getByRole("status").getByText("Saved").waitFor();
  const { texts, qr } = await stored("keys");
  expect(texts.map(({ text, x, y }) => [text, x, y])).toEqual([["{promoter}请你喝茶", 61, 89]]);
  expect(qr).toEqual({ x: 0, y: 700, size: 300 });
  await page.context().close();
});

test("what the API refuses is said in its own sentence, and nothing is changed", async () => {
  const page = await editing("refused");
  await partOf(page, /^QR code/).focus();
  await page.getByLabel("Size", { exact: true }).fill("40");
  await page.getByRole("button", { name: "Save the poster" }).click();
  await page
    .getByRole("alert")
    .filter({ hasText: "qr.size" })
    .getByText(/is too small for a phone's camera: on a poster of 750 it has to be 80 wide/)
    .waitFor();
  await page.getByLabel("Size", { exact: true }).fill("300");
  await partOf(page, /^Text 1/).focus();
  await page.getByLabel("Text", { exact: true }).fill("{password}");
  await page.getByRole("button", { name: "Save the poster" }).click();
  await page
    .getByRole("alert")
    .filter({ hasText: "texts[0].text" })
    .getByText(/knows \{program\}/)
    .waitFor();
  expect(await stored("refused")).toMatchObject(POSTER);
  await page.context().close();
});

test("a new poster is made from the simple one, shown with a real link, and taken away again", async () => {
  const page = await signedInDesk(browser, service.url, shop.apiKey);
  await page.getByRole("link", { name: "Posters" }).click();
  await page.getByRole("link", { name: "Copy Simple poster" }).click();
  await page.getByLabel("Own id").fill("simple");
  await page.getByRole("button", { name: "Add a text" }).click();
  await page.getByLabel("Text", { exact: true }).fill("{promoter}");
  const picture = page.getByRole("group", { name: "The poster with its parts" }).locator("img");
  const shown = async () => (await picture.getAttribute("src")) ?? "";
  const example = await shown();
  await page.getByLabel("Shown with").selectOption({ index: 2 });
  await expect.poll(shown).not.toBe(example);
  expect(await readIn(await shown(), { x: 175, y: 470, size: 400 })).toBe(link);
  await page.getByLabel("Shown with").selectOption({ label: "Long names" });
  await expect.poll(async () => decodeURIComponent(await shown())).toContain("Featherstonehaugh");
  await save(page);
  const { texts } = await stored("simple");
  expect(texts.map(({ text }) => text)).toContain("{promoter}");
  await page.getByRole("link", { name: "Posters" }).click();
  await page.getByRole("button", { name: "Take away: Copy of Simple poster" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText(/simple poster that every program has comes back/).waitFor();
  await dialog.getByLabel("Reason").fill("The simple one is enough");
  await dialog.getByRole("button", { name: "Take away: Copy of Simple poster" }).click();
  await page.getByRole("heading", { name: "Simple poster", exact: true }).waitFor();
  expect((await stored("simple")).code).toBe("unknown_poster");
  await page.context().close();
});

test("layers change places, the picture goes with them, and whoever selects a part can read the page", async () => {
  const page = await editing("layers");
  const png = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64",
  );
  await page
    .getByLabel("Add a picture")
    .setInputFiles({ name: "tea.png", mimeType: "image/png", buffer: png });
  await page.getByRole("button", { name: "Picture: one layer up" }).click();
  await page.getByRole("button", { name: /^Text 2: .*: one layer down$/ }).click();
  await save(page);
  const svg = await (await fetch(onShareHost("layers"))).text();
  expect(svg.match(/请你喝茶|长按识别|<image/g)).toEqual(["请你喝茶", "长按识别", "<image"]);
  for (const part of [/^Picture, at/, /^Text 1/, /^QR code/]) {
    await partOf(page, part).focus();
    const looked = {
      name: "poster-selected",
      language: "en",
      widths: [360, 1_440],
      folder: SCREENSHOTS,
    } as const;
    expect(await faultsOf(page, looked)).toEqual([]);
  }
  await page.context().close();
});
