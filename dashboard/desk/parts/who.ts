/** Who did something, as people know them: by a person's address or a key's name; by the id where nobody tells the name. */
import { useText } from "../catalogues/catalogues.ts";

interface Actor {
  readonly actor: string;
  readonly name: string | null;
}

export function useWho(): (who: Actor) => string {
  const say = useText();
  return ({ actor, name }) => name ?? (actor === "operator" ? say("who-operator") : actor);
}
