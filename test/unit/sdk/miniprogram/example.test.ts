/** The example mini program, with the package as npm would bring it: a code, a card, an order. */
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { PROJECT } from "../../../support/service.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";
import { buildPackage, openProgram } from "../../../support/wechat/mini-program.ts";
import { Phone } from "../../../support/wechat/phone.ts";

const EXAMPLE = join(PROJECT, "examples/mini-program");
const PAGE = "pages/tea/tea";
const TOKEN = "Token_of_the_first_click_x_x";
const SLUG = "4kq8s2mz7txc";

const directory = temporaryDirectory();
const file = buildPackage(directory.path);
afterAll(() => directory.remove());

interface Tea {
  readonly data: { said: string };
  buy(): Promise<void>;
  onShareAppMessage(): { path: string };
}

function openTea(phone: Phone) {
  const { app, page } = openProgram(EXAMPLE, file, phone);
  return { app, tea: page(PAGE) as unknown as Tea };
}

function shopAndService() {
  return new Phone(async ({ url }) =>
    url.includes("/s/") ? Response.json({ clickToken: TOKEN, destination: "" }) : Response.json({}),
  );
}

test("a code's token goes with the order, also in a later life of the mini program", async () => {
  const phone = shopAndService();
  const { app, tea } = openTea(phone);
  app.onShow({ path: PAGE, scene: 1_047, query: { scene: SLUG } });
  await tea.buy();
  await expect.poll(() => tea.data.said).toBe("Ordered");
  const again = openTea(phone);
  again.app.onShow({ path: PAGE, scene: 1_089, query: {} });
  await again.tea.buy();
  await expect.poll(() => again.tea.data.said).toBe("Ordered");
  const order = { productId: "longjing", clickTokens: [TOKEN] };
  expect(phone.asked.map(({ method, url, data }) => [method, url, data])).toEqual([
    ["GET", `https://go.shop.example/s/${SLUG}`, undefined],
    ["POST", "https://shop.example/orders", order],
    ["POST", "https://shop.example/orders", order],
  ]);
});

test("a card that a promoter shares leads the next person to that promoter's token", async () => {
  const phone = shopAndService();
  const { tea } = openTea(phone);
  expect(tea.onShareAppMessage().path).toBe(`/${PAGE}`);
  phone.wx.setStorageSync("slug", SLUG);
  const [path, query] = tea.onShareAppMessage().path.split("?");
  const friends = shopAndService();
  const friend = openTea(friends);
  friend.app.onShow({ path, scene: 1_007, query: Object.fromEntries(new URLSearchParams(query)) });
  await friend.tea.buy();
  expect(friends.asked[0]?.url).toBe(`https://go.shop.example/s/${SLUG}`);
});

test("a shop that does not answer is told to who buys", async () => {
  const { tea } = openTea(new Phone(async () => undefined));
  await tea.buy();
  await expect.poll(() => tea.data.said).toBe("Not ordered");
});
