/** A phone with a mini program: `wx` as WeChat's documents describe it, with storage that outlives the program's own life. */

export interface Asked {
  readonly url: string;
  readonly method: string;
  readonly cookie: string;
  readonly data: unknown;
}

interface Terms {
  readonly url: string;
  readonly method?: string;
  readonly header?: Readonly<Record<string, string>>;
  readonly data?: unknown;
  readonly success?: (answer: { statusCode: number; data: unknown; cookies: string[] }) => void;
  readonly fail?: (error: { errMsg: string }) => void;
}

/** What of a request this phone's network does. Undefined: it does not get through. */
export type Network = (request: Request) => Promise<Response | undefined>;

/** As WeChat's own client says who it is. */
const USER_AGENT =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 " +
  "MicroMessenger/8.0.50(0x18003237) NetType/WIFI Language/zh_CN MiniProgramEnv/iPhone";
const REFERER = "https://servicewechat.com/wx2b7e1f6a9c0d3845/12/page-frame.html";

export class Phone {
  readonly asked: Asked[] = [];
  readonly stored = new Map<string, string>();
  network: Network;
  /** Storage that is full, or was taken away. */
  keepsNothing = false;

  constructor(network: Network) {
    this.network = network;
  }

  readonly wx = {
    request: (terms: Terms): void => void this.#request(terms),
    getStorageSync: (key: string): unknown => JSON.parse(this.stored.get(key) ?? '""'),
    setStorageSync: (key: string, value: unknown): void => {
      if (this.keepsNothing) throw new Error("setStorageSync:fail quota");
      this.stored.set(key, JSON.stringify(value));
    },
    removeStorageSync: (key: string): void => void this.stored.delete(key),
  };

  async #request({ url, method = "GET", header = {}, data, success, fail }: Terms): Promise<void> {
    const headers = new Headers({ ...header, "user-agent": USER_AGENT, referer: REFERER });
    this.asked.push({ url, method, cookie: headers.get("cookie") ?? "", data });
    const body = method === "GET" ? {} : { body: JSON.stringify(data) };
    const answer = await this.network(new Request(url, { method, headers, redirect: "manual", ...body }));
    if (answer === undefined) return fail?.({ errMsg: "request:fail" });
    const text = await answer.text();
    const isJson = answer.headers.get("content-type")?.includes("json") ?? false;
    success?.({
      statusCode: answer.status,
      data: isJson ? JSON.parse(text) : text,
      cookies: answer.headers.getSetCookie(),
    });
  }
}
