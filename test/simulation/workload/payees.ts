/** Where promoters want their payouts: named once each, sealed by an isolate under the keys that it holds. */
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import { keyRing } from "../../../worker/platform/keys.ts";
import type { Payee } from "../../../worker/payouts/payee.shapes.ts";
import { sealPayee } from "../../../worker/payouts/sealed-payees.ts";
import type { Chance } from "../../support/chance.ts";
import { surely } from "../platform/stubs.ts";
import type { World } from "../platform/world.ts";
import type { Acts } from "./acts.ts";
import { type Cast, PROGRAM } from "./cast.ts";

export class Payees {
  readonly #world: World;
  readonly #chance: Chance;
  readonly #cast: Cast;
  readonly #acts: Acts;
  /** By promoter: whom its book was told. */
  readonly named = new Map<PromoterRef, Payee>();

  constructor(world: World, chance: Chance, cast: Cast, acts: Acts) {
    this.#world = world;
    this.#chance = chance;
    this.#cast = cast;
    this.#acts = acts;
  }

  start(): void {
    const env = this.#world.envFor(null);
    for (const promoter of this.#cast.promoters) {
      if (!this.#chance.hits(0.7)) continue;
      this.#acts.start(async () => {
        await this.#acts.someTime();
        const payee: Payee = { kind: "wechat", openId: `openid-of-${promoter}` };
        const sealed = sealPayee(keyRing(env), PROGRAM, promoter, payee);
        await surely(this.#world, "ACCOUNT_BOOK", this.#cast.bookOf(promoter)).setPayee(promoter, sealed);
        this.named.set(promoter, payee);
      });
    }
  }
}
