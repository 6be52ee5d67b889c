/**
 * Finds the link and program of a slug. What an isolate knows is answered with no storage call. What it does not
 * know is asked for within a budget, and a guess that cannot exist is never asked for.
 */
import { checkDestination, type DestinationRefusal } from "../../domain/tracking/destination.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import { chosenSlugs } from "../links/chosen-slugs.tables.ts";
import { findLinkBySlug, type Link } from "../links/links.tables.ts";
import type { KeyRing } from "../platform/keys.ts";
import { MissBudget } from "../platform/miss-budget.ts";
import { nearbyFirst } from "../platform/nearby.ts";
import { RecentChanges } from "../platform/recent-changes.ts";
import { type Answer, StaleCache } from "../platform/stale-cache.ts";
import { NameDirectory } from "../configuration/name-directory.ts";
import { programNames } from "../configuration/program-names.tables.ts";
import type { EdgeProgram } from "../configuration/edge-program.tables.ts";
import { plausibleForm } from "../platform/slugs.ts";

/** Where a link leads, taken apart once: reading a URL's parts costs a call into the platform for each. */
export type Destination = Readonly<
  Pick<URL, "origin" | "pathname" | "search" | "hash" | "hostname" | "href">
>;

/** A link that has ended. */
export interface Gone {
  readonly kind: "gone";
  readonly reason: "expired" | "disabled";
  /** Null while it cannot be read. */
  readonly program: EdgeProgram | null;
  /** Where the link leads instead. */
  readonly instead: Destination | null;
}

export type Lookup =
  | {
      readonly kind: "found";
      readonly link: Link;
      readonly program: EdgeProgram;
      readonly destination: Destination;
    }
  | { readonly kind: "unknown" }
  | Gone
  | {
      readonly kind: "forbidden";
      readonly reason: DestinationRefusal | "unreadable";
      readonly program: EdgeProgram;
    }
  | { readonly kind: "unavailable"; readonly reason: "over_budget" | "storage_failed" };

/** What a lookup needs of the request on whose behalf it is made. */
export interface LookupRequest {
  readonly env: Env;
  readonly ring: KeyRing;
  readonly nowMs: number;
  waitUntil(work: Promise<unknown>): void;
}

const UNKNOWN: Lookup = { kind: "unknown" };
const MINUTE_MS = 60_000;
/** How many at most, and how many characters they hold. */
const LINKS_KEPT = { found: 20_000, absent: 5_000, weight: 12_000_000 };
const PROGRAMS_KEPT = { found: 5_000, absent: 1_000, weight: 4_000_000 };
const TERMS = { freshMs: 30_000, staleMs: 60 * MINUTE_MS };

/** Slugs with right check characters are ours but for one guess in a million; those chosen by people are guessed at will. */
const GENERATED_BUDGET = { burst: 1_000, perSecond: 250 };
const CHOSEN_BUDGET = { burst: 200, perSecond: 20 };
const PROGRAM_BUDGET = { burst: 200, perSecond: 50 };
/** Programs named by pages and not by links of ours: anyone can name any. */
const NAMED_BUDGET = { burst: 50, perSecond: 5 };

/** What was made elsewhere may be missing in a directory for so long. */
const DIRECTORY_FOR_MS = 30_000;

/** Names that anyone may guess, and what may be asked of storage for them. */
interface GuardedNames {
  readonly directory: NameDirectory;
  /** For what may be a guess. */
  readonly guesses: MissBudget;
  /** For what the directory has. */
  readonly listed: MissBudget;
}

/** A name that was asked for, and where it is stored if it is one. */
interface AskedName {
  readonly of: GuardedNames;
  readonly db: D1Database;
  readonly name: string;
}

type ReadProgram = (config: D1Database, programId: string) => Promise<EdgeProgram | null>;

/** What an entry takes beside its texts, in characters. */
const CHARACTERS_OF_AN_ENTRY = 400;

function weightOf(entry: Link | EdgeProgram): number {
  return CHARACTERS_OF_AN_ENTRY + JSON.stringify(entry).length;
}

