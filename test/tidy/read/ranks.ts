/** The rooms of the code in the sequence in which they may know each other: each imports only what stands before it. */

/** One rank; its members know nothing of each other. */
type Rank = readonly string[];

/** Folders of `domain/`. */
export const DOMAIN: readonly Rank[] = [
  ["kernel"],
  ["program"],
  ["referral", "order"],
  ["attribution"],
  ["risk"],
  ["commission"],
  ["settlement"],
  ["ledger"],
  ["payout", "explanation", "simulation", "tracking", "alerts"],
  ["notification", "reports", "sharing"],
];

/** Folders of `durable-objects/`: what all owners share, then the owners, of which none knows another. */
export const OBJECTS: readonly Rank[] = [
  ["object"],
  ["delivery"],
  ["moves"],
  [
    "commission-ledger",
    "account-book",
    "journey",
    "referral-tree",
    "click-guard",
    "network-salts",
    "notifier",
    "webhook-endpoint",
    "wechat-app",
  ],
];

/** Slices of `worker/`. */
export const WORKER: readonly Rank[] = [
  ["platform"],
  ["read-models"],
  ["http"],
  ["configuration"],
  ["deployment"],
  ["access"],
  ["programs"],
  ["plans"],
  ["promoters"],
  ["coupons", "links"],
  ["bindings", "sign-in"],
  ["wechat"],
  ["looks"],
  ["orders", "notifications", "sharing"],
  ["explanation", "simulation", "wallets", "payouts", "sources", "clicks", "growth"],
  ["risk", "webhook-endpoints"],
  ["reports"],
  ["contests"],
  ["operations", "edge", "exports", "alerts"],
  ["restores", "privacy"],
  ["app"],
];

/** As ARCHITECTURE.md writes them. */
export function written(folder: string, ranks: readonly Rank[]): string {
  return `${folder}/: ${ranks.map((rank) => rank.join(", ")).join(" < ")}`;
}

/** The place of a folder in its ranks; undefined for one that has none. */
export function rankOf(ranks: readonly Rank[], name: string): number | undefined {
  const place = ranks.findIndex((rank) => rank.includes(name));
  return place < 0 ? undefined : place;
}
