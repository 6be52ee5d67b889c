/** What can be requested now and when the rest, the request itself, earlier ones with their reasons, and who is paid. */
import { queries, type Schemas } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Answer, Banner } from "../parts/answer.tsx";
import { Page, Section } from "../parts/page.tsx";
import { useFormats, useOwnPath } from "../shell/program.tsx";
import { Payee } from "./payee.tsx";
import { Payouts } from "./payouts.tsx";
import { RequestForm } from "./request-form.tsx";

export function WithdrawPage() {
  const say = useText();
  const path = useOwnPath();
  const wallet = queries.useQuery("get", "/v1/programs/{program}/promoters/{id}/wallet", {
    params: { path },
  });
  return (
    <Page title={say("withdraw")}>
      <Section title={say("can-withdraw")}>
        <Answer of={wallet}>{(shown) => <Requestable wallet={shown} />}</Answer>
      </Section>
      <Section title={say("payee")}>
        <Payee />
      </Section>
      <Section title={say("payouts")}>
        <Payouts />
      </Section>
      <Section title={say("so-far")}>
        <Answer of={wallet}>{(shown) => <SoFar wallet={shown} />}</Answer>
      </Section>
    </Page>
  );
}

type Wallet = Schemas["Wallet"];

function Requestable({ wallet }: { readonly wallet: Wallet }) {
  const say = useText();
  const { money, time } = useFormats();
  const { requestable, nextRequestable, nextRequestableAt, minPayout, openPayoutId, available } = wallet;
  return (
    <>
      <p className="sum">{money(requestable)}</p>
      {nextRequestableAt === null || nextRequestable === null ? null : (
        <p>{say("more-at", { amount: money(nextRequestable), time: time(nextRequestableAt) })}</p>
      )}
      {openPayoutId === null ? null : <Banner tone="warn" text={say("why-payout_open")} />}
      {openPayoutId === null && requestable === 0 ? (
        <p>
          {available > 0 && available < minPayout
            ? say("below-minimum", { amount: money(available), minimum: money(minPayout) })
            : say("nothing-requestable")}
        </p>
      ) : null}
      {requestable === 0 ? null : <RequestForm requestable={requestable} minPayout={minPayout} />}
    </>
  );
}

function SoFar({ wallet }: { readonly wallet: Wallet }) {
  const say = useText();
  const { money } = useFormats();
  return (
    <dl className="figures">
      <div>
        <dt>{say("paid-out")}</dt>
        <dd>{money(wallet.paid)}</dd>
      </div>
      <div>
        <dt>{say("withheld")}</dt>
        <dd>{money(wallet.withheld)}</dd>
      </div>
    </dl>
  );
}
