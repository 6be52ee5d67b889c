/** Asks the configuration's database for the least there is. @throws when it does not answer. */
export async function askConfig(db: D1Database): Promise<void> {
  await db.prepare("SELECT number FROM programs LIMIT 1").first();
}
