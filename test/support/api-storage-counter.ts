/** An `Env` that counts every use of a database, object namespace or queue. */
export interface CountedEnv {
  readonly env: Env;
  uses(): number;
}

const STORAGE = new Set<PropertyKey>([
  "CONFIG",
  "LINKS",
  "REPORTS",
  "EVENTS",
  "REFERRAL_TREE",
  "JOURNEY",
  "COMMISSION_LEDGER",
  "ACCOUNT_BOOK",
  "NOTIFIER",
  "WEBHOOK_ENDPOINT",
]);

export function countStorage(env: Env): CountedEnv {
  let uses = 0;
  const counted = new Proxy(env, {
    get(target, key) {
      if (STORAGE.has(key)) uses += 1;
      return Reflect.get(target, key) as unknown;
    },
  });
  return { env: counted, uses: () => uses };
}
