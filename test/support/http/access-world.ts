/** A program with all that routes name, and every described route with an address there: for the matrix of access. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { deliveryIdOf } from "../../../domain/notification/webhook-ids.ts";
import { type Scope, SCOPES } from "../../../worker/access/scopes.ts";
import { app, call, newProgram } from "../api-client.ts";

export interface Route {
  readonly method: string;
  readonly path: string;
  readonly operation: string;
  readonly access: readonly string[];
  /** Where its entry of the audit is written. */
  readonly audit: string;
  /** Examples of its path's parameters, by name. */
  readonly examples: ReadonlyMap<string, string>;
  readonly readsKey: boolean;
}

// oxlint-disable-next-line typescript/no-explicit-any -- a document is read as any tool would
type Json = any;

/** What one promoter has, so that routes which name it find something. */
export interface Owned {
  readonly promoter: string;
  readonly token: string;
  readonly link: string;
  readonly slug: string;
  readonly order: string;
  readonly endpoint: string;
}

export interface World {
  readonly program: string;
  readonly key: string;
  /** Keys of the program with one scope alone each, and with all but that one. */
  readonly only: ReadonlyMap<Scope, string>;
  readonly without: ReadonlyMap<Scope, string>;
  readonly foreignKey: string;
  readonly mine: Owned;
  readonly theirs: Owned;
}

/** Every route that the API describes and serves. */
export async function readRoutes(): Promise<Route[]> {
  const { body: document } = await call("GET", "/openapi.json", { token: null });
  const served = new Set(
    app.routes.filter((route) => route.method !== "ALL").map(({ method, path }) => `${method} ${path}`),
  );
  return Object.entries<Json>(document.paths).flatMap(([path, methods]) =>
    Object.entries<Json>(methods)
      .filter(([method]) => served.has(`${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ":$1")}`))
      .map(([method, says]) => routeOf(method.toUpperCase(), path, says)),
  );
}

function routeOf(method: string, path: string, says: Json): Route {
  const parameters: Json[] = says.parameters ?? [];
  return {
    method,
    path,
    operation: says.operationId,
    access: says["x-access"] ?? [],
    audit: says["x-audit"] ?? "none",
    examples: new Map(
      parameters.filter((one) => one.in === "path").map((one) => [one.name, String(one.schema.example)]),
    ),
    readsKey: parameters.some((one) => one.name === "Idempotency-Key"),
  };
}

export async function makeWorld(): Promise<World> {
  const { id, path, apiKey } = await newProgram();
  const { apiKey: foreignKey } = await newProgram();
  const own = async (memberId: string): Promise<Owned> => {
    const promoter = (await call("POST", `${path}/promoters`, { body: { memberId } })).body.id;
    const { token } = (await call("POST", `${path}/promoters/${promoter}/tokens`, { body: {} })).body;
    const body = { promoterId: promoter, destination: "https://shop.example/" };
    const { id: link, slug } = (await call("POST", `${path}/links`, { body })).body;
    const order = `order-of-${memberId}`;
    await call("POST", `${path}/coupons`, { body: { code: memberId, promoterId: promoter } });
    const conversion = { orderId: order, amount: 1_000, currency: "CNY", couponCode: memberId };
    await call("POST", `${path}/conversions`, { body: conversion });
    const endpoint = await ownEndpoint(path, token);
    await giveDelivery(id, endpoint);
    return { promoter, token, link, slug, order, endpoint };
  };
  const keyWith = async (scopes: readonly Scope[]) =>
    (await call("POST", `${path}/api-keys`, { body: { scopes } })).body.key as string;
  const only = new Map<Scope, string>();
  const without = new Map<Scope, string>();
  for (const scope of SCOPES) {
    only.set(scope, await keyWith([scope]));
    without.set(scope, await keyWith(SCOPES.filter((one) => one !== scope)));
  }
  const mine = await own("mine");
  return { program: id, key: apiKey, only, without, foreignKey, mine, theirs: await own("theirs") };
}

/** A promoter's endpoint: another one, or the last where there are as many as there may be. */
async function ownEndpoint(base: string, token: string): Promise<string> {
  const body = { url: "https://shop.example/hooks", events: ["*"] };
  const made = await call("POST", `${base}/webhook-endpoints`, { token, body });
  if (made.status === 201) return made.body.id;
  return (await call("GET", `${base}/webhook-endpoints`, { token })).body.data.at(-1).id;
}

