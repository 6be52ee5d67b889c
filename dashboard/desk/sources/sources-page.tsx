/** The checkouts that orders come from: how each fares, what came, and what could not be used. */
import { queries, type Schemas, type SourceName } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { GrantedForm } from "../grants/granted.tsx";
import { Answer, Banner } from "../parts/answer.tsx";
import { Facts, Page, Section } from "../parts/page.tsx";
import { useFormats, useProgram } from "../shell/program.tsx";
import { ConnectSource } from "./connect-source.tsx";
import { Deliveries } from "./deliveries.tsx";
import { TrySource } from "./try-source.tsx";
import { UnusableWebhooks } from "./unusable-webhooks.tsx";

type Source = Schemas["WebhookSourceStatus"];

export function SourcesPage() {
  const say = useText();
  const { id } = useProgram();
  const sources = queries.useQuery("get", "/v1/programs/{program}/sources", {
    params: { path: { program: id } },
  });
  return (
    <Page title={say("section-sources")} about={say("sources-about")}>
      <UnusableWebhooks />
      <Answer of={sources}>
        {({ data }) => (
          <>
            {data.filter(isUsed).map((source) => (
              <SourceCard key={source.source} of={source} />
            ))}
            <Section title={say("connect-a-source")}>
              <p>{say("sources-how")}</p>
              <GrantedForm to="post /v1/programs/{program}/sources/{source}/secrets">
                <ConnectSource sources={[...data].sort(unusedFirst).map(({ source }) => source)} />
              </GrantedForm>
            </Section>
            <Section title={say("try-a-source")}>
              <GrantedForm to="post /v1/programs/{program}/sources/{source}/try">
                <TrySource sources={[...data].sort(usedFirst).map(({ source }) => source)} />
              </GrantedForm>
            </Section>
          </>
        )}
      </Answer>
    </Page>
  );
}

function unusedFirst(a: Source, b: Source): number {
  return Number(isUsed(a)) - Number(isUsed(b));
}

function usedFirst(a: Source, b: Source): number {
  return unusedFirst(b, a);
}

function isUsed({ configured, received, refused }: Source): boolean {
  return configured || received > 0 || refused > 0;
}

function SourceCard({ of }: { readonly of: Source }) {
  const say = useText();
  const { id } = useProgram();
  const { time, count } = useFormats();
  const when = (instant: string | null) => (instant === null ? "—" : time(instant));
  return (
    <Section title={of.source}>
      {of.conditions.map(({ code, since }) => (
        <Banner
          key={code}
          tone="warn"
          text={say(`condition-${code}`)}
          hint={say("since-time", { time: time(since) })}
        />
      ))}
      <Facts
        of={[
          [say("secrets"), count(of.secrets)],
          [say("last-received"), when(of.lastReceivedAt)],
          [say("received"), count(of.received)],
          [say("accepted"), count(of.accepted)],
          [say("unusable"), count(of.unusable)],
          [say("signature-refused"), count(of.refused)],
          [say("last-error"), of.lastError ?? "—"],
        ]}
      />
      <p>
        {say("send-to")} <code>{`${location.origin}/webhooks/${id}/${of.source}`}</code>
      </p>
      <Deliveries source={of.source as SourceName} />
    </Section>
  );
}
