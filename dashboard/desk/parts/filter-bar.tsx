/** What a list is filtered by, and ways straight to what is known by its id. */
import { Button, TextInput } from "@mantine/core";
import { type FormEvent, type ReactNode, useState } from "react";
import { useLocation } from "wouter";
import { useText } from "../catalogues/catalogues.ts";
import css from "./filter-bar.module.css";
import type { useFilters } from "./filters.ts";

export function FilterBar({ children }: { readonly children: ReactNode }) {
  return <div className={css["bar"]}>{children}</div>;
}

interface TypedFilterProps<Name extends string> {
  readonly name: Name;
  readonly label: string;
  readonly filters: ReturnType<typeof useFilters<Name>>;
}

/** A filter that is typed: it counts when it is left, or by Enter. */
export function TypedFilter<Name extends string>({ name, label, filters }: TypedFilterProps<Name>) {
  const value = filters.values[name];
  const [typed, setTyped] = useState(value);
  const take = (): void => {
    if (typed.trim() !== value) filters.set(name, typed.trim());
  };
  return (
    <TextInput
      label={label}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={take}
      onKeyDown={(event) => {
        if (event.key === "Enter") take();
      }}
    />
  );
}

interface FilterFormProps {
  readonly onSubmit: (event: FormEvent) => void;
  readonly children: ReactNode;
}

/** A field with its button beside it. */
export function FilterForm({ onSubmit, children }: FilterFormProps) {
  return (
    <form onSubmit={onSubmit} className={css["place"]}>
      {children}
    </form>
  );
}

interface TypedPlaceProps {
  readonly label: string;
  readonly to: (typed: string) => string;
}

export function TypedPlace({ label, to }: TypedPlaceProps) {
  const say = useText();
  const [typed, setTyped] = useState("");
  const [, go] = useLocation();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (typed.trim() !== "") go(to(typed.trim()));
  };
  return (
    <FilterForm onSubmit={submit}>
      <TextInput label={label} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />
      <Button type="submit" variant="default">
        {say("go")}
      </Button>
    </FilterForm>
  );
}
