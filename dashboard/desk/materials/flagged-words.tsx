/** Words of a material that a person looks at before it is used, each with why. */
import type { Schemas } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import css from "./materials.module.css";

export function FlaggedWords({ flags }: { readonly flags: Schemas["Material"]["flags"] }) {
  const say = useText();
  if (flags.length === 0) return null;
  return (
    <ul className={css["flags"]}>
      {flags.map(({ member, at, word, kind }) => (
        <li key={`${member}-${at}`}>
          {say("flagged", { where: say(`flagged-in-${member}`), word, why: say(`flag-${kind}`) })}
        </li>
      ))}
    </ul>
  );
}
