/** The package for mini programs: what it reads, asks once, keeps on the phone, and never troubles anybody with. */
import { afterEach, expect, test, vi } from "vitest";
import { type Arrival, createTributary } from "../../../../sdk/miniprogram/tributary.ts";
import { Phone } from "../../../support/wechat/phone.ts";

const ORIGIN = "https://go.shop.example";
const SLUG = "4kq8s2mz7txc";

/** The token of the `place`th click that a service answers. */
const tokenText = (place: number) => `Token_${place}`.padEnd(40, "x");

/** A service that knows each link but those that begin with `no-`. */
function service() {
  let clicks = 0;
  return async ({ url }: Request) => {
    if (url.includes("/s/no-")) return Response.json({ code: "unknown_link" }, { status: 404 });
    clicks += 1;
    const headers = new Headers();
    headers.append("set-cookie", "tby_vid=v1; Path=/; HttpOnly");
    headers.append("set-cookie", `tby_clk=c${clicks}; Path=/; HttpOnly`);
    headers.append("set-cookie", "other=1; Path=/");
    const clickToken = tokenText(clicks);
    return Response.json({ clickToken, destination: "https://shop.example/" }, { headers });
  };
}

const busy = async () => Response.json({ code: "unavailable" }, { status: 503 });
const silent = async () => undefined;

function opened(phone = new Phone(service()), options: { program?: string; days?: number } = {}) {
  vi.stubGlobal("wx", phone.wx);
  const tributary = createTributary({ origin: `${ORIGIN}/`, program: "tea", ...options });
  const slugs = () => phone.asked.map(({ url }) => url.replace(`${ORIGIN}/s/`, ""));
  return { phone, tributary, slugs };
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test.each<[string, Arrival]>([
  ["an app that a code opened", { scene: 1_047, query: { scene: SLUG } }],
  ["a page that a code opened", { scene: SLUG }],
  ["an app that a card opened", { scene: 1_007, query: { tby: SLUG } }],
  ["a page that a card opened", { tby: SLUG }],
  ["a chosen slug, encoded as WeChat does", { scene: "spring%2Dsale" }],
])("%s asks for the token of its link", async (_, how) => {
  const { tributary, slugs } = opened();
  await tributary.arrive(how);
  expect(slugs()).toEqual([how.scene === "spring%2Dsale" ? "spring-sale" : SLUG]);
  expect(await tributary.token()).toBe(tokenText(1));
});

test.each<[Arrival | undefined]>([
  [undefined],
  [{}],
  [{ scene: 1_001, query: {} }],
  [{ query: { scene: "table=7" } }],
  [{ query: { scene: "%E0%A4%A" } }],
  [{ query: { scene: ["x"], tby: "../../v1" } }],
  [{ query: { scene: "UPPERCASESLUG" } }],
])("what is no link of ours, %j, asks nothing", async (how) => {
  const { phone, tributary } = opened();
  await tributary.arrive(how);
  expect([phone.asked, await tributary.token(), await tributary.clickTokens()]).toEqual([[], null, []]);
});

test("a token in the path is kept as it is, and asks nothing", async () => {
  const { phone, tributary } = opened();
  const token = `${"Ab_-".repeat(8)}.${"Cd".repeat(8)}`;
  await tributary.arrive({ query: { tby: token } });
  expect([await tributary.token(), phone.asked]).toEqual([token, []]);
});

test("the same arrival told again is one click, and one by another link between makes it three", async () => {
  const { tributary, slugs } = opened();
  await Promise.all(Array.from({ length: 5 }, async () => await tributary.arrive({ scene: SLUG })));
  expect(slugs()).toEqual([SLUG]);
  await tributary.arrive({ scene: "other-link" });
  await tributary.arrive({ scene: SLUG });
  expect(slugs()).toEqual([SLUG, "other-link", SLUG]);
  expect(await tributary.clickTokens()).toEqual([3, 2, 1].map(tokenText));
});

test("an order waits for the answer that is on its way", async () => {
  const { tributary } = opened();
  void tributary.arrive({ scene: SLUG });
  expect(await tributary.token()).toBe(tokenText(1));
});

test("a second link before the first is answered loses neither", async () => {
  const { tributary, slugs } = opened();
  void tributary.arrive({ scene: SLUG });
  await Promise.resolve();
  void tributary.arrive({ scene: "other-link" });
  expect(await tributary.clickTokens()).toEqual([2, 1].map(tokenText));
  expect(slugs()).toEqual([SLUG, "other-link"]);
});

test("the cookies of the service are kept and sent along, and no others", async () => {
  const { phone, tributary } = opened();
  for (const scene of [SLUG, "other-link", "third-link"]) await tributary.arrive({ scene });
  expect(phone.asked.map(({ cookie }) => cookie)).toEqual([
    "",
    "tby_vid=v1; tby_clk=c1",
    "tby_vid=v1; tby_clk=c2",
  ]);
});

test.each([
  ["busy", busy],
  ["out of reach", silent],
])("a service that is %s is asked again before an order, also by a later life", async (_, network) => {
  const phone = new Phone(network);
  const first = opened(phone);
  await first.tributary.arrive({ scene: SLUG });
  expect(await first.tributary.token()).toBeNull();
  expect(first.slugs()).toEqual([SLUG, SLUG]);
  phone.network = service();
  const later = opened(phone);
  expect(await later.tributary.token()).toBe(tokenText(1));
  expect(await later.tributary.token()).toBe(tokenText(1));
  expect(later.slugs()).toEqual([SLUG, SLUG, SLUG]);
});

test("a link that there is not is asked for once", async () => {
  const { tributary, slugs } = opened();
  await tributary.arrive({ scene: "no-link" });
  expect([await tributary.token(), slugs()]).toEqual([null, ["no-link"]]);
});

test("an answer without a token, or with something else in its place, is none", async () => {
  for (const clickToken of [null, 7, "short", "x".repeat(300)]) {
    const phone = new Phone(async () => Response.json({ clickToken, destination: "https://shop.example/" }));
    const { tributary } = opened(phone);
    await tributary.arrive({ scene: SLUG });
    expect([clickToken, await tributary.token()]).toEqual([clickToken, null]);
  }
});

test("tokens outlive the mini program, by program, for as many days as it says", async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.UTC(2026, 10, 1) });
  const { phone, tributary } = opened(undefined, { days: 7 });
  await tributary.arrive({ scene: SLUG });
  vi.setSystemTime(Date.UTC(2026, 10, 7, 23));
  expect(await opened(phone, { days: 7 }).tributary.token()).toBe(tokenText(1));
  expect(await opened(phone, { program: "coffee" }).tributary.token()).toBeNull();
  vi.setSystemTime(Date.UTC(2026, 10, 8, 1));
  expect(await opened(phone, { days: 7 }).tributary.token()).toBeNull();
});

