/** The Worker itself behind counting bindings: a second composition root, for the benchmark alone. */
import tributary, {
  AccountBook as Book,
  ClickGuard as Guard,
  CommissionLedger as Ledger,
  Journey as Customers,
  LateDecisions as Late,
  NetworkSalts as Salts,
  Notifier as Log,
  ReferralTree as Tree,
  WebhookEndpoint as Endpoint,
  WebhookSender as Sender,
  WechatApp as App,
  WechatCalls as Calls,
} from "../../worker/index.ts";
import { count, countedEnv, countLines, countStorage, takeCounts } from "./counted-bindings.ts";

export class AccountBook extends Book {
  constructor(ctx: DurableObjectState, env: Env) {
    countStorage(ctx);
    super(ctx, countedEnv(env));
  }

  override async alarm(): Promise<void> {
    count("objectRequests");
    await super.alarm();
  }
}

export class CommissionLedger extends Ledger {
  constructor(ctx: DurableObjectState, env: Env) {
    countStorage(ctx);
    super(ctx, countedEnv(env));
  }

  override async alarm(): Promise<void> {
    count("objectRequests");
    await super.alarm();
  }
}

export class Journey extends Customers {
  constructor(ctx: DurableObjectState, env: Env) {
    countStorage(ctx);
    super(ctx, countedEnv(env));
  }

  override async alarm(): Promise<void> {
    count("objectRequests");
    await super.alarm();
  }
}

export class Notifier extends Log {
  constructor(ctx: DurableObjectState, env: Env) {
    countStorage(ctx);
    super(ctx, countedEnv(env));
  }

  override async alarm(): Promise<void> {
    count("objectRequests");
    await super.alarm();
  }
}

export class ReferralTree extends Tree {
  constructor(ctx: DurableObjectState, env: Env) {
    countStorage(ctx);
    super(ctx, countedEnv(env));
  }
}

export class ClickGuard extends Guard {
  constructor(ctx: DurableObjectState, env: Env) {
    countStorage(ctx);
    super(ctx, countedEnv(env));
  }
}

export class NetworkSalts extends Salts {}

export class WebhookEndpoint extends Endpoint {}

export class LateDecisions extends Late {}

export class WebhookSender extends Sender {}

export class WechatApp extends App {}

export class WechatCalls extends Calls {}

countLines();

/** On one machine a request may be known by its path alone. */
const ANY_HOST = "http://localhost";
const COUNTS_PATH = "/-/counts";

// oxlint-disable-next-line import/no-default-export -- a Worker is its default export
export default {
  fetch(request, env, ctx) {
    if (new URL(request.url, ANY_HOST).pathname === COUNTS_PATH) return Response.json(takeCounts());
    count("workerRequests");
    return tributary.fetch(request, countedEnv(env), ctx);
  },
  async queue(batch, env) {
    count("workerRequests");
    await tributary.queue(batch, countedEnv(env));
  },
  async scheduled(controller, env) {
    await tributary.scheduled(controller, countedEnv(env));
  },
} satisfies ExportedHandler<Env>;
