/** Refusals about programs: their versions, rules, campaigns and simulations. */
import type { Problems } from "./problem-facts.ts";

export const PROGRAM_PROBLEMS = {
  too_many_endpoints: {
    status: 422,
    title: "There are as many webhook endpoints as there may be",
    means: "The program has 20 webhook endpoints of its own, or the promoter has 2. None was made.",
    remedy: "Delete an endpoint that is out of use, or change one that there is.",
  },
  too_many_replays: {
    status: 409,
    title: "As many replays of the endpoint wait as may",
    means: "Ten parts of the log wait to be sent again to this endpoint. Nothing was added.",
    remedy: "Wait until deliveries of before are through, or ask for one longer part.",
  },
  unknown_program: {
    status: 404,
    title: "No such program",
    means: "There is no program of this id.",
    remedy: "Check the id in the path, or create the program.",
  },
  unknown_version: {
    status: 404,
    title: "No such version",
    means: "The settings, rules or tiers never had a version of this number.",
    remedy: "Ask without `version` for the newest, or with `at` for the one of a time.",
  },
  unknown_campaign: {
    status: 404,
    title: "No such campaign",
    means: "The program has no campaign of this id.",
    remedy: "Check the id in the path, or list the campaigns.",
  },
  too_many_versions: {
    status: 409,
    title: "The program, campaign or link was changed as often in 400 days as it may be",
    means:
      "Orders of 400 days are decided by the version of their own time, and the number of versions is bounded.",
    remedy: "Gather changes and make them less often. Older versions leave the count after 400 days.",
  },
  fewer_objects: {
    status: 409,
    title: "The program has more ledgers already",
    means:
      "The number of objects of a program only grows, and this one is lower than what was asked for before.",
    remedy: "Ask for as many as `GET …/objects` says, or for more.",
  },
  version_in_future: {
    status: 409,
    title: "The newest version lies in the future, and a later one would wait for it",
    means:
      "A version was made while the clock of the service was ahead. A change takes effect only after that version.",
    remedy:
      "Wait until the time that `detail` names, or repeat with `mayWait=true` and accept that the change counts from then.",
  },
  cap_exceeded: {
    status: 422,
    title: "Percentages of one item can sum over the cap",
    means: "The percentages of a rule's levels can give more than `commission.capBps` of one item.",
    remedy: "Lower the percentages of the rule, or raise the cap first.",
  },
  invalid_rules: {
    status: 422,
    title: "The rules contradict each other or the settings",
    means:
      "A rule repeats an id, ends before it starts, pays a level too deep, or equals another in rank and scope.",
    remedy: "Correct the rule at the path that `errors` names.",
  },
  budget_below_spent: {
    status: 422,
    title: "More of the budget is reserved and spent",
    means: "Commissions of the campaign have taken more than the new budget.",
    remedy: "Set a budget of at least `reserved` and `spent` together.",
  },
  unknown_contest: {
    status: 404,
    title: "No such contest",
    means: "The program has no contest of this id.",
    remedy: "Check the id in the path, or list the contests.",
  },
  contest_decided: {
    status: 409,
    title: "The contest is decided",
    means: "Its ranks were written down, and its prizes are paid or about to be.",
    remedy: "Take a prize back by a penalty, where that is what is meant.",
  },
  too_many_posters: {
    status: 422,
    title: "The program has as many posters as it may have",
    means: "The number of posters of one program is bounded.",
    remedy: "Change or delete one that is not used any more.",
  },
  too_many_copy_templates: {
    status: 422,
    title: "The program has as many templates of share texts as it may have",
    means: "The number of templates of one program is bounded.",
    remedy: "Change or delete one that is not used any more.",
  },
  unknown_poster: {
    status: 404,
    title: "No such poster",
    means: "The program has no poster of this id.",
    remedy: "Check the id in the path, or list the posters.",
  },
  too_many_materials: {
    status: 422,
    title: "The program has as many materials as it may have",
    means: "The number of materials of one program is bounded.",
    remedy: "Replace or delete one that is not used any more.",
  },
  unknown_material: {
    status: 404,
    title: "No such material",
    means: "The program has no material of this id, or a promoter asks for one that is not published now.",
    remedy: "Check the id in the path, or list the materials.",
  },
  too_many_contests: {
    status: 422,
    title: "The program has as many contests as it may have",
    means: "The number of contests of one program is bounded.",
    remedy: "Make the contest in another program, or ask the operator of the service.",
  },
  unknown_alert: {
    status: 404,
    title: "No such alert",
    means: "The program has no alert of this id.",
    remedy: "Check the id in the path, or list the alerts.",
  },
  too_many_campaigns: {
    status: 422,
    title: "The program has as many campaigns as it may have",
    means: "The number of campaigns of one program is bounded.",
    remedy: "Change the dates of a campaign that has ended, in place of making a new one.",
  },
  too_many_orders: {
    status: 422,
    title: "More orders are recorded than one simulation can read",
    means: "The program has recorded more orders than one request can compare.",
    remedy: "Post a sample of `conversions` in place of comparing recorded orders.",
  },
} as const satisfies Problems;
