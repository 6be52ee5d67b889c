/**
 * The browser SDK. It brings a click token from the landing page to the checkout, first-party, on whatever a
 * browser allows. Nothing is kept or sent before a required consent, and nothing is kept of who opted out.
 */
import { tokenIn, withoutToken } from "./address.ts";
import { isAhead, listen } from "./dom.ts";
import { emptyFields, fillFields, watchFields, watchLinks } from "./form-fields.ts";
import { type Options, readOptions } from "./options.ts";
import { Store } from "./store.ts";
import type { KeptToken } from "./token-list.ts";
import { send } from "./transport.ts";

/** What a page tells of an order, for comparison with what the merchant's server reports. */
export interface ReportedConversion {
  readonly orderId: string;
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
}

/** What pages may call before the script has come. */
const CALLS = ["pageview", "identify", "conversion", "consent"];
/** The member that tells a loaded script from whatever else a page calls so. */
const LOADED = "clickTokens";

class Tributary {
  readonly #options: Options;
  readonly #store: Store;
  #tokens: KeptToken[] = [];
  #consented: boolean;
  /** Whether the tokens outlive the page. */
  #lasting = false;
  /** Nobody sees the page yet. */
  #ahead = isAhead();
  /** What waits for consent, and for somebody who sees the page. */
  #waiting: (() => void)[] = [];
  #identity: object | undefined;

  constructor(options: Options) {
    this.#options = options;
    this.#store = new Store(options);
    this.#consented = !options.consentRequired;
    const landed = tokenIn(location.search);
    if (landed) this.#tokens = [{ token: landed, seenAtS: Date.now() / 1_000 }];
    const tokens = (): string[] => this.clickTokens();
    watchFields(tokens);
    watchLinks(
      tokens,
      (link) => options.linkHosts.includes(link.host) || (!this.#lasting && link.origin === location.origin),
    );
    listen("prerenderingchange", () => {
      this.#ahead = false;
      this.#release();
    });
    if (options.sendsPageviews) this.pageview();
    if (this.#consented) this.#begin();
  }

  /** The newest token, to be sent along with an order. */
  clickToken(): string | undefined {
    return this.clickTokens()[0];
  }

  /** The newest tokens, at most 20, newest first. */
  clickTokens(): string[] {
    return this.#consented ? this.#tokens.map((kept) => kept.token) : [];
  }

  pageview(): void {
    if (!this.#options.optedOut) this.#send(() => ({ type: "pageview" }));
  }

  /** @param proof of the customer, made by the merchant's server under the program's identify secret. */
  identify(customerId: string, proof: string): void {
    this.#identity = { type: "identify", customerId, proof };
    this.#sendWithTokens(this.#identity);
  }

  conversion({ orderId, amount, currency }: ReportedConversion): void {
    this.#sendWithTokens({ type: "conversion", orderId, amount, currency });
  }

  /** The visitor's decision; what was kept is erased by a no. */
  consent(given: boolean): void {
    if (given && !this.#consented) {
      this.#consented = true;
      this.#begin();
      this.#release();
    } else if (!given) {
      this.#consented = false;
      this.#tokens = [];
      this.#waiting = [];
      this.#identity = undefined;
      this.#store.clear();
      emptyFields();
      this.#cleanAddress();
      if (this.#options.firstParty) send(this.#url(), this.#message({ type: "session", forget: true }));
    }
  }

  /** For calls made before the script came: `["identify", "customer", "proof"]`. */
  push(...calls: readonly unknown[][]): void {
    for (const [name, ...values] of calls) {
      const method = CALLS.includes(String(name)) && this[name as keyof this];
      // One that fails holds up none of the others, and is reported as if it were alone.
      try {
        if (typeof method === "function") method.apply(this, values);
      } catch (error) {
        setTimeout(() => {
          throw error;
        });
      }
    }
  }

  #begin(): void {
    this.#keep(this.#options.optedOut ? [] : this.#store.read());
    const { firstParty, optedOut } = this.#options;
    if (firstParty && !optedOut && "fetch" in window) this.#whenSeen(() => this.#openSession());
  }

  #keep(others: readonly KeptToken[]): void {
    this.#tokens = this.#store.merged(this.#tokens, others);
    this.#lasting =
      !this.#options.optedOut && this.#tokens.length > 0 ? this.#store.write(this.#tokens) : false;
    // Where nothing else keeps it, the address is the token's only carrier.
    if (this.#lasting && !this.#options.keepToken) this.#cleanAddress();
    fillFields(this.clickTokens());
  }

  #cleanAddress(): void {
    const { pathname, search, hash } = location;
    const clean = withoutToken(search);
    if (clean === search || !tokenIn(search)) return;
    try {
      history.replaceState(history.state, "", pathname + clean + hash);
    } catch {
      // A sandboxed page may not change its address.
    }
  }

  /** Asks the page's own origin for the tokens that its cookie keeps, where a script could keep none as long. */
  #openSession(): void {
    const body = JSON.stringify(this.#message({ type: "session", clickTokens: this.clickTokens() }));
    fetch(this.#url(), { method: "POST", body, credentials: "same-origin" })
      .then((answer) => (answer.status === 200 ? answer.json() : { tokens: [] }))
      .then(({ tokens }: { tokens: KeptToken[] }) => {
        const before = String(this.clickTokens());
        if (!this.#consented) return;
        this.#keep(tokens);
        if (this.#identity && String(this.clickTokens()) !== before) this.#sendWithTokens(this.#identity);
      })
      .catch(() => {});
  }

  #sendWithTokens(message: object): void {
    this.#send(() => ({ ...message, clickTokens: this.clickTokens() }));
  }

  /** Makes and sends a message. */
  #send(message: () => object): void {
    this.#whenSeen(() => send(this.#url(), this.#message(message())));
  }

  /** Does something now, or once consent is given and the page is seen. */
  #whenSeen(work: () => void): void {
    this.#waiting.push(work);
    this.#release();
  }

  #release(): void {
    if (this.#consented && !this.#ahead) for (const work of this.#waiting.splice(0)) work();
  }

  #message(message: object): object {
    return { program: this.#options.program, ...message };
  }

  #url(): string {
    return `${this.#options.endpoint}/e`;
  }
}

/** What a page has put here, if it has: an element of this name is no property of the window's own. */
const earlier: unknown = Object.getOwnPropertyDescriptor(window, "tributary")?.value;
if (!(earlier instanceof Object && LOADED in earlier)) {
  const options = readOptions();
  if (options) {
    const tributary = new Tributary(options);
    // What draws share cards may have come before.
    if (earlier instanceof Object && "wechat" in earlier)
      Object.assign(tributary, { wechat: earlier.wechat });
    Object.assign(window, { tributary });
    if (Array.isArray(earlier)) tributary.push(...(earlier as unknown[][]));
  } else {
    // oxlint-disable-next-line no-console -- who put the script there looks here
    console.warn("tributary: no program. Give the script data-program, or its address ?program=");
  }
}
