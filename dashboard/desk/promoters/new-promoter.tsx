/** Makes a member a promoter. */
import { Button, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useLocation } from "wouter";
import { queries } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Dialog } from "../parts/dialog.tsx";
import { NotDone } from "../parts/not-done.tsx";
import { pathOf } from "../shell/paths.ts";
import { useProgram } from "../shell/program.tsx";

export function NewPromoter() {
  const say = useText();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{say("new-promoter")}</Button>
      {isOpen ? <NewPromoterDialog onClose={() => setOpen(false)} /> : null}
    </>
  );
}

/** Makes a promoter, and a first link where one is wanted. Sent again with another page of the link, it makes the link alone. */
function useNewPromoter() {
  const { id } = useProgram();
  const client = useQueryClient();
  const [, go] = useLocation();
  const params = { path: { program: id } };
  const link = queries.useMutation("post", "/v1/programs/{program}/links");
  const promoter = queries.useMutation("post", "/v1/programs/{program}/promoters");
  const make = async (body: { memberId: string }, destination: string): Promise<void> => {
    const made = promoter.data ?? (await promoter.mutateAsync({ params, body }));
    if (destination !== "") await link.mutateAsync({ params, body: { promoterId: made.id, destination } });
    await client.invalidateQueries();
    go(pathOf(id, "promoters", made.id));
  };
  return {
    // What was refused is shown by its error.
    make: (body: { memberId: string }, destination: string) => void make(body, destination).catch(() => null),
    isPending: promoter.isPending || link.isPending,
    error: promoter.error ?? link.error,
  };
}

function NewPromoterDialog({ onClose }: { readonly onClose: () => void }) {
  const say = useText();
  const { allowedHosts } = useProgram();
  const [fields, setFields] = useState({ memberId: "", name: "", uplineMemberId: "" });
  const [destination, setDestination] = useState("");
  const { make, isPending, error } = useNewPromoter();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const given = Object.entries(fields).filter(([, value]) => value.trim() !== "");
    const body = Object.fromEntries(given.map(([name, value]) => [name, value.trim()])) as {
      memberId: string;
    };
    make(body, destination.trim());
  };
  const field = (name: keyof typeof fields, isRequired: boolean) => ({
    value: fields[name],
    onChange: (event: { currentTarget: { value: string } }) =>
      setFields({ ...fields, [name]: event.currentTarget.value }),
    required: isRequired,
  });
  return (
    <Dialog title={say("new-promoter")} isBusy={isPending} onClose={onClose}>
      <form onSubmit={submit}>
        <TextInput
          label={say("member-id")}
          description={say("member-id-hint")}
          {...field("memberId", true)}
        />
        <TextInput mt="sm" label={say("name")} {...field("name", false)} />
        <TextInput mt="sm" label={say("upline-member")} {...field("uplineMemberId", false)} />
        <TextInput
          mt="sm"
          type="url"
          label={say("first-link")}
          description={say("destination-hint", { hosts: allowedHosts.join(", ") })}
          value={destination}
          onChange={(event) => setDestination(event.currentTarget.value)}
        />
        <NotDone error={error} />
        <Button type="submit" mt="md" loading={isPending}>
          {say("new-promoter")}
        </Button>
      </form>
    </Dialog>
  );
}
