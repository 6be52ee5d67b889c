/** Relations and bids told in one call stand as if they had been told one by one. */
import { env } from "cloudflare:workers";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import type { BindingPolicy } from "../../../domain/referral/binding-policy.ts";
import type { BindResult } from "../../../durable-objects/journey/journey-calls.ts";
import type { PlaceAnswer, PlaceRequest } from "../../../durable-objects/referral-tree/promoter-import.ts";
import { openShop } from "../../support/shop.ts";

const member = fc.integer({ min: 0, max: 11 }).map((n) => `m${n}`);

const relation: fc.Arbitrary<PlaceRequest> = fc
  .tuple(member, fc.option(member, { nil: undefined }), fc.boolean())
  .map(([memberId, uplineMemberId, promoter]) => {
    return { memberId, uplineMemberId, promoter, slot: 0, boundTo: null };
  });

test("relations placed in one call stand as those placed one by one", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(relation, { minLength: 1, maxLength: 40 }), async (relations) => {
      const [together, singly] = [await openTree(), await openTree()];
      const answers = await together.placeAll(relations);
      const others: PlaceAnswer[] = [];
      for (const one of relations) others.push(...(await singly.placeAll([one])));
      expect(await treeOf(together)).toEqual(await treeOf(singly));
      expect(answers.map(verdict)).toEqual(others.map(verdict));
    }),
    { numRuns: 12 },
  );
});

const policy = fc.constantFrom<BindingPolicy>(
  { mode: "none", protectionMs: 0 },
  { mode: "first", protectionMs: 0 },
  { mode: "last", protectionMs: 0 },
  { mode: "protected", protectionMs: 60_000 },
);

test("bids of one call end in the bindings of bids that come one by one", async () => {
  const bid = fc.record({ customerId: member, promoter: fc.integer({ min: 1, max: 4 }) });
  await fc.assert(
    fc.asyncProperty(policy, fc.array(bid, { minLength: 1, maxLength: 40 }), async (ofProgram, bids) => {
      const requests = bids.map(({ customerId, promoter }) => {
        return { customerId, promoter: (promoter * 256) as PromoterRef, policy: ofProgram };
      });
      const [together, singly] = [await openJourney(), await openJourney()];
      const answers = await together.bindAll(requests);
      const others: BindResult[] = [];
      for (const request of requests) others.push(await singly.bind(request));
      const known = (results: readonly BindResult[]) =>
        results.map((one) => [one.kind, "binding" in one ? one.binding.promoter : null]);
      expect(known(answers)).toEqual(known(others));
      for (const { promoter } of requests) {
        expect(await together.boundCustomers(promoter)).toBe(await singly.boundCustomers(promoter));
      }
    }),
    { numRuns: 12 },
  );
});

async function openTree() {
  return env.REFERRAL_TREE.getByName(`${(await openShop()).id}/0`);
}

async function openJourney() {
  return env.JOURNEY.getByName(`${(await openShop()).id}/0`);
}

const verdict = (answer: PlaceAnswer) => [answer.kind, answer.kind === "refused" ? answer.reason : null];

/** Who stands where, by members: their numbers differ between programs. */
async function treeOf(tree: Awaited<ReturnType<typeof openTree>>) {
  const promoters = await tree.list(0, 100);
  const stands = [];
  for (const { ref, memberId, upline, status } of promoters) {
    const team = await tree.team(ref, 64, null, 100);
    stands.push({
      memberId,
      status,
      upline: upline?.memberId ?? null,
      below: team?.levels,
      members: team?.members.map((one) => [one.memberId, one.level]).toSorted(),
      history: (await tree.uplineHistory(ref, null, 10)).map((one) => [one.change, one.memberId, one.reason]),
    });
  }
  return stands.toSorted((a, b) => a.memberId.localeCompare(b.memberId));
}
