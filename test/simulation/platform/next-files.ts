/** Where the next version lies beside the bundle that runs: its parts, and the last migration of its configuration. */
export const NEXT_FILES = { parts: "next.mjs", migration: "next.sql" } as const;
