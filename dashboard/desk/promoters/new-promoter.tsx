/** Makes a member a promoter. */
import { Button, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useLocation } from "wouter";
import { queries } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Refused } from "../parts/answer.tsx";
import { Dialog } from "../parts/dialog.tsx";
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

function NewPromoterDialog({ onClose }: { readonly onClose: () => void }) {
  const say = useText();
  const { id } = useProgram();
  const client = useQueryClient();
  const [, go] = useLocation();
  const [fields, setFields] = useState({ memberId: "", name: "", uplineMemberId: "" });
  const make = queries.useMutation("post", "/v1/programs/{program}/promoters", {
    onSuccess: async (promoter) => {
      await client.invalidateQueries();
      go(pathOf(id, "promoters", promoter.id));
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const given = Object.entries(fields).filter(([, value]) => value.trim() !== "");
    const body = Object.fromEntries(given.map(([name, value]) => [name, value.trim()])) as {
      memberId: string;
    };
    make.mutate({ params: { path: { program: id } }, body });
  };
  const field = (name: keyof typeof fields, isRequired: boolean) => ({
    value: fields[name],
    onChange: (event: { currentTarget: { value: string } }) =>
      setFields({ ...fields, [name]: event.currentTarget.value }),
    required: isRequired,
  });
  return (
    <Dialog title={say("new-promoter")} onClose={onClose}>
      <form onSubmit={submit}>
        <TextInput
          label={say("member-id")}
          description={say("member-id-hint")}
          {...field("memberId", true)}
        />
        <TextInput mt="sm" label={say("name")} {...field("name", false)} />
        <TextInput mt="sm" label={say("upline-member")} {...field("uplineMemberId", false)} />
        <Refused error={make.error} text={say("refused")} />
        <Button type="submit" mt="md" loading={make.isPending}>
          {say("new-promoter")}
        </Button>
      </form>
    </Dialog>
  );
}
