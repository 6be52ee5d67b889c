/** By what WeChat Pay pays a program's payouts. Keys are written and never shown: whoever changes one fills in all. */
import { Button } from "@mantine/core";
import { useState } from "react";
import { queries, type Schemas } from "../../common/api/client.ts";
import { isMissing } from "../../common/api/problem.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Granted } from "../grants/granted.tsx";
import { Answer, Empty } from "../parts/answer.tsx";
import { Facts, Section } from "../parts/page.tsx";
import { TakeAway } from "../parts/take-away.tsx";
import { useFormats, useProgram } from "../shell/program.tsx";
import { WechatPayoutsDialog } from "./wechat-payouts-form.tsx";

/** Of programs in yuan alone: WeChat Pay pays nothing else. Asked for by whoever wants to see it, since most have none. */
export function WechatPayouts() {
  const say = useText();
  const { currency } = useProgram();
  const [isShown, setShown] = useState(false);
  if (currency !== "CNY") return null;
  return (
    <Section title={say("wechat-payouts")}>
      {isShown ? (
        <SetPayouts />
      ) : (
        <Button variant="default" onClick={() => setShown(true)}>
          {say("wechat-payouts-show")}
        </Button>
      )}
    </Section>
  );
}

function SetPayouts() {
  const say = useText();
  const { id } = useProgram();
  const set = queries.useQuery("get", "/v1/programs/{program}/wechat-payouts", {
    params: { path: { program: id } },
  });
  return isMissing(set.error) ? (
    <Empty text={say("wechat-payouts-empty")}>
      <Granted to="put /v1/programs/{program}/wechat-payouts">
        <SetUp label={say("set-up")} />
      </Granted>
    </Empty>
  ) : (
    <Answer of={set}>{(payouts) => <Shown payouts={payouts} />}</Answer>
  );
}

function Shown({ payouts }: { readonly payouts: Schemas["WechatPayouts"] }) {
  const say = useText();
  const { time } = useFormats();
  return (
    <>
      <Facts
        of={[
          [say("wechat-merchant"), payouts.merchantId],
          [say("wechat-app"), payouts.appId],
          [say("changed-at"), time(payouts.updatedAt)],
        ]}
      />
      <Granted to="put /v1/programs/{program}/wechat-payouts">
        <SetUp label={say("wechat-payouts-change")} /> <Remove merchantId={payouts.merchantId} />
      </Granted>
    </>
  );
}

function SetUp({ label }: { readonly label: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        {label}
      </Button>
      {isOpen ? <WechatPayoutsDialog onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function Remove({ merchantId }: { readonly merchantId: string }) {
  const say = useText();
  const { id } = useProgram();
  const remove = queries.useMutation("delete", "/v1/programs/{program}/wechat-payouts");
  return (
    <TakeAway
      text={say("wechat-payouts-remove")}
      effect={say("wechat-payouts-remove-effect", { merchantId })}
      by={remove}
      asked={(body) => ({ params: { path: { program: id } }, body })}
    />
  );
}
