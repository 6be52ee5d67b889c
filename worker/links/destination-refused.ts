/** What is said of an address that is none that a program allows. */
import type { DestinationRefusal } from "../../domain/tracking/destination.ts";
import { ApiProblem } from "../http/problem.ts";

const SENTENCES: Readonly<Record<DestinationRefusal | "relative", string>> = {
  relative: "not an absolute address",
  protocol: "not https; http is for localhost and 127.0.0.1 alone",
  credentials: "a user or a password stands in the address",
  host_not_allowed: "its host is none of the program's allowedHosts",
};

/** @param path of the address in what was sent. @returns the problem `destination_not_allowed` (422). */
export function notAllowed(path: string, reason: DestinationRefusal | "relative"): ApiProblem {
  return new ApiProblem("destination_not_allowed", { errors: [{ path, message: SENTENCES[reason] }] });
}
