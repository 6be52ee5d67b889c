/**
 * Reads from the copy of a database that is nearest, where an answer of a moment ago is as good. Without read replication
 * that is the database itself.
 */

/** As the database, for reads that may lag behind what was written. */
function nearby(db: D1Database): D1Database {
  // A session offers all that a query needs, and not what administers a database.
  return db.withSession("first-unconstrained") as unknown as D1Database;
}

/** What a copy does not know may have been made a moment ago: then the database itself is asked. */
export async function nearbyFirst<Found>(
  db: D1Database,
  read: (db: D1Database) => Promise<Found | null>,
): Promise<Found | null> {
  return (await read(nearby(db))) ?? (await read(db));
}