test("no more tokens are kept than an order takes, the newest", async () => {
  const { tributary } = opened();
  for (let place = 1; place <= 25; place += 1) await tributary.arrive({ scene: `link-${place}` });
  const tokens = await tributary.clickTokens();
  expect([tokens.length, tokens[0], tokens.at(-1)]).toEqual([20, tokenText(25), tokenText(6)]);
});

test("what is forgotten is gone from the phone, also what was on its way", async () => {
  const { phone, tributary } = opened();
  await tributary.arrive({ scene: SLUG });
  tributary.forget();
  expect([phone.stored.size, await tributary.token()]).toEqual([0, null]);
  const answered = tributary.arrive({ scene: "other-link" });
  await Promise.resolve();
  tributary.forget();
  await answered;
  expect([phone.stored.size, await tributary.token()]).toEqual([0, null]);
});

test("storage that is full, or holds what nobody wrote, troubles nobody", async () => {
  const { phone, tributary } = opened();
  phone.keepsNothing = true;
  await tributary.arrive({ scene: SLUG });
  expect(await tributary.token()).toBeNull();
  phone.keepsNothing = false;
  phone.stored.set("tby_tea", JSON.stringify({ tokens: "none" }));
  await tributary.arrive({ scene: "other-link" });
  expect(await tributary.token()).toBe(tokenText(1));
});
