/**
 * Which files a service keeps, in the sequence in which a copy of a running service is safest. Files are not copied at
 * one and the same moment, so each is copied before those that could contradict it.
 */
import { createHash, createHmac } from "node:crypto";
import { globSync } from "node:fs";
import { join, sep } from "node:path";

/** The folder of databases and objects within a state directory, and within a backup. */
export const DATA = "data";

/** A group of files that are alike. */
export interface FileGroup {
  readonly name: string;
  /** Files of the group below the folder of data, as they are now. */
  files(data: string): string[];
}

/** A D1 database by its binding and its id. */
export interface DatabaseId {
  readonly binding: string;
  readonly id: string;
}

/**
 * Receivers before senders: a sender that knows more than its receiver has sends it again, and nothing is lost. What
 * others name comes last. An order, binding or link of the copy never names rules, settings or a promoter that the copy
 * lacks. So no number of theirs is given twice.
 */
const SEQUENCE = [
  { name: "REPORTS", kind: "database" },
  { name: "WebhookEndpoint", kind: "class" },
  { name: "Notifier", kind: "class" },
  { name: "AccountBook", kind: "class" },
  { name: "Journey", kind: "class" },
  { name: "CommissionLedger", kind: "class" },
  { name: "LINKS", kind: "database" },
  { name: "CONFIG", kind: "database" },
  { name: "ReferralTree", kind: "class" },
] as const;

/** What is made again when it is missing. Files of exports are copies of what the databases hold. */
const NOT_KEPT = ["cache/**", "tmp/**", "r2/**"];

/** All groups of files, in the sequence in which they are pinned. Files of no known owner come first. */
export function fileGroups(databases: readonly DatabaseId[]): FileGroup[] {
  const groups = SEQUENCE.map(({ name, kind }) => ({
    name,
    pattern: kind === "class" ? `do/*-${name}/*.sqlite` : `d1/*/${databaseFile(databases, name)}`,
  }));
  const known = groups.map(({ pattern }) => pattern);
  return [
    { name: "others", files: (data) => found(data, "**/*.sqlite", [...NOT_KEPT, ...known]) },
    ...groups.map(({ name, pattern }) => ({ name, files: (data: string) => found(data, pattern, []) })),
  ];
}

/** Class of the object that a file is of; null for a file of another kind. */
export function classOf(file: string): string | null {
  return /^do\/[^/]*-([^/-]+)\/(?!metadata\.sqlite$)[^/]+$/.exec(file)?.[1] ?? null;
}

function found(data: string, pattern: string, exclude: string[]): string[] {
  return globSync(pattern, { cwd: data, exclude })
    .map((file) => file.split(sep).join("/"))
    .sort();
}

function databaseFile(databases: readonly DatabaseId[], binding: string): string {
  const id = databases.find((database) => database.binding === binding)?.id;
  return id === undefined ? `no-database-${binding}` : fileOfDatabase(id);
}

/** The runtime keeps a database in an object of its own, and names the file by that object's id. */
export function fileOfDatabase(id: string): string {
  const key = createHash("sha256").update("miniflare-D1DatabaseObject").digest();
  const half = (data: string | Buffer) => createHmac("sha256", key).update(data).digest().subarray(0, 16);
  const name = half(id);
  return `${Buffer.concat([name, half(name)]).toString("hex")}.sqlite`;
}

/** Path of a file below the folder of data, as a manifest names it. */
export function pathInBackup(file: string): string {
  return join(DATA, file).split(sep).join("/");
}
