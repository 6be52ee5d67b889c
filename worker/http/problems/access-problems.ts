/** Refusals of callers: who may not call, and what is not there for them. */
import type { Problems } from "./problem-facts.ts";

export const ACCESS_PROBLEMS = {
  unauthorized: {
    status: 401,
    title: "No valid credentials",
    means: "The header Authorization is absent, or its key or token is unknown, revoked or expired.",
    remedy: "Send `Authorization: Bearer` with a key or token that is valid now.",
  },
  invalid_signature: {
    status: 401,
    title: "The signature does not hold",
    means:
      "A webhook's signature is missing, made with another secret, or its time is over 300 seconds away.",
    remedy: "Sign the raw body with a valid secret of the source, and check the sender's clock.",
  },
  insufficient_scope: {
    status: 403,
    title: "The credentials do not reach this",
    means:
      "The API key, or the role of the person, lacks a scope that the route takes, or would hand on one that it lacks. Or the token is a suspended promoter's, and so only reads.",
    remedy: "Use a key with the scope that `detail` names, or have one made by the operator.",
  },
  rate_limited: {
    status: 429,
    title: "These credentials call too often",
    means:
      "The key or token has called more often than one may. Nothing was begun, and other credentials are not concerned.",
    remedy:
      "Repeat the same request after the seconds that Retry-After names. Send orders in batches of up to 500.",
  },
  field_not_yours: {
    status: 403,
    title: "A member of the body is the merchant's to write",
    means:
      "A promoter's token wrote a member that decides by what it is paid, or that the merchant has set or disabled. Nothing was changed.",
    remedy: "Leave out the members that `errors` names, or ask the merchant to set them.",
  },
  cross_site_request: {
    status: 403,
    title: "Another site's page has asked for this",
    means:
      "A session's cookie came with a request that our own page did not make: `Sec-Fetch-Site` is not `same-origin`. Nothing was changed.",
    remedy: "Open the page on this host, or send a key in `Authorization: Bearer` in place of a session.",
  },
  not_found: {
    status: 404,
    title: "No such resource",
    means: "The path leads nowhere, or to what these credentials do not reach. Both are answered alike.",
    remedy:
      "Check the path, and that the credentials are of this program and of a kind that the route names.",
  },
  too_many_keys: {
    status: 422,
    title: "The program has as many keys as it may have",
    means:
      "The program has its greatest number of API keys, or the source its greatest number of valid secrets.",
    remedy: "Revoke keys that are out of use, or wait until old secrets have expired.",
  },
  too_many_people: {
    status: 422,
    title: "The program has as many people as it may have",
    means: "The program has its greatest number of people who may sign in.",
    remedy: "Remove people who are gone.",
  },
  last_owner: {
    status: 409,
    title: "A program keeps an owner",
    means: "The person is the only owner of the program. Nothing was changed.",
    remedy: "Make another person an owner first.",
  },
  not_configured: {
    status: 503,
    title: "The service was deployed with a configuration that cannot work",
    means:
      "A secret or variable of the deployment is missing, cannot work, or is not the one that stored data needs. `detail` names it.",
    remedy: "Ask the operator to set what `detail` names.",
  },
} as const satisfies Problems;
