/** What whoever is not signed in sees: the program, and the way in by a token. A sign-in link of the shop needs no page here. */
import { type FormEvent, useState } from "react";
import { signInFault } from "../../common/api/problem.ts";
import { useSignIn } from "../../common/api/session.ts";
import { useLanguage } from "../../common/i18n/language-choice.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Banner } from "../parts/answer.tsx";
import { Field } from "../parts/field.tsx";
import { Head } from "./frame.tsx";
import { isInWechat } from "./in-wechat.ts";
import { LanguageSwitch } from "./language-switch.tsx";
import { textsOf } from "./look.ts";
import type { Look } from "./program.tsx";

export function SignIn({ look }: { readonly look: Look }) {
  const say = useText();
  const { welcome, about, contact } = textsOf(look, useLanguage());
  const signIn = useSignIn(null);
  return (
    <>
      <Head look={look} />
      <main>
        <h1>{welcome ?? say("title")}</h1>
        {about === undefined ? null : <p className="text">{about}</p>}
        <WaysIn look={look} signIn={signIn} />
        {contact === undefined ? null : <p className="quiet text">{contact}</p>}
        <LanguageSwitch />
      </main>
    </>
  );
}

interface WaysInProps {
  readonly look: Look;
  readonly signIn: ReturnType<typeof useSignIn>;
  /** Said of the way by WeChat. */
  readonly wechatHint?: string;
}

export function WaysIn({ look, signIn, wechatHint }: WaysInProps) {
  const say = useText();
  return (
    <>
      <p>{say("sign-in-by-link")}</p>
      {look.hasWechat && isInWechat() ? (
        <>
          <p>
            <a className="button main" href={`/wechat/sign-in?program=${encodeURIComponent(look.program)}`}>
              {say("sign-in-wechat")}
            </a>
          </p>
          {wechatHint === undefined ? null : <p className="quiet">{wechatHint}</p>}
        </>
      ) : null}
      <SignInForm signIn={signIn} />
    </>
  );
}

function SignInForm({ signIn }: Pick<WaysInProps, "signIn">) {
  const say = useText();
  const [key, setKey] = useState("");
  const error: unknown = signIn.error;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    signIn.mutate({ body: { key: key.trim() } });
  };
  return (
    <form className="card" onSubmit={submit}>
      <Field
        label={say("key")}
        hint={say("sign-in-hint")}
        type="password"
        value={key}
        onChange={(event) => setKey(event.currentTarget.value)}
        autoComplete="current-password"
        required
      />
      {error === null ? null : <Banner tone="bad" text={say(signInFault(error))} />}
      <button type="submit" className="main" disabled={signIn.isPending}>
        {say("sign-in")}
      </button>
    </form>
  );
}
