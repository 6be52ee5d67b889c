/** What a promoter has to do so that WeChat Pay's transfer of a payout arrives: to confirm it, inside of WeChat. */
import { useState } from "react";
import { queries } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { isInWechat } from "../shell/in-wechat.ts";
import { useOwnPath } from "../shell/program.tsx";

/** While a transfer is under way it is looked at so often, in milliseconds. */
const LOOK_MS = 5_000;

interface Confirm {
  readonly merchantId: string;
  readonly appId: string;
  readonly package: string;
}

/** What WeChat puts into its pages. */
interface Bridge {
  invoke(name: string, terms: object, done: (answer: { readonly err_msg: string }) => void): void;
}

export function Transfer({ payoutId }: { readonly payoutId: string }) {
  const say = useText();
  const { program } = useOwnPath();
  const transfer = queries.useQuery(
    "get",
    "/v1/programs/{program}/payouts/{id}/transfer",
    { params: { path: { program, id: payoutId } } },
    { refetchInterval: ({ state }) => (isUnderWay(state.data?.stage) ? LOOK_MS : false) },
  );
  if (transfer.data?.stage !== "confirm") return null;
  const { confirm } = transfer.data;
  if (confirm === null) return <span>{say("transfer-opening")}</span>;
  return isInWechat() ? (
    <ConfirmButton confirm={confirm} onDone={() => void transfer.refetch()} />
  ) : (
    <span>{say("transfer-in-wechat")}</span>
  );
}

function isUnderWay(stage: string | undefined): boolean {
  return stage === "waiting" || stage === "confirm" || stage === "cancelling";
}

function ConfirmButton({ confirm, onDone }: { readonly confirm: Confirm; readonly onDone: () => void }) {
  const say = useText();
  const [isTooOld, setTooOld] = useState(false);
  const ask = (): void => {
    const bridge = (globalThis as { readonly WeixinJSBridge?: Bridge }).WeixinJSBridge;
    if (bridge === undefined) {
      setTooOld(true);
      return;
    }
    const { merchantId: mchId, appId } = confirm;
    // WeChat says that its page was closed, and not whether the transfer was taken: the service is asked.
    bridge.invoke("requestMerchantTransfer", { mchId, appId, package: confirm.package }, onDone);
  };
  return (
    <span>
      {say("transfer-confirm-why")}{" "}
      <button type="button" className="button" onClick={ask}>
        {say("transfer-confirm")}
      </button>
      {isTooOld ? <span className="quiet">{say("transfer-old-wechat")}</span> : null}
    </span>
  );
}
