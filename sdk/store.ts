/** Keeps tokens first-party, in a cookie and in localStorage, and says so when a browser lets it keep nothing. */
import { cookies, setCookie } from "./dom.ts";
import { type KeptToken, merged, read, spelled } from "./token-list.ts";

/** A cookie of more than 4,096 bytes is dropped whole, name and attributes included. */
const COOKIE_CHARACTERS = 3_800;
const STORED_CHARACTERS = 10_000;
const DAY_S = 86_400;

export interface StoreTerms {
  readonly program: string;
  /** How long a token is kept. */
  readonly days: number;
  /** `Domain` of the cookie, for shops that span several hosts. */
  readonly cookieDomain: string | undefined;
}

export class Store {
  readonly #name: string;
  readonly #maxAgeS: number;
  readonly #attributes: string;

  constructor(terms: StoreTerms) {
    this.#name = `tbyt_${terms.program}`;
    this.#maxAgeS = terms.days * DAY_S;
    this.#attributes =
      "; Path=/; SameSite=Lax" +
      (location.protocol === "https:" ? "; Secure" : "") +
      (terms.cookieDomain ? `; Domain=${terms.cookieDomain}` : "");
  }

  read(): KeptToken[] {
    return this.merged(
      read(attempt(() => this.#cookie()) || ""),
      read(attempt(() => localStorage.getItem(this.#name)) || ""),
    );
  }

  /** Of both lists what may be kept now. */
  merged(list: readonly KeptToken[], others: readonly KeptToken[]): KeptToken[] {
    return merged(list, others, Date.now() / 1_000, this.#maxAgeS);
  }

  /** Keeps the list; false when neither place took it. */
  write(list: readonly KeptToken[]): boolean {
    const inStorage = attempt(() => {
      localStorage.setItem(this.#name, spelled(list, STORED_CHARACTERS));
      return true;
    });
    const inCookie = attempt(() => {
      const value = spelled(list, COOKIE_CHARACTERS);
      this.#setCookie(value, this.#maxAgeS);
      return this.#cookie() === value;
    });
    return Boolean(inStorage || inCookie);
  }

  clear(): void {
    attempt(() => localStorage.removeItem(this.#name));
    attempt(() => this.#setCookie("", 0));
  }

  #cookie(): string | undefined {
    const start = `${this.#name}=`;
    const pair = cookies()
      .split("; ")
      .find((candidate) => candidate.startsWith(start));
    return pair && pair.slice(start.length);
  }

  #setCookie(value: string, maxAgeS: number): void {
    setCookie(`${this.#name}=${value}; Max-Age=${maxAgeS}${this.#attributes}`);
  }
}

/** Browsers throw where storage is blocked. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
