/**
 * The keys of a deployment are those that its data was made with, or they are refused before anything is made with them.
 *
 * Each key leaves a mark in the database when it is first used: a MAC, and of the keys that encrypt a sealed text. A
 * restored database, a lost file of secrets or a slip at a rotation is noticed by them.
 */
import { type KeyRing, macHex, MissingKey, type NamedKey } from "../platform/keys.ts";
import { seal, unseal } from "../platform/sealed-secrets.ts";
import { addKeyMarks, findSealedSecret, type KeyMark, readKeyMarks } from "./key-marks.tables.ts";
import { type SecretSource, secretUse } from "../configuration/program-secrets.ts";

const PURPOSE = "key-mark";
const CANARY = "canary";
const MARK_DIGITS = 32;

/**
 * Compares the keys with their marks, and leaves marks of those that are new.
 *
 * @throws MissingKey when a key is not the one that stored data needs.
 */
export async function verifyKeyMarks(db: D1Database, ring: KeyRing, nowMs: number): Promise<void> {
  const known = await readKeyMarks(db);
  const fault =
    known.length === 0
      ? await faultOfOlderData(db, ring)
      : known.map((mark) => faultOf(ring, mark)).find((sentence) => sentence !== undefined);
  if (fault !== undefined) throw new MissingKey(fault);
  const fresh = marksOf(ring).filter(({ key }) => !known.some((mark) => mark.key === key));
  if (fresh.length > 0) await addKeyMarks(db, fresh, nowMs);
}

/** Marks of the keys that sign and seal now. Of a key that only reads there is nothing yet that it has made. */
function marksOf(ring: KeyRing): KeyMark[] {
  const sealing = `data:${ring.sealing.id}`;
  return [
    { key: "check", mark: macHex(ring.checkKey, PURPOSE, "check", MARK_DIGITS) },
    { key: `token:${ring.signing.id}`, mark: tokenMark(ring.signing) },
    { key: sealing, mark: seal(ring, useOf(sealing), CANARY) },
  ];
}

function tokenMark(key: NamedKey): string {
  return macHex(key.bytes, PURPOSE, "token", MARK_DIGITS);
}

function useOf(key: string): string {
  return `${PURPOSE}:${key}`;
}

function faultOf(ring: KeyRing, { key, mark }: KeyMark): string | undefined {
  const [list, idText] = key.split(":");
  const id = Number(idText);
  if (list === "check") {
    if (macHex(ring.checkKey, PURPOSE, "check", MARK_DIGITS) === mark) return undefined;
    return "CHECK_KEY is not the key that stored slugs and keys were made with: give the former one back";
  }
  if (list === "token") {
    const held = ring.tokenKeys.get(id);
    if (held === undefined || tokenMark(held) === mark) return undefined;
    return `TOKEN_KEYS has another key under the id ${id} than before: a new key needs an id of its own`;
  }
  return unseal(ring, useOf(key), mark) === CANARY ? undefined : faultOfDataKey(ring, id);
}

function faultOfDataKey(ring: KeyRing, id: number): string {
  return ring.dataKeys.has(id)
    ? `DATA_KEY has another key under the id ${id} than stored secrets were sealed with: give the former one back`
    : `DATA_KEY lacks the key ${id}, which sealed stored secrets: append it`;
}

/** Data of a time without marks proves the key by a secret that is stored. */
async function faultOfOlderData(db: D1Database, ring: KeyRing): Promise<string | undefined> {
  const stored = await findSealedSecret(db);
  if (stored === undefined) return undefined;
  const use = secretUse(stored.programId, stored.source as SecretSource);
  if (unseal(ring, use, stored.sealed) !== undefined) return undefined;
  return faultOfDataKey(ring, Number(stored.sealed.split(".")[0]));
}
