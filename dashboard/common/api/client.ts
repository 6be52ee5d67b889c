/** The API that everybody has, called with the session of the page: its cookie goes along, and no script reads it. */
import createFetchClient from "openapi-fetch";
import createQueryClient from "openapi-react-query";
import { callOrTake } from "./ahead.ts";
import { once } from "./once.ts";
import { tellWhen } from "./retry-after.ts";
import type { components, paths } from "../../../sdk/node/api.d.ts";

/** Calls one by one, past what is kept of earlier answers. */
export const api = createFetchClient<paths>({ baseUrl: location.origin, fetch: once(tellWhen(callOrTake)) });

/** What a call was answered. @throws what the service refused. */
export function answered<Data>({ data, error }: { readonly data?: Data; readonly error?: unknown }): Data {
  if (data === undefined) throw error;
  return data;
}

/** Calls as queries and mutations of TanStack Query. */
export const queries = createQueryClient(api);

export type Schemas = components["schemas"];

/** A checkout that webhooks come from. */
export type SourceName =
  paths["/v1/programs/{program}/sources/{source}/deliveries"]["get"]["parameters"]["path"]["source"];

const KEY_BYTES = 16;

/** Names one write, so that a repeat of it changes nothing. */
export function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
