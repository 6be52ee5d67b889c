/** A browser as far as signing in needs one: it keeps cookies by host, follows redirects, and sends forms. */

interface Page {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export class SmallBrowser {
  readonly #cookies = new Map<string, Map<string, string>>();

  /** Every address that was opened, with those that only lead on. */
  readonly opened: string[] = [];

  /** Follows redirects until a page is shown. @param until stops before an address that holds this. */
  async open(url: string, init: RequestInit = {}, until?: string): Promise<Page> {
    let next = url;
    let sent: RequestInit = init;
    for (let hop = 0; hop < 15; hop += 1) {
      const page = await this.ask(next, sent);
      const location = page.headers.get("location");
      if (location === null) return page;
      next = new URL(location, next).href;
      sent = {};
      if (until !== undefined && next.includes(until)) return { ...page, url: next };
    }
    throw new Error(`${url} leads on and on`);
  }

  /** One request with the cookies of its host. */
  async ask(url: string, init: RequestInit = {}): Promise<Page> {
    this.opened.push(url);
    const { host } = new URL(url);
    const jar = this.#cookies.get(host) ?? new Map<string, string>();
    this.#cookies.set(host, jar);
    const headers = new Headers(init.headers);
    if (jar.size > 0) headers.set("cookie", [...jar].map(([name, value]) => `${name}=${value}`).join("; "));
    const answer = await fetch(url, { ...init, headers, redirect: "manual" });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (/max-age=0|expires=Thu, 01 Jan 1970/i.test(cookie) || value === "") jar.delete(name);
      else jar.set(name, value);
    }
    return { url, status: answer.status, headers: answer.headers, text: await answer.text() };
  }

  /** Signs in at the provider's own pages, and comes to what `until` names, or to the page that is shown. */
  async signInAs(name: string, start: string, until?: string): Promise<Page> {
    let page = await this.open(start, {}, until);
    for (let form = 0; form < 3; form += 1) {
      const action = /<form[^>]*action="([^"]+)"/.exec(page.text)?.[1];
      if (action === undefined) return page;
      const prompt = /name="prompt" value="(\w+)"/.exec(page.text)?.[1] ?? "login";
      const body = new URLSearchParams({ prompt, login: name, password: "any" });
      page = await this.open(new URL(action, page.url).href, { method: "POST", body }, until);
    }
    return page;
  }
}
