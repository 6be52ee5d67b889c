/** Signs out: all that was read is forgotten. */
import { Button } from "@mantine/core";
import { useSignOut } from "../../common/api/session.ts";
import { useText } from "../catalogues/catalogues.ts";

export function SignOut() {
  const say = useText();
  const signOut = useSignOut();
  return (
    <Button variant="default" size="xs" onClick={() => signOut.mutate({})}>
      {say("sign-out")}
    </Button>
  );
}