export class LinkLookup {
  readonly #readProgram: ReadProgram;
  readonly #links = new StaleCache<Link>({ ...TERMS, ...LINKS_KEPT, weigh: weightOf });
  readonly #programs = new StaleCache<EdgeProgram>({ ...TERMS, ...PROGRAMS_KEPT, weigh: weightOf });
  readonly #changes = new RecentChanges();
  readonly #lookbacks = new Map<number, number>();
  readonly #judgements = new WeakMap<Link, Judgement>();
  readonly #slugs: GuardedNames = {
    directory: new NameDirectory(chosenSlugs, DIRECTORY_FOR_MS),
    guesses: new MissBudget(CHOSEN_BUDGET),
    listed: new MissBudget(GENERATED_BUDGET),
  };
  readonly #programNames: GuardedNames = {
    directory: new NameDirectory(programNames, DIRECTORY_FOR_MS),
    guesses: new MissBudget(NAMED_BUDGET),
    listed: new MissBudget(PROGRAM_BUDGET),
  };
  readonly #budgets = {
    generated: new MissBudget(GENERATED_BUDGET),
    program: new MissBudget(PROGRAM_BUDGET),
  };

  constructor(readProgram: ReadProgram) {
    this.#readProgram = readProgram;
  }

  /** What a slug stands for now; without a promise when this isolate knows it. */
  find(slug: string, request: LookupRequest): Lookup | Promise<Lookup> {
    const known = this.#links.fresh(slug, request.nowMs);
    if (known !== undefined) return this.#withLink(known, request);
    const form = plausibleForm(request.ring, slug);
    if (form === undefined) return UNKNOWN;
    const ask = (budget: MissBudget): Answer<Link> | Promise<Answer<Link>> =>
      this.#links.get(slug, request.nowMs, {
        load: (key) =>
          this.#read(
            `link ${key}`,
            form === "chosen",
            request.env.LINKS,
            async (db) => await findLinkBySlug(db, key),
          ),
        waitUntil: (work) => request.waitUntil(work),
        budget,
      });
    const answer =
      form === "chosen"
        ? this.#guarded(ask, { of: this.#slugs, db: request.env.LINKS, name: slug }, request)
        : ask(this.#budgets[form]);
    return answer instanceof Promise
      ? answer.then((link) => this.#withLink(link, request))
      : this.#withLink(answer, request);
  }

  /** What the first of several slugs that there is stands for now; without a promise as with {@link find}. */
  findFirst([slug, ...others]: readonly string[], request: LookupRequest): Lookup | Promise<Lookup> {
    if (slug === undefined) return UNKNOWN;
    const answer = this.find(slug, request);
    if (others.length === 0) return answer;
    const orNext = (lookup: Lookup) => (lookup.kind === "unknown" ? this.findFirst(others, request) : lookup);
    return answer instanceof Promise ? answer.then(orNext) : orNext(answer);
  }

  /** The program of an id that a page named; without a promise when this isolate knows it. */
  findProgram(programId: string, request: LookupRequest): Answer<EdgeProgram> | Promise<Answer<EdgeProgram>> {
    const ask = (budget: MissBudget) => this.#program(programId, request, budget, true);
    return this.#guarded(ask, { of: this.#programNames, db: request.env.CONFIG, name: programId }, request);
  }

  /**
   * Asks for what anyone may guess. Guesses use up their budget, and none of what exists pays for it. Its name is looked
   * for in a directory then, which is read when half of the budget is gone.
   */
  #guarded<Value>(
    ask: (budget: MissBudget) => Answer<Value> | Promise<Answer<Value>>,
    { of: { directory, guesses, listed }, db, name }: AskedName,
    request: LookupRequest,
  ): Answer<Value> | Promise<Answer<Value>> {
    const { nowMs } = request;
    if (guesses.isLow) request.waitUntil(directory.readOn(db, nowMs).catch(() => {}));
    const answer = ask(guesses);
    if (!(answer instanceof Promise)) return answer;
    return answer.then(async (given) => {
      if (given.kind !== "unavailable" || given.reason !== "over_budget") return given;
      const isListed = await directory.has(db, name, nowMs).catch(() => "unsaid");
      return isListed === true ? await ask(listed) : given;
    });
  }

  /** The click lookback of a program by number; for one that this isolate does not know, the longest there is. */
  lookbackMs(program: number): number {
    return this.#lookbacks.get(program) ?? LIMITS.backMs;
  }

  forgetLink(slug: string): void {
    this.#links.forget(slug);
    this.#changes.note(`link ${slug}`);
  }

  forgetProgram(programId: string): void {
    this.#programs.forget(programId);
    this.#changes.note(`program ${programId}`);
  }

  #withLink(answer: Answer<Link>, request: LookupRequest): Lookup | Promise<Lookup> {
    if (answer.kind !== "found") return answer.kind === "absent" ? UNKNOWN : answer;
    const link = answer.value;
    const known = this.#programs.fresh(link.programId, request.nowMs);
    if (known !== undefined) return this.#judge(link, known, request.nowMs);
    const programs = this.#program(link.programId, request, this.#budgets.program, false);
    return programs instanceof Promise
      ? programs.then((program) => this.#judge(link, program, request.nowMs))
      : this.#judge(link, programs, request.nowMs);
  }

  #judge(link: Link, answer: Answer<EdgeProgram>, nowMs: number): Lookup {
    if (link.status !== "active") return gone("disabled", link, answer);
    if (link.expiresAtMs !== null && nowMs >= link.expiresAtMs) return gone("expired", link, answer);
    if (answer.kind !== "found") return answer.kind === "absent" ? UNKNOWN : answer;
    const known = this.#judgements.get(link);
    if (known?.program === answer.value) return known.lookup;
    const lookup = destinationChecked(link, answer.value);
    this.#judgements.set(link, { program: answer.value, lookup });
    return lookup;
  }

  #program(programId: string, request: LookupRequest, budget: MissBudget, isGuess: boolean) {
    return this.#programs.get(programId, request.nowMs, {
      load: (key) => this.#loadProgram(request.env, key, isGuess),
      waitUntil: (work) => request.waitUntil(work),
      budget,
    });
  }

  /**
   * From the copy that is nearest. What this isolate changed a moment ago is read from the database itself, and so is what
   * anyone may guess. A copy that does not know it would be a question more.
   */
  async #read<Found>(
    what: string,
    isGuess: boolean,
    db: D1Database,
    read: (db: D1Database) => Promise<Found | null>,
  ): Promise<Found | null> {
    return isGuess || this.#changes.has(what) ? await read(db) : await nearbyFirst(db, read);
  }

  async #loadProgram(env: Env, programId: string, isGuess: boolean): Promise<EdgeProgram | null> {
    const program = await this.#read(
      `program ${programId}`,
      isGuess,
      env.CONFIG,
      async (db) => await this.#readProgram(db, programId),
    );
    if (program === null) return null;
    if (this.#lookbacks.size >= PROGRAMS_KEPT.found) this.#lookbacks.clear();
    this.#lookbacks.set(program.number, program.clickLookbackMs);
    return program;
  }
}

