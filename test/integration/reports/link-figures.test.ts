/** What a promoter may know of its links: their clicks and orders, and of nobody else's. */
import { expect, test } from "vitest";
import { openShop, request } from "../../support/shop.ts";

test("a promoter reads the figures of its own links, the newest first, and of no other", async () => {
  const shop = await openShop({ allowedHosts: ["shop.example"] });
  const [own, other] = [await shop.promoter("own"), await shop.promoter("other")];
  const link = async (promoterId: string) =>
    (await shop.post("/links", { promoterId, destination: "https://shop.example/tea" })).body;
  const links = [await link(own.id), await link(other.id), await link(own.id)] as const;
  const token = (await shop.post(`/promoters/${own.id}/tokens`, {})).body.token as string;
  const read = async (id: string, query = "") =>
    await request("GET", `/v1/programs/${shop.id}/promoters/${id}/link-figures${query}`, { token });
  const nothing = { clicks: 0, uniqueClicks: 0, orders: 0 };
  const whole = [
    { linkId: links[2].id, ...nothing },
    { linkId: links[0].id, ...nothing },
  ];
  expect((await read(own.id)).body).toMatchObject({ data: whole, nextCursor: null });
  const first = (await read(own.id, "?limit=1")).body;
  expect(first.data).toEqual(whole.slice(0, 1));
  const { data } = (await read(own.id, `?limit=1&cursor=${String(first.nextCursor)}`)).body;
  expect(data).toEqual(whole.slice(1));
  expect((await read(other.id)).status).toBe(404);
});
