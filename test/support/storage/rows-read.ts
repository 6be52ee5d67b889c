/** A database that adds up the rows which its statements read. */
export interface CountedRows {
  readonly db: D1Database;
  /** Rows read since the last call. */
  readonly take: () => number;
}

export function countRows(db: D1Database): CountedRows {
  let read = 0;
  const statement = (real: D1PreparedStatement): D1PreparedStatement =>
    new Proxy(real, {
      get(target, key) {
        if (key === "bind") return (...values: unknown[]) => statement(target.bind(...values));
        if (key !== "all" && key !== "first" && key !== "raw") return Reflect.get(target, key) as unknown;
        return async (column?: string) => {
          const result = await target.all();
          read += result.meta.rows_read;
          if (key === "all") return result;
          if (key === "raw") return result.results.map((row) => Object.values(row));
          const [row] = result.results;
          return column === undefined ? (row ?? null) : (row?.[column] ?? null);
        };
      },
    });
  const counted = new Proxy(db, {
    get(target, key) {
      if (key === "prepare") return (sql: string) => statement(target.prepare(sql));
      if (key !== "batch") return Reflect.get(target, key) as unknown;
      return async (statements: D1PreparedStatement[]) => {
        const results: D1Result[] = [];
        for (const one of statements) results.push(await one.all());
        return results;
      };
    },
  });
  const take = (): number => {
    const taken = read;
    read = 0;
    return taken;
  };
  return { db: counted, take };
}
