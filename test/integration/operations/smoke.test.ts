import { env } from "cloudflare:workers";
import { expect, test } from "vitest";

test("migrations apply to all three databases", async () => {
  const row = await env.CONFIG.prepare("SELECT count(*) AS n FROM programs").first<{ n: number }>();
  expect(row?.n).toBe(0);
});
