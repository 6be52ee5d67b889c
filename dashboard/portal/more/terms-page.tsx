/** The terms of the program in the reader's language, and the promoter's acceptance of them, with its time. */
import { useQueryClient } from "@tanstack/react-query";
import { queries, type Schemas } from "../../common/api/client.ts";
import { useLanguage } from "../../common/i18n/language-choice.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Answer, Banner } from "../parts/answer.tsx";
import { Refused } from "../parts/refused.tsx";
import { Empty } from "../parts/list.tsx";
import { Page } from "../parts/page.tsx";
import { useFormats, useOwnPath } from "../shell/program.tsx";

export function TermsPage() {
  const say = useText();
  const path = useOwnPath();
  const { program } = path;
  const terms = queries.useQuery("get", "/v1/programs/{program}/terms", { params: { path: { program } } });
  return (
    <Page title={say("terms")}>
      <Answer of={terms}>
        {(shown) => (shown.version === 0 ? <Empty text={say("terms-none")} /> : <Terms terms={shown} />)}
      </Answer>
    </Page>
  );
}

function Terms({ terms: { version, publishedAt, texts } }: { readonly terms: Schemas["Terms"] }) {
  const say = useText();
  const { day } = useFormats();
  const isChinese = useLanguage() === "zh-CN";
  const text = isChinese ? (texts.zh ?? texts.en) : (texts.en ?? texts.zh);
  const isOtherLanguage = isChinese ? texts.zh === undefined : texts.en === undefined;
  return (
    <>
      {publishedAt === null ? null : (
        <p className="quiet">{say("terms-version", { version, day: day(publishedAt) })}</p>
      )}
      <div className="card text" lang={isOtherLanguage ? (isChinese ? "en" : "zh-CN") : undefined}>
        {text}
      </div>
      <Acceptance version={version} />
    </>
  );
}

function Acceptance({ version }: { readonly version: number }) {
  const say = useText();
  const { time } = useFormats();
  const path = useOwnPath();
  const client = useQueryClient();
  const acceptances = queries.useQuery("get", "/v1/programs/{program}/promoters/{id}/terms-acceptances", {
    params: { path },
  });
  const accept = queries.useMutation("post", "/v1/programs/{program}/promoters/{id}/terms-acceptances", {
    onSettled: async () => await client.invalidateQueries(),
  });
  return (
    <Answer of={acceptances}>
      {({ data }) => {
        const accepted = data.find((one) => one.version === version);
        if (accepted !== undefined) {
          return <Banner tone="good" text={say("terms-accepted", { time: time(accepted.acceptedAt) })} />;
        }
        return (
          <>
            <Refused error={accept.error} text={say("refused")} />
            <button
              type="button"
              className="main"
              disabled={accept.isPending}
              onClick={() => accept.mutate({ params: { path }, body: { version } })}
            >
              {say("terms-accept")}
            </button>
          </>
        );
      }}
    </Answer>
  );
}
