/**
 * Tells a promoter's book from which network its promoter came today: 16 bits that mean nothing once the day's salt is gone.
 * It is done beside the request, which never waits for it.
 */
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { networkOfDay } from "../../domain/risk/network-of-day.ts";
import { logError } from "../../durable-objects/object/log.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { networkTag } from "../platform/network-names.ts";
import { addressFinder, wayOf } from "../platform/networks/address-finder.ts";
import { networkSalts } from "../platform/networks/network-salts.ts";
import { callObject } from "../platform/object-call.ts";
import { bookOf } from "../platform/objects.ts";
import { WeighedMap } from "../platform/weighed-map.ts";
import type { ApiContext } from "./api-env.ts";

/** Promoters whose network this isolate has told; who has not called for longest is told of again. */
const REMEMBERED = 20_000;
const NOTED = new WeighedMap<number>({ entries: REMEMBERED, weight: REMEMBERED, weigh: () => 1 });

/** Where nobody who is believed says the address, and of who asks not to be tracked, nothing is told. */
export function noteNetwork(
  { req, env, executionCtx }: Pick<ApiContext, "req" | "env" | "executionCtx">,
  program: ProgramConfig,
  promoter: PromoterRef,
): void {
  const { headers } = req.raw;
  if (headers.get("sec-gpc") === "1") return;
  executionCtx.waitUntil(
    note(env, program, promoter, headers).catch((error: unknown) => {
      logError("network_not_noted", error, { program: program.id });
    }),
  );
}

async function note(
  env: Env,
  program: ProgramConfig,
  promoter: PromoterRef,
  headers: Headers,
): Promise<void> {
  const address = (await addressFinder(env.TRUSTED_PROXIES))(wayOf({ headers }));
  if (address === "") return;
  const nowMs = Date.now();
  await networkSalts.of(env.NETWORK_SALTS, nowMs, nowMs);
  const salt = networkSalts.agreed(nowMs);
  if (salt === undefined) return;
  const tag = networkTag(salt, program.number, address);
  const network = networkOfDay({ occurredAtMs: nowMs, networkTag: tag });
  const key = `${program.number}:${promoter}`;
  if (network === null || NOTED.use(key) === network) return;
  await callObject(async () => {
    await bookOf(env, program, promoter).noteNetwork(promoter, network);
  });
  NOTED.set(key, network);
}
