/** Promoters who bid for one customer at the same moment: the customer is bound to one of them. */
import { expect, test } from "vitest";
import { sized } from "../../support/effort.ts";
import { openShop } from "../../support/shop.ts";
import { times } from "../../support/times.ts";

const BIDS = sized(5, 60, 10);

test(`ten promoters bidding for one customer at the same moment end in exactly one binding, ${BIDS} times`, async () => {
  const shop = await openShop();
  const bidders = await Promise.all(times(10, (n) => shop.promoter(`bidder-${n}`)));
  for (let round = 0; round < BIDS; round += 1) {
    const customerId = `customer-${round}`;
    const answers = await Promise.all(
      bidders.map((bidder) => shop.post("/bindings", { customerId, promoterId: bidder.id })),
    );
    expect(answers.map((answer) => answer.status).toSorted((a, b) => a - b)).toEqual([
      201,
      ...times(9, () => 409),
    ]);
    const [bound] = (await shop.get(`/members/${customerId}/uplines`)).body.data;
    expect(answers.find((answer) => answer.status === 201)?.body.promoterId).toBe(bound.promoterId);
  }
});