/** The verdict on a link's destination, kept as long as neither the link nor its program is read anew. */
interface Judgement {
  readonly program: EdgeProgram;
  readonly lookup: Lookup;
}

function gone(reason: Gone["reason"], link: Link, answer: Answer<EdgeProgram>): Gone {
  const program = answer.kind === "found" ? answer.value : null;
  const checked =
    link.expiredUrl === null || program === null ? null : destinationOf(link.expiredUrl, program);
  return { kind: "gone", reason, program, instead: typeof checked === "string" ? null : checked };
}

function destinationChecked(link: Link, program: EdgeProgram): Lookup {
  const destination = destinationOf(link.destination, program);
  if (typeof destination === "string") return { kind: "forbidden", reason: destination, program };
  return { kind: "found", link, program, destination };
}

/** An address in its parts, or why the program does not allow it. */
function destinationOf(
  address: string,
  { allowedHosts }: EdgeProgram,
): Destination | DestinationRefusal | "unreadable" {
  const destination = URL.parse(address);
  if (destination === null) return "unreadable";
  const verdict = checkDestination(destination, allowedHosts);
  if (verdict.kind === "refused") return verdict.reason;
  const { origin, pathname, search, hash, hostname, href } = destination;
  return { origin, pathname, search, hash, hostname, href };
}
