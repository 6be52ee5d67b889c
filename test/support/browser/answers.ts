/** What becomes of a page's calls between the browser and the service: they are held, refused, or reach nobody. */
import type { Page, Route } from "playwright-core";

const PROBLEM = { code: "internal", title: "Broken", detail: "Something broke on purpose" };

type Act = (route: Route) => Promise<unknown>;
const PASS: Act = async (route) => await route.fallback();

/** Calls of the program's API; who is signed in, and to which program, is answered as ever. */
export class Answers {
  #act = PASS;

  static async of(page: Page): Promise<Answers> {
    const answers = new Answers();
    await page.route(isOfProgram, async (route) => await answers.#act(route));
    // What the portal's home gets in one would come beside them.
    await page.route(/\/portal\/[^/]+\/ahead$/, async (route) => await route.abort());
    return answers;
  }

  /** Holds every answer. @returns what lets them come. */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#act = async (route) => {
      await promise;
      // A page that was left meanwhile awaits none.
      await route.fallback().catch(() => {});
    };
    return resolve;
  }

  /** @param seconds after which a busy service may be asked again. */
  refuse(status: number, seconds = "2"): void {
    const headers = status === 503 ? { "retry-after": seconds } : {};
    this.#act = async (route) => await route.fulfill({ status, headers, json: { ...PROBLEM, status } });
  }

  lose(): void {
    this.#act = async (route) => await route.abort("internetdisconnected");
  }

  pass(): void {
    this.#act = PASS;
  }
}

function isOfProgram({ pathname }: URL): boolean {
  return /^\/v1\/programs\/[^/]+\/./.test(pathname);
}
