/** What a person of a program may be: the one list of roles, each with the scopes that it reaches and no others. */
import { namesOf } from "../../../domain/kernel/records.ts";
import { type Scope, SCOPES } from "../scopes.ts";

interface RoleFacts {
  readonly means: string;
  readonly scopes: readonly Scope[];
}

const REGISTRY = {
  owner: { means: "everything in the program, people, keys and erasures too", scopes: SCOPES },
  finance: {
    means: "every read, and payees, payouts, adjustments and moves of orders",
    scopes: ["read", "payouts"],
  },
  marketing: {
    means:
      "every read, and promoters, links, coupons, campaigns, rules, settings and exports of personal data",
    scopes: ["read", "manage"],
  },
  support: {
    means: "every read, and conversions, their events and bindings",
    scopes: ["orders", "read"],
  },
  viewer: { means: "every read, and no write", scopes: ["read"] },
} as const satisfies Readonly<Record<string, RoleFacts>>;

export type Role = keyof typeof REGISTRY;

export const ROLES: readonly Role[] = namesOf(REGISTRY);

export const ROLES_MEAN = Object.fromEntries(ROLES.map((role) => [role, REGISTRY[role].means])) as Readonly<
  Record<Role, string>
>;

/** The scopes of a stored role. A word of a later version of the code reaches nothing here. */
export function scopesOfRole(stored: string): readonly Scope[] {
  return isRole(stored) ? REGISTRY[stored].scopes : [];
}

function isRole(word: string): word is Role {
  return ROLES.some((role) => role === word);
}
