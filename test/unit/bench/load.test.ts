/** What becomes of requests that are reset, late or refused. */
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { Connections, getPage, untilAnswered } from "../../../bench/http.ts";
import { readWrk } from "../../../bench/load.ts";
import { commissionsIn } from "../../../bench/orders/commissions-in.ts";

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function serving(listener: RequestListener): Promise<string> {
  const own = createServer(listener);
  server = own;
  await new Promise<void>((listening) => own.listen(0, "127.0.0.1", listening));
  return `http://127.0.0.1:${(own.address() as AddressInfo).port}`;
}

/** Resets so many requests, and answers those after them. */
async function resetting(resets: number): Promise<string> {
  let received = 0;
  return await serving((request, response) => {
    received += 1;
    if (received <= resets) request.socket.resetAndDestroy();
    else request.resume().on("end", () => response.end("taken"));
  });
}

test("a request that is reset is sent again and counted", async () => {
  let counted = 0;
  const connections = new Connections(1, () => (counted += 1));
  const origin = await resetting(2);
  expect(await connections.post(origin, {}, "order")).toEqual({
    status: 200,
    text: "taken",
    sentAgain: true,
  });
  expect(counted).toBe(2);
  expect(await connections.post(origin, {}, "order")).toMatchObject({ sentAgain: false });
  connections.close();
});

test("a service that resets everything ends the measurement, after five tries", async () => {
  let counted = 0;
  const origin = await resetting(100);
  const asked = untilAnswered(
    async () => await getPage(origin),
    () => (counted += 1),
  );
  await expect(asked).rejects.toMatchObject({ code: "ECONNRESET" });
  expect(counted).toBe(5);
});

test("what else goes wrong is not tried again", async () => {
  let counted = 0;
  const refuse = async () => await Promise.reject(new Error("a click was answered 500"));
  await expect(untilAnswered(refuse, () => (counted += 1))).rejects.toThrow("answered 500");
  expect(counted).toBe(0);
});

const WRK = `Running 1s test @ http://127.0.0.1:8787/s/1
  1 threads and 32 connections
  5386 requests in 1.01s, 1.20MB read
  Socket errors: connect 0, read 3, write 1, timeout 31
Requests/sec:   5332.67
Transfer/sec:      1.19MB`;

test("requests that wrk lost are counted, and end nothing", () => {
  expect(readWrk(WRK)).toEqual({ requestsPerSecond: 5_332.67, requests: 5_386, unanswered: 35 });
  expect(readWrk(WRK.replace(/ {2}Socket.*\n/, ""))).toMatchObject({ unanswered: 0 });
});

test("requests that were refused are no figure", () => {
  expect(() => readWrk(`${WRK}\n  Non-2xx or 3xx responses: 7`)).toThrow("7 requests were refused");
});

test("commissions of an order count once taken, and of one decided before only if it was sent again", () => {
  const answer = (status: string, sentAgain: boolean) => ({
    status: 200,
    text: JSON.stringify({ results: [{ status, commissions: [{ amount: 7 }, { amount: 5 }] }] }),
    sentAgain,
  });
  expect(commissionsIn(answer("accepted", false))).toBe(12);
  expect(commissionsIn(answer("duplicate", true))).toBe(12);
  expect(() => commissionsIn(answer("duplicate", false))).toThrow("an order was duplicate");
  expect(() => commissionsIn({ status: 503, text: "", sentAgain: true })).toThrow("answered 503");
});