/** A person who reads alone: whoever may change people reaches that far. */
async function somebody(base: string): Promise<string> {
  const body = { email: `${crypto.randomUUID()}@shop.example`, role: "viewer" };
  return (await call("POST", `${base}/people`, { body })).body.id;
}

/** What was sent to an endpoint, without the wait for it. */
async function giveDelivery(program: string, endpoint: string): Promise<void> {
  await runInDurableObject(env.WEBHOOK_ENDPOINT.getByName(`${program}/${endpoint}`), (_, { storage }) => {
    storage.sql.exec(
      `INSERT INTO deliveries
         (row, event_id, sequence, type, state, tries, attempts, next_at_ms, holds, created_at_ms)
       VALUES (1, 'evt_of-before', 0, 'promoter.created', 'succeeded', 0, 0, 0, 0, ?)
       ON CONFLICT DO NOTHING`,
      Date.now(),
    );
  });
}

function shownFor({ path, examples }: Route, name: string): string {
  const example = examples.get(name);
  if (example === undefined) throw new Error(`${path} shows no example of ${name}`);
  return example;
}

/** A promoter whose tokens end is made for it: the others go on to call. */
function endsTokens({ method, path }: Route): boolean {
  return (method === "DELETE" && path.endsWith("/tokens")) || path.endsWith("/promoters/{id}/erase");
}

/** A route's address about what `owner` has. What a call takes away is made for it first. */
export async function addressOf(world: World, route: Route, owner: Owned): Promise<string> {
  const base = `/v1/programs/${world.program}`;
  const parts = route.path.split("/");
  const filled: string[] = [];
  for (const [place, part] of parts.entries()) {
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    const of = parts[place - 1];
    if (name === undefined) filled.push(part);
    else if (name === "program") filled.push(world.program);
    else if (of === "promoters" && endsTokens(route)) {
      const body = { memberId: crypto.randomUUID() };
      filled.push((await call("POST", `${base}/promoters`, { body })).body.id);
    } else if (of === "promoters") filled.push(owner.promoter);
    else if (of === "links") filled.push(owner.link);
    else if (of === "qr") filled.push(`${owner.slug}.svg`);
    else if (of === "poster") filled.push(owner.slug);
    else if (name === "file") filled.push("simple.svg");
    else if (of === "orders") filled.push(owner.order);
    else if (of === "webhook-endpoints")
      filled.push(route.method === "DELETE" ? await ownEndpoint(base, owner.token) : owner.endpoint);
    else if (of === "deliveries") filled.push(deliveryIdOf(owner.endpoint, 1));
    else if (of === "sign-in") {
      const made = await call("POST", `${base}/promoters/${owner.promoter}/sign-in-links`, { body: {} });
      filled.push(made.body.url.split("/").at(-1));
    } else if (of === "people") filled.push(await somebody(base));
    else if (of === "payouts") filled.push(`po_${owner.promoter.slice(3)}_1`);
    else if (of === "tokens") {
      filled.push((await call("POST", `${base}/promoters/${owner.promoter}/tokens`, { body: {} })).body.id);
    } else if (of === "api-keys")
      filled.push((await call("POST", `${base}/api-keys`, { body: KEYS_ALONE })).body.id);
    else filled.push(shownFor(route, name));
  }
  return filled.join("/");
}

/** What every key that reaches keys may hand on. */
const KEYS_ALONE = { scopes: ["keys"] };

/** An empty body: routes that need more refuse it, after they have let the caller in. */
export async function ask(world: World, route: Route, token: string | null, owner: Owned) {
  const address = await addressOf(world, route, owner);
  const headers: Record<string, string> = route.readsKey ? { "Idempotency-Key": crypto.randomUUID() } : {};
  const isOfKeys = route.path.includes("/api-keys");
  const sent = route.method === "GET" ? {} : { body: isOfKeys ? KEYS_ALONE : {} };
  const { status, body } = await call(route.method, address, { token, headers, ...sent });
  return { status, code: typeof body === "object" ? body?.code : undefined };
}
