/** What a promoter has, in which state, and what can be paid out now. */
import { queries } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Answer } from "../parts/answer.tsx";
import { Facts, Section } from "../parts/page.tsx";
import { useFormats, useProgram } from "../shell/program.tsx";

export function Wallet({ promoterId }: { readonly promoterId: string }) {
  const say = useText();
  const { id } = useProgram();
  const { money, time } = useFormats();
  const params = { path: { program: id, id: promoterId } };
  const wallet = queries.useQuery("get", "/v1/programs/{program}/promoters/{id}/wallet", { params });
  return (
    <Section title={say("wallet")}>
      <Answer of={wallet}>
        {(has) => (
          <Facts
            of={[
              [say("order-pending"), money(has.pending)],
              [say("order-held"), money(has.held)],
              [say("order-available"), money(has.available)],
              [say("wallet-reserved"), money(has.reserved)],
              [say("figure-paidOut"), money(has.paid)],
              [say("wallet-withheld"), money(has.withheld)],
              [say("wallet-debt"), money(has.debt)],
              [say("wallet-requestable"), money(has.requestable)],
              [
                say("wallet-next"),
                has.nextRequestableAt === null || has.nextRequestable === null
                  ? "—"
                  : say("wallet-next-value", {
                      amount: money(has.nextRequestable),
                      time: time(has.nextRequestableAt),
                    }),
              ],
            ]}
          />
        )}
      </Answer>
    </Section>
  );
}
