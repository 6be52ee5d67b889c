/** Filters of a list, in the address: it can be shared, and the way back leads to the same list. */
import { useSearchParams } from "wouter";

export function useFilters<Name extends string>(names: readonly Name[]) {
  const [search, setSearch] = useSearchParams();
  const values = Object.fromEntries(names.map((name) => [name, search.get(name) ?? ""])) as Readonly<
    Record<Name, string>
  >;
  const set = (name: Name, value: string): void =>
    setSearch(
      (before) => {
        const after = new URLSearchParams(before);
        if (value === "") after.delete(name);
        else after.set(name, value);
        return after;
      },
      { replace: true },
    );
  /** Those that are set, as a query of the API. */
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== "")) as Partial<
    Record<Name, string>
  >;
  return { values, given, set, key: search.toString() };
}
