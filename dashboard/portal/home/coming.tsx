/** What was earned and is not the promoter's yet, with what has to happen first, by the program's own rules. */
import type { Schemas } from "../../common/api/client.ts";
import { queries } from "../../common/api/client.ts";
import { useDays, useText } from "../catalogues/catalogues.ts";
import { Answer } from "../parts/answer.tsx";
import { daysOf, ripeningOf } from "../parts/days.ts";
import { useFormats, useOwnPath } from "../shell/program.tsx";

type Settlement = Schemas["PromoterRates"]["settlement"];

export function Coming() {
  const say = useText();
  const { money } = useFormats();
  const path = useOwnPath();
  const wallet = queries.useQuery("get", "/v1/programs/{program}/promoters/{id}/wallet", {
    params: { path },
  });
  const rates = queries.useQuery("get", "/v1/programs/{program}/promoters/{id}/rates", { params: { path } });
  return (
    <Answer of={wallet}>
      {({ pending, held, reserved, debt }) => (
        <dl className="figures">
          <div>
            <dt>
              {say("pending")} <Ripening settlement={rates.data?.settlement} of="pending" />
            </dt>
            <dd>{money(pending)}</dd>
          </div>
          <div>
            <dt>
              {say("held")} <Ripening settlement={rates.data?.settlement} of="held" />
            </dt>
            <dd>{money(held)}</dd>
          </div>
          {reserved === 0 ? null : (
            <div>
              <dt>
                {say("reserved")} <small>{say("reserved-hint")}</small>
              </dt>
              <dd>{money(reserved)}</dd>
            </div>
          )}
          {debt === 0 ? null : (
            <div>
              <dt>
                {say("debt")} <small>{say("debt-hint")}</small>
              </dt>
              <dd>{money(-debt)}</dd>
            </div>
          )}
        </dl>
      )}
    </Answer>
  );
}

interface RipeningProps {
  readonly settlement: Settlement | undefined;
  readonly of: "pending" | "held";
}

function Ripening({ settlement, of }: RipeningProps) {
  const say = useText();
  const days = useDays();
  if (settlement === undefined) return <small>{"\u00a0"}</small>;
  const { holdPeriod, holdStartsAt, autoReceiveAfter } = settlement;
  if (of === "held") {
    const { id, count } = ripeningOf(holdPeriod, holdStartsAt);
    return <small>{say(id, { days: days(count) })}</small>;
  }
  if (autoReceiveAfter === null) return <small>{say("pending-hint")}</small>;
  return <small>{say("pending-until", { days: days(daysOf(autoReceiveAfter)) })}</small>;
}
