/** What a portal shows before anybody signs in, remembered for half a minute: everybody may ask for it, as often as they like. */
import { WeighedMap } from "../platform/weighed-map.ts";
import { readWechatApp } from "../wechat/wechat-apps.tables.ts";
import type { WireLook } from "./look.shapes.ts";
import { type LookRow, readLook } from "./looks.tables.ts";
import { readTerms } from "./terms.tables.ts";

interface PortalLook {
  readonly row: LookRow | undefined;
  readonly termsVersion: number | null;
  readonly hasWechat: boolean;
  readonly atMs: number;
}

const FRESH_MS = 30_000;
/** Programs that one isolate remembers, and the characters of their looks. */
const remembered = new WeighedMap<PortalLook>({
  entries: 256,
  weight: 2_000_000,
  weigh: ({ row }) => row?.look.length ?? 1,
});

export async function portalLook(db: D1Database, program: number, nowMs: number): Promise<PortalLook> {
  const known = remembered.use(String(program));
  if (known !== undefined && nowMs - known.atMs < FRESH_MS) return known;
  const [row, terms, account] = await Promise.all([
    readLook(db, program),
    readTerms(db, program),
    readWechatApp(db, program),
  ]);
  const hasWechat = account !== undefined;
  const read = { row, termsVersion: terms?.version ?? null, hasWechat, atMs: nowMs };
  remembered.set(String(program), read);
  return read;
}

/** Told after a change: this isolate shows it at once, and others within half a minute. */
export function forgetPortalLook(program: number): void {
  remembered.delete(String(program));
}

/** A stored look as it was set. */
export function wireLook({ look }: LookRow): WireLook {
  return JSON.parse(look) as WireLook;
}
