/** Click tokens of any time, signed with the tests' own key as the edge signs them. */
import { env } from "cloudflare:workers";
import type { Touch } from "../../../domain/attribution/touch.ts";
import { parsePromoterId } from "../../../domain/kernel/ids.ts";
import { signToken } from "../../../worker/platform/click-tokens.ts";
import { keyRing } from "../../../worker/platform/keys.ts";
import type { Promoter, Shop } from "../shop.ts";

let nonce = 0;

/** A touch of a promoter at a time; two calls never give the same. */
export function touchAt(promoter: Promoter, atMs: number, kind: Touch["kind"] = "click"): Touch {
  const ref = parsePromoterId(promoter.id);
  if (ref === undefined) throw new Error(`no promoter's id: ${promoter.id}`);
  nonce += 1;
  return { kind, promoter: ref, link: 1, occurredAtMs: atMs, nonce: nonce % 65_536 };
}

/** The token of a touch, with earlier touches. */
export async function tokenOf(shop: Shop, click: Touch, earlier: readonly Touch[] = []): Promise<string> {
  const row = await env.CONFIG.prepare("SELECT number FROM programs WHERE id = ?1")
    .bind(shop.id)
    .first<{ number: number }>();
  if (row === null) throw new Error(`no program ${shop.id}`);
  return signToken(keyRing(env), { program: row.number, visitor: null, click, earlier });
}

/** The token of one click at a time. */
export async function clickAt(shop: Shop, promoter: Promoter, atMs: number): Promise<string> {
  return await tokenOf(shop, touchAt(promoter, atMs));
}
