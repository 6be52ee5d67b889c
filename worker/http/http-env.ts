/** What every handler finds in its context, whoever calls. */
import type { Json } from "../../domain/kernel/canonical-json.ts";

export interface HttpEnv {
  Bindings: Env;
  Variables: {
    /** The request's body as sent. */
    body: Json;
    /** What the answer and the log name the request by. */
    requestId: string;
  };
}
