/**
 * A database in memory that may begin as others of its kind did. All that a world writes into such a one is a transaction that
 * is never committed. Once the world has ended it is taken back, and the connection, with its statements, serves the next.
 */
import { DatabaseSync } from "node:sqlite";
import { Statements } from "./statements.ts";

export interface Connection {
  readonly db: DatabaseSync;
  readonly statements: Statements;
  /** The same of databases that begin alike; null of one that does not go back to its beginning. */
  readonly kind: unknown;
}

/** By kind: connections that nobody has, at their beginning. */
const idle = new Map<unknown, Connection[]>();

/** @param make makes what a database of this kind begins with. */
export function connectionOf(kind: unknown, make: (statements: Statements) => void): Connection {
  const connection = idle.get(kind)?.pop() ?? madeBy(kind, make);
  connection.statements.order("BEGIN");
  return connection;
}

/** A database that is as the image says; empty without one. */
export function connectionTo(image: Uint8Array | null): Connection {
  const connection = { ...opened(), kind: null };
  if (image !== null) connection.db.deserialize(image);
  return connection;
}

/** Nobody uses it any more. */
export function release(connection: Connection): void {
  const { db, statements, kind } = connection;
  if (kind === null) return db.close();
  statements.order("ROLLBACK");
  const others = idle.get(kind);
  if (others === undefined) idle.set(kind, [connection]);
  else others.push(connection);
}

function madeBy(kind: unknown, make: (statements: Statements) => void): Connection {
  const connection = { ...opened(), kind };
  make(connection.statements);
  return connection;
}

function opened(): Pick<Connection, "db" | "statements"> {
  const db = new DatabaseSync(":memory:");
  return { db, statements: new Statements(db) };
}
