/** The script as it is served, in a page that has only what the oldest browsers have. */
import vm from "node:vm";
import { expect, test } from "vitest";
import { SDK_SCRIPT } from "../../../worker/edge/sdk-bundle.ts";
import { tokenText } from "../../support/browser/token-text.ts";

interface Page {
  readonly src?: string;
  readonly dataset?: Record<string, string>;
  /** No element says which script runs: a tag manager evaluated it. */
  readonly anonymous?: boolean;
  readonly prerendering?: boolean;
  readonly search?: string;
}

class Nothing {
  observe(): void {
    // Nothing changes here.
  }
}

/** A page of the shop that has loaded the script. */
function load({ src = "https://go.shop.example/t.js", dataset = {}, search = "", ...page }: Page) {
  const script = { src, dataset };
  const told: { program: string; type: string }[] = [];
  const warnings: unknown[] = [];
  const listeners = new Map<string, ((event: object) => void)[]>();
  const listen = (name: string, heard: (event: object) => void) =>
    listeners.set(name, [...(listeners.get(name) ?? []), heard]);
  const field = { value: "", getAttribute: () => dataset["mark"] ?? "" };
  const document = {
    prerendering: page.prerendering ?? false,
    currentScript: page.anonymous === true ? null : script,
    documentElement: {},
    cookie: "",
    getElementsByTagName: () => [{ src: "https://cdn.example/other.js?program=theirs", dataset: {} }, script],
    querySelectorAll: () => [field],
    addEventListener: listen,
  };
  const window: Record<string, unknown> = {
    document,
    location: { href: "https://shop.example/", origin: "https://shop.example", protocol: "https:", search },
    navigator: { sendBeacon: (_: string, body: string) => told.push(JSON.parse(body)) > 0 },
    console: { warn: (text: unknown) => warnings.push(text) },
    history: { replaceState: () => {} },
    MutationObserver: Nothing,
    Element: Nothing,
    URL,
    atob,
  };
  window["window"] = window;
  vm.runInContext(SDK_SCRIPT, vm.createContext(window));
  return {
    told,
    warnings,
    field,
    tributary: window["tributary"] as
      | { clickTokens(): string[]; identify(...of: string[]): void }
      | undefined,
    activate: () => {
      document.prerendering = false;
      for (const heard of listeners.get("prerenderingchange") ?? []) heard({});
    },
  };
}

const pageview = { program: "tea", type: "pageview" };

test("the program is told by the element or by the address, also where no element says that it runs", () => {
  const byAddress = { src: "https://go.shop.example/t.js?program=tea" };
  for (const page of [
    { dataset: { program: "tea" } },
    byAddress,
    { ...byAddress, anonymous: true },
    { dataset: { program: "tea" }, anonymous: true },
    { src: "https://go.shop.example/t.js?program=other", dataset: { program: "tea" } },
  ]) {
    expect(load(page).told).toEqual([pageview]);
  }
});

test("every attribute may stand in the address: a consent that is required holds all back", () => {
  const src = "https://go.shop.example/t.js?program=tea&consent=required";
  const { told, tributary } = load({ src, search: `?tby=${tokenText({ clickedAtMs: Date.now() })}` });
  expect([told, tributary?.clickTokens()]).toEqual([[], []]);
  expect(load({ src: "https://go.shop.example/t.js?program=tea&pageview=off" }).told).toEqual([]);
});

test("a script that is told no program says so in the console, and does nothing else", () => {
  const { told, warnings, tributary } = load({});
  expect([told, warnings.length, tributary]).toEqual([[], 1, undefined]);
});

test("of a page that a browser made ahead of a tap nothing is told until somebody sees it, and then once", () => {
  const { told, tributary, activate } = load({ dataset: { program: "tea" }, prerendering: true });
  tributary?.identify("c-7", "proof");
  expect(told).toEqual([]);
  activate();
  activate();
  expect(told).toEqual([
    pageview,
    { program: "tea", type: "identify", customerId: "c-7", proof: "proof", clickTokens: [] },
  ]);
});

test("a field for little is filled with the part of the newest token that is a token by itself", () => {
  const short = tokenText({ clickedAtMs: Date.now() });
  const filled = (mark: string) =>
    load({ dataset: { program: "tea", mark }, search: `?tby=${short}.${"b".repeat(60)}` }).field.value;
  expect([filled("short"), filled("newest")]).toEqual([short, `${short}.${"b".repeat(60)}`]);
});
