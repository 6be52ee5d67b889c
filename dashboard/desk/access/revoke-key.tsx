/** Revokes a key: whoever calls by it, and whoever is signed in by it, is out at once. */
import { queries, type Schemas } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { TakeAway } from "../parts/take-away.tsx";
import { useProgram } from "../shell/program.tsx";

export function RevokeKey({ of }: { readonly of: Schemas["ApiKey"] }) {
  const say = useText();
  const { id } = useProgram();
  const revoke = queries.useMutation("delete", "/v1/programs/{program}/api-keys/{id}");
  const path = { program: id, id: of.id };
  return (
    <TakeAway
      size="compact-sm"
      text={say("revoke")}
      effect={say("revoke-effect", { name: of.name })}
      by={revoke}
      asked={(body) => ({ params: { path }, body })}
    />
  );
}
