/** Reads and writes the edge's cookies. A value that we did not sign is as good as none. */
import type { ClickToken } from "../../domain/tracking/click-token.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import type { EdgeProgram } from "../configuration/edge-program.tables.ts";
import { readToken } from "../platform/click-tokens.ts";
import type { KeyRing } from "../platform/keys.ts";
import { freshBytes } from "../platform/randomness.ts";
import { open, seal } from "../platform/seals.ts";

/** The visitor on the share host; the touches there; the visitor of pixels on pages of other sites. */
type CookieName = "tby_vid" | "tby_clk" | "tby_pvid";
type RootCookie = "tby_vid" | "tby_pvid";

/** A token of the cookie, as text and as read. */
export interface KnownClick {
  readonly text: string;
  readonly token: ClickToken;
}

export interface VisitorRoot {
  readonly bytes: Uint8Array;
  /** What the cookie says. */
  readonly value: string;
}

const ROOT_BYTES = 16;
/** Values of one name that are tried: any host of the same site may have set some beside ours. */
const VALUES_TRIED = 16;
/** What a sealed root looks like, and sealed tokens. Anything else is passed over, and takes no place of one. */
const ROOT_FORM = /^[\w-]{44}$/;
const CLICKS_FORM = /^[\w.~-]{24,}$/;
/** A dot stands within tokens. */
const TOKEN_SEPARATOR = "~";
const MAX_AGE_MS = LIMITS.backMs;

/**
 * The random root of a visitor, when the cookie is there and ours. Of two that are ours and differ, one was put there by
 * another host of the site. Nobody can say which, so neither is believed.
 */
export function readRoot(ring: KeyRing, header: string | null, name: RootCookie): VisitorRoot | undefined {
  let root: VisitorRoot | undefined;
  for (const value of valuesOf(header, name, ROOT_FORM)) {
    const opened = open(ring, name, value);
    if (opened.kind === "fault" || opened.bytes.length !== ROOT_BYTES) continue;
    const { bytes, key } = opened;
    if (root !== undefined && Buffer.compare(root.bytes, bytes) !== 0) return undefined;
    root ??= key.id === ring.signing.id ? { bytes, value } : { bytes, value: seal(ring, name, bytes) };
  }
  return root;
}

export function newRoot(ring: KeyRing, name: RootCookie): VisitorRoot {
  const bytes = freshBytes(ROOT_BYTES);
  return { bytes, value: seal(ring, name, bytes) };
}

/** The tokens that each cookie of the name remembers, newest first. What is not ours is dropped. */
export function readClicks(ring: KeyRing, header: string | null): KnownClick[] {
  return valuesOf(header, "tby_clk", CLICKS_FORM).flatMap((value) => clicksOf(ring, value));
}

/** As {@link readClicks}, where nothing else tells whose they are: of several cookies none is believed. */
export function readOnlyClicks(ring: KeyRing, header: string | null): KnownClick[] {
  const [value, ...others] = valuesOf(header, "tby_clk", CLICKS_FORM);
  return value === undefined || others.length > 0 ? [] : clicksOf(ring, value);
}

function clicksOf(ring: KeyRing, value: string): KnownClick[] {
  const clicks: KnownClick[] = [];
  for (const text of value.split(TOKEN_SEPARATOR, LIMITS.programsPerCookie)) {
    const reading = readToken(ring, text);
    if (reading.kind === "read") clicks.push({ text, token: reading.token });
  }
  return clicks;
}

/** The cookie that remembers a new token, and after it others: those of other programs, or of other visits. */
export function clicksWith(token: string, others: readonly KnownClick[]): string {
  const texts = [token, ...others.map((click) => click.text)];
  return texts.slice(0, LIMITS.programsPerCookie).join(TOKEN_SEPARATOR);
}

/** How long to keep a cookie: as long as a touch of any program in it may count. */
export function keptMsOf(
  program: EdgeProgram,
  others: readonly KnownClick[],
  lookup: { lookbackMs(program: number): number },
): number {
  const { clickLookbackMs, impressionLookbackMs } = program;
  const longest = others.map(({ token }) => lookup.lookbackMs(token.program));
  return Math.max(clickLookbackMs, impressionLookbackMs, ...longest);
}

/** Tells the browser to forget a first-party cookie. */
export function erasedCookie(name: "tby_vid" | "tby_clk"): string {
  return ownCookie(name, "", 0);
}

/** A first-party cookie, kept as long as asked for but at most 400 days. */
export function ownCookie(name: "tby_vid" | "tby_clk", value: string, keptMs: number): string {
  return `${name}=${value}; Max-Age=${maxAge(keptMs)}; Path=/; HttpOnly; Secure; SameSite=Lax`;
}

/** The cookie of a pixel on a page of another site: kept apart for each such site. */
export function pixelCookie(value: string, keptMs: number): string {
  return `tby_pvid=${value}; Max-Age=${maxAge(keptMs)}; Path=/; HttpOnly; Secure; SameSite=None; Partitioned`;
}

function maxAge(keptMs: number): number {
  return Math.floor(Math.min(keptMs, MAX_AGE_MS) / 1_000);
}

/** The values of one name that have a form, each once. */
function valuesOf(header: string | null, name: CookieName, form: RegExp): string[] {
  if (header === null) return [];
  const values: string[] = [];
  const start = `${name}=`;
  for (const pair of header.split(";")) {
    const cookie = pair.trim();
    if (!cookie.startsWith(start) || values.length === VALUES_TRIED) continue;
    const value = cookie.slice(start.length);
    if (form.test(value) && !values.includes(value)) values.push(value);
  }
  return values;
}
