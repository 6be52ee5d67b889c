/** Records over a closed list of names: every name has its value, and no other name is there. */

/** The names of a registry, in its sequence. */
export function namesOf<Registry extends object>(
  registry: Registry,
): readonly [NamesOf<Registry>, ...NamesOf<Registry>[]] {
  return Object.keys(registry) as unknown as [NamesOf<Registry>, ...NamesOf<Registry>[]];
}

type NamesOf<Registry> = Extract<keyof Registry, string>;

/** A value for each name. */
export function recordOf<Name extends string, Value>(
  names: readonly Name[],
  valueOf: (name: Name) => Value,
): Record<Name, Value> {
  return Object.fromEntries(names.map((name) => [name, valueOf(name)])) as Record<Name, Value>;
}
