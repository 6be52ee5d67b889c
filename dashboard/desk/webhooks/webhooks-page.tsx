/** Where events are sent to, how each address answers, and what was sent. */
import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { queries, type Schemas } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Granted } from "../grants/granted.tsx";
import { Answer, Empty, Banner } from "../parts/answer.tsx";
import { NotDone } from "../parts/not-done.tsx";
import { Facts, Page, Section } from "../parts/page.tsx";
import { StateTag } from "../parts/state-tag.tsx";
import { TakeAway } from "../parts/take-away.tsx";
import { useFormats, useProgram } from "../shell/program.tsx";
import { EndpointDeliveries } from "./endpoint-deliveries.tsx";
import { NewEndpoint } from "./new-endpoint.tsx";

type Endpoint = Schemas["WebhookEndpoint"];

export function WebhooksPage() {
  const say = useText();
  const { id } = useProgram();
  const endpoints = queries.useQuery("get", "/v1/programs/{program}/webhook-endpoints", {
    params: { path: { program: id } },
  });
  return (
    <Page
      title={say("section-webhooks")}
      about={say("webhooks-about")}
      actions={
        <Granted to="post /v1/programs/{program}/webhook-endpoints">
          <NewEndpoint />
        </Granted>
      }
    >
      <Answer of={endpoints}>
        {({ data }) =>
          data.length === 0 ? (
            <Empty text={say("endpoints-empty")} />
          ) : (
            data.map((endpoint) => <EndpointCard key={endpoint.id} of={endpoint} />)
          )
        }
      </Answer>
    </Page>
  );
}

function EndpointCard({ of }: { readonly of: Endpoint }) {
  const say = useText();
  const { time } = useFormats();
  const [isOpen, setOpen] = useState(false);
  return (
    <Section title={of.url}>
      <Facts
        of={[
          [say("state"), <StateTag key="state" of="status" state={of.state} />],
          [say("since"), time(of.stateSince)],
          [say("events"), of.events.join(", ")],
          [say("name"), of.description ?? "—"],
        ]}
      />
      <Granted to="patch /v1/programs/{program}/webhook-endpoints/{id}">
        <EndpointMoves of={of} />
      </Granted>
      <Button size="xs" variant="default" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {say("deliveries")}
      </Button>
      {isOpen ? <EndpointDeliveries endpoint={of.id} /> : null}
    </Section>
  );
}

function EndpointMoves({ of }: { readonly of: Endpoint }) {
  const say = useText();
  const { id } = useProgram();
  const client = useQueryClient();
  const path = { program: id, id: of.id };
  const change = queries.useMutation("patch", "/v1/programs/{program}/webhook-endpoints/{id}", {
    onSuccess: async () => await client.invalidateQueries(),
  });
  const test = queries.useMutation("post", "/v1/programs/{program}/webhook-endpoints/{id}/test");
  const remove = queries.useMutation("delete", "/v1/programs/{program}/webhook-endpoints/{id}");
  const next = of.state === "active" ? ("disabled" as const) : ("active" as const);
  return (
    <>
      <Button
        size="xs"
        me="xs"
        variant="default"
        loading={test.isPending}
        onClick={() => test.mutate({ params: { path } })}
      >
        {say("send-test")}
      </Button>
      <Button
        size="xs"
        me="xs"
        variant="default"
        loading={change.isPending}
        onClick={() => change.mutate({ params: { path }, body: { state: next } })}
      >
        {say(next === "active" ? "go-on" : "pause")}
      </Button>
      <TakeAway
        size="xs"
        me="xs"
        text={say("delete-endpoint")}
        effect={say("delete-endpoint-effect", { url: of.url })}
        by={remove}
        asked={(body) => ({ params: { path }, body })}
      />
      <NotDone error={change.error ?? test.error} />
      {test.data === undefined ? null : (
        <Banner
          tone={test.data.succeeded ? "good" : "bad"}
          text={say(test.data.succeeded ? "test-taken" : "test-failed")}
        />
      )}
    </>
  );
}
