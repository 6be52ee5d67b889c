/** All programs with what it takes to find their objects, page by page. */
import type { ObjectMap } from "../platform/objects.ts";

const PAGE = 500;

export async function* allPrograms(config: D1Database): AsyncGenerator<ObjectMap[]> {
  let after = "";
  for (;;) {
    const { results } = await config
      .prepare("SELECT id, slot_key AS slotKey, objects FROM programs WHERE id > ? ORDER BY id LIMIT ?")
      .bind(after, PAGE)
      .all<{ id: string; slotKey: string; objects: number }>();
    if (results.length === 0) return;
    yield results;
    after = results.at(-1)?.id ?? after;
  }
}
