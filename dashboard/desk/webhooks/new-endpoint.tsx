/** Has events sent to an address. Its secret is shown once. */
import { Button, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { newIdempotencyKey, queries } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Dialog } from "../parts/dialog.tsx";
import { NotDone } from "../parts/not-done.tsx";
import { ShownOnce } from "../parts/shown-once.tsx";
import { useProgram } from "../shell/program.tsx";

export function NewEndpoint() {
  const say = useText();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{say("new-endpoint")}</Button>
      {isOpen ? <NewEndpointDialog onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function NewEndpointDialog({ onClose }: { readonly onClose: () => void }) {
  const say = useText();
  const { id } = useProgram();
  const client = useQueryClient();
  const [url, setUrl] = useState("https://");
  const [events, setEvents] = useState("*");
  const [key] = useState(newIdempotencyKey);
  const make = queries.useMutation("post", "/v1/programs/{program}/webhook-endpoints", {
    onSuccess: async () => await client.invalidateQueries(),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const params = { path: { program: id }, header: { "Idempotency-Key": key } };
    make.mutate({
      params,
      body: { url: url.trim(), events: events.split(/[\s,]+/).filter((one) => one !== "") },
    });
  };
  const secret = make.data?.secret;
  const closing = secret === undefined ? "cancel" : "close";
  return (
    <Dialog title={say("new-endpoint")} isBusy={make.isPending} closing={closing} onClose={onClose}>
      {secret === undefined ? (
        <form onSubmit={submit}>
          <TextInput
            type="url"
            label={say("address")}
            required
            value={url}
            onChange={(event) => setUrl(event.currentTarget.value)}
          />
          <TextInput
            mt="sm"
            label={say("events")}
            description={say("events-hint")}
            required
            value={events}
            onChange={(event) => setEvents(event.currentTarget.value)}
          />
          <NotDone error={make.error} isOnce />
          <Button type="submit" mt="md" loading={make.isPending}>
            {say("new-endpoint")}
          </Button>
        </form>
      ) : (
        <ShownOnce text={say("secret-once")} secret={secret} />
      )}
    </Dialog>
  );
}
