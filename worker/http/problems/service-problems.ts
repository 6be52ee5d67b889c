/** Refusals of the service itself: what an operator looks for, and what is not available at the moment. */
import type { Problems } from "./problem-facts.ts";

export const SERVICE_PROBLEMS = {
  unknown_reconciliation: {
    status: 404,
    title: "The program was never reconciled",
    means: "No reconciliation of this program has run yet.",
    remedy: "Start one with `POST …/reconciliation`.",
  },
  reconciliation_running: {
    status: 409,
    title: "A reconciliation of this program is running",
    means: "A repair compares everything too, and one run at a time does.",
    remedy: "Wait until `GET …/reconciliation` says `finished`, then try again.",
  },
  unknown_export: {
    status: 404,
    title: "No such export",
    means:
      "The program has no export of this id. One that was asked for by hand ends 30 days after it finished.",
    remedy: "List the exports and take an id from there, or ask for a new one.",
  },
  unknown_export_file: {
    status: 404,
    title: "No such file of this export",
    means: "The export lists no file of this path, or its file is no longer in the bucket.",
    remedy: "Take a path from the manifest of a finished export, or ask for a new export.",
  },
  unknown_refused_rows: {
    status: 404,
    title: "No refused rows of this commission wait",
    means: "No row of this commission was refused, or all were replayed.",
    remedy: "List the refused rows and take an id from there.",
  },
  unknown_dead_letter: {
    status: 404,
    title: "No such message",
    means: "No message of this id was given up on.",
    remedy: "List the dead letters and take an id from there.",
  },
  in_flight: {
    status: 409,
    title: "Rows are on their way; replayed now, these would be overtaken",
    means: "Later rows of the same commission are being delivered.",
    remedy: "Ask again in a few seconds.",
  },
  internal: {
    status: 500,
    title: "An error of ours",
    means: "The service met a bug. The operator's log holds it.",
    remedy: "Repeat the request once; if it fails again, tell the operator the time of the request.",
  },
  overloaded: {
    status: 503,
    title: "Too much is under way at the moment",
    means:
      "More requests are under way than can be served in good time. Nothing was begun; a repeat is safe.",
    remedy:
      "Repeat the same request after the seconds that Retry-After names. Send orders in batches of up to 500.",
  },
  import_running: {
    status: 429,
    title: "An import of this program is running",
    means: "One import of a program runs at a time. Nothing of this one was read.",
    remedy:
      "Send the same lines after the seconds that Retry-After names. One that broke off ends within a minute.",
  },
  simulation_running: {
    status: 429,
    title: "A simulation of this program is running",
    means: "One simulation of a program runs at a time. Nothing was begun.",
    remedy: "Repeat the same request after the seconds that Retry-After names.",
  },
  restore_running: {
    status: 409,
    title: "A restore of this program is running",
    means: "The objects of this program are being put back to another moment already.",
    remedy: "Wait until `GET …/restore` says `finished`, then decide whether another one is needed.",
  },
  restore_finished: {
    status: 409,
    title: "The restore is finished",
    means: "The program is open again, and nothing waits for an object.",
    remedy: "Read `GET …/restore`, and reconcile the program.",
  },
  restore_went_on: {
    status: 409,
    title: "The restore has gone on",
    means: "A step of the restore was done, or failed anew, while the call came. Nothing was left out.",
    remedy: "Read `GET …/restore`, and send the call again where it still names those objects.",
  },
  unknown_restore: {
    status: 404,
    title: "The program was never restored",
    means: "No restore of this program was ever started.",
    remedy: "Start one with `POST …/restore`.",
  },
  no_bookmarks: {
    status: 409,
    title: "This service keeps no bookmarks of its objects",
    means:
      "Objects can be put back by the service alone where the platform keeps their history, which one machine does not.",
    remedy: "Stop the service, and put a backup in its place with `npm run restore`.",
  },
  program_fenced: {
    status: 503,
    title: "The program is being restored",
    means:
      "Its objects are put back to an earlier moment, and what came now would be lost. A repeat is safe.",
    remedy: "Repeat the same request after the seconds that Retry-After names.",
  },
  unavailable: {
    status: 503,
    title: "Not available at the moment",
    means: "A database or an object did not answer, or is busy. A repeat is safe.",
    remedy: "Repeat the same request after the seconds that Retry-After names.",
  },
} as const satisfies Problems;
