/** Refusals of requests by their form: unreadable, too large, out of bounds, or a repeat of something else. */
import type { Problems } from "./problem-facts.ts";

export const REQUEST_PROBLEMS = {
  events_gone: {
    status: 410,
    title: "The log does not go on from there",
    means:
      "`after` names an event that is kept no more, or one that the log never had. It may have been put back since.",
    remedy:
      "Read on without `after`, from the oldest event that is kept. What you have already has the same id.",
  },
  events_far_behind: {
    status: 409,
    title: "More events wait than a stream catches up with",
    means: "More than 10,000 events follow the one that `after` or `Last-Event-ID` names.",
    remedy: "Read pages of `/events` first, and listen after the last of them.",
  },
  invalid_json: {
    status: 400,
    title: "The body is not readable JSON",
    means: "The body of the request cannot be parsed as JSON, or its bytes are not UTF-8.",
    remedy: "Send one JSON value in UTF-8, without trailing text.",
  },
  incomplete_body: {
    status: 400,
    title: "The body ended before it was whole",
    means:
      "The connection broke off within the body, or the body's transfer encoding is broken. Nothing was changed.",
    remedy: "Send the request again, with a body of the length that its headers say.",
  },
  slow_body: {
    status: 408,
    title: "The body took too long to arrive",
    means: "The body was not whole half a minute after its first byte. Nothing was changed.",
    remedy: "Send the request again, over a better connection, or divide the content over several requests.",
  },
  method_not_allowed: {
    status: 405,
    title: "The resource does not know this method",
    means: "The path exists, but not for this method.",
    remedy: "Use one of the methods that the header Allow names.",
  },
  idempotency_conflict: {
    status: 409,
    title: "The same id or key was used for something else",
    means: "An earlier request with this id or Idempotency-Key said something else. Nothing was changed.",
    remedy: "Send the first request again as it was, or use a new id or key for the new content.",
  },
  concurrent_change: {
    status: 409,
    title: "Others changed the resource at the same moment",
    means: "Other writers kept changing the resource while this change was applied. Nothing was changed.",
    remedy: "Read the resource again and repeat the change.",
  },
  body_too_large: {
    status: 413,
    title: "The body is over 1 MiB",
    means: "The body is larger than the service reads.",
    remedy: "Divide the content over several requests. The import of relations streams bodies of any size.",
  },
  invalid_body: {
    status: 422,
    title: "The body does not fit the schema",
    means:
      "A member is missing, unknown, of the wrong type or out of bounds. `errors` names each with its path.",
    remedy: "Correct the members that `errors` names and send the request again.",
  },
  invalid_parameter: {
    status: 422,
    title: "A parameter does not fit the schema",
    means:
      "A query parameter is not of the form that the route describes, or the route has none of that name. Or a header is not of its form. `errors` names each.",
    remedy:
      "Correct the parameters that `errors` names, spelled as the route describes them. Pass cursors on as they were answered.",
  },
  amount_out_of_range: {
    status: 422,
    title: "An amount is not an integer from 0 to 1,000,000,000,000",
    means: "An amount is negative, has a fraction or is too large. Amounts are integers of minor units.",
    remedy: "Send the amount in minor units: 12345 for 123.45 in a currency of two decimals.",
  },
  idempotency_key_required: {
    status: 422,
    title: "The header Idempotency-Key is required",
    means: "The write moves money and has no id of its own, so that a repeat could not be recognised.",
    remedy: "Send a header Idempotency-Key, the same one for every repeat of this request.",
  },
} as const satisfies Problems;
