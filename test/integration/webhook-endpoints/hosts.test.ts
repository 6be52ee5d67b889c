/** Nothing is sent to this machine, a private network, a cloud's own addresses or this service, however they are spelled. */
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { openShop } from "../../support/shop.ts";
import { openEndpoint, openReceiver, said } from "../../support/webhooks/endpoint.ts";

const REFUSED = [
  "http://shop.example/hooks",
  "ftp://shop.example/hooks",
  "https://user:secret@shop.example/hooks",
  "https://shop.example/hooks#part",
  "https://127.0.0.1/hooks",
  "https://127.1/hooks",
  "https://0x7f.1/hooks",
  "https://2130706433/hooks",
  "https://0177.0.0.1/hooks",
  "https://[::1]/hooks",
  "https://[::ffff:127.0.0.1]/hooks",
  "https://[::ffff:7f00:1]/hooks",
  "https://[64:ff9b::7f00:1]/hooks",
  "https://[2002:7f00:1::]/hooks",
  "https://[fe80::1]/hooks",
  "https://[fd00:ec2::254]/hooks",
  "https://169.254.169.254/latest/meta-data",
  "https://0xa9fea9fe/latest/meta-data",
  "https://168.63.129.16/hooks",
  "https://100.100.100.200/hooks",
  "https://10.0.0.1/hooks",
  "https://172.16.0.1/hooks",
  "https://192.168.1.1/hooks",
  "https://0.0.0.0/hooks",
  "https://224.0.0.1/hooks",
  "https://255.255.255.255/hooks",
  "https://localhost/hooks",
  "https://localhost./hooks",
  "https://LOCALHOST/hooks",
  "https://１２７.0.0.1/hooks",
  "https://a.localhost/hooks",
  "https://printer.local/hooks",
  "https://metadata.google.internal/hooks",
  "https://router/hooks",
  "https://com/hooks",
  // The name that this request comes to.
  "https://tributary.test/hooks",
  "nothing",
  "",
];

describe("an address is refused when it is set", () => {
  test.each(REFUSED)("%s", async (url) => {
    const shop = await openShop();
    const made = await shop.post("/webhook-endpoints", { url, events: ["*"] });
    expect(made).toMatchObject({ status: 422, body: { code: "invalid_body", errors: [{ path: "url" }] } });
    expect((await shop.get("/webhook-endpoints")).body.data).toEqual([]);
  });

  test.each([["10.0.0.1"], ["93.184.215.14", "127.0.0.1"], ["::1"], ["fd00::1"], ["64:ff9b::a00:1"]])(
    "whose name leads to %s",
    async (...addresses) => {
      const shop = await openShop();
      const { url } = await openReceiver({ addresses });
      const made = await shop.post("/webhook-endpoints", { url, events: ["*"] });
      expect(made).toMatchObject({ status: 422, body: { errors: [{ path: "url" }] } });
    },
  );

  test("also where an endpoint is changed to it", async () => {
    const shop = await openShop();
    const endpoint = await openEndpoint(shop, await openReceiver());
    const changed = await shop.patch(endpoint.path, { url: "https://[::1]/hooks" });
    expect(changed).toMatchObject({ status: 422, body: { errors: [{ path: "url" }] } });
  });
});

describe("before each attempt it is looked at again", () => {
  test.each([
    [["192.168.0.7"], "host_refused"],
    [["93.184.215.14", "169.254.169.254"], "host_refused"],
    [[], "unresolved"],
  ])("and a name that leads to %j by then is sent nothing", async (addresses, fault) => {
    const shop = await openShop();
    const receiver = await openReceiver();
    const endpoint = await openEndpoint(shop, receiver);
    await receiver.set({ addresses });
    await shop.promoter("first");
    await said(shop);
    await expect
      .poll(async () => (await endpoint.deliveries())[0]?.attempts[0]?.fault, { interval: 20 })
      .toBe(fault);
    expect(await receiver.received()).toEqual([]);
    await receiver.set({});
    await endpoint.later(6_000);
    expect(await receiver.received()).toHaveLength(1);
  });

  test("and what a database of before holds, or somebody wrote into it, is sent nothing", async () => {
    const shop = await openShop();
    const endpoint = await openEndpoint(shop, await openReceiver());
    for (const url of ["https://127.0.0.1/hooks", "http://shop.example/hooks"]) {
      await env.CONFIG.prepare("UPDATE webhook_endpoints SET url = ? WHERE id = ?")
        .bind(url, endpoint.id)
        .run();
      expect((await shop.post(`${endpoint.path}/test`, {})).body).toMatchObject({
        succeeded: false,
        attempt: { status: null, fault: "host_refused" },
      });
    }
  });
});

test("a public host is taken by name, by address and with a port", async () => {
  const shop = await openShop();
  for (const url of [
    "https://shop.example:8443/hooks?key=1",
    "https://93.184.215.14/",
    "https://[2606:4700::1111]/",
  ]) {
    const made = await shop.post("/webhook-endpoints", { url, events: ["*"] });
    expect(made).toMatchObject({ status: 201, body: { url } });
  }
});
