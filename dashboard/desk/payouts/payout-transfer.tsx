/** How WeChat Pay's transfer of a payout stands, and a way to have one cancelled that nobody has confirmed. */
import { Button } from "@mantine/core";
import { useState } from "react";
import { queries, type Schemas } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Granted } from "../grants/granted.tsx";
import { Answer } from "../parts/answer.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { TakeAway } from "../parts/take-away.tsx";
import { useFormats, useProgram } from "../shell/program.tsx";

type Payout = Schemas["Payout"];
type Transfer = Schemas["PayoutTransfer"];

/** A transfer under way is looked at so often, in milliseconds. */
const LOOK_MS = 2_000;
/** WeChat Pay may still be asked to cancel these. */
const OPEN = new Set<Transfer["stage"]>(["waiting", "confirm"]);
/** Nothing comes of these by itself. */
const AT_REST = new Set<Transfer["stage"]>(["file", "stopped", "ended"]);

export function PayoutTransfer({ payout }: { readonly payout: Payout }) {
  const say = useText();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={() => setOpen(true)}>
        {say("transfer")}
      </Button>
      {isOpen ? (
        <Dialog title={say("transfer")} isBusy={false} closing="close" onClose={() => setOpen(false)}>
          <ReadTransfer payout={payout} />
        </Dialog>
      ) : null}
    </>
  );
}

function ReadTransfer({ payout }: { readonly payout: Payout }) {
  const { id } = useProgram();
  const params = { path: { program: id, id: payout.id } };
  const transfer = queries.useQuery(
    "get",
    "/v1/programs/{program}/payouts/{id}/transfer",
    { params },
    {
      refetchInterval: ({ state: { data } }) =>
        data !== undefined && AT_REST.has(data.stage) ? false : LOOK_MS,
    },
  );
  return <Answer of={transfer}>{(found) => <Found payout={payout} transfer={found} />}</Answer>;
}

interface FoundProps {
  readonly payout: Payout;
  readonly transfer: Transfer;
}

function Found({ payout, transfer }: FoundProps) {
  const say = useText();
  const { time } = useFormats();
  const { stage, billNo, state, fault, changedAt } = transfer;
  return (
    <>
      <p role="status">{say(`transfer-${stage}`)}</p>
      <dl>
        {(
          [
            ["transfer-number", billNo],
            ["transfer-state", state],
            ["transfer-fault", fault],
            ["transfer-changed", changedAt === null ? null : time(changedAt)],
          ] as const
        ).map(([name, value]) =>
          value === null ? null : (
            <div key={name}>
              <dt>{say(name)}</dt>
              <dd>{value}</dd>
            </div>
          ),
        )}
      </dl>
      {OPEN.has(stage) ? (
        <Granted to="post /v1/programs/{program}/payouts/{id}/transfer/cancel">
          <Cancel payout={payout} />
        </Granted>
      ) : null}
    </>
  );
}

function Cancel({ payout }: { readonly payout: Payout }) {
  const say = useText();
  const { id } = useProgram();
  const { money } = useFormats();
  const cancel = queries.useMutation("post", "/v1/programs/{program}/payouts/{id}/transfer/cancel");
  const { gross, promoterId } = payout;
  return (
    <TakeAway
      text={say("transfer-cancel")}
      effect={say("transfer-cancel-effect", { gross: money(gross), promoter: promoterId })}
      by={cancel}
      asked={(body) => ({ params: { path: { program: id, id: payout.id } }, body })}
    />
  );
}
