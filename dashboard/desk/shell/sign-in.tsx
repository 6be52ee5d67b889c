/** The sign-in: of people by the provider of the service, where it has one, and by a key. */
import { Button, PasswordInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { queries } from "../../common/api/client.ts";
import { signInFault } from "../../common/api/problem.ts";
import { useSignIn } from "../../common/api/session.ts";
import { Together } from "../../common/api/together.tsx";
import { useText } from "../catalogues/catalogues.ts";
import { Waiting } from "../parts/answer.tsx";
import { useTitle } from "../parts/page.tsx";
import css from "./sign-in.module.css";
import { LanguageSwitch } from "./language-switch.tsx";
import { returnPathOf } from "./paths.ts";

export function SignIn() {
  const say = useText();
  const signIn = useSignIn(null);
  useTitle(say("title"));
  return (
    <main className={css["card"]}>
      <h1>{say("title")}</h1>
      <Together waiting={<Waiting />}>
        <ByProvider />
        <KeyForm signIn={signIn} />
        <LanguageSwitch />
      </Together>
    </main>
  );
}

/** Its key is forgotten with the form. */
export function KeyForm({ signIn }: { readonly signIn: ReturnType<typeof useSignIn> }) {
  const say = useText();
  const [key, setKey] = useState("");
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    signIn.mutate({ body: { key: key.trim() } });
  };
  const error: unknown = signIn.error;
  return (
    <form onSubmit={submit}>
      <PasswordInput
        label={say("key")}
        description={say("sign-in-hint")}
        error={error === null ? undefined : say(signInFault(error))}
        value={key}
        onChange={(event) => setKey(event.currentTarget.value)}
        autoComplete="current-password"
        required
      />
      <Button type="submit" loading={signIn.isPending} fullWidth mt="md">
        {say("sign-in")}
      </Button>
    </form>
  );
}

/**
 * People go to the provider, which leads them back to the page that they asked for. Elsewhere: in another tab, beside a page that
 * learns of it when somebody looks at it again.
 */
export function ByProvider({ isElsewhere = false }: { readonly isElsewhere?: boolean }) {
  const say = useText();
  const ways = queries.useQuery("get", "/v1/sessions/ways");
  const start = ways.data?.provider ?? null;
  if (start === null) return null;
  const back = encodeURIComponent(returnPathOf(location.pathname));
  return (
    <div className={css["provider"]}>
      <Button
        component="a"
        href={`${start}?return=${back}`}
        fullWidth
        {...(isElsewhere ? { target: "_blank", rel: "noopener" } : {})}
      >
        {say("sign-in-provider")}
      </Button>
      {isElsewhere ? <p>{say("sign-in-elsewhere")}</p> : null}
      <p>{say("sign-in-or-key")}</p>
    </div>
  );
}
