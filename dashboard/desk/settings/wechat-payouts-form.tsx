/** What WeChat Pay has to be told and asked by, as its merchant platform names it. */
import { Button, Textarea, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { queries, type Schemas } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Dialog } from "../parts/dialog.tsx";
import { NotDone } from "../parts/not-done.tsx";
import { useProgram } from "../shell/program.tsx";

type NewPayouts = Schemas["NewWechatPayouts"];

const EMPTY = {
  appId: "",
  merchantId: "",
  serial: "",
  privateKey: "",
  apiV3Key: "",
  publicKeyId: "",
  publicKey: "",
  sceneId: "",
  sceneInfos: "",
  remark: "",
};

type Fields = typeof EMPTY;

/** What is said in a scene: a line each, as `type: content`, with the colon of either language. */
function sceneInfosOf(text: string): NewPayouts["sceneInfos"] {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return lines.map((line) => {
    const [type = "", ...content] = line.split(/[:：]/);
    return { type: type.trim(), content: content.join(":").trim() };
  });
}

function payoutsOf({ sceneInfos, remark, privateKey, publicKey, ...short }: Fields): NewPayouts {
  const trimmed = Object.fromEntries(Object.entries(short).map(([name, text]) => [name, text.trim()]));
  return {
    ...(trimmed as typeof short),
    privateKey,
    publicKey,
    sceneInfos: sceneInfosOf(sceneInfos),
    ...(remark.trim() === "" ? {} : { remark: remark.trim() }),
  };
}

export function WechatPayoutsDialog({ onClose }: { readonly onClose: () => void }) {
  const say = useText();
  const { id } = useProgram();
  const client = useQueryClient();
  const [fields, setFields] = useState(EMPTY);
  const set = queries.useMutation("put", "/v1/programs/{program}/wechat-payouts", {
    onSuccess: async () => {
      onClose();
      await client.invalidateQueries();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    set.mutate({ params: { path: { program: id } }, body: payoutsOf(fields) });
  };
  return (
    <Dialog title={say("wechat-payouts")} isBusy={set.isPending} onClose={onClose}>
      <form onSubmit={submit} autoComplete="off">
        <p>{say("wechat-payouts-about")}</p>
        <FormFields fields={fields} onChange={setFields} />
        <NotDone error={set.error} />
        <Button type="submit" mt="md" loading={set.isPending}>
          {say("save")}
        </Button>
      </form>
    </Dialog>
  );
}

interface FormFieldsProps {
  readonly fields: Fields;
  readonly onChange: (fields: Fields) => void;
}

function FormFields({ fields, onChange }: FormFieldsProps) {
  const say = useText();
  const field = (name: keyof Fields) => ({
    mt: "sm",
    value: fields[name],
    onChange: (event: { currentTarget: { value: string } }) =>
      onChange({ ...fields, [name]: event.currentTarget.value }),
    required: true,
    spellCheck: false,
  });
  const pem = (name: keyof Fields) => ({ ...field(name), rows: 3 });
  return (
    <>
      <TextInput label={say("wechat-app")} {...field("appId")} />
      <TextInput label={say("wechat-merchant")} inputMode="numeric" {...field("merchantId")} />
      <TextInput label={say("wechat-serial")} {...field("serial")} />
      <Textarea label={say("wechat-private-key")} {...pem("privateKey")} />
      <TextInput label={say("wechat-v3-key")} type="password" {...field("apiV3Key")} />
      <TextInput label={say("wechat-public-key-id")} {...field("publicKeyId")} />
      <Textarea label={say("wechat-public-key")} {...pem("publicKey")} />
      <TextInput label={say("wechat-scene")} inputMode="numeric" {...field("sceneId")} />
      <Textarea
        label={say("wechat-scene-infos")}
        description={say("wechat-scene-infos-hint")}
        {...pem("sceneInfos")}
      />
      <TextInput
        label={say("wechat-remark")}
        description={say("wechat-remark-hint")}
        maxLength={32}
        {...field("remark")}
        required={false}
      />
    </>
  );
}
