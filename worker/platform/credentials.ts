/** Keys of programs, tokens and sign-in links of promoters: a guess is told from a real one without asking any storage. */
import { createHash, randomBytes } from "node:crypto";
import { hash } from "@stablelib/sha256";
import { base32, checkCharacters, equalBytes, type KeyRing, splitChecked } from "./keys.ts";

const RANDOM_CHARACTERS = 32;
const CHECK_CHARACTERS = 8;
const PATTERN = /^(tk|tp|tl)_(([a-z0-9-]{1,40})_[0-9a-z]{40})$/;

const encoder = new TextEncoder();

/** Beyond, the platform's own is faster, though it makes a native object for each call. */
const SHORT = 512;

/** `tk`: a program's API key; `tp`: a promoter's token; `tl`: what a promoter's sign-in link holds, which is no bearer. */
export type CredentialKind = "tk" | "tp" | "tl";

/** A credential whose check characters hold. Whether it stands is for storage to say. */
export interface Credential<Kind extends CredentialKind = CredentialKind> {
  readonly kind: Kind;
  readonly programId: string;
  /** SHA-256, hex: what is stored. */
  readonly hash: string;
}

/** Makes a credential: its text is shown once, its hash is stored. */
export function newCredential(
  ring: KeyRing,
  kind: CredentialKind,
  programId: string,
): { readonly text: string; readonly hash: string } {
  const body = `${programId}_${base32(randomBytes(RANDOM_CHARACTERS), RANDOM_CHARACTERS)}`;
  const text = `${kind}_${body}${checkCharacters(ring, kind, body, CHECK_CHARACTERS)}`;
  return { text, hash: sha256Hex(text) };
}

/** Reads a credential of one of the kinds; undefined for anything else, and for what we never made. */
export function readCredential<Kind extends CredentialKind>(
  ring: KeyRing,
  text: string,
  kinds: readonly Kind[],
): Credential<Kind> | undefined {
  const match = PATTERN.exec(text);
  const kind = kinds.find((one) => one === match?.[1]);
  if (match === null || kind === undefined) return undefined;
  if (splitChecked(ring, kind, match[2] ?? "", CHECK_CHARACTERS) === undefined) return undefined;
  return { kind, programId: match[3] ?? "", hash: sha256Hex(text) };
}

/** `ak_1`, `pe_1`, `pt_1`: how a stored key, person or token is named, by its kind and the row's number. */
export function credentialId(kind: "ak" | "pe" | "pt", number: number): string {
  return `${kind}_${number.toString(36)}`;
}

/** The secret that was expected last, with its digest: every call of the operator compares with the same. */
let expectedLast = { secret: "", digest: digestOf("") };

/** Compares two secrets in constant time, whatever their lengths. */
export function isSameSecret(given: string, expected: string): boolean {
  if (expectedLast.secret !== expected) expectedLast = { secret: expected, digest: digestOf(expected) };
  return equalBytes(digestOf(given), expectedLast.digest);
}

function digestOf(text: string): Uint8Array {
  return text.length <= SHORT ? hash(encoder.encode(text)) : createHash("sha256").update(text).digest();
}

export function sha256Hex(text: string): string {
  return Buffer.from(digestOf(text)).toString("hex");
}
