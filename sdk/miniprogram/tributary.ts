/**
 * Share links in a WeChat mini program. Who came by a code or a card of a promoter is asked a click token for. It is kept
 * on the phone until an order takes it along. One file, which needs nothing but `wx`.
 */

export interface Options {
  /** Where share links are answered, such as `https://go.shop.example`. */
  readonly origin: string;
  /** The program's id. */
  readonly program: string;
  /** How long a token is kept; 30, and 400 at most. */
  readonly days?: number;
}

type Words = Readonly<Record<string, unknown>>;

/** What `App.onLaunch` and `App.onShow` are given, or the query that `Page.onLoad` is given. */
export interface Arrival {
  /** A number of WeChat's in what an app is given; in a page's query the text that a code holds. */
  readonly scene?: unknown;
  readonly query?: Words;
  readonly tby?: unknown;
}

export interface Tributary {
  /**
   * Takes down how somebody came. By the slug that a code holds as `scene`, or by the slug or token that a path has as
   * `tby`. The same arrival told again changes nothing.
   *
   * @returns settled once the service has answered; never rejected.
   */
  arrive(how?: Arrival): Promise<void>;
  /** The newest click's token, with the journey before it. Null: nobody has led here. */
  token(): Promise<string | null>;
  /** All tokens that are kept, newest first: `clickTokens` of an order. */
  clickTokens(): Promise<string[]>;
  /** Forgets all that is kept on the phone. */
  forget(): void;
}

interface Answer {
  readonly statusCode: number;
  readonly data: unknown;
  readonly cookies?: readonly string[];
}

/** WeChat's own API, as far as it is used. */
declare const wx: {
  request(terms: {
    url: string;
    header: Record<string, string>;
    timeout: number;
    success(answer: Answer): void;
    fail(): void;
  }): unknown;
  getStorageSync(key: string): unknown;
  setStorageSync(key: string, value: unknown): void;
  removeStorageSync(key: string): void;
};

interface Kept {
  /** Newest first, each with when it came. */
  readonly tokens: readonly (readonly [token: string, atMs: number])[];
  /** What the service knows a visitor by, which `wx.request` does not keep: values by name. */
  readonly cookies: Readonly<Record<string, string>>;
  /** A slug that nobody has answered for. */
  readonly owed: string;
}

const NOTHING: Kept = { tokens: [], cookies: {}, owed: "" };
const SLUG = /^([0-9a-z]{12}|(?=.*-)[0-9a-z][0-9a-z-]{2,62}[0-9a-z])$/;
const TOKEN = /^(?=.{24,240}$)[\w-]+(\.[\w-]+)?$/;
const COOKIE = /^(tby_\w+)=([^;]*)/;
const DAY_MS = 86_400_000;
const DAYS = 30;
const MOST_DAYS = 400;
/** As many as an order takes. */
const MOST_TOKENS = 20;
/** An order waits for no longer than that. */
const ANSWERED_WITHIN_MS = 5_000;
const OK = 200;
/** No such link, and one that has ended: a repeat would be told the same. */
const NO_LINK = [404, 410];

/** What stands in `scene` or `tby`; empty for whatever no link of ours has. */
function markOf({ scene, query = {}, tby }: Arrival): string {
  for (const words of [query, { tby, scene }]) {
    for (const text of [words["tby"], words["scene"]]) {
      const mark = typeof text === "string" ? decoded(text) : "";
      if (SLUG.test(mark) || TOKEN.test(mark)) return mark;
    }
  }
  return "";
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

/** @returns null where the service cannot be reached. */
function ask(url: string, cookies: Kept["cookies"]): Promise<Answer | null> {
  const sent = Object.keys(cookies).map((name) => `${name}=${cookies[name]}`);
  const header: Record<string, string> = { Accept: "application/json" };
  if (sent.length > 0) header["Cookie"] = sent.join("; ");
  return new Promise((done) => {
    wx.request({ url, header, timeout: ANSWERED_WITHIN_MS, success: done, fail: () => done(null) });
  });
}

/** Those of before, and those that the service has set since. */
function cookiesAfter(cookies: Kept["cookies"], lines: readonly string[] = []): Kept["cookies"] {
  const next: Record<string, string> = { ...cookies };
  for (const line of lines) {
    const [, name, value = ""] = COOKIE.exec(line) || [];
    if (name) next[name] = value;
  }
  return next;
}

/** What is kept on the phone for one program. A phone that keeps nothing loses the token, and nobody is troubled. */
function storeOf({ program, days = DAYS }: Options) {
  const key = `tby_${program}`;
  const keptMs = Math.min(days, MOST_DAYS) * DAY_MS;

  function read(): Kept {
    const kept = attempt(() => wx.getStorageSync(key)) as Kept | "" | undefined;
    if (!kept || !Array.isArray(kept.tokens)) return NOTHING;
    const sinceMs = Date.now() - keptMs;
    return { ...kept, tokens: kept.tokens.filter(([, atMs]) => atMs > sinceMs) };
  }

  function write(change: Partial<Kept>): void {
    attempt(() => wx.setStorageSync(key, { ...read(), ...change }));
  }

  return {
    read,
    write,
    /** Each token once, at the time it came first. */
    add(token: string): void {
      const { tokens } = read();
      if (tokens.some(([known]) => known === token)) return;
      write({ tokens: [[token, Date.now()] as const, ...tokens].slice(0, MOST_TOKENS) });
    },
    clear(): void {
      attempt(() => wx.removeStorageSync(key));
    },
  };
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

export function createTributary(options: Options): Tributary {
  const store = storeOf(options);
  const origin = options.origin.replace(/\/+$/, "");
  let newest = "";
  let last: Promise<void> = Promise.resolve();

  /** Asks for the token of the link that somebody came by, also of one that was not answered before. */
  async function settle(): Promise<void> {
    const { owed, cookies } = store.read();
    if (owed === "") return;
    const answer = await ask(`${origin}/s/${owed}`, cookies);
    const status = answer === null ? 0 : answer.statusCode;
    if (answer === null || (status !== OK && NO_LINK.indexOf(status) < 0)) return;
    const kept = store.read();
    // Forgotten, while the answer was on its way.
    if (kept.owed === "") return;
    // Somebody may have come by another link meanwhile.
    const stillOwed = kept.owed === owed ? "" : kept.owed;
    store.write({ owed: stillOwed, cookies: cookiesAfter(cookies, answer.cookies) });
    const { clickToken } = (status === OK ? answer.data : {}) as { clickToken?: unknown };
    if (typeof clickToken === "string" && TOKEN.test(clickToken)) store.add(clickToken);
  }

  /** One after another: each click's token has those before it. */
  function next(): Promise<void> {
    last = last.then(settle);
    return last;
  }

  function arrive(how: Arrival = {}): Promise<void> {
    const mark = markOf(how);
    // WeChat tells the same once more to each page, and when a phone is unlocked.
    if (mark !== "" && mark !== newest) {
      newest = mark;
      if (SLUG.test(mark)) store.write({ owed: mark });
      else store.add(mark);
    }
    return next();
  }

  async function clickTokens(): Promise<string[]> {
    await next();
    return store.read().tokens.map(([token]) => token);
  }

  return {
    arrive,
    clickTokens,
    token: async () => (await clickTokens())[0] || null,
    forget: () => store.clear(),
  };
}
