/** The configuration database as an isolate may find it: it tells what it was asked, and fails when told to. */
import { env } from "cloudflare:workers";

export interface Watched {
  readonly env: Env;
  readonly statements: string[];
  fail: boolean;
}

export function watch(): Watched {
  const statements: string[] = [];
  const watched: Watched = { env, statements, fail: false };
  const config = new Proxy(env.CONFIG, {
    get(target, key) {
      if (key === "prepare" || key === "batch") {
        return (argument: never) => {
          if (watched.fail) throw new Error("D1_ERROR: the database is out");
          if (key === "prepare") statements.push(argument);
          return (target[key] as (given: never) => unknown).call(target, argument);
        };
      }
      return Reflect.get(target, key) as unknown;
    },
  });
  const proxied = new Proxy(env, {
    get: (target, key) => (key === "CONFIG" ? config : (Reflect.get(target, key) as unknown)),
  });
  return Object.assign(watched, { env: proxied });
}
