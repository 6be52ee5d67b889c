/** The marks of a click on the wire: what the edge saw of who clicked, in closed words. */
import { z } from "@hono/zod-openapi";
import {
  AGENT_CLASSES,
  COOKIE_STATES,
  NAVIGATIONS,
  NETWORK_CLASSES,
  REFERRER_CLASSES,
  SCORES,
} from "../../domain/risk/click-marks.ts";
import { words } from "../http/common.shapes.ts";

const AGENT_MEANS = {
  browser: "a browser of these years",
  in_app: "the browser within an app, such as WeChat's",
  old: "a browser of years ago, or one that names its engine and no version",
  weak_word: "a browser in whose name stands a word that bots use too",
  tool: "a browser that a program drives, or a library of apps and no browser at all",
};

const NAVIGATION_MEANS = {
  activated: "the browser says that somebody set it off",
  not_activated: "the browser says that nobody did, as with a redirect or a script",
  missing: "the browser says nothing, although its engine always does",
  not_sent: "the browser says nothing, as its engine never does",
};

const COOKIE_MEANS = {
  returning: "it brought a cookie that an earlier visit left",
  new: "it brought none",
  gpc: "the visitor asks not to be tracked, so that nothing is known",
};

const NETWORK_MEANS = {
  mobile: "one of a mobile carrier",
  household: "one by which households are connected",
  hosting: "one of a data centre, where programs run and seldom people",
  corporate: "one of a firm, a school or an authority",
  unknown: "nothing is known of it",
};

const REFERRER_MEANS = {
  none: "no page",
  social: "a page of a social network or a messenger",
  other: "another page",
  wechat: "it was tapped inside of WeChat, whatever the page",
};

const SCORE_MEANS = {
  none: "Cloudflare says nothing",
  low: "likely a program",
  middle: "hard to say",
  high: "likely a person",
};

export const clickMarksSchema = z.object({
  agent: words("What asked", AGENT_CLASSES, AGENT_MEANS),
  navigation: words("How the navigation began", NAVIGATIONS, NAVIGATION_MEANS),
  cookie: words("What it brought", COOKIE_STATES, COOKIE_MEANS),
  network: words("From which kind of network", NETWORK_CLASSES, NETWORK_MEANS),
  referrer: words("From which kind of page", REFERRER_CLASSES, REFERRER_MEANS),
  score: words("Cloudflare's own score", SCORES, SCORE_MEANS),
});
