/**
 * Where a program's objects lie: said once, when the program is made, and part of the name of each of its objects. So
 * whoever has the name asks at the right place, and no object can be looked for in two places.
 */

import { invariant } from "./invariant.ts";

/** Near which the platform makes an object at its first use. A wish: the platform keeps nearby. */
const LOCATION_HINTS = ["wnam", "enam", "sam", "weur", "eeur", "apac", "oc", "afr", "me"] as const;

/** Which an object never leaves, with all that it stores. */
const JURISDICTIONS = ["eu"] as const;

export const REGIONS = [...LOCATION_HINTS, ...JURISDICTIONS] as const;

export type LocationHint = (typeof LOCATION_HINTS)[number];
export type Jurisdiction = (typeof JURISDICTIONS)[number];
export type Region = (typeof REGIONS)[number];

/** What the names of a program's objects begin with. */
export function homeOf(programId: string, region: Region | null | undefined): string {
  return region == null ? programId : `${region}:${programId}`;
}

export interface Home {
  readonly programId: string;
  /** Null: the platform makes an object near its first caller. */
  readonly region: Region | null;
}

/** What {@link homeOf} made a home of. Ids of programs hold no colon. */
export function parseHome(home: string): Home {
  const [prefix = "", programId] = home.split(":");
  if (programId === undefined) return { programId: home, region: null };
  const region = REGIONS.find((known) => known === prefix);
  invariant(region !== undefined, "a home lies in a region that this version knows");
  return { programId, region };
}

/** The program of an object, by the object's name. */
export function programOfObject(name: string): string {
  return parseHome(name.slice(0, name.lastIndexOf("/"))).programId;
}

export function isJurisdiction(region: Region): region is Jurisdiction {
  return JURISDICTIONS.some((jurisdiction) => jurisdiction === region);
}
