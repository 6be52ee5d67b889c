/** One promoter's wallet, with the check of the journal that proves it. */
import { Button, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { Link } from "wouter";
import { useText } from "../catalogues/catalogues.ts";
import { FilterForm } from "../parts/filter-bar.tsx";
import { Section } from "../parts/page.tsx";
import { Verification } from "../promoters/verification.tsx";
import { Wallet } from "../promoters/wallet.tsx";
import { pathOf } from "../shell/paths.ts";
import { useProgram } from "../shell/program.tsx";

export function OneWallet() {
  const say = useText();
  const { id } = useProgram();
  const [typed, setTyped] = useState("");
  const [promoterId, setPromoterId] = useState("");
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setPromoterId(typed.trim());
  };
  return (
    <>
      <Section title={say("one-wallet")}>
        <FilterForm onSubmit={submit}>
          <TextInput
            label={say("promoter-id")}
            required
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <Button type="submit" variant="default">
            {say("go")}
          </Button>
        </FilterForm>
        {promoterId === "" ? null : (
          <>
            <p>
              <Link href={pathOf(id, "promoters", promoterId)}>{promoterId}</Link>
            </p>
            <Verification key={promoterId} promoterId={promoterId} />
          </>
        )}
      </Section>
      {promoterId === "" ? null : <Wallet promoterId={promoterId} />}
    </>
  );
}
