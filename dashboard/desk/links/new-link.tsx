/** Makes a share link of a promoter. */
import { Button, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { queries } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Banner } from "../parts/answer.tsx";
import { CopyButton } from "../parts/copy-button.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { NotDone } from "../parts/not-done.tsx";
import { useProgram } from "../shell/program.tsx";

export function NewLink({ promoterId = "" }: { readonly promoterId?: string }) {
  const say = useText();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button mb="sm" size="xs" onClick={() => setOpen(true)}>
        {say("new-link")}
      </Button>
      {isOpen ? <NewLinkDialog promoterId={promoterId} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

interface NewLinkDialogProps {
  readonly promoterId: string;
  readonly onClose: () => void;
}

function NewLinkDialog({ promoterId, onClose }: NewLinkDialogProps) {
  const say = useText();
  const { id, allowedHosts } = useProgram();
  const client = useQueryClient();
  const [fields, setFields] = useState({ promoterId, destination: "", slug: "", campaignId: "" });
  const make = queries.useMutation("post", "/v1/programs/{program}/links", {
    onSuccess: async () => await client.invalidateQueries(),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const given = Object.entries(fields).filter(([, value]) => value.trim() !== "");
    const body = Object.fromEntries(given.map(([name, value]) => [name, value.trim()]));
    make.mutate({
      params: { path: { program: id } },
      body: body as { promoterId: string; destination: string },
    });
  };
  const field = (name: keyof typeof fields) => ({
    value: fields[name],
    onChange: (event: { currentTarget: { value: string } }) =>
      setFields({ ...fields, [name]: event.currentTarget.value }),
  });
  return (
    <Dialog title={say("new-link")} isBusy={make.isPending} onClose={onClose}>
      <form onSubmit={submit}>
        <TextInput label={say("promoter-id")} required {...field("promoterId")} />
        <TextInput
          mt="sm"
          type="url"
          label={say("destination")}
          description={say("destination-hint", { hosts: allowedHosts.join(", ") })}
          required
          {...field("destination")}
        />
        <TextInput mt="sm" label={say("slug")} description={say("slug-hint")} {...field("slug")} />
        <TextInput mt="sm" label={say("campaign")} {...field("campaignId")} />
        <NotDone error={make.error} />
        {make.data === undefined ? null : (
          <>
            <Banner tone="good" text={make.data.url} />
            <CopyButton text={make.data.url} />
          </>
        )}
        <Button type="submit" mt="md" loading={make.isPending}>
          {say("new-link")}
        </Button>
      </form>
    </Dialog>
  );
}
