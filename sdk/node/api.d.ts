/** Types of the API. Made by `npm run build` of the /openapi.json with the SHA-256 adcb58c8441e0378ad9e257d90d86e7c18667a954862912b147f3ce2745fd273; do not edit. */
export interface paths {
 "/.well-known/security.txt": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /**
   * Whom to tell of a weakness
   * @description 404 where the operator has set no `SECURITY_CONTACT`.
   */
  get: operations["readSecurityTxt"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/c.gif": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /**
   * Report an order from a page, for comparison
   * @description Anyone can report anything: it is counted, once an order and visitor for 30 days, and is no evidence of an order. Where the program accepts it as an order under review, what the API or a signed webhook reports of the same id takes its place.
   */
  get: operations["reportConversion"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/docs/errors": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** All codes of problems */
  get: operations["readErrorCodes"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/docs/errors/{code}": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** What a code of a problem means, and what to do about it */
  get: operations["readErrorCode"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/e": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /** The SDK's beacon: page views, reported orders, proved identities, first-party sessions */
  post: operations["sendBeacon"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/healthz": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /**
   * Can it serve
   * @description It can once the migrations of every database are in. A success is believed for a second.
   */
  get: operations["readHealth"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/metrics": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** Metrics in Prometheus form */
  get: operations["readMetrics"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/openapi.json": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** This description */
  get: operations["readOpenApi"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/p.gif": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /**
   * Record an impression
   * @description The header `Tributary-Status` says what became of it.
   */
  get: operations["recordImpression"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/portal/{program}/look": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** What the portal shows before anybody has signed in */
  get: operations["readPortalLook"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/poster/{slug}/{file}": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /**
   * A poster with the QR code of a share link
   * @description Whoever has the link sees it, with its promoter's name where the merchant's text says so. Every program has `simple`.
   */
  get: operations["drawPoster"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/qr/{file}": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /**
   * The QR code of a share link
   * @description Of a link that has ended as well: it leads where the merchant said.
   */
  get: operations["readLinkQrCode"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/readyz": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /**
   * Which parts can serve
   * @description With the operator's token an answer also tells what went wrong.
   */
  get: operations["readReadiness"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/s/{slug}": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /**
   * Follow a share link
   * @description Leads to the destination with a click token, which the landing page hands to the shop. Bots are led there without one, and so are the crawlers of messengers where the link has no preview. An app or a mini program asks with `Accept: application/json` and without `Sec-Fetch-Mode`, and is told token and destination, or a problem.
   */
  get: operations["followShareLink"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/sign-in/{token}": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** A page with the button that signs in. It uses nothing up */
  get: operations["showSignInLink"];
  put?: never;
  /** Sign in by a link: sets the session's cookie and leads to the portal */
  post: operations["openSignInLink"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/t-wechat.js": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** The script that draws share cards in WeChat: `tributary.wechat.share` */
  get: operations["readWechatSdk"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/t.js": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** The browser SDK */
  get: operations["readSdk"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/dead-letters": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** Messages given up on, newest first */
  get: operations["listDeadLetters"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/dead-letters/{id}/replay": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /** Deliver a message again, unless it is done; what was counted is not counted twice */
  post: operations["replayDeadLetter"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** List programs */
  get: operations["listPrograms"];
  put?: never;
  /** Create a program; its secrets are shown this once */
  post: operations["createProgram"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** Read a program, also as of a time or by the version of its settings */
  get: operations["readProgram"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  /** Change a program; changed settings count for orders that occur from now on */
  patch: operations["changeProgram"];
  trace?: never;
 };
 "/v1/programs/{program}/alarms": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** When each object's work is due, and whether an alarm will wake it */
  get: operations["listAlarms"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/alarms/replay": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /** Have every object do what is due and set its alarm again */
  post: operations["replayAlarms"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/alerts": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /**
   * What of the program's figures is or was unlike it, newest first
   * @description Judged at the end of every hour by the same hours of the eight weeks before, once four of them are known. Alerts close by themselves. `docs/alerts.md` states the method, and how often it is wrong.
   */
  get: operations["listAlerts"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/alerts/{id}": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** One alert with its evidence */
  get: operations["readAlert"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/api-keys": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** List API keys, revoked ones too */
  get: operations["listApiKeys"];
  put?: never;
  /** Make an API key; its text is shown this once. A key makes none with a scope that it lacks */
  post: operations["createApiKey"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/api-keys/{id}": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  post?: never;
  /** Revoke an API key, at once. A key revokes none with a scope that it lacks */
  delete: operations["revokeApiKey"];
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/attribution/preview": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /** What each model would make of touches, or of a known order's; nothing is changed */
  post: operations["previewAttribution"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/audit": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** List who changed what, by which credential, newest first */
  get: operations["listAudit"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/bindings": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /**
   * Bind a customer to a promoter, named or proved by a click token or coupon
   * @description Under the promoter rule `everyone` who is bound becomes a promoter, under the promoter of the binding that is answered. The binding ends with it, once, a moment after the answer. From then on this call is refused with `is_promoter`. Where the line above is too deep the new promoter stands under nobody.
   */
  post: operations["bindCustomer"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/bindings/import": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /**
   * Import relations, one JSON object a line, of any number; safe to repeat
   * @description `promoter: true` puts the member into the tree, otherwise it is bound as a customer. A line may come before that of its upline: it waits for it, and is refused as `unknown_upline` at the end if that never came. One import of a program runs at a time; another is refused as `import_running`.
   */
  post: operations["importRelations"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/campaigns": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** List campaigns by id */
  get: operations["listCampaigns"];
  put?: never;
  /**
   * Make a campaign; with a budget, its commissions together never exceed it
   * @description It counts for orders that occur once it is made. To those that occurred before, its id is a label for rules alone, without dates and budget, also where `startsAt` lies before them.
   */
  post: operations["createCampaign"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/campaigns/{id}": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** Read a campaign with what its budget has left */
  get: operations["readCampaign"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  /**
   * Change name, time or budget; null lifts the budget's bound
   * @description New dates count for orders that occur after the change. An order belongs to the campaign by the dates that were in force at its own `occurredAt`, whenever it is received. Refused with `too_many_versions` when the dates were changed too often in 400 days.
   */
  patch: operations["changeCampaign"];
  trace?: never;
 };
 "/v1/programs/{program}/commission-rules": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** Read the rules, also as of a time or by version; version 0 has none */
  get: operations["readCommissionRules"];
  /** Set the rules; they count for orders that occur from now on, the first from the beginning */
  put: operations["setCommissionRules"];
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/commission-rules/simulate": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /**
   * Compare what recorded or posted orders cost with what they would cost under other rules
   * @description Changes nothing. `before` is what the orders really cost, cut by the budgets of their campaigns as they were then. `after` is cut by budgets too. Each campaign's budget of today is spent from nothing, by one order after the other. They come in the sequence in which they were first received, each for what its commissions keep. Refunds and lost disputes are taken off on both sides as they stand now, whenever they came. Orders that did not occur between `from` and `to` are not compared, but spend what they did cost. Posted `conversions` are decided under the rules of their time and under the posted ones. They spend the same budgets on both sides, from nothing and in the sequence in which they occurred. What recorded orders have spent is left aside. With `Accept: application/x-ndjson` the answer is a stream: lines of `progress`, and at last one of `result`, or of `failed` with a `code`. Recorded orders that are too many for one request are refused as `too_many_orders`. One simulation of a program runs at a time; another is refused as `simulation_running`.
   */
  post: operations["simulateCommissionRules"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/contests": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** List contests, the latest begin first */
  get: operations["listContests"];
  put?: never;
  /**
   * Make a contest, whose prizes are paid once when the holds of its orders have ended
   * @description Orders count by when they occurred, as they stand when the contest is decided: refunds until then count, later ones change nothing. It is decided once no order of it is pending, held or under review. At the earliest that is when the hold period after its end is over, and not within an hour. Whoever is suspended then takes no rank. Prizes are bonuses, in the journal as `prize_{rank}_{contest id}`.
   */
  post: operations["createContest"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/contests/{id}": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** A contest with its ranks, and the caller's own */
  get: operations["readContest"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/contests/{id}/cancel": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /** End a contest without prizes, before it is decided */
  post: operations["cancelContest"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/conversions": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /** Record one conversion, or up to 500; each order is decided once */
  post: operations["recordConversions"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/coupons": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** List coupons, those made first first */
  get: operations["listCoupons"];
  put?: never;
  /** Make a coupon of a promoter; its code ignores case and is one promoter's alone */
  post: operations["createCoupon"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/coupons/{code}": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  /** Change when a coupon ends; orders that occurred before that may still use it */
  patch: operations["changeCoupon"];
  trace?: never;
 };
 "/v1/programs/{program}/customers/{customerId}/erase": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /**
   * Have nothing name a customer any more; it runs in the background
   * @description Orders, amounts and commissions stay, under a random pseudonym that nobody can lead back. Metadata and reasons of the customer's orders, touches and visitors are deleted. Refunds and other events of those orders go on by their ids. An order of the same id that comes later is a new customer's. A repeat while it runs answers how far it is. A person needs `keys` besides, as owners hold it.
   */
  post: operations["eraseCustomer"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/customers/{customerId}/export": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** All that is stored of a customer: touches, bindings, orders, and webhooks that could not be used */
  get: operations["exportCustomer"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/deliveries/{delivery}/replay": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /** Send one delivery again, at once, under the same `webhook-id` */
  post: operations["replayDelivery"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/erasures/{id}": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** How far an erasure has come */
  get: operations["readErasure"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/events": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** List what happened, oldest first, after an event that you have */
  get: operations["listEvents"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/events/stream": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /**
   * Hear of what happens as it happens
   * @description A WebSocket, where the request asks for an upgrade; else `text/event-stream`. Each message is one event, as `GET …/events` lists it. A promoter's token hears of its own.
   *
   *     The stream tells nothing more after a quarter of an hour, and ends with the next event. It ends too when the service restarts, and when you do not keep up. Listen again after the last event that you have: nothing is lost. An `EventSource` does so by itself. On a WebSocket, `ping` is answered `pong`.
   */
  get: operations["streamEvents"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/exports": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** List exports, the newest first */
  get: operations["listExports"];
  put?: never;
  /**
   * Have rows of a time written as files, partitioned by day; it runs in the background
   * @description Customers and members appear by a tag in place of the merchant's id. While the same export waits or runs, a repeat answers how far it is.
   */
  post: operations["createExport"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/exports/{id}": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** How far an export has come, and its manifest */
  get: operations["readExport"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/exports/{id}/files/{day}/{part}": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** A file of an export, by its path in the manifest */
  get: operations["readExportFile"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/identify-secrets": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /** Rotate the secret under which the merchant's server proves customer ids */
  post: operations["rotateIdentifySecret"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/leaderboards": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** Promoters by what they came to in a day, week or month, with the caller's own rank */
  get: operations["readLeaderboard"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/links": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** List share links, also of one promoter, the newest first */
  get: operations["listLinks"];
  put?: never;
  /** Make a share link */
  post: operations["createLink"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/links/{id}": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** Read a share link */
  get: operations["readLink"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  /**
   * Change a share link; isolates that know it may take an hour while the database fails
   * @description Another `campaignId` counts for orders that occur after the change. An order belongs to the campaign that its link had at its own `occurredAt`, whenever it is received. Refused with `too_many_versions` when it was changed 60 times in 400 days. `x-promoter-fields` says what a promoter's token may write. Of links that it made itself these are destination and status, until the merchant sets the one or disables the link.
   */
  patch: operations["changeLink"];
  trace?: never;
 };
 "/v1/programs/{program}/links/{id}/url-link": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /**
   * A share link as WeChat's URL Link, for messages outside of WeChat
   * @description WeChat makes a new one each time. Whoever taps it comes to the mini program, which is told the link's slug as `tby`. The token is asked for there, by who came.
   */
  get: operations["readUrlLink"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/links/{id}/wxacode.png": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /**
   * The mini program code of a share link
   * @description WeChat draws it, and the mini program is told the link's slug as `scene`. The picture has no ground of its own.
   */
  get: operations["readMiniProgramCode"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/look": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** Read how the program's portal looks */
  get: operations["readLook"];
  /** Set how the program's portal looks, whole */
  put: operations["setLook"];
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/materials": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /**
   * List materials by position, without their pictures
   * @description A promoter sees those that are published now, with its own link and code in their texts. A material's own address has its picture.
   */
  get: operations["listMaterials"];
  put?: never;
  /**
   * Make a material, or a story, for promoters to share
   * @description Words of the advertising law are flagged and not refused. A story is refused without `hasConsent`.
   */
  post: operations["createMaterial"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/materials/{id}": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** Read a material with its picture */
  get: operations["readMaterial"];
  /** Replace a material, whole */
  put: operations["replaceMaterial"];
  post?: never;
  /** Take a material away; what was copied stays with who copied it */
  delete: operations["deleteMaterial"];
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/members/{memberId}/uplines": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** The line above a member as of a time, nearest first; a customer's begins with the bound promoter */
  get: operations["readUplines"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/objects": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** How many objects a program has, and how many slots are still to move */
  get: operations["readObjects"];
  put?: never;
  /**
   * Deal the orders and customers of a program to more objects; it runs in the background
   * @description For a program whose ledger or Journey is busy or full. Slots move one after another while orders come. Who becomes a promoter from then on is dealt to more books; wallets stay where they are. Nothing is refused meanwhile, and ids stay as they are.
   */
  post: operations["growProgram"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/orders": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /**
   * List orders by time, newest first, also of one promoter or customer, in one state, under review
   * @description Filters may be joined. Where one promoter's or customer's orders are narrowed further, a page searches 1000 of them at most. It may then be shorter than `limit`, and `nextCursor` goes on.
   */
  get: operations["listOrders"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/orders/{orderId}": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** Read an order with its attribution, commissions and events */
  get: operations["readOrder"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/orders/{orderId}/{move}": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /** Release, review, clear, reverse or restore an order by hand, with a reason */
  post: operations["moveOrder"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/orders/{orderId}/credit": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /** Credit an order that nobody earned to a promoter; levels and rules are those of the order's time */
  post: operations["creditOrder"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/orders/{orderId}/events": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /** Tell what happened to an order, also before the order itself */
  post: operations["recordOrderEvent"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/orders/{orderId}/explanation": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** Why an order was credited and paid as it was; a promoter's token sees its own part only */
  get: operations["explainOrder"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/orders/{orderId}/plan": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /** Decide again what an order earns that no rule paid for: credits, uplines and tiers stay those of its time */
  post: operations["planOrder"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/payee-proposals": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** List the proposals that wait for an answer, masked, by promoter */
  get: operations["listPayeeProposals"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/payout-batches": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** List batches, also those in one state, newest first */
  get: operations["listPayoutBatches"];
  put?: never;
  /** Collect all approved payouts into one batch; the header Idempotency-Key is required */
  post: operations["openPayoutBatch"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/payout-batches/{id}": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /**
   * Read a batch; with the ending .csv its rows, once it is sealed
   * @description The file of a sealed batch has the same bytes for ever, unless a promoter is erased. Then the rows of that promoter have `erased` as `payeeKind` and no payee, and the header `Tributary-Erased-Payees` counts them. Amounts never change. Where WeChat Pay pays, the file has the payees of banks, and those who were erased.
   */
  get: operations["readPayoutBatch"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/payouts": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** List the payouts of all promoters, also those in one state, newest request first */
  get: operations["listProgramPayouts"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/payouts/{id}": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** Read a payout */
  get: operations["readPayout"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/payouts/{id}/{move}": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /**
   * Move a payout; a move that it has made is a repeat. Who changed the payee does not approve
   * @description Where `settlement.payoutApprovals` is 2, the first `approve` leaves the payout `requested` with its `firstApproval`, and other credentials give the second. A new payee takes the first back.
   */
  post: operations["movePayout"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/payouts/{id}/transfer": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** How WeChat Pay's transfer of a payout stands, and what its promoter confirms with */
  get: operations["readPayoutTransfer"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/payouts/{id}/transfer/cancel": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /**
   * Have WeChat Pay cancel a transfer that its promoter has not confirmed; a repeat changes nothing
   * @description The transfer says what comes of it. Once it is cancelled the payout has `failed`, and its gross is back in the wallet. A promoter who confirms first is paid.
   */
  post: operations["cancelPayoutTransfer"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/people": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** List the people of a program */
  get: operations["listPeople"];
  put?: never;
  /**
   * Let a person sign in under an address. Nobody gives a role that reaches further than they do
   * @description The same address again is a repeat with the same role, and a conflict with another one.
   */
  post: operations["addPerson"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/people/{id}": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  post?: never;
  /** Remove a person: their sessions end at once, and the last owner stays */
  delete: operations["removePerson"];
  options?: never;
  head?: never;
  /** Give a person another role: their sessions end at once, and the last owner stays one */
  patch: operations["changePerson"];
  trace?: never;
 };
 "/v1/programs/{program}/posters": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /**
   * List posters, by id, without their pictures
   * @description A poster's own address has what it is drawn from.
   */
  get: operations["listPosters"];
  put?: never;
  /**
   * Make a poster, into which each promoter's own QR code is drawn
   * @description `GET /poster/{slug}/{id}.svg` on the share host draws it for a link.
   */
  post: operations["createPoster"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/posters/{id}": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** Read what a poster is drawn from */
  get: operations["readPoster"];
  /** Change a poster, whole */
  put: operations["changePoster"];
  post?: never;
  /** Take a poster away; pictures that were saved stay with who saved them */
  delete: operations["deletePoster"];
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/projections/rebuild": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** How far the read models are */
  get: operations["readProjections"];
  put?: never;
  /** Write the read model of every order, its sums for reports, and the heads of journals, anew from their owners */
  post: operations["rebuildProjections"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/promoters": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** List promoters, find the one of a member, or look for some by a text; `memberId` goes before `search` */
  get: operations["listPromoters"];
  put?: never;
  /** Make a member a promoter; whom the member was bound to becomes the upline unless one is named */
  post: operations["createPromoter"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/promoters/{id}": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** Read a promoter */
  get: operations["readPromoter"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  /** Change name, status or tier; status and tier count for orders that occur from now on */
  patch: operations["changePromoter"];
  trace?: never;
 };
 "/v1/programs/{program}/promoters/{id}/adjustments": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** Bonuses and penalties with their reasons and with who made them, newest first */
  get: operations["listAdjustments"];
  put?: never;
  /** A bonus or penalty by the operator; the header Idempotency-Key is required */
  post: operations["adjustWallet"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/promoters/{id}/campaigns": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** Campaigns that run or are to come, but for those of other tiers; soonest end first */
  get: operations["listPromoterCampaigns"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/promoters/{id}/commissions": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** List a promoter's commissions, newest order first */
  get: operations["listCommissions"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/promoters/{id}/erase": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /**
   * Have nothing name a promoter any more; it runs in the background
   * @description Only with an empty wallet: else it is refused with `balance_open`. The promoter's number, place in the tree, wallet and journal stay, and the journal verifies. Name, member id and every payee are deleted, also in files of payout batches. Tokens, links and coupons end. What the member bought is erased as a customer's. A repeat while it runs answers how far it is. A person needs `keys` besides, as owners hold it.
   */
  post: operations["erasePromoter"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/promoters/{id}/export": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /**
   * All that is stored of a promoter, also as a customer; the journal has its own export
   * @description Payees are masked, as everywhere.
   */
  get: operations["exportPromoter"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/promoters/{id}/journal": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** A promoter's journal, newest entry first */
  get: operations["listJournal"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/promoters/{id}/journal.csv": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** The whole journal as a file, oldest entry first */
  get: operations["exportJournalCsv"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/promoters/{id}/journal.jsonl": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** The whole journal as a file, oldest entry first */
  get: operations["exportJournalLines"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/promoters/{id}/journal/verification": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /**
   * Checks a journal's hash chain against every head known outside of its book
   * @description From an entry on, the check begins at the nearest checkpoint before it: where an earlier check found all right.
   */
  get: operations["verifyJournal"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/promoters/{id}/link-figures": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** Clicks and orders of each share link of a promoter in a period, the newest link first */
  get: operations["readLinkFigures"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/promoters/{id}/notes": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** List what was noted of a promoter, the newest first */
  get: operations["listPromoterNotes"];
  put?: never;
  /** Note something of a promoter, for others who manage the program */
  post: operations["writePromoterNote"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/promoters/{id}/notes/{note}": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  post?: never;
  /** Take a note away */
  delete: operations["deletePromoterNote"];
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/promoters/{id}/payee": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** Who receives a promoter's payouts, masked */
  get: operations["readPayee"];
  /** Say who receives a promoter's payouts; payouts that are approved keep what stood then */
  put: operations["setPayee"];
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/promoters/{id}/payee-proposal": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** Whom the promoter proposes to be paid, masked */
  get: operations["readPayeeProposal"];
  /** Propose who receives the promoter's own payouts; it counts once the merchant accepts it */
  put: operations["proposePayee"];
  post?: never;
  /** Withdraw or refuse the proposal; the payee that stands stays */
  delete: operations["dropPayeeProposal"];
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/promoters/{id}/payee-proposal/accept": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /** Make the proposal the payee; who accepts it counts as who changed the payee */
  post: operations["acceptPayeeProposal"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/promoters/{id}/payee/history": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** Every payee that a promoter has had, masked, with who set it and when; newest first */
  get: operations["listPayees"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/promoters/{id}/payouts": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** List a promoter's payouts, newest first */
  get: operations["listPayouts"];
  put?: never;
  /** Request a payout; the header Idempotency-Key is required */
  post: operations["requestPayout"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/promoters/{id}/rates": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** What a promoter is paid by at its present tier, for its own orders and for those of its team */
  get: operations["readPromoterRates"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/promoters/{id}/sales": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** A promoter's own sales, refunds deducted: ever, and in a month of the program's time zone */
  get: operations["readPromoterSales"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/promoters/{id}/sign-in-links": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /**
   * Make a link that opens the portal as a promoter: once, within five minutes
   * @description A person needs `payouts` besides: the portal asks for payouts.
   */
  post: operations["createSignInLink"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/promoters/{id}/statistics": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** A promoter's clicks and orders over the last 28 whole days, and what they show; made once a night */
  get: operations["readPromoterStatistics"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/promoters/{id}/team": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** Promoters below, by level, and how many customers are bound */
  get: operations["readTeam"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/promoters/{id}/terms-acceptances": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** List the versions that a promoter has accepted, each with its time */
  get: operations["listTermsAcceptances"];
  put?: never;
  /** Accept the newest terms for a promoter; what was accepted stays recorded */
  post: operations["acceptTerms"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/promoters/{id}/tier-history": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** The tiers a promoter had, newest first */
  get: operations["listTierHistory"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/promoters/{id}/tokens": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** List a promoter's tokens without their texts, revoked and expired ones too */
  get: operations["listPromoterTokens"];
  put?: never;
  /**
   * Make a promoter's token; its text is shown this once
   * @description A person needs `payouts` besides: a promoter's token asks for payouts.
   */
  post: operations["createPromoterToken"];
  /** Revoke all tokens that a promoter has, at once */
  delete: operations["revokePromoterTokens"];
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/promoters/{id}/tokens/{token}": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  post?: never;
  /** Revoke a promoter's token, at once */
  delete: operations["revokePromoterToken"];
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/promoters/{id}/upline": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  /** Put a promoter with its whole team under another upline, or under none */
  put: operations["setUpline"];
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/promoters/{id}/upline-history": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** The uplines a promoter had, newest first, each with its reason */
  get: operations["listUplineHistory"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/promoters/{id}/wallet": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** A promoter's balances, what can be requested of them now, and when more can */
  get: operations["readWallet"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/promoters/{id}/wechat": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /**
   * Say who a promoter is in WeChat, so that the promoter signs in there
   * @description A person needs `payouts` besides: the portal asks for payouts.
   */
  post: operations["bindWechat"];
  /** Forget who a promoter is in WeChat */
  delete: operations["unbindWechat"];
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/reconciliation": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** The last reconciliation: what differs, and apart from it what is on its way */
  get: operations["readReconciliation"];
  put?: never;
  /** Start a reconciliation, unless one is running; it runs in the background */
  post: operations["startReconciliation"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/reconciliation/repair": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /**
   * Set right what the ledgers prove, then compare everything
   * @description For a program of which something was put back to an earlier moment. Every ledger compares each commission with what its book posted, and posts what its orders prove. Heads of journals that no journal has any more are given up, with the reason.
   */
  post: operations["repairProgram"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/refused-rows": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** Rows that a book refused, with the reason */
  get: operations["listRefusedRows"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/refused-rows/{id}/replay": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /** Send all refused rows of a commission again, in their sequence */
  post: operations["replayRefusedRows"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/reports/campaigns": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** The figures of each campaign in a period */
  get: operations["reportCampaigns"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/reports/campaigns.csv": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** The figures of each campaign in a period; all rows as a file */
  get: operations["reportCampaignsFile"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/reports/channels": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** The figures of each way to be credited, and of clicks by the page that they came from */
  get: operations["reportChannels"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/reports/channels.csv": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** The figures of each way to be credited, and of clicks by the page that they came from; all rows as a file */
  get: operations["reportChannelsFile"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/reports/click-to-order": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /**
   * How long after the click that decided them orders came, in classes of time
   * @description Counted from the click that an order rests on most. A glut under five seconds is how stolen orders look.
   */
  get: operations["reportClickToOrder"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/reports/click-to-order.csv": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** How long after the click orders came, as a file: a line for each class */
  get: operations["reportClickToOrderFile"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/reports/cohorts": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /**
   * What customers bought since the month of their first order, by months
   * @description `from` and `to` say which cohorts: those of the months that the period touches. Months are those of the program's time zone, and no other is taken. The month of a customer's first order was noted when the order was decided. Orders without a customer are in no cohort.
   */
  get: operations["reportCohorts"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/reports/cohorts.csv": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** What customers bought since the month of their first order, as a file: a line for each month of a cohort */
  get: operations["reportCohortsFile"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/reports/daily": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /**
   * The figures of each day of a period, those without any too
   * @description With a promoter's token: of that promoter alone, as it has them in the report by promoters. Why clicks do not count is not told.
   */
  get: operations["reportDaily"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/reports/daily.csv": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /**
   * The figures of each day of a period as a file, earliest first
   * @description With a promoter's token: of that promoter alone, as it has them in the report by promoters. Why clicks do not count is not told.
   */
  get: operations["reportDailyFile"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/reports/journeys": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** The figures of orders by the steps by which their customers came */
  get: operations["reportJourneys"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/reports/journeys.csv": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** The figures of orders by the steps by which their customers came; all rows as a file */
  get: operations["reportJourneysFile"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/reports/links": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /**
   * The figures of each share link in a period
   * @description With a promoter's token: of its own links alone, the newest 5000. What is earned of their orders is not told then, nor why clicks do not count.
   */
  get: operations["reportLinks"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/reports/links.csv": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /**
   * The figures of each share link in a period; all rows as a file
   * @description With a promoter's token: of its own links alone, the newest 5000. What is earned of their orders is not told then, nor why clicks do not count.
   */
  get: operations["reportLinksFile"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/reports/products": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** The figures of each product in a period, by the lines of orders */
  get: operations["reportProducts"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/reports/products.csv": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** The figures of each product in a period, by the lines of orders; all rows as a file */
  get: operations["reportProductsFile"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/reports/promoters": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** The figures of each promoter in a period; together they are the summary's, but for customers */
  get: operations["reportPromoters"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/reports/promoters.csv": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** The figures of each promoter in a period; together they are the summary's, but for customers; all rows as a file */
  get: operations["reportPromotersFile"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/reports/summary": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /**
   * All figures of a program in a period
   * @description With a promoter's token: of that promoter alone, as it has them in the report by promoters. Why clicks do not count is not told.
   */
  get: operations["reportSummary"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/reports/summary.csv": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /**
   * All figures of a program in a period, as a file of one line
   * @description With a promoter's token: of that promoter alone, as it has them in the report by promoters. Why clicks do not count is not told.
   */
  get: operations["reportSummaryFile"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/reports/teams": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** What a promoter's team sells and earns in a period, by levels below it, as the tree stands now */
  get: operations["reportTeams"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/reports/teams.csv": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** What a promoter's team sells and earns, as a file: a line for each level */
  get: operations["reportTeamsFile"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/reports/tiers": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** The figures of orders by the tier of the promoter with the greatest credit */
  get: operations["reportTiers"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/reports/tiers.csv": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** The figures of orders by the tier of the promoter with the greatest credit; all rows as a file */
  get: operations["reportTiersFile"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/restore": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** How far the last restore has come */
  get: operations["readRestore"];
  put?: never;
  /**
   * Put all objects of the program back to an earlier moment
   * @description The program is fenced meanwhile: orders and calls are answered 503 with Retry-After, taps go on. Databases are put back apart from this, by the platform's own means.
   */
  post: operations["restoreProgram"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/restore/without": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /**
   * Have the running restore go on without objects that fail
   * @description For objects that fail for good, by the names that `failure` gives. They are neither put back nor waited for, and stay as they are: what the others have is compared with them once they answer. A restore that has come to its reconciliation opens the program though that fails.
   */
  post: operations["restoreWithoutObjects"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/risk-cases": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** Promoters whose orders a person looks at, those with most at stake first; closed ones newest first */
  get: operations["listRiskCases"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/risk-cases/{id}": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** One case */
  get: operations["readRiskCase"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/risk-cases/{id}/appeal": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /** Say something to a case, once. A confirmed one is open again, and another person decides it */
  post: operations["appealRiskCase"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/risk-cases/{id}/clear": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /** Decide for the promoter: its orders go on */
  post: operations["clearRiskCase"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/risk-cases/{id}/confirm": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /** Decide against the promoter: its orders are reversed */
  post: operations["confirmRiskCase"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/risk-cases/{id}/hold": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /** Look longer: until `expiresAt` neither the case nor a review of its orders ends by itself */
  post: operations["holdRiskCase"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/share-copy": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /** Texts to share a product with; nothing is stored */
  post: operations["writeShareCopy"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/share-copy/templates": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** List the program's own templates of share texts, by id */
  get: operations["listCopyTemplates"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/share-copy/templates/{id}": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  /** Put a template of share texts, new or in place of another */
  put: operations["putCopyTemplate"];
  post?: never;
  /** Take a template of share texts away */
  delete: operations["deleteCopyTemplate"];
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/sources": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** List the sources of webhooks, and how each fares */
  get: operations["listSources"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/sources/{source}": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  /** Set how a source is read; it counts for webhooks that come after it */
  put: operations["setSource"];
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/sources/{source}/api-key": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  /**
   * Set by what a vendor's API is asked; it is sealed, and takes the place of the one before at once
   * @description Address and key are set together: who changes the address has to know the key. Only this address is ever asked.
   */
  put: operations["setSourceApiKey"];
  post?: never;
  /** Forget by what a vendor's API is asked */
  delete: operations["deleteSourceApiKey"];
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/sources/{source}/catch-up": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** How far the last catching up of a source has come */
  get: operations["readCatchUp"];
  put?: never;
  /**
   * Have the vendor list what happened in a time, and record what is missing; it runs in the background
   * @description What is listed is translated as the vendor's webhooks are, so nothing is recorded twice. One of a source runs at a time: another time is refused as `catch_up_running`, the same one answers how far it is. One that failed or was stopped goes on at its place when the same times are asked for.
   */
  post: operations["catchUpSource"];
  /** Stop catching up; what is recorded stays */
  delete: operations["stopCatchUp"];
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/sources/{source}/deliveries": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /**
   * List the last 100 signed deliveries of a source, and what became of each
   * @description Newest first, some seconds after their answers. Who bought is masked, and tokens and goods are left out. The last 20 that were refused stand among them: anybody can send those, so they take no place of the others.
   */
  get: operations["listSourceDeliveries"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/sources/{source}/secrets": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /** Rotate the secret of a webhook source */
  post: operations["rotateWebhookSecret"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/sources/{source}/try": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /** Say what would be made of a body; nothing is changed, and no signature is asked for */
  post: operations["trySource"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/tax-statements": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /**
   * What each promoter's payouts of a month came to, and the tax withheld from them
   * @description A payout belongs to the month of its request, as its tax does. What was given back belongs to none.
   */
  get: operations["listTaxStatements"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/tax-statements.csv": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** The tax statements of a month as a file; amounts have the currency's decimals */
  get: operations["exportTaxStatements"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/terms": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** Read the terms, the newest or by version */
  get: operations["readTerms"];
  /** Publish the terms that promoters accept, as a new version. The same texts again make none */
  put: operations["publishTerms"];
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/tiers": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** Read the tiers, also as of a time or by version; version 0 are the defaults */
  get: operations["readTiers"];
  /** Set the tiers; promoters rise at once, and fall at a monthly review when so set */
  put: operations["setTiers"];
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/trial-balance": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** What stands on each account of all promoters together, and what is owed to them */
  get: operations["readTrialBalance"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/unusable-webhooks": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** List signed webhooks that could not be used, newest first */
  get: operations["listUnusableWebhooks"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/unusable-webhooks/{id}/replay": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /** Try a webhook again once its cause is gone, as of when it was received */
  post: operations["replayUnusableWebhook"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/waiting-events": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** Events that were told before their orders, and wait for them */
  get: operations["listWaitingEvents"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/webhook-endpoints": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** List webhook endpoints of the merchant, or of a promoter */
  get: operations["listWebhookEndpoints"];
  put?: never;
  /** Have events sent to an address. A promoter's token has its own events sent, to at most 2 */
  post: operations["createWebhookEndpoint"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/webhook-endpoints/{id}": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** One webhook endpoint, and how it is doing */
  get: operations["readWebhookEndpoint"];
  put?: never;
  post?: never;
  /** Delete a webhook endpoint with its deliveries: nothing is sent to it any more */
  delete: operations["deleteWebhookEndpoint"];
  options?: never;
  head?: never;
  /** Change a webhook endpoint, have it wait, or have it go on where it stopped */
  patch: operations["changeWebhookEndpoint"];
  trace?: never;
 };
 "/v1/programs/{program}/webhook-endpoints/{id}/deliveries": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** List what was sent to an endpoint or waits to be, the newest first, each attempt with its answer */
  get: operations["listWebhookDeliveries"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/webhook-endpoints/{id}/replay": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /** Send again what the log recorded within a time, under the same `webhook-id` each */
  post: operations["replayEvents"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/webhook-endpoints/{id}/secrets": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /** Rotate the secret of an endpoint: messages are signed with both until the old one expires */
  post: operations["rotateEndpointSecret"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/webhook-endpoints/{id}/test": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /** Send an event `webhook.test` once, also to an endpoint that waits, and say how it was answered */
  post: operations["testWebhookEndpoint"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/wechat": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** Read the program's WeChat official account */
  get: operations["readWechatApp"];
  /** Set the program's WeChat official account, whole */
  put: operations["setWechatApp"];
  post?: never;
  /** Forget the program's WeChat official account */
  delete: operations["removeWechatApp"];
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/programs/{program}/wechat-payouts": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** Read by what WeChat Pay pays the program's payouts */
  get: operations["readWechatPayouts"];
  /**
   * Set by what WeChat Pay pays the program's payouts, whole
   * @description Transfers that are under way stay with the merchant number that they began with, and wait while another one is set.
   */
  put: operations["setWechatPayouts"];
  post?: never;
  /** Forget by what WeChat Pay pays the program's payouts; transfers under way are asked about no more */
  delete: operations["removeWechatPayouts"];
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/sessions": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /**
   * Sign in with a key: the answer sets a cookie
   * @description The cookie `__Host-tributary` stands for the key, for twelve hours at most. It is `HttpOnly` and `SameSite=Strict`. With it a write needs `Sec-Fetch-Site: same-origin`, which browsers send of our own pages.
   */
  post: operations["createSession"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/sessions/current": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** Whose session, or key, this is */
  get: operations["readSession"];
  put?: never;
  post?: never;
  /**
   * Sign out: the browser forgets the cookie
   * @description A session that a sign-in link began ends for whoever holds its cookie: its token is revoked.
   */
  delete: operations["deleteSession"];
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/sessions/provider": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** Begin to sign in by the OpenID provider of this service */
  get: operations["beginSignIn"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/sessions/provider/callback": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** Where the provider leads back to: register it there as the redirect URI */
  get: operations["endSignIn"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/v1/sessions/ways": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** How people may sign in here, beside keys */
  get: operations["readSignInWays"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/webhooks/{program}/{source}": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /**
   * Receive signed orders and their events
   * @description What is verified is answered 200, also a repeat, a conflict, a kind without use and a body that can never be used. It is answered only after the order is durable. To `wechatpay` each answer also says `code`, `SUCCESS` or `FAIL`, and `message`.
   */
  post: operations["receiveWebhook"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/webhooks/{program}/transfers/{id}": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /** WeChat Pay says that a transfer has changed: it is asked how it stands */
  post: operations["receiveTransferNotification"];
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/wechat/js-config": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /**
   * Sign a page of the program's hosts for WeChat's JS-SDK
   * @description What `wx.config` takes, beside `jsApiList`. `t-wechat.js` asks for it by itself.
   */
  get: operations["readWechatJsConfig"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/wechat/sign-in": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** Begin to sign in as a promoter, in WeChat */
  get: operations["beginWechatSignIn"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "/wechat/sign-in/callback": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  /** Where WeChat leads back to: its host is the account's domain of web authorization */
  get: operations["endWechatSignIn"];
  put?: never;
  post?: never;
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
}
export interface webhooks {
 "alert.raised": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /** Something of the program's own figures is unlike it: the alert names its evidence */
  post: {
   parameters: {
    query?: never;
    header?: never;
    path?: never;
    cookie?: never;
   };
   requestBody: {
    content: {
     "application/json": components["schemas"]["AlertRaisedEvent"];
    };
   };
   responses: {
    /** @description Taken */
    200: {
     headers: {
      [name: string]: unknown;
     };
     content?: never;
    };
   };
  };
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "alert.resolved": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /** What an alert was of is as usual again, or has become usual */
  post: {
   parameters: {
    query?: never;
    header?: never;
    path?: never;
    cookie?: never;
   };
   requestBody: {
    content: {
     "application/json": components["schemas"]["AlertResolvedEvent"];
    };
   };
   responses: {
    /** @description Taken */
    200: {
     headers: {
      [name: string]: unknown;
     };
     content?: never;
    };
   };
  };
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "binding.created": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /** A customer belongs to a promoter from now on */
  post: {
   parameters: {
    query?: never;
    header?: never;
    path?: never;
    cookie?: never;
   };
   requestBody: {
    content: {
     "application/json": components["schemas"]["BindingCreatedEvent"];
    };
   };
   responses: {
    /** @description Taken */
    200: {
     headers: {
      [name: string]: unknown;
     };
     content?: never;
    };
   };
  };
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "binding.ended": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /** A customer belongs to a promoter no more */
  post: {
   parameters: {
    query?: never;
    header?: never;
    path?: never;
    cookie?: never;
   };
   requestBody: {
    content: {
     "application/json": components["schemas"]["BindingEndedEvent"];
    };
   };
   responses: {
    /** @description Taken */
    200: {
     headers: {
      [name: string]: unknown;
     };
     content?: never;
    };
   };
  };
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "campaign.budget_low": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /** Less than a tenth of a campaign's budget is left, said once for each setting of the budget */
  post: {
   parameters: {
    query?: never;
    header?: never;
    path?: never;
    cookie?: never;
   };
   requestBody: {
    content: {
     "application/json": components["schemas"]["CampaignBudgetLowEvent"];
    };
   };
   responses: {
    /** @description Taken */
    200: {
     headers: {
      [name: string]: unknown;
     };
     content?: never;
    };
   };
  };
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "campaign.exhausted": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /** Nothing of a campaign's budget is left, said once for each setting of the budget */
  post: {
   parameters: {
    query?: never;
    header?: never;
    path?: never;
    cookie?: never;
   };
   requestBody: {
    content: {
     "application/json": components["schemas"]["CampaignExhaustedEvent"];
    };
   };
   responses: {
    /** @description Taken */
    200: {
     headers: {
      [name: string]: unknown;
     };
     content?: never;
    };
   };
  };
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "commission.available": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /** The hold has ended: what is kept can be paid out, or has paid a debt */
  post: {
   parameters: {
    query?: never;
    header?: never;
    path?: never;
    cookie?: never;
   };
   requestBody: {
    content: {
     "application/json": components["schemas"]["CommissionAvailableEvent"];
    };
   };
   responses: {
    /** @description Taken */
    200: {
     headers: {
      [name: string]: unknown;
     };
     content?: never;
    };
   };
  };
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "commission.created": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /** A promoter has a commission, which is pending */
  post: {
   parameters: {
    query?: never;
    header?: never;
    path?: never;
    cookie?: never;
   };
   requestBody: {
    content: {
     "application/json": components["schemas"]["CommissionCreatedEvent"];
    };
   };
   responses: {
    /** @description Taken */
    200: {
     headers: {
      [name: string]: unknown;
     };
     content?: never;
    };
   };
  };
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "commission.held": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /** The order was received, and the hold of the commission runs */
  post: {
   parameters: {
    query?: never;
    header?: never;
    path?: never;
    cookie?: never;
   };
   requestBody: {
    content: {
     "application/json": components["schemas"]["CommissionHeldEvent"];
    };
   };
   responses: {
    /** @description Taken */
    200: {
     headers: {
      [name: string]: unknown;
     };
     content?: never;
    };
   };
  };
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "commission.restored": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /** What was taken back came back, or an amendment added to it */
  post: {
   parameters: {
    query?: never;
    header?: never;
    path?: never;
    cookie?: never;
   };
   requestBody: {
    content: {
     "application/json": components["schemas"]["CommissionRestoredEvent"];
    };
   };
   responses: {
    /** @description Taken */
    200: {
     headers: {
      [name: string]: unknown;
     };
     content?: never;
    };
   };
  };
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "commission.reversed": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /** A refund, a lost dispute or a person took back a part of the commission, or all of it */
  post: {
   parameters: {
    query?: never;
    header?: never;
    path?: never;
    cookie?: never;
   };
   requestBody: {
    content: {
     "application/json": components["schemas"]["CommissionReversedEvent"];
    };
   };
   responses: {
    /** @description Taken */
    200: {
     headers: {
      [name: string]: unknown;
     };
     content?: never;
    };
   };
  };
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "conversion.recorded": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /** An order was decided: who is credited, and what its commissions are together */
  post: {
   parameters: {
    query?: never;
    header?: never;
    path?: never;
    cookie?: never;
   };
   requestBody: {
    content: {
     "application/json": components["schemas"]["ConversionRecordedEvent"];
    };
   };
   responses: {
    /** @description Taken */
    200: {
     headers: {
      [name: string]: unknown;
     };
     content?: never;
    };
   };
  };
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "payout.approved": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /** A payout was approved: the next batch collects it */
  post: {
   parameters: {
    query?: never;
    header?: never;
    path?: never;
    cookie?: never;
   };
   requestBody: {
    content: {
     "application/json": components["schemas"]["PayoutApprovedEvent"];
    };
   };
   responses: {
    /** @description Taken */
    200: {
     headers: {
      [name: string]: unknown;
     };
     content?: never;
    };
   };
  };
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "payout.failed": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /** The payout failed: its gross went back */
  post: {
   parameters: {
    query?: never;
    header?: never;
    path?: never;
    cookie?: never;
   };
   requestBody: {
    content: {
     "application/json": components["schemas"]["PayoutFailedEvent"];
    };
   };
   responses: {
    /** @description Taken */
    200: {
     headers: {
      [name: string]: unknown;
     };
     content?: never;
    };
   };
  };
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "payout.paid": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /** The payout was paid */
  post: {
   parameters: {
    query?: never;
    header?: never;
    path?: never;
    cookie?: never;
   };
   requestBody: {
    content: {
     "application/json": components["schemas"]["PayoutPaidEvent"];
    };
   };
   responses: {
    /** @description Taken */
    200: {
     headers: {
      [name: string]: unknown;
     };
     content?: never;
    };
   };
  };
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "payout.processing": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /** A batch has collected the payout */
  post: {
   parameters: {
    query?: never;
    header?: never;
    path?: never;
    cookie?: never;
   };
   requestBody: {
    content: {
     "application/json": components["schemas"]["PayoutProcessingEvent"];
    };
   };
   responses: {
    /** @description Taken */
    200: {
     headers: {
      [name: string]: unknown;
     };
     content?: never;
    };
   };
  };
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "payout.rejected": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /** A payout was rejected: its gross went back */
  post: {
   parameters: {
    query?: never;
    header?: never;
    path?: never;
    cookie?: never;
   };
   requestBody: {
    content: {
     "application/json": components["schemas"]["PayoutRejectedEvent"];
    };
   };
   responses: {
    /** @description Taken */
    200: {
     headers: {
      [name: string]: unknown;
     };
     content?: never;
    };
   };
  };
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "payout.requested": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /** A payout was asked for, and its gross is set aside */
  post: {
   parameters: {
    query?: never;
    header?: never;
    path?: never;
    cookie?: never;
   };
   requestBody: {
    content: {
     "application/json": components["schemas"]["PayoutRequestedEvent"];
    };
   };
   responses: {
    /** @description Taken */
    200: {
     headers: {
      [name: string]: unknown;
     };
     content?: never;
    };
   };
  };
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "payout.returned": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /** What was paid came back, and so did the gross */
  post: {
   parameters: {
    query?: never;
    header?: never;
    path?: never;
    cookie?: never;
   };
   requestBody: {
    content: {
     "application/json": components["schemas"]["PayoutReturnedEvent"];
    };
   };
   responses: {
    /** @description Taken */
    200: {
     headers: {
      [name: string]: unknown;
     };
     content?: never;
    };
   };
  };
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "promoter.created": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /** A member became a promoter */
  post: {
   parameters: {
    query?: never;
    header?: never;
    path?: never;
    cookie?: never;
   };
   requestBody: {
    content: {
     "application/json": components["schemas"]["PromoterCreatedEvent"];
    };
   };
   responses: {
    /** @description Taken */
    200: {
     headers: {
      [name: string]: unknown;
     };
     content?: never;
    };
   };
  };
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "promoter.updated": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /** A promoter has another status or another upline, or was erased */
  post: {
   parameters: {
    query?: never;
    header?: never;
    path?: never;
    cookie?: never;
   };
   requestBody: {
    content: {
     "application/json": components["schemas"]["PromoterUpdatedEvent"];
    };
   };
   responses: {
    /** @description Taken */
    200: {
     headers: {
      [name: string]: unknown;
     };
     content?: never;
    };
   };
  };
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "risk_case.closed": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /** A case was decided, or its time is over and its orders cleared themselves */
  post: {
   parameters: {
    query?: never;
    header?: never;
    path?: never;
    cookie?: never;
   };
   requestBody: {
    content: {
     "application/json": components["schemas"]["RiskCaseClosedEvent"];
    };
   };
   responses: {
    /** @description Taken */
    200: {
     headers: {
      [name: string]: unknown;
     };
     content?: never;
    };
   };
  };
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "risk_case.opened": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /** A person is to look at a promoter's orders, for the first time or because of an appeal */
  post: {
   parameters: {
    query?: never;
    header?: never;
    path?: never;
    cookie?: never;
   };
   requestBody: {
    content: {
     "application/json": components["schemas"]["RiskCaseOpenedEvent"];
    };
   };
   responses: {
    /** @description Taken */
    200: {
     headers: {
      [name: string]: unknown;
     };
     content?: never;
    };
   };
  };
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "webhook.test": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /** A test that somebody asked for: nothing has happened */
  post: {
   parameters: {
    query?: never;
    header?: never;
    path?: never;
    cookie?: never;
   };
   requestBody: {
    content: {
     "application/json": components["schemas"]["WebhookTestEvent"];
    };
   };
   responses: {
    /** @description Taken */
    200: {
     headers: {
      [name: string]: unknown;
     };
     content?: never;
    };
   };
  };
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
 "webhook.unusable": {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  get?: never;
  put?: never;
  /** A signed webhook could not be used: it is kept, and can be tried again */
  post: {
   parameters: {
    query?: never;
    header?: never;
    path?: never;
    cookie?: never;
   };
   requestBody: {
    content: {
     "application/json": components["schemas"]["WebhookUnusableEvent"];
    };
   };
   responses: {
    /** @description Taken */
    200: {
     headers: {
      [name: string]: unknown;
     };
     content?: never;
    };
   };
  };
  delete?: never;
  options?: never;
  head?: never;
  patch?: never;
  trace?: never;
 };
}
export interface components {
 schemas: {
  Adjustment: {
   /**
    * Format: minor-units
    * @description What was given or taken, in minor units of the program's currency
    */
   amount: number;
   /** @description The adjustment's id */
   id: string;
   /**
    * @description Which way.
    *
    *     - `bonus`: the wallet gains it
    *     - `penalty`: the wallet loses it; what it does not have becomes debt
    * @enum {string}
    */
   kind: "bonus" | "penalty";
   /** @description Why, for people; kept with the adjustment */
   reason: string;
  };
  AlarmReplay: {
   /** @description Objects that could not be woken: the log names them */
   failed: number;
   /** @description Those whose alarm had been lost */
   overdue: number;
   /** @description Objects that were woken */
   woken: number;
  };
  Alert: {
   /** @description What to do about it; null where that follows from the figures */
   advice: string | null;
   /**
    * Format: date-time
    * @description When it closed; null: it has not
    */
   closedAt: string | null;
   /**
    * @description Which way.
    *
    *     - `above`: it is more
    *     - `below`: it is less
    * @enum {string}
    */
   direction: "above" | "below";
   /** @description What it rests on, as it was when the alert opened */
   evidence: {
    /** @description On how many of the 28 days before something came */
    activeDays?: number;
    /** @description Clicks that the orders rest on */
    clicks?: number;
    /** @description The same hours of earlier weeks, the last week first */
    earlierWeeks?: number[];
    /** @description Webhooks that came in the hours */
    received?: number;
    /** @description How far it lies from what was expected, in standard deviations */
    score?: number;
    /** @description For how many whole hours nothing came */
    silentHours?: number;
    /**
     * Format: date-time
     * @description Since when nothing comes
     */
    since?: string;
    /** @description How many of 10,000 could not be used before */
    usualShareBps?: number;
    /** @description Hours that were looked at, up to the last whole one */
    windowHours?: number;
   };
   /** @description What it would usually have been */
   expected: number;
   /** @description The alert's id */
   id: string;
   /**
    * @description What is unlike what it was.
    *
    *     - `clicks`: clicks that count, of six hours
    *     - `cvr`: orders of a day, by its clicks
    *     - `refunds`: what refunds and lost disputes took back on a day, in minor units
    *     - `commission`: commissions of a day, less what was taken back, in minor units
    *     - `unusable_webhooks`: webhooks of a source that could not be used, of a day
    *     - `source_silent`: webhooks of a source, which was regular and sends nothing
    *     - `wechat_clicks`: taps inside of WeChat that count, of six hours: WeChat may have blocked the share host
    * @enum {string}
    */
   kind: "clicks" | "cvr" | "refunds" | "commission" | "unusable_webhooks" | "source_silent" | "wechat_clicks";
   /** @description What it was when the alert opened */
   observed: number;
   /**
    * Format: date-time
    * @description When it opened
    */
   openedAt: string;
   /** @description The source that it is of; null of the program's own */
   source: string | null;
   /**
    * @description How it stands.
    *
    *     - `open`: it is so still
    *     - `closed`: it is as usual again, or has become usual
    * @enum {string}
    */
   state: "open" | "closed";
  };
  AlertRaisedEvent: {
   /** @description What happened */
   data: {
    /** @description The alert */
    alertId: string;
    /**
     * @description Whether it is more or less
     * @enum {string}
     */
    direction: "above" | "below";
    /** @description What it would usually have been */
    expected: number;
    /**
     * @description What is unlike what it was, as the list of alerts says
     * @enum {string}
     */
    kind: "clicks" | "cvr" | "refunds" | "commission" | "unusable_webhooks" | "source_silent" | "wechat_clicks";
    /** @description What it was when the alert opened */
    observed: number;
    /** @description The source that it is of; null of the program's own */
    source: string | null;
   };
   /** @description The event, the same wherever it is said again */
   id: string;
   /**
    * Format: date-time
    * @description When it happened
    */
   occurredAt: string;
   /** @description The program's id, as the merchant chose it */
   program: string;
   /** @description Its number in the program's log */
   sequence: number;
   /**
    * @description Something of the program's own figures is unlike it: the alert names its evidence
    * @enum {string}
    */
   type: "alert.raised";
  };
  AlertResolvedEvent: {
   /** @description What happened */
   data: {
    /** @description The alert */
    alertId: string;
    /**
     * @description Whether it is more or less
     * @enum {string}
     */
    direction: "above" | "below";
    /** @description What it would usually have been */
    expected: number;
    /**
     * @description What is unlike what it was, as the list of alerts says
     * @enum {string}
     */
    kind: "clicks" | "cvr" | "refunds" | "commission" | "unusable_webhooks" | "source_silent" | "wechat_clicks";
    /** @description What it was when the alert opened */
    observed: number;
    /** @description The source that it is of; null of the program's own */
    source: string | null;
   };
   /** @description The event, the same wherever it is said again */
   id: string;
   /**
    * Format: date-time
    * @description When it happened
    */
   occurredAt: string;
   /** @description The program's id, as the merchant chose it */
   program: string;
   /** @description Its number in the program's log */
   sequence: number;
   /**
    * @description What an alert was of is as usual again, or has become usual
    * @enum {string}
    */
   type: "alert.resolved";
  };
  ApiKey: {
   /**
    * Format: date-time
    * @description When the key was made
    */
   createdAt: string;
   /** @description The key's id, by which it is revoked */
   id: string;
   /** @description The key itself, in the answer that made it alone */
   key?: string;
   /** @description What the key is for, for people */
   name: string;
   /**
    * Format: date-time
    * @description When it was revoked; null while it is valid
    */
   revokedAt: string | null;
   /** @description What the key reaches */
   scopes: ("orders" | "read" | "manage" | "payouts" | "keys")[];
  };
  AppClick: {
   /** @description To be sent along with an order; null of a link that has ended */
   clickToken: string | null;
   /**
    * Format: uri
    * @description Where the link leads, without the token
    */
   destination: string;
  };
  AuditEntry: {
   /** @description Whose act: `operator`, a key, a person or a promoter */
   actor: string;
   /**
    * Format: date-time
    * @description When it was asked for
    */
   at: string;
   /** @description By what: `operator`, a key, a person or a promoter's token */
   credential: string;
   /** @description The entry's id */
   id: string;
   /** @description The name of the key whose act it was; null: it was no key's */
   keyName: string | null;
   /** @description Members of the body, by name alone */
   members: string[];
   /** @description What was done: an `operationId` of this description */
   operation: string;
   /**
    * @description What became of it.
    *
    *     - `asked`: begun, and its outcome is unknown
    *     - `changed`: made
    *     - `repeated`: made before, and nothing was changed
    *     - `refused`: not made
    * @enum {string}
    */
   outcome: "asked" | "changed" | "repeated" | "refused";
   /** @description The address of the person whose act it was; null: it was no person's */
   person: string | null;
   /** @description Why, as it was given; null: nobody said, or a person was erased whom it may name */
   reason: string | null;
   /** @description The answer's `Tributary-Request-Id` */
   requestId: string;
   /** @description The path that it was called by, without the merchant's ids of people. Who was given a role stands behind it, with the role */
   subject: string;
  };
  /**
   * @example {
   *       "program": "demo",
   *       "type": "pageview"
   *     }
   */
  Beacon: {
   /** @description The program's id, as the merchant chose it */
   program: string;
   /**
    * @description `pageview`: a page was seen; counted
    * @enum {string}
    */
   type: "pageview";
  } | {
   /** @description A click token that the page holds */
   clickToken?: string;
   /** @description Click tokens that the page holds */
   clickTokens?: string[];
   /** @description The merchant's id of the customer: 1 to 128 visible characters */
   customerId: string;
   /** @description The program's id, as the merchant chose it */
   program: string;
   /**
    * @description `v1.<expiry>.<mac>`: `expiry` in seconds since 1970, `mac` the hex HMAC-SHA256 of program, customer id and expiry, joined by line feeds, under the program's identify secret. Without a valid proof nothing is kept
    * @default
    */
   proof?: string;
   /** @description The same, shortly */
   tokens?: string[];
   /**
    * @description `identify`: the visitor is this customer
    * @enum {string}
    */
   type: "identify";
  } | {
   /**
    * Format: minor-units
    * @description What the page says the order is worth, in minor units of the program's currency
    */
   amount: number;
   /** @description A click token that the page holds */
   clickToken?: string;
   /** @description Click tokens that the page holds */
   clickTokens?: string[];
   /** @description ISO 4217 code */
   currency: string;
   /** @description The merchant's id of the order: 1 to 128 visible characters */
   orderId: string;
   /** @description The program's id, as the merchant chose it */
   program: string;
   /** @description The same, shortly */
   tokens?: string[];
   /**
    * @description `conversion`: the page says that an order was placed; for comparison
    * @enum {string}
    */
   type: "conversion";
  } | {
   /** @description A click token that the page holds */
   clickToken?: string;
   /** @description Click tokens that the page holds */
   clickTokens?: string[];
   /**
    * @description Erases the cookies in place of answering their tokens
    * @default false
    */
   forget?: boolean;
   /** @description The program's id, as the merchant chose it */
   program: string;
   /** @description The same, shortly */
   tokens?: string[];
   /**
    * @description `session`: on the merchant's own zone, asks for the tokens of the cookies
    * @enum {string}
    */
   type: "session";
  };
  BeaconSession: {
   /** @description Newest first */
   tokens: {
    /** @description When its click happened, in seconds since 1970 */
    seenAtS: number;
    /** @description A click token */
    token: string;
   }[];
  };
  Binding: {
   /**
    * Format: date-time
    * @description From when on the binding is in force
    */
   boundAt: string;
   /** @description The merchant's id of the customer: 1 to 128 visible characters */
   customerId: string;
   /**
    * Format: date-time
    * @description From when on another may replace it; null: it stands for ever
    */
   expiresAt: string | null;
   /** @description Whom the customer is bound to */
   promoterId: string;
  };
  BindingCreatedEvent: {
   /** @description What happened */
   data: {
    /** @description The merchant's id of the customer: 1 to 128 visible characters */
    customerId: string;
    /** @description The promoter */
    promoterId: string;
   };
   /** @description The event, the same wherever it is said again */
   id: string;
   /**
    * Format: date-time
    * @description When it happened
    */
   occurredAt: string;
   /** @description The program's id, as the merchant chose it */
   program: string;
   /** @description Its number in the program's log */
   sequence: number;
   /**
    * @description A customer belongs to a promoter from now on
    * @enum {string}
    */
   type: "binding.created";
  };
  BindingEndedEvent: {
   /** @description What happened */
   data: {
    /** @description The merchant's id of the customer: 1 to 128 visible characters */
    customerId: string;
    /** @description The promoter */
    promoterId: string;
   };
   /** @description The event, the same wherever it is said again */
   id: string;
   /**
    * Format: date-time
    * @description When it happened
    */
   occurredAt: string;
   /** @description The program's id, as the merchant chose it */
   program: string;
   /** @description Its number in the program's log */
   sequence: number;
   /**
    * @description A customer belongs to a promoter no more
    * @enum {string}
    */
   type: "binding.ended";
  };
  Campaign: {
   /**
    * Format: minor-units
    * @description The most that the campaign's commissions take together; null: no bound, in minor units of the program's currency
    */
   budget: number | null;
   /**
    * Format: date-time
    * @description When the campaign was made
    */
   createdAt: string;
   /**
    * Format: date-time
    * @description Until when, that moment excluded
    */
   endsAt: string;
   /** @description The merchant's id of the campaign: 1 to 128 visible characters */
   id: string;
   /** @description The campaign's name, for people */
   name: string;
   /**
    * Format: minor-units
    * @description What is set aside for orders that are being decided, in minor units of the program's currency
    */
   reserved: number;
   /**
    * Format: minor-units
    * @description What commissions keep and what voided refunds were granted; with `reserved` never above `budget`, in minor units of the program's currency
    */
   spent: number;
   /**
    * Format: date-time
    * @description From when on orders belong to the campaign
    */
   startsAt: string;
  };
  CampaignBudgetLowEvent: {
   /** @description What happened */
   data: {
    /**
     * Format: minor-units
     * @description The most that its commissions may cost, in minor units of the program's currency
     */
    budget: number;
    /** @description The campaign */
    campaignId: string;
    /** @description ISO 4217 code */
    currency: string;
    /**
     * Format: minor-units
     * @description What is neither spent nor set aside, in minor units of the program's currency
     */
    remaining: number;
   };
   /** @description The event, the same wherever it is said again */
   id: string;
   /**
    * Format: date-time
    * @description When it happened
    */
   occurredAt: string;
   /** @description The program's id, as the merchant chose it */
   program: string;
   /** @description Its number in the program's log */
   sequence: number;
   /**
    * @description Less than a tenth of a campaign's budget is left, said once for each setting of the budget
    * @enum {string}
    */
   type: "campaign.budget_low";
  };
  CampaignExhaustedEvent: {
   /** @description What happened */
   data: {
    /**
     * Format: minor-units
     * @description The most that its commissions may cost, in minor units of the program's currency
     */
    budget: number;
    /** @description The campaign */
    campaignId: string;
    /** @description ISO 4217 code */
    currency: string;
    /**
     * Format: minor-units
     * @description What is neither spent nor set aside, in minor units of the program's currency
     */
    remaining: number;
   };
   /** @description The event, the same wherever it is said again */
   id: string;
   /**
    * Format: date-time
    * @description When it happened
    */
   occurredAt: string;
   /** @description The program's id, as the merchant chose it */
   program: string;
   /** @description Its number in the program's log */
   sequence: number;
   /**
    * @description Nothing of a campaign's budget is left, said once for each setting of the budget
    * @enum {string}
    */
   type: "campaign.exhausted";
  };
  CampaignPatch: {
   /**
    * Format: minor-units
    * @description The most that the campaign's commissions take together; null lifts the bound, in minor units of the program's currency
    */
   budget?: number | null;
   /**
    * Format: date-time
    * @description Until when, that moment excluded
    */
   endsAt?: string;
   /** @description The campaign's name, for people */
   name?: string;
   /**
    * Format: date-time
    * @description From when on orders belong to the campaign
    */
   startsAt?: string;
  };
  CatchUp: {
   /** @description What is in the way; null: nothing */
   fault: {
    /**
     * Format: date-time
     * @description When that was
     */
    at: string;
    /** @description The vendor's own word for it, of letters alone; null: it says none, or another one that may hold a key */
    code: string | null;
    /**
     * @description Why the last answer could not be used.
     *
     *     - `key_refused`: the vendor refuses the API key, or what it may read: set another one and ask again
     *     - `rejected`: the vendor refuses the request for good
     *     - `redirected`: the vendor's address leads elsewhere, where no key is sent
     *     - `answer_too_large`: an object, a bill of one day, or the list of one second is too large: over 8 MiB, 500,000 members or 5,000 events
     *     - `list_repeats`: the vendor lists the same page again: its list cannot be read to the end
     *     - `list_endless`: a million requests have come to no end: ask for a shorter time
     *     - `busy`: the vendor asks to come later; it is waited for
     *     - `down`: the vendor did not answer, or answered with an error of its own; it is tried again
     *     - `answer_unreadable`: an answer broke off or is not what the vendor documents; it is tried again
     *     - `not_recorded`: what was listed could not be recorded again and again
     * @enum {string}
     */
    reason: "key_refused" | "rejected" | "redirected" | "answer_too_large" | "list_repeats" | "list_endless" | "busy" | "down" | "answer_unreadable" | "not_recorded";
    /** @description The HTTP status of that answer; null: none came */
    status: number | null;
   } | null;
   /**
    * Format: date-time
    * @description When it ended; null while it runs
    */
   finishedAt: string | null;
   /**
    * Format: date-time
    * @description From when on what happened is listed
    */
   from: string;
   /** @description What the vendor listed: events, orders, payments and refunds */
   listed: number;
   /**
    * Format: date-time
    * @description Up to when everything is recorded; null: not known yet
    */
   reachedAt: string | null;
   /** @description Of these, those that told something new */
   recorded: number;
   /** @description Of these, those that were known */
   repeated: number;
   /** @description Requests to the vendor */
   requests: number;
   /** @description The source */
   source: string;
   /**
    * Format: date-time
    * @description When it was asked for; nothing later is listed
    */
   startedAt: string;
   /**
    * @description How far it has come.
    *
    *     - `running`: under way in the background, or waiting for the vendor
    *     - `finished`: everything that the vendor lists was read
    *     - `failed`: it cannot go on; asked for again with the same times, it goes on at its place
    *     - `stopped`: it was stopped; asked for again with the same times, it goes on at its place
    * @enum {string}
    */
   state: "running" | "finished" | "failed" | "stopped";
   /**
    * Format: date-time
    * @description Up to when, as it was asked for
    */
   to: string;
   /** @description Of these, those that are kept among the unusable webhooks */
   unusable: number;
  };
  CommissionAvailableEvent: {
   /** @description What happened */
   data: {
    /**
     * Format: minor-units
     * @description What was created, moved on, taken back or restored, in minor units of the program's currency
     */
    amount: number;
    /** @description The commission */
    commissionId: string;
    /** @description ISO 4217 code */
    currency: string;
    /**
     * Format: minor-units
     * @description What is left of the commission after that, in minor units of the program's currency
     */
    kept: number;
    /** @description 1 is the credited promoter, 2 its upline, 3 that one's upline */
    level: number;
    /** @description The merchant's id of the order: 1 to 128 visible characters */
    orderId: string;
    /** @description The promoter */
    promoterId: string;
    /**
     * @description How the commission stands after that
     * @enum {string}
     */
    state: "pending" | "held" | "available" | "reversed";
   };
   /** @description The event, the same wherever it is said again */
   id: string;
   /**
    * Format: date-time
    * @description When it happened
    */
   occurredAt: string;
   /** @description The program's id, as the merchant chose it */
   program: string;
   /** @description Its number in the program's log */
   sequence: number;
   /**
    * @description The hold has ended: what is kept can be paid out, or has paid a debt
    * @enum {string}
    */
   type: "commission.available";
  };
  CommissionCreatedEvent: {
   /** @description What happened */
   data: {
    /**
     * Format: minor-units
     * @description What was created, moved on, taken back or restored, in minor units of the program's currency
     */
    amount: number;
    /** @description The commission */
    commissionId: string;
    /** @description ISO 4217 code */
    currency: string;
    /**
     * Format: minor-units
     * @description What is left of the commission after that, in minor units of the program's currency
     */
    kept: number;
    /** @description 1 is the credited promoter, 2 its upline, 3 that one's upline */
    level: number;
    /** @description The merchant's id of the order: 1 to 128 visible characters */
    orderId: string;
    /** @description The promoter */
    promoterId: string;
    /**
     * @description How the commission stands after that
     * @enum {string}
     */
    state: "pending" | "held" | "available" | "reversed";
   };
   /** @description The event, the same wherever it is said again */
   id: string;
   /**
    * Format: date-time
    * @description When it happened
    */
   occurredAt: string;
   /** @description The program's id, as the merchant chose it */
   program: string;
   /** @description Its number in the program's log */
   sequence: number;
   /**
    * @description A promoter has a commission, which is pending
    * @enum {string}
    */
   type: "commission.created";
  };
  CommissionEntry: {
   /**
    * Format: minor-units
    * @description What was earned, in minor units of the program's currency
    */
   amount: number;
   /** @description Whose credit it comes from: at level 1 the same promoter */
   creditedPromoterId: string;
   /** @description The commission's id */
   id: string;
   /**
    * Format: minor-units
    * @description What is left of the amount after refunds and lost disputes, in minor units of the program's currency
    */
   kept: number;
   /** @description 1 is the credited promoter, 2 its upline, 3 the upline's upline */
   level: number;
   /**
    * Format: date-time
    * @description When the order was placed
    */
   occurredAt: string;
   /** @description The merchant's id of the order: 1 to 128 visible characters */
   orderId: string;
   /**
    * @description How far it has come.
    *
    *     - `pending`: paid for, and not received yet
    *     - `held`: the hold period runs
    *     - `available`: released: it can be paid out
    *     - `reversed`: nothing of it is kept
    * @enum {string}
    */
   state: "pending" | "held" | "available" | "reversed";
  };
  CommissionHeldEvent: {
   /** @description What happened */
   data: {
    /**
     * Format: minor-units
     * @description What was created, moved on, taken back or restored, in minor units of the program's currency
     */
    amount: number;
    /** @description The commission */
    commissionId: string;
    /** @description ISO 4217 code */
    currency: string;
    /**
     * Format: minor-units
     * @description What is left of the commission after that, in minor units of the program's currency
     */
    kept: number;
    /** @description 1 is the credited promoter, 2 its upline, 3 that one's upline */
    level: number;
    /** @description The merchant's id of the order: 1 to 128 visible characters */
    orderId: string;
    /** @description The promoter */
    promoterId: string;
    /**
     * @description How the commission stands after that
     * @enum {string}
     */
    state: "pending" | "held" | "available" | "reversed";
   };
   /** @description The event, the same wherever it is said again */
   id: string;
   /**
    * Format: date-time
    * @description When it happened
    */
   occurredAt: string;
   /** @description The program's id, as the merchant chose it */
   program: string;
   /** @description Its number in the program's log */
   sequence: number;
   /**
    * @description The order was received, and the hold of the commission runs
    * @enum {string}
    */
   type: "commission.held";
  };
  CommissionRestoredEvent: {
   /** @description What happened */
   data: {
    /**
     * Format: minor-units
     * @description What was created, moved on, taken back or restored, in minor units of the program's currency
     */
    amount: number;
    /** @description The commission */
    commissionId: string;
    /** @description ISO 4217 code */
    currency: string;
    /**
     * Format: minor-units
     * @description What is left of the commission after that, in minor units of the program's currency
     */
    kept: number;
    /** @description 1 is the credited promoter, 2 its upline, 3 that one's upline */
    level: number;
    /** @description The merchant's id of the order: 1 to 128 visible characters */
    orderId: string;
    /** @description The promoter */
    promoterId: string;
    /**
     * @description How the commission stands after that
     * @enum {string}
     */
    state: "pending" | "held" | "available" | "reversed";
   };
   /** @description The event, the same wherever it is said again */
   id: string;
   /**
    * Format: date-time
    * @description When it happened
    */
   occurredAt: string;
   /** @description The program's id, as the merchant chose it */
   program: string;
   /** @description Its number in the program's log */
   sequence: number;
   /**
    * @description What was taken back came back, or an amendment added to it
    * @enum {string}
    */
   type: "commission.restored";
  };
  CommissionReversedEvent: {
   /** @description What happened */
   data: {
    /**
     * Format: minor-units
     * @description What was created, moved on, taken back or restored, in minor units of the program's currency
     */
    amount: number;
    /** @description The commission */
    commissionId: string;
    /** @description ISO 4217 code */
    currency: string;
    /**
     * Format: minor-units
     * @description What is left of the commission after that, in minor units of the program's currency
     */
    kept: number;
    /** @description 1 is the credited promoter, 2 its upline, 3 that one's upline */
    level: number;
    /** @description The merchant's id of the order: 1 to 128 visible characters */
    orderId: string;
    /** @description The promoter */
    promoterId: string;
    /**
     * @description How the commission stands after that
     * @enum {string}
     */
    state: "pending" | "held" | "available" | "reversed";
   };
   /** @description The event, the same wherever it is said again */
   id: string;
   /**
    * Format: date-time
    * @description When it happened
    */
   occurredAt: string;
   /** @description The program's id, as the merchant chose it */
   program: string;
   /** @description Its number in the program's log */
   sequence: number;
   /**
    * @description A refund, a lost dispute or a person took back a part of the commission, or all of it
    * @enum {string}
    */
   type: "commission.reversed";
  };
  CommissionRule: {
   /**
    * @description Whose orders the rule pays.
    *
    *     - `all`: orders of every customer
    *     - `new`: first orders of customers alone
    * @default all
    * @enum {string}
    */
   customers?: "all" | "new";
   /**
    * Format: duration
    * @description Only orders before so much time has passed since the customer's first: an ISO 8601 duration, months counted in UTC
    */
   customerWithin?: string;
   /** @description The rule's id within the set: 1 to 128 visible characters */
   id: string;
   /** @description What each level is paid; each level once */
   levels: ({
    /**
     * @description `percentage`: a part of the base
     * @enum {string}
     */
    kind: "percentage";
    /** @description 1 is the credited promoter, 2 its upline, 3 the upline's upline */
    level: number;
    /**
     * Format: minor-units
     * @description The most it pays, in minor units of the program's currency
     */
    max?: number;
    /**
     * Format: minor-units
     * @description The least it pays, in minor units of the program's currency
     */
    min?: number;
    /**
     * Format: basis-points
     * @description The part of the base, in basis points: 1000 is 10 %
     */
    rateBps: number;
   } | {
    /**
     * Format: minor-units
     * @description For each unit sold, or for the order, in minor units of the program's currency
     */
    amount: number;
    /**
     * @description `fixed`: an amount for each unit sold, or once an order
     * @enum {string}
     */
    kind: "fixed";
    /** @description 1 is the credited promoter, 2 its upline, 3 the upline's upline */
    level: number;
    /**
     * @description What the amount is paid for.
     *
     *     - `unit`: each unit sold
     *     - `order`: the order, once, also one of amount 0; outside of the cap
     * @enum {string}
     */
    per?: "unit" | "order";
   } | {
    /**
     * @description Which sales choose the bracket.
     *
     *     - `lifetime_sales`: all of the promoter's own sales before the order
     *     - `month_sales`: those of the order's calendar month in the program's time zone
     * @enum {string}
     */
    basis: "lifetime_sales" | "month_sales";
    /** @description Rising by `from` */
    brackets: {
     /**
      * Format: minor-units
      * @description The least sales of the bracket, in minor units of the program's currency
      */
     from: number;
     /**
      * Format: basis-points
      * @description What the bracket pays of the whole base, in basis points: 1000 is 10 %
      */
     rateBps: number;
    }[];
    /**
     * @description `tiered`: a part of the base, by the promoter's sales
     * @enum {string}
     */
    kind: "tiered";
    /** @description 1 is the credited promoter, 2 its upline, 3 the upline's upline */
    level: number;
   } | {
    /**
     * Format: minor-units
     * @description For each unit sold, in minor units of the program's currency
     */
    amount: number;
    /**
     * @description `hybrid`: a part of the base and an amount for each unit sold
     * @enum {string}
     */
    kind: "hybrid";
    /** @description 1 is the credited promoter, 2 its upline, 3 the upline's upline */
    level: number;
    /**
     * Format: basis-points
     * @description The part of the base, in basis points: 1000 is 10 %
     */
    rateBps: number;
   })[];
   /**
    * @description Of the rules that apply to an item the one with the highest priority is chosen
    * @default 0
    */
   priority?: number;
   /**
    * @description What the rule applies to; empty: everything. Of equal priority the narrower is chosen
    * @default {}
    */
   scope?: {
    /** @description The merchant's id of the campaign: 1 to 128 visible characters */
    campaignId?: string;
    /** @description The merchant's id of the category: 1 to 128 visible characters */
    categoryId?: string;
    /** @description The merchant's id of the product: 1 to 128 visible characters */
    productId?: string;
    /** @description The credited promoter's tier: 1 to 128 visible characters */
    tier?: string;
   };
   /**
    * Format: date-time
    * @description From when on orders are paid by the rule; absent: always
    */
   validFrom?: string;
   /**
    * Format: date-time
    * @description Until when, that moment excluded; absent: for ever
    */
   validTo?: string;
  };
  CommissionRules: {
   /** @description All rules; two of equal priority and scope are never valid at one time: give one of them a priority */
   rules: components["schemas"]["CommissionRule"][];
  };
  CommissionRuleVersion: {
   /**
    * Format: date-time
    * @description From when on orders are decided by this version
    */
   effectiveFrom: string;
   /** @description All rules; two of equal priority and scope are never valid at one time: give one of them a priority */
   rules: components["schemas"]["CommissionRule"][];
   /** @description Who set this version; null: that is not known, or a promoter asks */
   setBy: {
    /** @description `operator`, a key or a person */
    actor: string;
    /** @description What people know the actor by: a person's address or a key's name. null: it has none or is no longer known, or a key reads that reaches neither `manage` nor `payouts` nor `keys` */
    name: string | null;
   } | null;
   /** @description Rises with each change; 0 while none were set */
   version: number;
  };
  Contest: {
   /**
    * Format: date-time
    * @description When it was cancelled; null: it was not
    */
   cancelledAt: string | null;
   /** @description Why it was cancelled, for people; null: it was not */
   cancelledBecause: string | null;
   /**
    * Format: date-time
    * @description When it was made
    */
   createdAt: string;
   /**
    * Format: date-time
    * @description When its ranks were written down: later refunds change nothing; null before
    */
   decidedAt: string | null;
   /**
    * Format: date-time
    * @description Until when, that moment excluded
    */
   endsAt: string;
   /** @description The merchant's id of the contest: 1 to 128 visible characters */
   id: string;
   /**
    * @description What promoters are ranked by.
    *
    *     - `sales`: what the promoter's part of orders is worth, by its credits, less what refunds and lost disputes took back, in minor units
    *     - `orders`: orders of which it has the greatest credit, without those that were taken back whole
    *     - `customers`: of these orders those that were their customer's first when they were decided
    *     - `commission`: what it earns of orders on all levels, as far as it is kept, in minor units
    * @enum {string}
    */
   metric: "sales" | "orders" | "customers" | "commission";
   /** @description The contest's name, for people */
   name: string;
   /** @description Amounts by ranks */
   prizes: {
    /**
     * Format: minor-units
     * @description What each of these ranks is given, in minor units of the program's currency
     */
    amount: number;
    /** @description The first rank of these */
    from: number;
    /** @description The last rank of these, itself too */
    to: number;
   }[];
   /**
    * Format: date-time
    * @description When all prizes stood in their journals; null before
    */
   settledAt: string | null;
   /**
    * Format: date-time
    * @description From when on orders count, by when they occurred
    */
   startsAt: string;
   /**
    * @description How it stands.
    *
    *     - `scheduled`: it has not begun
    *     - `running`: orders count now
    *     - `settling`: it has ended, and waits for the holds of its orders or for its prizes to be paid
    *     - `settled`: all prizes stand in their journals
    *     - `cancelled`: it was ended without prizes
    * @enum {string}
    */
   state: "scheduled" | "running" | "settling" | "settled" | "cancelled";
  };
  ContestCancellation: {
   /** @description Why, for people; kept with the contest */
   reason: string;
  };
  Conversion: {
   /**
    * Format: minor-units
    * @description What commission is earned on, in minor units of the program's currency
    */
   amount: number;
   /** @description The campaign; absent: that of the credited link */
   campaignId?: string;
   /** @description The click token that came with the order; several joined by commas, or a landing address that holds one */
   clickToken?: string;
   /** @description Click tokens, where the shop kept several */
   clickTokens?: string[];
   /** @description The coupon as the buyer typed it; width and case do not matter */
   couponCode?: string;
   /** @description ISO 4217 code; the program's */
   currency: string;
   /** @description Who bought: finds the customer's binding and earlier clicks. A word for a guest (`0`, `guest`, …) is nobody */
   customerId?: string;
   /** @description Hashes of the merchant's own by which one buyer is known under several names; shown to nobody */
   hashes?: {
    /** @description Of the address, made with a key that is the merchant's alone: 1 to 128 visible characters */
    address?: string;
    /** @description Of the device, made with a key that is the merchant's alone: 1 to 128 visible characters */
    device?: string;
    /** @description Of the payment, made with a key that is the merchant's alone: 1 to 128 visible characters */
    payment?: string;
   };
   /** @description What was sold; their amounts sum to `amount` */
   items?: {
    /**
     * Format: minor-units
     * @description Of all these units together; below zero for a discount, which is spread, in minor units of the program's currency
     */
    amount: number;
    /** @description The merchant's id of the category: 1 to 128 visible characters */
    categoryId?: string;
    /** @description The merchant's id of the product: 1 to 128 visible characters */
    productId: string;
    /** @description Units sold; up to three decimals */
    quantity: number;
   }[];
   /** @description Kept with the order as text, and used for nothing */
   metadata?: {
    [key: string]: string | number | boolean;
   };
   /**
    * Format: date-time
    * @description When the order was placed: at most 5 minutes ahead and 400 days back; absent: when it is first received
    */
   occurredAt?: string;
   /** @description The merchant's id of the order: 1 to 128 visible characters */
   orderId: string;
  };
  ConversionBatch: {
   conversions: components["schemas"]["Conversion"][];
  };
  ConversionRecordedEvent: {
   /** @description What happened */
   data: {
    /**
     * Format: minor-units
     * @description What the order is worth, in minor units of the program's currency
     */
    amount: number;
    /**
     * Format: minor-units
     * @description What its commissions are together, in minor units of the program's currency
     */
    commission: number;
    /** @description ISO 4217 code */
    currency: string;
    /** @description The merchant's id of the order: 1 to 128 visible characters */
    orderId: string;
    /** @description Who is credited; nobody, where it is empty */
    promoterIds: string[];
    /**
     * @description What risk found of it when it was decided
     * @enum {string}
     */
    verdict: "pass" | "review" | "block";
   };
   /** @description The event, the same wherever it is said again */
   id: string;
   /**
    * Format: date-time
    * @description When it happened
    */
   occurredAt: string;
   /** @description The program's id, as the merchant chose it */
   program: string;
   /** @description Its number in the program's log */
   sequence: number;
   /**
    * @description An order was decided: who is credited, and what its commissions are together
    * @enum {string}
    */
   type: "conversion.recorded";
  };
  /**
   * @example {
   *       "orderId": "order-1001",
   *       "amount": 10000,
   *       "currency": "CNY",
   *       "customerId": "user-77"
   *     }
   */
  ConversionsBody: components["schemas"]["ConversionBatch"] | components["schemas"]["Conversion"];
  CopyTemplate: {
   /** @description What a person looks at before it is used */
   flags: {
    /** @description Where it begins, in characters of UTF-16 */
    at: number;
    /**
     * @description Why it is flagged.
     *
     *     - `absolute`: an absolute term (Advertising Law of the PRC, Art. 9 (3))
     *     - `state`: speaks for the state (Art. 9 (1), (2), (4))
     *     - `medical`: promises an effect on health (Art. 16 to 18)
     *     - `promise`: promises gain, or none of its risks (Art. 25)
     *     - `forced_sharing`: has people share for a reward, for which WeChat blocks domains
     * @enum {string}
     */
    kind: "absolute" | "state" | "medical" | "promise" | "forced_sharing";
    /** @description As it stands in the text */
    word: string;
   }[];
   /** @description The merchant's id of the template */
   id: string;
   /**
    * @description The text's language.
    *
    *     - `zh`: Chinese
    *     - `en`: English
    * @enum {string}
    */
   language: "zh" | "en";
   /** @description Null: for any */
   occasion: string | null;
   /**
    * @description Null: for all
    * @enum {string|null}
    */
   platform: "moments" | "group" | "weibo" | "xiaohongshu" | "douyin" | null;
   /** @description With its variables */
   text: string;
   /**
    * @description How the text speaks.
    *
    *     - `plain`: says what it is
    *     - `warm`: as to a friend
    *     - `lively`: with signs and exclamations
    *     - `expert`: with reasons
    * @enum {string}
    */
   tone: "plain" | "warm" | "lively" | "expert";
   /**
    * Format: date-time
    * @description When it was put
    */
   updatedAt: string;
  };
  CopyTemplateBody: {
   /**
    * @description The text's language.
    *
    *     - `zh`: Chinese
    *     - `en`: English
    * @default zh
    * @enum {string}
    */
   language?: "zh" | "en";
   /** @description An occasion, such as a feast; texts for it are given where it is named */
   occasion?: string;
   /**
    * @description Where the text is put.
    *
    *     - `moments`: WeChat Moments: at most 100 characters, which are shown without a tap
    *     - `group`: a chat group: at most 200
    *     - `weibo`: at most 140
    *     - `xiaohongshu`: at most 1,000, and no link: none can be tapped there
    *     - `douyin`: at most 300, and no link
    * @enum {string}
    */
   platform?: "moments" | "group" | "weibo" | "xiaohongshu" | "douyin";
   /** @description With variables: `{product}`, `{price}`, `{occasion}`, `{program}`, `{link}`. A text is left out where one of them is not known */
   text: string;
   /**
    * @description How the text speaks.
    *
    *     - `plain`: says what it is
    *     - `warm`: as to a friend
    *     - `lively`: with signs and exclamations
    *     - `expert`: with reasons
    * @default plain
    * @enum {string}
    */
   tone?: "plain" | "warm" | "lively" | "expert";
  };
  Coupon: {
   /** @description As it was first spelled; codes ignore case */
   code: string;
   /**
    * Format: date-time
    * @description When the coupon was made
    */
   createdAt: string;
   /**
    * Format: date-time
    * @description From when on orders cannot use it; null: never
    */
   expiresAt: string | null;
   /** @description Whom the coupon credits */
   promoterId: string;
  };
  CouponPatch: {
   /**
    * Format: date-time
    * @description From when on orders cannot use it; null: never
    */
   expiresAt?: string | null;
  };
  CreatedProgram: {
   /**
    * @description Hosts that links may lead to: `shop.example`, `shop.example:8443`, `*.shop.example`; empty: none
    * @default []
    */
   allowedHosts: string[];
   /** @description A first API key, in the answer that made the program alone */
   apiKey?: string;
   /** @description Who earns an order */
   attribution: {
    /**
     * @description Whether an order that a page reports with a click token becomes one under review, until a signed source or a key reports its id
     * @default false
     */
    acceptPixelToken: boolean;
    /**
     * Format: duration
     * @description How long before its order a click counts
     * @default P30D
     */
    clickLookback: string;
    /**
     * Format: duration
     * @description How long after its first receipt an order that nobody earned can still be credited by late evidence
     * @default PT1H
     */
    grace: string;
    /**
     * Format: duration
     * @description Of `time_decay`: the age difference that halves a share
     * @default P7D
     */
    halfLife: string;
    /**
     * Format: duration
     * @description How long before its order an impression counts; `PT0S`: never
     * @default PT0S
     */
    impressionLookback: string;
    /**
     * @description How touches share an order.
     *
     *     - `last_click`: the newest touch earns the order
     *     - `first_click`: the oldest touch earns the order
     *     - `linear`: every touch has the same share
     *     - `time_decay`: a touch has half the share of one that is `halfLife` newer
     *     - `position_based`: 40 % to the first touch, 40 % to the last, the rest to those between
     * @default last_click
     * @enum {string}
     */
    model: "last_click" | "first_click" | "linear" | "time_decay" | "position_based";
    /**
     * @description Which evidence decides, in this sequence; the first that counts alone does
     * @default [
     *       "coupon",
     *       "binding",
     *       "touch"
     *     ]
     */
    precedence: ("coupon" | "binding" | "touch")[];
   };
   /** @description How customers are bound to promoters */
   binding: {
    /**
     * @description Which binding of a customer stands.
     *
     *     - `first`: the first binding stays for ever
     *     - `none`: customers are not bound
     *     - `last`: each later binding replaces the one before
     *     - `protected`: a binding stays while `protection` has not passed, then a later one replaces it
     * @default first
     * @enum {string}
     */
    mode: "first" | "none" | "last" | "protected";
    /**
     * Format: duration
     * @description Of `protected`: how long a binding cannot be replaced
     * @default P30D
     */
    protection: string;
   };
   /** @description Bounds of what an order pays */
   commission: {
    /**
     * Format: basis-points
     * @description The most that all commissions of an order take of its amount, in basis points: 1000 is 10 %
     * @default 3000
     */
    capBps: number;
    /**
     * @description What becomes of a suspended upline's share.
     *
     *     - `forfeit`: its share is paid to nobody
     *     - `compress`: the next active upline moves up
     * @default forfeit
     * @enum {string}
     */
    inactiveUpline: "forfeit" | "compress";
    /**
     * @description Paid levels: 1 is the credited promoter, 2 its upline, 3 the upline's upline
     * @default 2
     */
    maxLevels: number;
    /**
     * @description Whether promoters earn from their own orders
     * @default false
     */
    selfPurchase: boolean;
   };
   /**
    * Format: date-time
    * @description When the program was made
    */
   createdAt: string;
   /** @description ISO 4217 code */
   currency: string;
   /**
    * Format: date-time
    * @description From when on orders are decided by this version of the settings
    */
   effectiveFrom: string;
   /** @description What is exported as files every night */
   exports: {
    /**
     * @description How files are written.
     *
     *     - `parquet`: Apache Parquet, columns compressed with Snappy
     *     - `ndjson`: a JSON object for each row, one a line
     * @default parquet
     * @enum {string}
     */
    format: "parquet" | "ndjson";
    /**
     * @description What is exported every night, of the day before in the program's time zone
     * @default []
     */
    nightly: ("orders" | "commissions" | "entries" | "events" | "clicks_hourly")[];
   };
   /** @description Limits of clicks, and when orders are reviewed */
   fraud: {
    /**
     * Format: duration
     * @description A click that took the credit from another promoter is suspicious when it is younger than this at the order
     * @default PT60S
     */
    displacedWithin: string;
    /**
     * @description Clicks that newcomers of one network may have. Five times so many count in ten minutes, and 4 more for each visitor who came back to it. Of a data centre so many count in ten minutes
     * @default 60
     */
    maxClicksPerIpPerMinute: number;
    /**
     * @description Clicks of one visitor in a minute that count, at most; three times so many on links that it opens for the first time
     * @default 20
     */
    maxClicksPerVisitorPerMinute: number;
    /**
     * @description Distinct customers who order with one click within the lookback without suspicion, at most
     * @default 10
     */
    maxCustomersPerClick: number;
    /**
     * @description Browsers from which one customer orders within the lookback without suspicion, at most
     * @default 5
     */
    maxDevicesPerCustomer: number;
    /**
     * Format: duration
     * @description An order that comes sooner after its click is suspicious; `PT0S`: none is
     * @default PT5S
     */
    minClickToConversion: string;
    /**
     * @description What is done about what is suspicious.
     *
     *     - `enforce`: clicks beyond the limits do not count, and suspicious orders are reviewed
     *     - `observe`: clicks count all the same, and orders have verdicts from which nothing follows
     * @default enforce
     * @enum {string}
     */
    mode: "enforce" | "observe";
    /**
     * Format: duration
     * @description How long a review lasts that was opened by signs and that no person has ended; it then ends by itself
     * @default P7D
     */
    reviewWithin: string;
    /** @description What signs weigh, as log likelihood ratios: an order is reviewed from 2 on, when the greatest of each group are summed */
    weights: {
     /**
      * @description How much it weighs when the click came from a tool, or from a browser that nobody used by hand; 0: nothing
      * @default 1.8
      */
     automated_browser: number;
     /**
      * @description How much it weighs when a click just before the order took the credit, while another promoter's touch was live; 0: nothing
      * @default 3
      */
     credit_displaced: number;
     /**
      * @description How much it weighs when more customers ordered with one click than may; 0: nothing
      * @default 3
      */
     customers_per_click: number;
     /**
      * @description How much it weighs when the customer ordered from more browsers than may; 0: nothing
      * @default 2.2
      */
     devices_per_customer: number;
     /**
      * @description How much it weighs when the click came from a network of servers; 0: nothing
      * @default 1
      */
     hosting_network: number;
     /**
      * @description How much it weighs when the buyer stands near the credited promoter in the tree; 0: nothing
      * @default 1.2
      */
     near_in_tree: number;
     /**
      * @description How much it weighs when the order came sooner after its click than anybody buys; 0: nothing
      * @default 2.2
      */
     order_too_soon: number;
     /**
      * @description How much it weighs when a page reported the order, and nobody who signs; 0: nothing
      * @default 2.5
      */
     page_reported: number;
     /**
      * @description How much it weighs when the promoter's orders together are unlike those of other promoters; 0: nothing
      * @default 2.5
      */
     promoter_pattern: number;
     /**
      * @description How much it weighs when customers and promoters buy from each other in a circle; 0: nothing
      * @default 3
      */
     ring: number;
     /**
      * @description How much it weighs when the click came from the network that its promoter used that day; 0: nothing
      * @default 2.2
      */
     same_network_as_promoter: number;
     /**
      * @description How much it weighs when address, payment or device are the promoter's own, or those of many customers; 0: nothing
      * @default 3
      */
     shared_contact: number;
     /**
      * @description How much it weighs when the credited promoter is paid to the same account as another promoter of the order; 0: nothing
      * @default 2.5
      */
     shared_payee: number;
     /**
      * @description How much it weighs when the amount is far above the promoter's other orders; 0: nothing
      * @default 1
      */
     unusual_amount: number;
    };
   };
   /**
    * @description Where people go from the page of a link that has ended; null: nowhere
    * @default null
    */
   homeUrl: string | null;
   /** @description The program's id, as the merchant chose it */
   id: string;
   /** @description Who may say that a visitor is a customer */
   identify: {
    /**
     * @description Whether proofs of customers that name no end are taken
     * @default false
     */
    acceptUndated: boolean;
   };
   /** @description The secret under which the merchant's server proves customer ids, in the answer that made the program alone */
   identifySecret?: string;
   /** @description The program's name, for people */
   name: string;
   /** @description Durable Objects of each class that the program begins with. Its ledgers can grow by `POST …/objects`, the others not */
   objects: number;
   /** @description What visitors may ask for */
   privacy: {
    /**
     * @description Whether `Sec-GPC: 1` of a browser keeps cookies and visitors out
     * @default true
     */
    honorGpc: boolean;
   };
   /** @description What promoters may do by their own tokens */
   promoter: {
    /**
     * @description Links that a promoter may make by its own tokens, at most
     * @default 200
     */
    maxLinks: number;
    /**
     * Format: duration
     * @description How long a promoter's token is valid, at most
     * @default P90D
     */
    maxTokenLife: string;
   };
   /** @description Who becomes a promoter */
   promoterRule: {
    /**
     * @description Who becomes a promoter.
     *
     *     - `operator`: whom the merchant makes one
     *     - `everyone`: every customer who is bound or has an order
     *     - `first_order`: every customer with a first order of at least `minAmount`
     * @default operator
     * @enum {string}
     */
    kind: "operator" | "everyone" | "first_order";
    /**
     * Format: minor-units
     * @description Of `first_order`: the least amount of that order; absent: any, in minor units of the program's currency
     */
    minAmount?: number;
   };
   /**
    * @description Where the program's objects lie: near which part of the world, or within which jurisdiction; fixed for ever; null: wherever they are first used
    * @enum {string|null}
    */
   region: "wnam" | "enam" | "sam" | "weur" | "eeur" | "apac" | "oc" | "afr" | "me" | "eu" | null;
   /** @description Who set this version; null: that is not known, or a promoter asks */
   setBy: {
    /** @description `operator`, a key or a person */
    actor: string;
    /** @description What people know the actor by: a person's address or a key's name. null: it has none or is no longer known, or a key reads that reaches neither `manage` nor `payouts` nor `keys` */
    name: string | null;
   } | null;
   /** @description When commissions can be paid out */
   settlement: {
    /**
     * Format: duration
     * @description How long after it occurred an order counts as received by itself; null: never
     * @default P15D
     */
    autoReceiveAfter: string | null;
    /**
     * Format: duration
     * @description How long commissions are held before they are available
     * @default P7D
     */
    holdPeriod: string;
    /**
     * @description When the hold period starts.
     *
     *     - `received`: when the customer received the goods
     *     - `paid`: when the order occurred
     * @default received
     * @enum {string}
     */
    holdStartsAt: "received" | "paid";
    /**
     * Format: minor-units
     * @description The smallest payout, in minor units of the program's currency
     */
    minPayout?: number;
    /**
     * @description How many approve a payout: 2 are two keys or people, of whom none alone can pay
     * @default 1
     */
    payoutApprovals: number;
    /**
     * @description `T+7`: commissions can be requested 7 days after their release
     * @default T+0
     */
    payoutCycle: string;
   };
   /**
    * @description Where links are shown to answer, one of the operator's `SHARE_ORIGINS`; null: `SHARE_ORIGIN`. Links of before answer on both
    * @default null
    */
   shareOrigin: string | null;
   /** @description Tax on payouts; the regimes of China need a program in CNY */
   tax: {
    /**
     * @description How tax is withheld from payouts.
     *
     *     - `none`: nothing is withheld
     *     - `cn_per_payment`: mainland China, labour income of each payment by itself
     *     - `cn_cumulative`: mainland China, cumulative over the tax year
     * @default none
     * @enum {string}
     */
    regime: "none" | "cn_per_payment" | "cn_cumulative";
   };
   /** @description The IANA time zone in which the program's days and months are counted */
   timezone: string;
   /** @description Version of the settings; it rises with each change */
   version: number;
   /** @description The secret that Standard Webhooks are signed with, in the answer that made the program alone */
   webhookSecret?: string;
  };
  CustomSourceSettings: {
   /**
    * @description How amounts are written.
    *
    *     - `minor`: integers of minor units, as here
    *     - `decimal`: decimals such as `12.50`, as numbers or texts
    * @default minor
    * @enum {string}
    */
   amountUnit?: "minor" | "decimal";
   /**
    * @description Where the body holds what
    * @default {}
    */
   fields?: {
    /**
     * @description JMESPath to what commission is earned on, or what an event is about; null: nowhere
     * @default data.amount
     */
    amount?: string | null;
    /**
     * @description JMESPath to the campaign; null: nowhere
     * @default data.campaignId
     */
    campaignId?: string | null;
    /**
     * @description JMESPath to the coupon code; null: nowhere
     * @default data.couponCode
     */
    couponCode?: string | null;
    /**
     * @description JMESPath to the currency; absent: the program's; null: nowhere
     * @default data.currency
     */
    currency?: string | null;
    /**
     * @description JMESPath to the customer's id; null: nowhere
     * @default data.customerId
     */
    customerId?: string | null;
    /**
     * @description JMESPath to the dispute's id; null: nowhere
     * @default data.disputeId
     */
    disputeId?: string | null;
    /**
     * @description JMESPath to the event's id; absent: a hash of the body; null: nowhere
     * @default data.eventId
     */
    eventId?: string | null;
    /**
     * @description JMESPath to a list of items with `productId`, `categoryId`, `quantity`, `amount`; null: nowhere
     * @default data.items
     */
    items?: string | null;
    /**
     * @description JMESPath to when it happened: RFC 3339, or seconds or milliseconds since 1970; null: nowhere
     * @default data.occurredAt
     */
    occurredAt?: string | null;
    /**
     * @description JMESPath to the order's id; null: nowhere
     * @default data.orderId
     */
    orderId?: string | null;
    /**
     * @description JMESPath to all that is refunded so far, in place of an amount; null: nowhere
     * @default data.refundedTotal
     */
    refundedTotal?: string | null;
    /**
     * @description JMESPath to the click token, or several in a list; null: nowhere
     * @default data.clickToken
     */
    token?: string | null;
    /**
     * @description JMESPath to the id of the refund that did not happen; null: nowhere
     * @default data.voids
     */
    voids?: string | null;
   };
   /**
    * @description How the body is signed
    * @default {}
    */
   signature?: {
    /**
     * @description The hash of the HMAC.
     *
     *     - `sha256`: HMAC-SHA256
     *     - `sha512`: HMAC-SHA512
     *     - `sha1`: HMAC-SHA1
     * @default sha256
     * @enum {string}
     */
    algorithm?: "sha256" | "sha512" | "sha1";
    /**
     * @description How the signature is written.
     *
     *     - `hex`: hexadecimal, in either case
     *     - `base64`: base64, of either alphabet
     * @default hex
     * @enum {string}
     */
    encoding?: "hex" | "base64";
    /**
     * @description The header that holds the signature
     * @default x-signature
     */
    header?: string;
    /**
     * @description What stands before the signature, such as `sha256=`
     * @default
     */
    prefix?: string;
    /**
     * @description How the secret is read.
     *
     *     - `text`: its characters are the key
     *     - `hex`: hexadecimal
     *     - `base64`: base64
     * @default text
     * @enum {string}
     */
    secretEncoding?: "text" | "hex" | "base64";
    /**
     * @description What is signed: `{body}` once, and `{timestamp}`, such as `{timestamp}.{body}`
     * @default {body}
     */
    signedText?: string;
    /** @description The header that holds the time of signing; absent: the sender signs none */
    timestampHeader?: string;
    /**
     * @description What the time counts, since 1970.
     *
     *     - `seconds`: seconds
     *     - `milliseconds`: milliseconds
     * @default seconds
     * @enum {string}
     */
    timestampUnit?: "seconds" | "milliseconds";
    /**
     * @description How far that time may be from ours, either way
     * @default 300
     */
    toleranceSeconds?: number;
   };
   /**
    * @description JMESPath to what says what happened
    * @default type
    */
   type?: string;
   /**
    * @description What each value of `type` counts as; of any other nothing is made
    * @default {
    *       "order.paid": "order.paid",
    *       "order.received": "order.received",
    *       "order.refunded": "order.refunded",
    *       "order.cancelled": "order.cancelled",
    *       "order.refund_voided": "order.refund_voided",
    *       "order.disputed": "order.disputed",
    *       "order.dispute_won": "order.dispute_won",
    *       "order.dispute_lost": "order.dispute_lost",
    *       "order.amended": "order.amended"
    *     }
    */
   values?: {
    [key: string]: "order.paid" | "order.received" | "order.refunded" | "order.cancelled" | "order.refund_voided" | "order.disputed" | "order.dispute_won" | "order.dispute_lost" | "order.amended";
   };
  };
  CustomWebhook: {
   /** @description What happened, unless the settings say where that stands */
   type?: string;
  } & {
   [key: string]: unknown;
  };
  DeadLetter: {
   /** @description The message as it was sent */
   body: string;
   /**
    * Format: date-time
    * @description When it was counted or its work done; null: it is open
    */
   doneAt: string | null;
   /** @description Number of the message */
   id: number;
   /** @description The queue whose consumer gave it up */
   queue: string;
   /**
    * Format: date-time
    * @description When it was given up
    */
   receivedAt: string;
   /**
    * Format: date-time
    * @description When it was last delivered again; null: never
    */
   replayedAt: string | null;
  };
  Erasure: {
   /**
    * Format: date-time
    * @description When it was asked for: orders that are received after its end are somebody else's
    */
   askedAt: string;
   /**
    * Format: date-time
    * @description When it ended; null while it is under way
    */
   finishedAt: string | null;
   /** @description The erasure's id */
   id: string;
   /**
    * @description As what the person is erased.
    *
    *     - `customer`: who bought
    *     - `promoter`: who earned, and may have bought as well
    * @enum {string}
    */
   kind: "customer" | "promoter";
   /**
    * @description How far it has come.
    *
    *     - `running`: under way in the background
    *     - `finished`: nothing that is stored names the person any more
    *     - `refused`: the customer has become a promoter meanwhile, or the promoter's wallet is not empty any more
    * @enum {string}
    */
   state: "running" | "finished" | "refused";
  };
  EventReplay: {
   /**
    * Format: date-time
    * @description Events that the log recorded since then
    */
   from: string;
   /**
    * Format: date-time
    * @description And before then
    */
   to: string;
  };
  Explanation: {
   /**
    * Format: minor-units
    * @description What commission is earned on; null for a promoter who earns nothing of the order, in minor units of the program's currency
    */
   amount: number | null;
   attribution: {
    /**
     * @description What the credits rest on.
     *
     *     - `coupon`: the order's coupon
     *     - `binding`: whom the customer is bound to
     *     - `touch`: clicks
     *     - `manual`: an operator credited it by hand
     *     - `none`: nobody earned it
     * @enum {string}
     */
    basis: "coupon" | "binding" | "touch" | "manual" | "none";
    binding: {
     /** @description Whom the customer was bound to; null where nobody is told */
     promoterId: string | null;
     /**
      * @description Whether it counts, or why not.
      *
      *     - `counted`: it counts
      *     - `none`: the customer was not bound
      *     - `buyer_is_promoter`: the buyer is a promoter, whose bindings are ignored
      *     - `self`: the buyer is the promoter
      *     - `suspended_promoter`: the promoter was suspended at the order's time
      *     - `unknown_promoter`: the program has no such promoter
      *     - `not_reached`: an earlier step of the precedence decided
      *     - `unreadable`: the order named its customer in a way that cannot be read
      * @enum {string}
      */
     verdict: "counted" | "none" | "buyer_is_promoter" | "self" | "suspended_promoter" | "unknown_promoter" | "not_reached" | "unreadable";
    };
    coupon: {
     /** @description As sent; null without one, or of another promoter */
     code: string | null;
     /** @description Whose coupon it is; null where nobody's is told */
     promoterId: string | null;
     /**
      * @description Whether it counts, or why not.
      *
      *     - `counted`: it counts
      *     - `none`: no coupon was sent
      *     - `unknown_coupon`: the program has no such coupon
      *     - `expired_coupon`: the coupon had ended at the order's time
      *     - `self`: the buyer is the promoter
      *     - `suspended_promoter`: the promoter was suspended at the order's time
      *     - `unknown_promoter`: the program has no such promoter
      *     - `not_reached`: an earlier step of the precedence decided
      *     - `unreadable`: what was sent as a coupon can be no code
      * @enum {string}
      */
     verdict: "counted" | "none" | "unknown_coupon" | "expired_coupon" | "self" | "suspended_promoter" | "unknown_promoter" | "not_reached" | "unreadable";
    };
    credits: {
     /** @description Who is credited */
     promoterId: string;
     /**
      * Format: basis-points
      * @description The share of the order; all credits sum to 10000, in basis points: 1000 is 10 %
      */
     weightBps: number;
    }[];
    /** @description Touches that are not listed, counted by verdict */
    furtherTouches: {
     /** @description Touches with this verdict */
     after_order?: number;
     /** @description Touches with this verdict */
     beyond_limit?: number;
     /** @description Touches with this verdict */
     counted?: number;
     /** @description Touches with this verdict */
     impression_not_credited?: number;
     /** @description Touches with this verdict */
     not_reached?: number;
     /** @description Touches with this verdict */
     outside_lookback?: number;
     /** @description Touches with this verdict */
     self?: number;
     /** @description Touches with this verdict */
     superseded?: number;
     /** @description Touches with this verdict */
     suspended_promoter?: number;
     /** @description Touches with this verdict */
     unknown_promoter?: number;
    };
    /** @description How it was credited after it was first decided; null: it was not */
    late: {
     /**
      * Format: date-time
      * @description When it was credited
      */
     at: string;
     /**
      * @description What credited it.
      *
      *     - `evidence`: evidence that came after the order
      *     - `manual`: an operator
      * @enum {string}
      */
     by: "evidence" | "manual";
     /** @description An operator's reason */
     reason?: string;
    } | null;
    /**
     * @description The attribution model in force.
     *
     *     - `last_click`: the newest touch earns the order
     *     - `first_click`: the oldest touch earns the order
     *     - `linear`: every touch has the same share
     *     - `time_decay`: a touch has half the share of one that is `halfLife` newer
     *     - `position_based`: 40 % to the first touch, 40 % to the last, the rest to those between
     * @enum {string}
     */
    model: "last_click" | "first_click" | "linear" | "time_decay" | "position_based";
    /** @description The program's sequence of evidence at the order's time */
    precedence: ("coupon" | "binding" | "touch")[];
    /** @description What each step of the precedence came to */
    steps: {
     /** @description Whether the credits rest on this step */
     decided: boolean;
     /**
      * @description A kind of evidence.
      *
      *     - `coupon`: the order's coupon
      *     - `binding`: whom the customer is bound to
      *     - `touch`: clicks, and impressions where they count
      *     - `manual`: an operator credited the order by hand
      * @enum {string}
      */
     step: "coupon" | "binding" | "touch" | "manual";
     /** @description What it came to; of touches: `counted`, `not_reached` or `none` */
     verdict: ("counted" | "none" | "unknown_coupon" | "expired_coupon" | "self" | "suspended_promoter" | "unknown_promoter" | "not_reached" | "unreadable") | ("counted" | "none" | "buyer_is_promoter" | "self" | "suspended_promoter" | "unknown_promoter" | "not_reached" | "unreadable");
    }[];
    /** @description Tokens of the order that were ignored as a whole */
    tokenFaults: ("malformed" | "forged" | "foreign_program")[];
    touches: {
     /**
      * @description What happened.
      *
      *     - `click`: somebody followed the link
      *     - `impression`: a page showed it
      * @enum {string}
      */
     kind: "click" | "impression";
     /** @description The link */
     linkId: string;
     /** @description What the edge saw of who clicked; null of impressions, of clicks before there were marks, and for a promoter */
     marks: {
      /**
       * @description What asked.
       *
       *     - `browser`: a browser of these years
       *     - `in_app`: the browser within an app, such as WeChat's
       *     - `old`: a browser of years ago, or one that names its engine and no version
       *     - `weak_word`: a browser in whose name stands a word that bots use too
       *     - `tool`: a browser that a program drives, or a library of apps and no browser at all
       * @enum {string}
       */
      agent: "browser" | "in_app" | "old" | "weak_word" | "tool";
      /**
       * @description What it brought.
       *
       *     - `returning`: it brought a cookie that an earlier visit left
       *     - `new`: it brought none
       *     - `gpc`: the visitor asks not to be tracked, so that nothing is known
       * @enum {string}
       */
      cookie: "returning" | "new" | "gpc";
      /**
       * @description How the navigation began.
       *
       *     - `activated`: the browser says that somebody set it off
       *     - `not_activated`: the browser says that nobody did, as with a redirect or a script
       *     - `missing`: the browser says nothing, although its engine always does
       *     - `not_sent`: the browser says nothing, as its engine never does
       * @enum {string}
       */
      navigation: "activated" | "not_activated" | "missing" | "not_sent";
      /**
       * @description From which kind of network.
       *
       *     - `mobile`: one of a mobile carrier
       *     - `household`: one by which households are connected
       *     - `hosting`: one of a data centre, where programs run and seldom people
       *     - `corporate`: one of a firm, a school or an authority
       *     - `unknown`: nothing is known of it
       * @enum {string}
       */
      network: "mobile" | "household" | "hosting" | "corporate" | "unknown";
      /**
       * @description From which kind of page.
       *
       *     - `none`: no page
       *     - `social`: a page of a social network or a messenger
       *     - `other`: another page
       *     - `wechat`: it was tapped inside of WeChat, whatever the page
       * @enum {string}
       */
      referrer: "none" | "social" | "other" | "wechat";
      /**
       * @description Cloudflare's own score.
       *
       *     - `none`: Cloudflare says nothing
       *     - `low`: likely a program
       *     - `middle`: hard to say
       *     - `high`: likely a person
       * @enum {string}
       */
      score: "none" | "low" | "middle" | "high";
     } | null;
     /**
      * Format: date-time
      * @description When it happened
      */
     occurredAt: string;
     /** @description Whose link it was */
     promoterId: string;
     /**
      * @description Where it is known from.
      *
      *     - `order`: a token that came with the order
      *     - `late`: a token that came when the order was received again
      *     - `journey`: the customer's own journey
      * @enum {string}
      */
     source: "order" | "late" | "journey";
     /**
      * @description Whether it counts, or why not.
      *
      *     - `counted`: it counts
      *     - `superseded`: the model takes another touch in its place
      *     - `outside_lookback`: it happened longer before the order than the lookback
      *     - `after_order`: it happened after the order
      *     - `impression_not_credited`: clicks counted, so that impressions did not
      *     - `self`: the buyer is the promoter
      *     - `suspended_promoter`: the promoter was suspended at the order's time
      *     - `unknown_promoter`: the program has no such promoter
      *     - `beyond_limit`: more promoters were touched than may share one order, and this one longest ago
      *     - `not_reached`: an earlier step of the precedence decided
      * @enum {string}
      */
     verdict: "counted" | "superseded" | "outside_lookback" | "after_order" | "impression_not_credited" | "self" | "suspended_promoter" | "unknown_promoter" | "beyond_limit" | "not_reached";
     /** @description Its weight by the model, in parts of `weighing.total`; null where it has none; an integer of any size */
     weight: string | null;
    }[];
    /** @description What came with the order and could not be read, or not whole: it costs itself alone */
    unreadable: ("couponCode" | "customerId" | "clickTokens" | "campaignId" | "items" | "categories" | "metadata" | "hashes")[];
    /** @description How weights became shares; null where touches did not decide */
    weighing: {
     shares: {
      /**
       * Format: basis-points
       * @description floor(10,000 x weight / total), in basis points: 1000 is 10 %
       */
      floorBps: number;
      /** @description Who has the share */
      promoterId: string;
      /** @description (10,000 x weight) mod total: the largest remainders get one more; an integer of any size */
      remainder: string;
      /** @description The sum of the promoter's weights; an integer of any size */
      weight: string;
      /**
       * Format: basis-points
       * @description The share of the order, in basis points: 1000 is 10 %
       */
      weightBps: number;
     }[];
     /** @description The sum of all weights; an integer of any size */
     total: string;
    } | null;
    /** @description The same in a sentence */
    why: string;
    windows: {
     /**
      * Format: duration
      * @description How long before its order a click counts
      */
     clickLookback: string;
     /**
      * Format: duration
      * @description How long late evidence could credit the order
      */
     grace: string;
     /**
      * Format: duration
      * @description Of `time_decay`: the age difference that halves a share
      */
     halfLife: string;
     /**
      * Format: duration
      * @description How long before its order an impression counts
      */
     impressionLookback: string;
     /**
      * Format: duration
      * @description How much later than its order a token that came with it may be
      */
     tokenGrace: string;
    };
   };
   commission: {
    /** @description The order's campaign, or the label that rules were chosen by; null: none */
    campaignId: string | null;
    /** @description The bound of the whole order; null in a promoter's own part */
    cap: {
     /**
      * Format: minor-units
      * @description What the campaign's budget granted; null: it was not asked, in minor units of the program's currency
      */
     budgetGranted: number | null;
     /**
      * Format: minor-units
      * @description floor(amount x capBps / 10,000), in minor units of the program's currency
      */
     capAmount: number;
     /**
      * Format: minor-units
      * @description Cut from the highest level first, within a level from the last credit first, in minor units of the program's currency
      */
     excess: number;
     /**
      * Format: minor-units
      * @description Of all commissions, what is paid once an order, which no cap cuts, in minor units of the program's currency
      */
     paidOnce: number;
     /**
      * Format: minor-units
      * @description All commissions before the cap, in minor units of the program's currency
      */
     total: number;
    } | null;
    choices: {
     /** @description The item's category; absent: it named none */
     categoryId?: string;
     /** @description What the chosen rule gives at each level */
     levels: components["schemas"]["LevelRule"][];
     /** @description Every other rule */
     passedOver: {
      /**
       * @description Why not.
       *
       *     - `not_yet_valid`: it was not valid yet
       *     - `expired`: it was no longer valid
       *     - `new_customers_only`: it pays first orders alone
       *     - `first_order_too_long_ago`: it pays orders so long after the customer's first one, and this one is later or names nobody
       *     - `other_product`: it is for another product
       *     - `other_category`: it is for another category
       *     - `other_campaign`: it is for another campaign
       *     - `other_tier`: it is for another tier
       *     - `lower_priority`: the chosen rule has a higher priority
       *     - `wider_scope`: the chosen rule has a narrower scope
       *     - `older_rule`: the chosen rule is newer
       * @enum {string}
       */
      reason: "not_yet_valid" | "expired" | "new_customers_only" | "first_order_too_long_ago" | "other_product" | "other_category" | "other_campaign" | "other_tier" | "lower_priority" | "wider_scope" | "older_rule";
      /** @description A rule that was not chosen */
      ruleId: string;
     }[];
     /** @description The item's product; absent: it named none */
     productId?: string;
     /** @description The rule that was chosen; null: none applies */
     ruleId: string | null;
     /** @description The credited promoter's tier at the order's time */
     tier: string;
    }[];
    commissions: {
     /**
      * Format: minor-units
      * @description What was earned, in minor units of the program's currency
      */
     amount: number;
     /**
      * Format: minor-units
      * @description The sum of its lines, in minor units of the program's currency
      */
     beforeCap: number;
     /** @description Place of the credit in the order's credits */
     credit: number;
     /** @description Whose credit it comes from */
     creditedPromoterId: string;
     /**
      * Format: basis-points
      * @description The credit's share of the order, by which the bases of its lines are made, in basis points: 1000 is 10 %
      */
     creditWeightBps: number;
     /**
      * Format: minor-units
      * @description What the cap and the budget cut, in minor units of the program's currency
      */
     cut: number;
     /** @description The commission's id */
     id: string;
     /**
      * Format: minor-units
      * @description What is left of the amount after refunds and lost disputes, in minor units of the program's currency
      */
     kept: number;
     /** @description The same as a formula */
     keptText: string;
     /** @description 1 is the credited promoter, 2 its upline, 3 the upline's upline */
     level: number;
     lines: {
      /**
       * Format: minor-units
       * @description What the rule gives, before the cap, in minor units of the program's currency
       */
      amount: number;
      /**
       * Format: minor-units
       * @description The credited promoter's share of the item, or of the order, in minor units of the program's currency
       */
      base: number;
      /** @description How the base is a part of the item's amount, as a formula: what rounding leaves goes to the largest remainders */
      baseText: string;
      /** @description Place in `items`; null: the whole order */
      item: number | null;
      /**
       * @description It is paid once an order, outside of the cap
       * @enum {string}
       */
      per?: "order";
      /** @description The item's product; absent: it named none */
      productId?: string;
      /** @description Units of the item */
      quantity: number;
      /**
       * Format: basis-points
       * @description The rate that the rule came to, in basis points: 1000 is 10 %
       */
      rateBps?: number;
      rule: components["schemas"]["LevelRule"];
      /** @description The rule that pays it */
      ruleId: string;
      /** @description Version of the rules that it is of */
      ruleVersion: number;
      /**
       * Format: minor-units
       * @description The promoter's sales that chose the bracket, in minor units of the program's currency
       */
      sales?: number;
      /** @description The credited promoter's shares of the rule's fixed amounts */
      shares: {
       /**
        * Format: minor-units
        * @description The share of the rule's `amount`, in minor units of the program's currency
        */
       amount?: number;
       /**
        * Format: minor-units
        * @description The share of the rule's `max`, in minor units of the program's currency
        */
       max?: number;
       /**
        * Format: minor-units
        * @description The share of the rule's `min`, in minor units of the program's currency
        */
       min?: number;
      };
      /** @description The same as a formula */
      text: string;
     }[];
     /** @description Who earns it */
     promoterId: string;
     /**
      * @description How far it has come.
      *
      *     - `pending`: paid for, and not received yet
      *     - `held`: the hold period runs
      *     - `available`: released: it can be paid out
      *     - `reversed`: nothing of it is kept
      * @enum {string}
      */
     state: "pending" | "held" | "available" | "reversed";
     /**
      * Format: minor-units
      * @description Of the amount, what the campaign's budget had no room for when a refund was voided, in minor units of the program's currency
      */
     unrestored: number;
    }[];
    /** @description Whether it is known to be the customer's first order; null for a promoter who earns nothing of it */
    customerIsNew: boolean | null;
    /**
     * Format: date-time
     * @description When the customer's first order was placed, this one included; null without a customer, or where it is not said
     */
    customerSince: string | null;
    items: {
     /**
      * Format: minor-units
      * @description Of all units together, in minor units of the program's currency
      */
     amount: number;
     /** @description The item's category; absent: it named none */
     categoryId?: string;
     /** @description The item's product; absent: it named none */
     productId?: string;
     /** @description Units sold */
     quantity: number;
     shares: {
      /**
       * Format: minor-units
       * @description The share of the item, in minor units of the program's currency
       */
      base: number;
      /** @description Place in `choices` */
      choice: number;
      /** @description Who is credited */
      creditedPromoterId: string;
     }[];
    }[];
    /** @description The program's settings at the order's time */
    policy: {
     /**
      * Format: basis-points
      * @description The most that all commissions of an order take of its amount, in basis points: 1000 is 10 %
      */
     capBps: number;
     /**
      * @description What becomes of a suspended upline's share.
      *
      *     - `forfeit`: its share is paid to nobody
      *     - `compress`: the next active upline moves up
      * @enum {string}
      */
     inactiveUpline: "forfeit" | "compress";
     /** @description Paid levels */
     maxLevels: number;
     /** @description Whether promoters earn from their own orders */
     selfPurchase: boolean;
    };
    uplines: {
     /** @description Whose line it is */
     creditedPromoterId: string;
     /** @description 1 is the credited promoter, 2 its upline, 3 the upline's upline */
     level: number;
     /**
      * @description What became of the level.
      *
      *     - `paid`: it is paid
      *     - `suspended_forfeited`: it was suspended, and its share is paid to nobody
      *     - `suspended_compressed`: it was suspended, and the next active upline moved up
      *     - `self_forfeited`: it is the buyer, and its share is paid to nobody
      *     - `no_rule`: no rule pays this level
      * @enum {string}
      */
     outcome: "paid" | "suspended_forfeited" | "suspended_compressed" | "self_forfeited" | "no_rule";
     /** @description Who stood at the level */
     promoterId: string;
     /** @description The promoter's own sales before the order, for rules that go by them */
     sales?: {
      /**
       * Format: minor-units
       * @description All of its own sales, in minor units of the program's currency
       */
      lifetimeSales: number;
      /**
       * Format: minor-units
       * @description Those of the order's month, in minor units of the program's currency
       */
      monthSales: number;
     };
     /** @description Its tier at the order's time */
     tier: string;
    }[];
   };
   /** @description ISO 4217 code */
   currency: string;
   /** @description Null where the order named no customer, and in a promoter's own part */
   customerId: string | null;
   /**
    * Format: date-time
    * @description When this service first received it
    */
   firstReceivedAt: string;
   /**
    * Format: date-time
    * @description When the order was placed
    */
   occurredAt: string;
   /** @description The merchant's id of the order: 1 to 128 visible characters */
   orderId: string;
   /** @description What was taken back of the order; null for a promoter who earns nothing of the order */
   reversal: {
    /**
     * Format: minor-units
     * @description What commissions go by: above `reversed` while the campaign's budget is asked for room, in minor units of the program's currency
     */
    applied: number;
    /**
     * Format: minor-units
     * @description What the campaign's budget is asked for since a refund was voided, and has not answered; 0: nothing, in minor units of the program's currency
     */
    askedOfBudget: number;
    /** @description What happened to the order, in sequence */
    events: {
     /**
      * Format: minor-units
      * @description What the event takes back or brings, or what the order is worth. Absent: all that is left, or as the event that it answers, in minor units of the program's currency
      */
     amount?: number;
     /**
      * @description Its `refundedTotal` may be less than before: the latest counts, with the parts since
      * @enum {boolean}
      */
     asOf?: true;
     /** @description Which dispute it is about */
     disputeId?: string;
     /**
      * Format: date-time
      * @description Of a review that a case opened which somebody looks at longer: when that ends
      */
     endsAt?: string;
     /** @description The id that the event was received with, or ours */
     eventId: string;
     /** @description What it is about */
     items?: {
      /**
       * Format: minor-units
       * @description Of all these units together; below zero for a discount, in minor units of the program's currency
       */
      amount?: number;
      /** @description The product's category */
      categoryId?: string;
      /** @description The product */
      productId: string;
      /** @description Units of it */
      quantity?: number;
     }[];
     /**
      * Format: date-time
      * @description When it happened
      */
     occurredAt: string;
     /**
      * @description Its amounts are of what was paid in all: of the order's amount they take a part in proportion
      * @enum {boolean}
      */
     ofPaid?: true;
     /**
      * Format: minor-units
      * @description Of `amended`: what was paid in all by then, in minor units of the program's currency
      */
     paid?: number;
     /** @description Which payment of the order it is about; `refundedTotal` is of that one */
     payment?: string;
     /** @description Why, as a person wrote it */
     reason?: string;
     /**
      * Format: minor-units
      * @description Of `refunded`: all that was refunded by then, in minor units of the program's currency
      */
     refundedTotal?: number;
     /** @description What became known of the order; a promoter sees the code alone */
     risk?: {
      /**
       * @description Why a person looks at the order.
       *
       *     - `order_too_soon`: the order came sooner after its click than anybody buys
       *     - `credit_displaced`: a click just before the order took the credit, while another promoter's touch was live
       *     - `customers_per_click`: more customers ordered with one click than may
       *     - `devices_per_customer`: the customer ordered from more browsers than may
       *     - `hosting_network`: the click came from a network of servers
       *     - `automated_browser`: the click came from a tool, or from a browser that nobody used by hand
       *     - `near_in_tree`: the buyer stands near the credited promoter in the tree
       *     - `same_network_as_promoter`: the click came from the network that its promoter used that day
       *     - `shared_payee`: the credited promoter is paid to the same account as another promoter of the order
       *     - `shared_contact`: address, payment or device are the promoter's own, or those of many customers
       *     - `unusual_amount`: the amount is far above the promoter's other orders
       *     - `ring`: customers and promoters buy from each other in a circle
       *     - `promoter_pattern`: the promoter's orders together are unlike those of other promoters
       *     - `page_reported`: a page reported the order, and nobody who signs
       * @enum {string}
       */
      code: "order_too_soon" | "credit_displaced" | "customers_per_click" | "devices_per_customer" | "hosting_network" | "automated_browser" | "near_in_tree" | "same_network_as_promoter" | "shared_payee" | "shared_contact" | "unusual_amount" | "ring" | "promoter_pattern" | "page_reported";
      /** @description Figures and ids that it rests on; other members for each code */
      facts?: {
       [key: string]: string | number | boolean;
      };
      /** @description A log likelihood ratio: how much likelier the finding is under fraud than without */
      weight?: number;
     };
     /**
      * @description What happened.
      *
      *     - `received`: the customer received the goods; the earliest counts
      *     - `refunded`: a refund of `amount`; absent: of all that is left
      *     - `cancelled`: the whole order is taken back
      *     - `refund_voided`: the refund that `voids` names did not happen
      *     - `disputed`: a dispute was opened; until it is closed nothing is released
      *     - `dispute_won`: the merchant won the dispute: nothing is taken back
      *     - `dispute_lost`: the merchant lost it: `amount` is taken back; absent: as disputed
      *     - `amended`: the order is worth `amount` from then on, more or less; the latest counts, and `items` say of what
      *     - `released`: the hold period ended, or an operator released it
      *     - `review_opened`: an operator began a review, or what became known of the order, as `risk` says
      *     - `review_cleared`: an operator ended the review, or nobody came within `fraud.reviewWithin`
      *     - `risk_noted`: something became known of the order, as `risk` says; nothing follows from it
      *     - `reversed`: an operator took everything back
      *     - `reversal_voided`: an operator took back the reversals before it
      *     - `credited`: late evidence credited what nobody had earned
      *     - `manually_credited`: an operator credited what nobody had earned
      *     - `planned`: an operator had decided again what it earns, by rules that were set since
      *     - `restored`: the campaign's budget answered what a voided refund may bring back
      * @enum {string}
      */
     type: "received" | "refunded" | "cancelled" | "refund_voided" | "disputed" | "dispute_won" | "dispute_lost" | "amended" | "released" | "review_opened" | "review_cleared" | "risk_noted" | "reversed" | "reversal_voided" | "credited" | "manually_credited" | "planned" | "restored";
     /** @description What came with it and could not be read */
     unreadable?: ("items" | "categories")[];
     /** @description The refund that is taken back */
     voids?: string;
     /**
      * Format: minor-units
      * @description Of `restored`: what commissions were to gain when a refund was voided; `amount` is what the budget granted, in minor units of the program's currency
      */
     wanted?: number;
    }[];
    /**
     * Format: minor-units
     * @description What is left of the order, in minor units of the program's currency
     */
    left: number;
    /**
     * Format: minor-units
     * @description Refunds and lost disputes, at most the order's amount, in minor units of the program's currency
     */
    reversed: number;
   } | null;
   /** @description What was made of the risk; null for a promoter who earns nothing of the order */
   risk: {
    /**
     * @description The program only observes: nothing follows from the verdict
     * @enum {boolean}
     */
    observed?: true;
    /** @description Why, with what became known later; a promoter sees the codes alone */
    reasons: {
     /**
      * @description Why a person looks at the order.
      *
      *     - `order_too_soon`: the order came sooner after its click than anybody buys
      *     - `credit_displaced`: a click just before the order took the credit, while another promoter's touch was live
      *     - `customers_per_click`: more customers ordered with one click than may
      *     - `devices_per_customer`: the customer ordered from more browsers than may
      *     - `hosting_network`: the click came from a network of servers
      *     - `automated_browser`: the click came from a tool, or from a browser that nobody used by hand
      *     - `near_in_tree`: the buyer stands near the credited promoter in the tree
      *     - `same_network_as_promoter`: the click came from the network that its promoter used that day
      *     - `shared_payee`: the credited promoter is paid to the same account as another promoter of the order
      *     - `shared_contact`: address, payment or device are the promoter's own, or those of many customers
      *     - `unusual_amount`: the amount is far above the promoter's other orders
      *     - `ring`: customers and promoters buy from each other in a circle
      *     - `promoter_pattern`: the promoter's orders together are unlike those of other promoters
      *     - `page_reported`: a page reported the order, and nobody who signs
      * @enum {string}
      */
     code: "order_too_soon" | "credit_displaced" | "customers_per_click" | "devices_per_customer" | "hosting_network" | "automated_browser" | "near_in_tree" | "same_network_as_promoter" | "shared_payee" | "shared_contact" | "unusual_amount" | "ring" | "promoter_pattern" | "page_reported";
     /** @description Figures and ids that it rests on; other members for each code */
     facts?: {
      [key: string]: string | number | boolean;
     };
     /** @description A log likelihood ratio: how much likelier the finding is under fraud than without */
     weight?: number;
    }[];
    /** @description The weights of all reasons, the greatest of each group; null for a promoter */
    score: number | null;
    /**
     * @description What was made of the risk.
     *
     *     - `pass`: nothing was found
     *     - `review`: accepted, and not released before a person clears it
     *     - `block`: accepted, and nothing of it is paid
     * @enum {string}
     */
    verdict: "pass" | "review" | "block";
   } | null;
   /** @description The same in sentences for people, in the language of the answer */
   summary: string[];
   /** @description Versions that the order was decided by; 0 are the defaults */
   versions: {
    /** @description Version of the rules */
    rules: number;
    /** @description Version of the settings */
    settings: number;
    /** @description Version of the tiers */
    tiers: number;
   };
  };
  Export: {
   /**
    * Format: date-time
    * @description Until then everything is in; null before it begins
    */
   asOf: string | null;
   /** @description Bytes of those files */
   bytes: number;
   /**
    * @description What is exported
    * @enum {string}
    */
   dataset: "orders" | "commissions" | "entries" | "events" | "clicks_hourly";
   /**
    * Format: date-time
    * @description When it and its files are deleted; null: never, or not before it has ended
    */
   expiresAt: string | null;
   /**
    * @description Why it failed; null unless it did.
    *
    *     - `program_put_back`: the program was put back to an earlier moment meanwhile
    *     - `events_gone`: the log of events does not reach back to `from` any more
    *     - `not_read`: what is to be exported could not be read for an hour; the log says why
    *     - `file_lost`: a file that was written is not in the bucket any more
    * @enum {string|null}
    */
   failure: "program_put_back" | "events_gone" | "not_read" | "file_lost" | null;
   /** @description Files written so far, without the manifest */
   files: number;
   /**
    * Format: date-time
    * @description When it finished or failed; null before that
    */
   finishedAt: string | null;
   /**
    * @description How files are written
    * @enum {string}
    */
   format: "parquet" | "ndjson";
   /**
    * Format: date-time
    * @description Rows of then or later
    */
   from: string;
   /** @description The export */
   id: string;
   /** @description The day of a nightly one; null of one asked for by hand */
   night: string | null;
   /**
    * Format: date-time
    * @description When it was asked for
    */
   requestedAt: string;
   /** @description Rows written so far */
   rows: number;
   /**
    * @description How far it has come.
    *
    *     - `queued`: waits for other exports of the program: one runs at a time
    *     - `running`: under way in the background
    *     - `finished`: all files and their manifest are written
    *     - `failed`: it cannot go on; what is asked for again is another export
    * @enum {string}
    */
   state: "queued" | "running" | "finished" | "failed";
   /** @description By which rows are dealt to days */
   timezone: string;
   /**
    * Format: date-time
    * @description Rows of before
    */
   to: string;
  };
  /**
   * @example {
   *       "kind": "customer",
   *       "customerId": "user-77",
   *       "firstOrderAt": "2026-11-22T08:00:00.000Z",
   *       "visitors": [],
   *       "touches": [
   *         {
   *           "kind": "click",
   *           "promoterId": "pr_5k",
   *           "linkId": "ln_1",
   *           "at": "2026-11-22T07:50:00.000Z",
   *           "marks": null,
   *           "networkTag": null
   *         }
   *       ],
   *       "bindings": [
   *         {
   *           "promoterId": "pr_5k",
   *           "from": "2026-11-22T08:00:00.000Z",
   *           "to": null
   *         }
   *       ]
   *     }
   */
  ExportedLine: {
   bindings: {
    /**
     * Format: date-time
     * @description Since when
     */
    from: string;
    /** @description Whom the customer was bound to */
    promoterId: string;
    /**
     * Format: date-time
     * @description Until when; null while it stands
     */
    to: string | null;
   }[];
   /** @description The merchant's id of the customer: 1 to 128 visible characters */
   customerId: string;
   /**
    * Format: date-time
    * @description When the first order was placed; null without one
    */
   firstOrderAt: string | null;
   /**
    * @description What the line is of: `customer`
    * @enum {string}
    */
   kind: "customer";
   touches: {
    /**
     * Format: date-time
     * @description When it happened
     */
    at: string;
    /**
     * @description What it was.
     *
     *     - `click`: a tap
     *     - `impression`: a view
     * @enum {string}
     */
    kind: "click" | "impression";
    /** @description The link */
    linkId: string;
    /** @description What was seen of who clicked; null where nothing is known */
    marks: {
     /**
      * @description What asked.
      *
      *     - `browser`: a browser of these years
      *     - `in_app`: the browser within an app, such as WeChat's
      *     - `old`: a browser of years ago, or one that names its engine and no version
      *     - `weak_word`: a browser in whose name stands a word that bots use too
      *     - `tool`: a browser that a program drives, or a library of apps and no browser at all
      * @enum {string}
      */
     agent: "browser" | "in_app" | "old" | "weak_word" | "tool";
     /**
      * @description What it brought.
      *
      *     - `returning`: it brought a cookie that an earlier visit left
      *     - `new`: it brought none
      *     - `gpc`: the visitor asks not to be tracked, so that nothing is known
      * @enum {string}
      */
     cookie: "returning" | "new" | "gpc";
     /**
      * @description How the navigation began.
      *
      *     - `activated`: the browser says that somebody set it off
      *     - `not_activated`: the browser says that nobody did, as with a redirect or a script
      *     - `missing`: the browser says nothing, although its engine always does
      *     - `not_sent`: the browser says nothing, as its engine never does
      * @enum {string}
      */
     navigation: "activated" | "not_activated" | "missing" | "not_sent";
     /**
      * @description From which kind of network.
      *
      *     - `mobile`: one of a mobile carrier
      *     - `household`: one by which households are connected
      *     - `hosting`: one of a data centre, where programs run and seldom people
      *     - `corporate`: one of a firm, a school or an authority
      *     - `unknown`: nothing is known of it
      * @enum {string}
      */
     network: "mobile" | "household" | "hosting" | "corporate" | "unknown";
     /**
      * @description From which kind of page.
      *
      *     - `none`: no page
      *     - `social`: a page of a social network or a messenger
      *     - `other`: another page
      *     - `wechat`: it was tapped inside of WeChat, whatever the page
      * @enum {string}
      */
     referrer: "none" | "social" | "other" | "wechat";
     /**
      * @description Cloudflare's own score.
      *
      *     - `none`: Cloudflare says nothing
      *     - `low`: likely a program
      *     - `middle`: hard to say
      *     - `high`: likely a person
      * @enum {string}
      */
     score: "none" | "low" | "middle" | "high";
    } | null;
    /** @description 16 bits that told networks apart on that day; null where it was not known */
    networkTag: number | null;
    /** @description Whose link */
    promoterId: string;
   }[];
   /** @description Browsers that were proved to be the customer's, by alias */
   visitors: string[];
  } | {
   /**
    * @description What the line is of: `order`
    * @enum {string}
    */
   kind: "order";
   order: components["schemas"]["Order"];
  } | {
   /**
    * @description What the line is of: `unusable_webhook`
    * @enum {string}
    */
   kind: "unusable_webhook";
   webhook: components["schemas"]["UnusableWebhook"];
  } | {
   /**
    * Format: date-time
    * @description When the member became a promoter
    */
   joinedAt: string;
   /**
    * @description What the line is of: `promoter`
    * @enum {string}
    */
   kind: "promoter";
   /** @description The merchant's id of the member; promoters and customers share one namespace: 1 to 128 visible characters */
   memberId: string;
   /** @description As the merchant calls it; null: not named */
   name: string | null;
   /** @description The promoter's id */
   promoterId: string;
  } | {
   /**
    * @description What the line is of: `upline`
    * @enum {string}
    */
   kind: "upline";
   upline: components["schemas"]["UplineChange"];
  } | {
   /**
    * @description What the line is of: `payee`
    * @enum {string}
    */
   kind: "payee";
   payee: components["schemas"]["PayeeChange"];
  } | {
   /**
    * @description What the line is of: `payee_proposal`
    * @enum {string}
    */
   kind: "payee_proposal";
   proposal: components["schemas"]["PayeeProposal"];
  } | {
   /**
    * @description What the line is of: `wechat`
    * @enum {string}
    */
   kind: "wechat";
   wechat: components["schemas"]["WechatBinding"];
  } | {
   /** @description When the promoter came from it, by UTC */
   date: string;
   /**
    * @description What the line is of: `network`
    * @enum {string}
    */
   kind: "network";
   /** @description 16 bits that told networks apart on that day */
   networkTag: number;
  } | {
   /**
    * @description What the line is of: `payout`
    * @enum {string}
    */
   kind: "payout";
   payout: components["schemas"]["Payout"];
  } | {
   adjustment: components["schemas"]["ListedAdjustment"];
   /**
    * @description What the line is of: `adjustment`
    * @enum {string}
    */
   kind: "adjustment";
  } | {
   /**
    * @description What the line is of: `link`
    * @enum {string}
    */
   kind: "link";
   link: components["schemas"]["Link"];
  } | {
   /**
    * @description What the line is of: `note`
    * @enum {string}
    */
   kind: "note";
   note: components["schemas"]["PromoterNote"];
  } | {
   /**
    * @description What the line is of: `story`
    * @enum {string}
    */
   kind: "story";
   story: components["schemas"]["Material"];
  } | {
   /**
    * Format: date-time
    * @description When it was done
    */
   at: string;
   /**
    * @description What the line is of: `reason`
    * @enum {string}
    */
   kind: "reason";
   /** @description What was done to the promoter or its payout: an `operationId` */
   operation: string;
   /** @description Why, as whoever did it wrote */
   reason: string;
  };
  /** @description Null until it has finished */
  ExportManifest: {
   /**
    * Format: date-time
    * @description Until then everything is in; of what came later while it was read, some may be
    */
   asOf: string;
   /** @description Bytes of all files together */
   bytes: number;
   /** @description In the sequence of the files */
   columns: {
    /** @description As files name it */
    name: string;
    /**
     * @description What it holds.
     *
     *     - `string`: text in UTF-8
     *     - `integer`: 64 bits; amounts are minor units of `currency`
     *     - `boolean`: true or false
     *     - `instant`: in UTC, with milliseconds; as text in NDJSON
     * @enum {string}
     */
    type: "string" | "integer" | "boolean" | "instant";
   }[];
   /**
    * @description What is exported
    * @enum {string}
    */
   dataset: "orders" | "commissions" | "entries" | "events" | "clicks_hourly";
   /** @description The export */
   export: string;
   /** @description Every row is in one of them, once */
   files: {
    /** @description Bytes of the file */
    bytes: number;
    /** @description In the time zone of the export */
    day: string;
    /** @description Below `…/files/` */
    path: string;
    /** @description Rows of the file */
    rows: number;
    /** @description Of its bytes, in hexadecimal */
    sha256: string;
   }[];
   /**
    * @description How files are written
    * @enum {string}
    */
   format: "parquet" | "ndjson";
   /**
    * Format: date-time
    * @description Rows of then or later
    */
   from: string;
   /** @description The program's id, as the merchant chose it */
   program: string;
   /** @description Rows of all files together */
   rows: number;
   /** @description By which rows are dealt to days */
   timezone: string;
   /**
    * Format: date-time
    * @description Rows of before
    */
   to: string;
  } | null;
  ExportWithManifest: {
   /**
    * Format: date-time
    * @description Until then everything is in; null before it begins
    */
   asOf: string | null;
   /** @description Bytes of those files */
   bytes: number;
   /**
    * @description What is exported
    * @enum {string}
    */
   dataset: "orders" | "commissions" | "entries" | "events" | "clicks_hourly";
   /**
    * Format: date-time
    * @description When it and its files are deleted; null: never, or not before it has ended
    */
   expiresAt: string | null;
   /**
    * @description Why it failed; null unless it did.
    *
    *     - `program_put_back`: the program was put back to an earlier moment meanwhile
    *     - `events_gone`: the log of events does not reach back to `from` any more
    *     - `not_read`: what is to be exported could not be read for an hour; the log says why
    *     - `file_lost`: a file that was written is not in the bucket any more
    * @enum {string|null}
    */
   failure: "program_put_back" | "events_gone" | "not_read" | "file_lost" | null;
   /** @description Files written so far, without the manifest */
   files: number;
   /**
    * Format: date-time
    * @description When it finished or failed; null before that
    */
   finishedAt: string | null;
   /**
    * @description How files are written
    * @enum {string}
    */
   format: "parquet" | "ndjson";
   /**
    * Format: date-time
    * @description Rows of then or later
    */
   from: string;
   /** @description The export */
   id: string;
   manifest: components["schemas"]["ExportManifest"];
   /** @description The day of a nightly one; null of one asked for by hand */
   night: string | null;
   /**
    * Format: date-time
    * @description When it was asked for
    */
   requestedAt: string;
   /** @description Rows written so far */
   rows: number;
   /**
    * @description How far it has come.
    *
    *     - `queued`: waits for other exports of the program: one runs at a time
    *     - `running`: under way in the background
    *     - `finished`: all files and their manifest are written
    *     - `failed`: it cannot go on; what is asked for again is another export
    * @enum {string}
    */
   state: "queued" | "running" | "finished" | "failed";
   /** @description By which rows are dealt to days */
   timezone: string;
   /**
    * Format: date-time
    * @description Rows of before
    */
   to: string;
  };
  Fault: {
   /**
    * @description What is wrong there, as a fixed word. Absent: the message alone says it. Later versions may have more words.
    *
    *     - `required`: it is not there
    *     - `unknown_member`: there is no such member or parameter
    *     - `wrong_type`: it is of another type
    *     - `not_an_integer`: it is no whole number
    *     - `not_one_of`: it is none of the words or values that are taken
    *     - `wrong_form`: it is a text that is not written as it has to be
    *     - `too_short`: the text has fewer characters than `limit`
    *     - `too_long`: the text has more characters than `limit`
    *     - `too_few`: the list has fewer items than `limit`
    *     - `too_many`: the list has more items than `limit`
    *     - `too_small`: the number is below `limit`
    *     - `too_large`: the number is above `limit`
    * @enum {string}
    */
   kind?: "required" | "unknown_member" | "wrong_type" | "not_an_integer" | "not_one_of" | "wrong_form" | "too_short" | "too_long" | "too_few" | "too_many" | "too_small" | "too_large";
   /** @description The bound of the kinds that name it */
   limit?: number;
   /** @description What is wrong there, for people */
   message: string;
   /** @description Where in the body, as `items[0].amount`; else the parameter */
   path: string;
  };
  Growth: {
   /** @description Objects that the program's orders and customers are to be dealt to; never fewer than before */
   count: number;
  };
  Health: {
   /**
    * @description `ok`: the service can serve
    * @enum {string}
    */
   status: "ok";
  };
  /**
   * @example {
   *       "type": "done",
   *       "lines": 2,
   *       "joined": 1,
   *       "bound": 1,
   *       "unchanged": 0,
   *       "refused": 0,
   *       "waiting": 0
   *     }
   */
  ImportReport: {
   /** @description Customers who were bound */
   bound: number;
   /** @description Members who became promoters */
   joined: number;
   /** @description Lines read so far */
   lines: number;
   /** @description Lines that were refused */
   refused: number;
   /**
    * @description `progress`: every so many lines
    * @enum {string}
    */
   type: "progress";
   /** @description Lines that stood before as received */
   unchanged: number;
   /** @description Lines whose upline has not come yet */
   waiting: number;
  } | {
   /** @description Number of the line, from 1 */
   line: number;
   /** @description Null where the line cannot be read */
   memberId: string | null;
   /** @description A code such as `unknown_upline`, `cycle` where members name each other as uplines, or what cannot be read */
   reason: string;
   /**
    * @description `refused`: one line, with its reason
    * @enum {string}
    */
   type: "refused";
  } | {
   /** @description Customers who were bound */
   bound: number;
   /** @description Members who became promoters */
   joined: number;
   /** @description Lines read so far */
   lines: number;
   /** @description Lines that were refused */
   refused: number;
   /**
    * @description `done`: the last line
    * @enum {string}
    */
   type: "done";
   /** @description Lines that stood before as received */
   unchanged: number;
   /** @description Lines whose upline has not come yet */
   waiting: number;
  } | {
   /** @description Customers who were bound */
   bound: number;
   /** @description The code of the problem, as any refusal has one */
   code: string;
   /** @description The problem in a sentence */
   detail: string;
   /** @description Members who became promoters */
   joined: number;
   /** @description Lines read so far */
   lines: number;
   /** @description Lines that were refused */
   refused: number;
   /**
    * @description `failed`: the last line; send the same lines again
    * @enum {string}
    */
   type: "failed";
   /** @description Lines that stood before as received */
   unchanged: number;
   /** @description Lines whose upline has not come yet */
   waiting: number;
  };
  JournalEntry: {
   /**
    * Format: minor-units
    * @description What is moved, in minor units of the program's currency
    */
   amount: number;
   /**
    * Format: minor-units
    * @description What is available after this entry, in minor units of the program's currency
    */
   balanceAfter: number;
   /**
    * @description The account that it goes to.
    *
    *     - `pending`: the promoter's commissions not received yet
    *     - `held`: those whose hold period runs
    *     - `available`: what can be paid out
    *     - `reserved`: what a payout has set aside
    *     - `paid`: what was paid out
    *     - `withheld`: tax withheld
    *     - `debt`: what the promoter owes
    *     - `commissions`: the merchant's cost of commissions
    *     - `adjustments`: the merchant's cost of bonuses, less penalties
    * @enum {string}
    */
   credit: "pending" | "held" | "available" | "reserved" | "paid" | "withheld" | "debt" | "commissions" | "adjustments";
   /**
    * @description The account that the amount leaves.
    *
    *     - `pending`: the promoter's commissions not received yet
    *     - `held`: those whose hold period runs
    *     - `available`: what can be paid out
    *     - `reserved`: what a payout has set aside
    *     - `paid`: what was paid out
    *     - `withheld`: tax withheld
    *     - `debt`: what the promoter owes
    *     - `commissions`: the merchant's cost of commissions
    *     - `adjustments`: the merchant's cost of bonuses, less penalties
    * @enum {string}
    */
   debit: "pending" | "held" | "available" | "reserved" | "paid" | "withheld" | "debt" | "commissions" | "adjustments";
   /** @description SHA-256, hex, over the hash before and every member above: the journal is a chain */
   hash: string;
   /** @description The entry's id */
   id: string;
   /**
    * @description What happened.
    *
    *     - `earn`: a commission was earned
    *     - `hold`: its hold period began
    *     - `release`: it became available
    *     - `reverse`: it was taken back
    *     - `restore`: what was taken back came again
    *     - `bonus`: a bonus by the operator, or the prize of a contest
    *     - `penalty`: a penalty by the operator
    *     - `payout_requested`: a payout set money aside
    *     - `payout_given_back`: a payout that came to nothing gave it back
    *     - `payout_paid`: a payout was paid, net
    *     - `payout_withheld`: the tax of a payout
    *     - `payout_returned`: a payout that was paid came back
    * @enum {string}
    */
   kind: "earn" | "hold" | "release" | "reverse" | "restore" | "bonus" | "penalty" | "payout_requested" | "payout_given_back" | "payout_paid" | "payout_withheld" | "payout_returned";
   /**
    * Format: date-time
    * @description When it was posted
    */
   occurredAt: string;
   /** @description The order that it comes from, after `page` and two blanks where only a page reported it; absent: none */
   orderId?: string;
   /** @description Id of the commission, payout or adjustment; of a contest's prize `prize_`, the rank, `_` and the contest's id */
   reference: string;
   /** @description 1, 2, 3, … within the promoter's journal */
   sequence: number;
  };
  JournalVerification: {
   /** @description Sequence of the first entry that does not fit; null where all do */
   brokenAt: number | null;
   /** @description Entries of the journal */
   entries: number;
   /** @description Hash of the last entry; null without entries */
   head: string | null;
   /** @description Whether every checked entry fits the one before */
   valid: boolean;
  };
  LevelRule: {
   /**
    * Format: minor-units
    * @description For each unit sold, in minor units of the program's currency
    */
   amount?: number;
   /**
    * @description Which sales choose the bracket.
    *
    *     - `lifetime_sales`: all of the promoter's own sales before the order
    *     - `month_sales`: those of the order's calendar month in the program's time zone
    * @enum {string}
    */
   basis?: "lifetime_sales" | "month_sales";
   /** @description Rising by `from` */
   brackets?: {
    /**
     * Format: minor-units
     * @description The least sales of the bracket, in minor units of the program's currency
     */
    from: number;
    /**
     * Format: basis-points
     * @description What the bracket pays of the whole base, in basis points: 1000 is 10 %
     */
    rateBps: number;
   }[];
   /**
    * @description How the level is paid.
    *
    *     - `percentage`: a part of the base
    *     - `fixed`: an amount for each unit sold, or once an order
    *     - `tiered`: a part of the base, by the promoter's sales
    *     - `hybrid`: a part of the base and an amount for each unit sold
    * @enum {string}
    */
   kind: "percentage" | "fixed" | "tiered" | "hybrid";
   /** @description 1 is the credited promoter, 2 its upline, 3 the upline's upline */
   level: number;
   /**
    * Format: minor-units
    * @description The most it pays, in minor units of the program's currency
    */
   max?: number;
   /**
    * Format: minor-units
    * @description The least it pays, in minor units of the program's currency
    */
   min?: number;
   /**
    * @description What the amount is paid for.
    *
    *     - `unit`: each unit sold
    *     - `order`: the order, once, also one of amount 0; outside of the cap
    * @enum {string}
    */
   per?: "unit" | "order";
   /**
    * Format: basis-points
    * @description The part of the base, in basis points: 1000 is 10 %
    */
   rateBps?: number;
  };
  Link: {
   /** @description Orders of the link belong to this campaign where they name none; null: none */
   campaignId: string | null;
   /**
    * Format: date-time
    * @description When the link was made
    */
   createdAt: string;
   /**
    * Format: uri
    * @description Where the link leads: https, on a host of the program's `allowedHosts`
    */
   destination: string;
   /**
    * Format: uri
    * @description Where the link leads, without a token, once it has expired or was disabled. It is by https, on an allowed host; null: none
    */
   expiredUrl: string | null;
   /**
    * Format: date-time
    * @description From when on the link answers 410; null: never
    */
   expiresAt: string | null;
   /** @description The link's id */
   id: string;
   /**
    * @description Who made the link.
    *
    *     - `merchant`: the merchant, who alone changes it
    *     - `promoter`: the promoter itself, by one of its tokens
    * @enum {string}
    */
   madeBy: "merchant" | "promoter";
   /** @description What link-preview crawlers are shown; null: the destination's own card */
   preview: {
    /** @description Text of the card */
    description?: string;
    /**
     * Format: uri
     * @description Address of the card's picture
     */
    image?: string;
    /** @description Title of the card */
    title: string;
   } | null;
   /** @description The product that the link is for; told in reports; null: none */
   productId: string | null;
   /** @description Whose link it is */
   promoterId: string;
   /** @description The part of the address that names the link */
   slug: string;
   /**
    * @description What the link does.
    *
    *     - `active`: leads to its destination
    *     - `disabled`: answers 410
    * @enum {string}
    */
   status: "active" | "disabled";
   /**
    * Format: uri
    * @description The address to share
    */
   url: string;
  };
  LinkPatch: {
   /** @description Orders of the link belong to this campaign where they name none; null: none */
   campaignId?: string | null;
   /**
    * Format: uri
    * @description Where the link leads: https, on a host of the program's `allowedHosts`
    */
   destination?: string;
   /**
    * Format: uri
    * @description Where the link leads, without a token, once it has expired or was disabled. It is by https, on an allowed host; null: a page says that it has ended
    */
   expiredUrl?: string | null;
   /**
    * Format: date-time
    * @description From when on the link answers 410; null: never
    */
   expiresAt?: string | null;
   /** @description What link-preview crawlers are shown; null: the destination's own card */
   preview?: {
    /** @description Text of the card */
    description?: string;
    /**
     * Format: uri
     * @description Address of the card's picture
     */
    image?: string;
    /** @description Title of the card */
    title: string;
   } | null;
   /** @description The product that the link is for; told in reports; null: none */
   productId?: string | null;
   /**
    * @description What the link does.
    *
    *     - `active`: leads to its destination
    *     - `disabled`: answers 410
    * @enum {string}
    */
   status?: "active" | "disabled";
  };
  /**
   * @example {
   *       "id": "adj_5k_1",
   *       "kind": "bonus",
   *       "amount": 500,
   *       "reason": "Thanks for the translated guide",
   *       "madeAt": "2026-11-22T08:00:00.000Z",
   *       "madeBy": "ak_1"
   *     }
   */
  ListedAdjustment: components["schemas"]["Adjustment"] & {
   /**
    * Format: date-time
    * @description When it was made; null where it is not known
    */
   madeAt: string | null;
   /** @description By which credential; null where it is not known */
   madeBy: string | null;
  };
  ListedMaterial: {
   /** @description What was earned, where the merchant says so; null: not said */
   earned: string | null;
   /** @description What a person looks at before it is used */
   flags: {
    /** @description Where it begins, in characters of UTF-16 */
    at: number;
    /**
     * @description Why it is flagged.
     *
     *     - `absolute`: an absolute term (Advertising Law of the PRC, Art. 9 (3))
     *     - `state`: speaks for the state (Art. 9 (1), (2), (4))
     *     - `medical`: promises an effect on health (Art. 16 to 18)
     *     - `promise`: promises gain, or none of its risks (Art. 25)
     *     - `forced_sharing`: has people share for a reward, for which WeChat blocks domains
     * @enum {string}
     */
    kind: "absolute" | "state" | "medical" | "promise" | "forced_sharing";
    /**
     * @description Where it stands.
     *
     *     - `title`: in the title
     *     - `text`: in the text
     *     - `earned`: in what was earned
     * @enum {string}
     */
    member: "title" | "text" | "earned";
    /** @description As it stands in the text */
    word: string;
   }[];
   /** @description True of a story, null of all else */
   hasConsent: boolean | null;
   /** @description Whether its own address has a picture */
   hasPicture: boolean;
   /** @description A page to read; null: none */
   href: string | null;
   /** @description The merchant's id of the material */
   id: string;
   /**
    * @description What the material is.
    *
    *     - `text`: a text to copy
    *     - `picture`: a picture to keep, with or without a text
    *     - `link`: a page to read, with or without a text
    *     - `story`: what somebody tells of selling, who has consented to it
    * @enum {string}
    */
   kind: "text" | "picture" | "link" | "story";
   /** @description Variables of the text that are not known of the promoter */
   lacks: string[];
   /**
    * @description What it is written in; null: not said
    * @enum {string|null}
    */
   language: "zh" | "en" | null;
   /** @description Such as a feast; null: none */
   occasion: string | null;
   /** @description Where it is to be put; empty: anywhere */
   platforms: ("moments" | "group" | "weibo" | "xiaohongshu" | "douyin")[];
   /** @description Its place in lists */
   position: number;
   /** @description What it is about; null: no product */
   product: {
    /** @description What the product is called */
    name: string;
    /**
     * Format: minor-units
     * @description What it costs, in minor units
     */
    price?: number;
   } | null;
   /** @description The merchant's id of the product; null: of none */
   productRef: string | null;
   /** @description Whose story it is; null to promoters */
   promoterId: string | null;
   /**
    * Format: date-time
    * @description Promoters see it from then on; null: at once
    */
   publishedFrom: string | null;
   /**
    * Format: date-time
    * @description Promoters see it until then; null: for ever
    */
   publishedUntil: string | null;
   /** @description Words of the merchant's */
   tags: string[];
   /** @description To a promoter with its values in place. Null: there is none, or `lacks` says what is missing */
   text: string | null;
   /** @description What the material is called */
   title: string;
   /**
    * Format: date-time
    * @description When it was made or replaced
    */
   updatedAt: string;
   /** @description Who tells a story, as the merchant writes it; null: nobody */
   who: string | null;
  };
  ListedPoster: {
   /** @description Height, in the same units */
   height: number;
   /** @description The merchant's id of the poster, which stands in its address */
   id: string;
   /** @description The poster's name, for people */
   name: string;
   /**
    * Format: date-time
    * @description When it was made or changed
    */
   updatedAt: string;
   /** @description Width, in units of all other lengths */
   width: number;
  };
  Look: {
   /** @description In the light. Absent: the portal's own */
   colors?: {
    /** @description Links on `background`, and the face of buttons */
    accent: string;
    /** @description Behind all */
    background: string;
    /** @description Text on `accent` */
    onAccent: string;
    /** @description Text on `background` */
    text: string;
   };
   /** @description In the dark. Absent: the portal's own */
   darkColors?: {
    /** @description Links on `background`, and the face of buttons */
    accent: string;
    /** @description Behind all */
    background: string;
    /** @description Text on `accent` */
    onAccent: string;
    /** @description Text on `background` */
    text: string;
   };
   /** @description An https address, or a picture of at most 36 KB as `data:image/…;base64,…` */
   logo?: string;
   /** @description What the program is called in the portal; absent: the program's name */
   name?: string;
   texts?: {
    /** @description Texts of the merchant in one language */
    en?: {
     /** @description Says what the program is */
     about?: string;
     /** @description Whom a promoter may ask */
     contact?: string;
     /** @description Greets a promoter */
     welcome?: string;
    };
    /** @description Texts of the merchant in one language */
    zh?: {
     /** @description Says what the program is */
     about?: string;
     /** @description Whom a promoter may ask */
     contact?: string;
     /** @description Greets a promoter */
     welcome?: string;
    };
   };
   /**
    * Format: date-time
    * @description When it was set; null: never
    */
   updatedAt: string | null;
  };
  LookBody: {
   /** @description In the light. Absent: the portal's own */
   colors?: {
    /** @description Links on `background`, and the face of buttons */
    accent: string;
    /** @description Behind all */
    background: string;
    /** @description Text on `accent` */
    onAccent: string;
    /** @description Text on `background` */
    text: string;
   };
   /** @description In the dark. Absent: the portal's own */
   darkColors?: {
    /** @description Links on `background`, and the face of buttons */
    accent: string;
    /** @description Behind all */
    background: string;
    /** @description Text on `accent` */
    onAccent: string;
    /** @description Text on `background` */
    text: string;
   };
   /** @description An https address, or a picture of at most 36 KB as `data:image/…;base64,…` */
   logo?: string;
   /** @description What the program is called in the portal; absent: the program's name */
   name?: string;
   texts?: {
    /** @description Texts of the merchant in one language */
    en?: {
     /** @description Says what the program is */
     about?: string;
     /** @description Whom a promoter may ask */
     contact?: string;
     /** @description Greets a promoter */
     welcome?: string;
    };
    /** @description Texts of the merchant in one language */
    zh?: {
     /** @description Says what the program is */
     about?: string;
     /** @description Whom a promoter may ask */
     contact?: string;
     /** @description Greets a promoter */
     welcome?: string;
    };
   };
  };
  ManualCredit: {
   /** @description Who is credited */
   promoterId: string;
   /** @description Why, for people; kept with the order */
   reason: string;
  };
  MaskedPayee: {
   /** @description The account or openid, masked but for the last characters */
   account: string;
   /** @description Which bank; null of WeChat */
   bank: string | null;
   /**
    * @description What receives the money.
    *
    *     - `bank`: an account of a bank
    *     - `wechat`: a user of WeChat Pay
    * @enum {string}
    */
   kind: "bank" | "wechat";
   /** @description The first character of the name; null without one */
   name: string | null;
  };
  Material: {
   /** @description What was earned, where the merchant says so; null: not said */
   earned: string | null;
   /** @description What a person looks at before it is used */
   flags: {
    /** @description Where it begins, in characters of UTF-16 */
    at: number;
    /**
     * @description Why it is flagged.
     *
     *     - `absolute`: an absolute term (Advertising Law of the PRC, Art. 9 (3))
     *     - `state`: speaks for the state (Art. 9 (1), (2), (4))
     *     - `medical`: promises an effect on health (Art. 16 to 18)
     *     - `promise`: promises gain, or none of its risks (Art. 25)
     *     - `forced_sharing`: has people share for a reward, for which WeChat blocks domains
     * @enum {string}
     */
    kind: "absolute" | "state" | "medical" | "promise" | "forced_sharing";
    /**
     * @description Where it stands.
     *
     *     - `title`: in the title
     *     - `text`: in the text
     *     - `earned`: in what was earned
     * @enum {string}
     */
    member: "title" | "text" | "earned";
    /** @description As it stands in the text */
    word: string;
   }[];
   /** @description True of a story, null of all else */
   hasConsent: boolean | null;
   /** @description Whether its own address has a picture */
   hasPicture: boolean;
   /** @description A page to read; null: none */
   href: string | null;
   /** @description The merchant's id of the material */
   id: string;
   /**
    * @description What the material is.
    *
    *     - `text`: a text to copy
    *     - `picture`: a picture to keep, with or without a text
    *     - `link`: a page to read, with or without a text
    *     - `story`: what somebody tells of selling, who has consented to it
    * @enum {string}
    */
   kind: "text" | "picture" | "link" | "story";
   /** @description Variables of the text that are not known of the promoter */
   lacks: string[];
   /**
    * @description What it is written in; null: not said
    * @enum {string|null}
    */
   language: "zh" | "en" | null;
   /** @description Such as a feast; null: none */
   occasion: string | null;
   /** @description A `data:` address; null: none */
   picture: string | null;
   /** @description Where it is to be put; empty: anywhere */
   platforms: ("moments" | "group" | "weibo" | "xiaohongshu" | "douyin")[];
   /** @description Its place in lists */
   position: number;
   /** @description What it is about; null: no product */
   product: {
    /** @description What the product is called */
    name: string;
    /**
     * Format: minor-units
     * @description What it costs, in minor units
     */
    price?: number;
   } | null;
   /** @description The merchant's id of the product; null: of none */
   productRef: string | null;
   /** @description Whose story it is; null to promoters */
   promoterId: string | null;
   /**
    * Format: date-time
    * @description Promoters see it from then on; null: at once
    */
   publishedFrom: string | null;
   /**
    * Format: date-time
    * @description Promoters see it until then; null: for ever
    */
   publishedUntil: string | null;
   /** @description Words of the merchant's */
   tags: string[];
   /** @description To a promoter with its values in place. Null: there is none, or `lacks` says what is missing */
   text: string | null;
   /** @description What the material is called */
   title: string;
   /**
    * Format: date-time
    * @description When it was made or replaced
    */
   updatedAt: string;
   /** @description Who tells a story, as the merchant writes it; null: nobody */
   who: string | null;
  };
  MaterialBody: {
   /** @description Of a story: what was earned, where the merchant says so */
   earned?: string;
   /** @description Of a story: that who tells it has consented. It is refused without */
   hasConsent?: boolean;
   /**
    * Format: uri
    * @description The page, by https
    */
   href?: string;
   /**
    * @description What the material is.
    *
    *     - `text`: a text to copy
    *     - `picture`: a picture to keep, with or without a text
    *     - `link`: a page to read, with or without a text
    *     - `story`: what somebody tells of selling, who has consented to it
    * @enum {string}
    */
   kind: "text" | "picture" | "link" | "story";
   /**
    * @description The text's language; absent: any
    * @enum {string}
    */
   language?: "zh" | "en";
   /** @description Such as a feast: what `{occasion}` stands for */
   occasion?: string;
   /** @description A PNG, JPEG or WebP of at most 300 KB, as `data:image/…;base64,…` */
   picture?: string;
   /**
    * @description Where it is to be put; empty: anywhere
    * @default []
    */
   platforms?: ("moments" | "group" | "weibo" | "xiaohongshu" | "douyin")[];
   /**
    * @description Lists go by it from the lowest on, and by id within one
    * @default 1000
    */
   position?: number;
   /** @description What `{product}` and `{price}` stand for */
   product?: {
    /** @description What the product is called */
    name: string;
    /**
     * Format: minor-units
     * @description What it costs, in minor units of the program's currency
     */
    price?: number;
   };
   /** @description `{link}` is the promoter's own link of this product, where it has one */
   productRef?: string;
   /** @description Of a story: the promoter whose it is. It goes when the promoter is erased */
   promoterId?: string;
   /**
    * Format: date-time
    * @description Promoters see it from then on; absent: at once
    */
   publishedFrom?: string;
   /**
    * Format: date-time
    * @description Promoters see it until then; absent: for ever
    */
   publishedUntil?: string;
   /**
    * @description Words of the merchant's, to find materials by
    * @default []
    */
   tags?: string[];
   /** @description With variables: `{product}`, `{price}`, `{occasion}` of the material, `{program}`, and the promoter's own `{link}` and `{code}` */
   text?: string;
   /** @description What the material is called */
   title: string;
   /** @description Of a story: who tells it, as the merchant writes it */
   who?: string;
  };
  Membership: {
   /** @description The program's name */
   name: string;
   /** @description The program's id, as the merchant chose it */
   program: string;
   /** @description One of owner, finance, marketing, support, viewer */
   role: string;
   scopes: ("orders" | "read" | "manage" | "payouts" | "keys")[];
  };
  NewAdjustment: {
   /**
    * Format: minor-units
    * @description What is given or taken; more than zero, in minor units of the program's currency
    */
   amount: number;
   /**
    * @description Which way.
    *
    *     - `bonus`: the wallet gains it
    *     - `penalty`: the wallet loses it; what it does not have becomes debt
    * @enum {string}
    */
   kind: "bonus" | "penalty";
   /** @description Why, for people; kept with the adjustment */
   reason: string;
  };
  NewApiKey: {
   /**
    * @description What the key is for, for people
    * @default unnamed
    */
   name?: string;
   /**
    * @description What the key reaches
    * @default [
    *       "orders",
    *       "read"
    *     ]
    */
   scopes?: ("orders" | "read" | "manage" | "payouts" | "keys")[];
  };
  NewBinding: {
   /** @description A click token: its promoter, where the click lies within the lookback */
   clickToken?: string;
   /** @description A coupon code: its promoter */
   couponCode?: string;
   /** @description The merchant's id of the customer: 1 to 128 visible characters */
   customerId: string;
   /** @description The promoter, named */
   promoterId?: string;
  };
  NewCampaign: {
   /**
    * Format: minor-units
    * @description The most that the campaign's commissions take together; absent: no bound, in minor units of the program's currency
    */
   budget?: number;
   /**
    * Format: date-time
    * @description Until when, that moment excluded
    */
   endsAt: string;
   /** @description The merchant's id of the campaign: 1 to 128 visible characters */
   id: string;
   /** @description The campaign's name, for people */
   name: string;
   /**
    * Format: date-time
    * @description From when on orders belong to the campaign
    */
   startsAt: string;
  };
  NewCatchUp: {
   /**
    * Format: date-time
    * @description From when on what happened is listed. In the years 2000 to 2099
    */
   from: string;
   /**
    * Format: date-time
    * @description Up to when, excluded. What lies ahead is not listed. In the years 2000 to 2099
    */
   to: string;
  };
  NewContest: {
   /**
    * Format: date-time
    * @description Until when, that moment excluded
    */
   endsAt: string;
   /** @description The merchant's id of the contest: 1 to 128 visible characters */
   id: string;
   /**
    * @description What promoters are ranked by.
    *
    *     - `sales`: what the promoter's part of orders is worth, by its credits, less what refunds and lost disputes took back, in minor units
    *     - `orders`: orders of which it has the greatest credit, without those that were taken back whole
    *     - `customers`: of these orders those that were their customer's first when they were decided
    *     - `commission`: what it earns of orders on all levels, as far as it is kept, in minor units
    * @enum {string}
    */
   metric: "sales" | "orders" | "customers" | "commission";
   /** @description The contest's name, for people */
   name: string;
   /** @description Amounts by ranks, in sequence. Who shares a rank shares the prizes of as many ranks from there on in equal parts. Units that are left go to who joined first */
   prizes: {
    /**
     * Format: minor-units
     * @description What each of these ranks is given; more than zero, in minor units of the program's currency
     */
    amount: number;
    /** @description The first rank of these */
    from: number;
    /** @description The last rank of these, itself too */
    to: number;
   }[];
   /**
    * Format: date-time
    * @description From when on orders count, by when they occurred
    */
   startsAt: string;
  };
  NewCoupon: {
   /** @description The code as buyers enter it; codes ignore case and width */
   code: string;
   /**
    * Format: date-time
    * @description From when on orders cannot use it; absent: never
    */
   expiresAt?: string;
   /** @description Whom the coupon credits */
   promoterId: string;
  };
  NewExport: {
   /**
    * @description What is exported.
    *
    *     - `orders`: a row for each order, as it stood
    *     - `commissions`: a row for each commission, as it stood, of the day of its order
    *     - `entries`: a row for each entry of the journals of all promoters
    *     - `events`: a row for each event of the program's log
    *     - `clicks_hourly`: a row for each link and hour with counts of taps, impressions and page views
    * @enum {string}
    */
   dataset: "orders" | "commissions" | "entries" | "events" | "clicks_hourly";
   /**
    * @description How files are written.
    *
    *     - `parquet`: Apache Parquet, columns compressed with Snappy
    *     - `ndjson`: a JSON object for each row, one a line
    * @enum {string}
    */
   format: "parquet" | "ndjson";
   /**
    * Format: date-time
    * @description Rows of then or later. In the years 2000 to 2099
    */
   from: string;
   /**
    * Format: date-time
    * @description Rows of before. In the years 2000 to 2099
    */
   to: string;
  };
  NewLink: {
   /** @description Orders of the link belong to this campaign where they name none */
   campaignId?: string;
   /**
    * Format: uri
    * @description Where the link leads: https, on a host of the program's `allowedHosts`
    */
   destination: string;
   /**
    * Format: uri
    * @description Where the link leads, without a token, once it has expired or was disabled. It is by https, on an allowed host; absent: a page says that it has ended
    */
   expiredUrl?: string;
   /**
    * Format: date-time
    * @description From when on the link answers 410; absent: never
    */
   expiresAt?: string;
   /** @description What link-preview crawlers are shown */
   preview?: {
    /** @description Text of the card */
    description?: string;
    /**
     * Format: uri
     * @description Address of the card's picture
     */
    image?: string;
    /** @description Title of the card */
    title: string;
   };
   /** @description The product that the link is for; told in reports */
   productId?: string;
   /** @description Whose link it is */
   promoterId: string;
   /** @description A chosen slug, with a `-` between other characters; absent: one is made */
   slug?: string;
  };
  NewMaterial: {
   /** @description Of a story: what was earned, where the merchant says so */
   earned?: string;
   /** @description Of a story: that who tells it has consented. It is refused without */
   hasConsent?: boolean;
   /**
    * Format: uri
    * @description The page, by https
    */
   href?: string;
   /** @description The merchant's id of the material. Absent: one that follows from the rest */
   id?: string;
   /**
    * @description What the material is.
    *
    *     - `text`: a text to copy
    *     - `picture`: a picture to keep, with or without a text
    *     - `link`: a page to read, with or without a text
    *     - `story`: what somebody tells of selling, who has consented to it
    * @enum {string}
    */
   kind: "text" | "picture" | "link" | "story";
   /**
    * @description The text's language; absent: any
    * @enum {string}
    */
   language?: "zh" | "en";
   /** @description Such as a feast: what `{occasion}` stands for */
   occasion?: string;
   /** @description A PNG, JPEG or WebP of at most 300 KB, as `data:image/…;base64,…` */
   picture?: string;
   /**
    * @description Where it is to be put; empty: anywhere
    * @default []
    */
   platforms?: ("moments" | "group" | "weibo" | "xiaohongshu" | "douyin")[];
   /**
    * @description Lists go by it from the lowest on, and by id within one
    * @default 1000
    */
   position?: number;
   /** @description What `{product}` and `{price}` stand for */
   product?: {
    /** @description What the product is called */
    name: string;
    /**
     * Format: minor-units
     * @description What it costs, in minor units of the program's currency
     */
    price?: number;
   };
   /** @description `{link}` is the promoter's own link of this product, where it has one */
   productRef?: string;
   /** @description Of a story: the promoter whose it is. It goes when the promoter is erased */
   promoterId?: string;
   /**
    * Format: date-time
    * @description Promoters see it from then on; absent: at once
    */
   publishedFrom?: string;
   /**
    * Format: date-time
    * @description Promoters see it until then; absent: for ever
    */
   publishedUntil?: string;
   /**
    * @description Words of the merchant's, to find materials by
    * @default []
    */
   tags?: string[];
   /** @description With variables: `{product}`, `{price}`, `{occasion}` of the material, `{program}`, and the promoter's own `{link}` and `{code}` */
   text?: string;
   /** @description What the material is called */
   title: string;
   /** @description Of a story: who tells it, as the merchant writes it */
   who?: string;
  };
  NewPayout: {
   /**
    * Format: minor-units
    * @description What is taken from `available`, before tax, in minor units of the program's currency
    */
   amount: number;
  };
  NewPayoutBatch: {
   /**
    * @description Who pays.
    *
    *     - `file`: the batch's file, which people hand to a bank
    *     - `wechat`: WeChat Pay pays payees in WeChat, and the file has all others
    * @default file
    * @enum {string}
    */
   provider?: "file" | "wechat";
  };
  NewPerson: {
   /**
    * Format: email
    * @description Compared in lower case
    */
   email: string;
   /**
    * @description What the person may do.
    *
    *     - `owner`: everything in the program, people, keys and erasures too
    *     - `finance`: every read, and payees, payouts, adjustments and moves of orders
    *     - `marketing`: every read, and promoters, links, coupons, campaigns, rules, settings and exports of personal data
    *     - `support`: every read, and conversions, their events and bindings
    *     - `viewer`: every read, and no write
    * @enum {string}
    */
   role: "owner" | "finance" | "marketing" | "support" | "viewer";
  };
  NewPoster: {
   /**
    * @default {
    *       "color": "#ffffff"
    *     }
    */
   background?: {
    /** @description Behind all */
    color: string;
    /** @description Over all of it, cut to its proportions */
    picture?: string;
   };
   /**
    * @description Height, in the same units
    * @default 1334
    */
   height?: number;
   /** @description The merchant's id of the poster. Absent: one that follows from the rest */
   id?: string;
   /** @description The poster's name, for people */
   name: string;
   /** @description As of a product, whole within its place */
   picture?: {
    /** @description How many of the texts it lies over, from the first on. Absent: none */
    above?: number;
    /** @description A PNG, JPEG or WebP of at most 300 KB, as `data:image/…;base64,…` */
    data: string;
    /** @description Height of its place */
    height: number;
    /** @description Width of its place */
    width: number;
    /** @description Its left edge, in units of the poster's width */
    x: number;
    /** @description Its upper edge, in the same units */
    y: number;
   };
   qr: {
    /** @description Width and height of the link's QR code, with its white rim. A tenth of the poster's width at least */
    size: number;
    /** @description Its left edge, in units of the poster's width */
    x: number;
    /** @description Its upper edge, in the same units */
    y: number;
   };
   /** @default [] */
   texts?: {
    /**
     * @description Where its lines stand within its width.
     *
     *     - `left`: at the left edge
     *     - `center`: in the middle
     *     - `right`: at the right edge
     * @default left
     * @enum {string}
     */
    align?: "left" | "center" | "right";
    /** @description The text's colour */
    color: string;
    /**
     * @description Lines that it may have. What is left over is cut, and an ellipsis says so
     * @default 3
     */
    lines?: number;
    /** @description Height of a letter */
    size: number;
    /** @description With variables: `{program}` is the program's name in its portal, `{promoter}` the promoter's, `{link}` the share link */
    text: string;
    /**
     * @description How heavy its letters are.
     *
     *     - `normal`: as of a text
     *     - `bold`: as of a title
     * @default normal
     * @enum {string}
     */
    weight?: "normal" | "bold";
    /** @description Lines are broken where they would be wider */
    width: number;
    /** @description Its left edge */
    x: number;
    /** @description The top of its first line */
    y: number;
   }[];
   /**
    * @description Width, in units of all other lengths
    * @default 750
    */
   width?: number;
  };
  NewProgram: {
   /**
    * @description Hosts that links may lead to: `shop.example`, `shop.example:8443`, `*.shop.example`; empty: none
    * @default []
    */
   allowedHosts?: string[];
   /**
    * @description Who earns an order
    * @default {}
    */
   attribution?: {
    /**
     * @description Whether an order that a page reports with a click token becomes one under review, until a signed source or a key reports its id
     * @default false
     */
    acceptPixelToken?: boolean;
    /**
     * Format: duration
     * @description How long before its order a click counts
     * @default P30D
     */
    clickLookback?: string;
    /**
     * Format: duration
     * @description How long after its first receipt an order that nobody earned can still be credited by late evidence
     * @default PT1H
     */
    grace?: string;
    /**
     * Format: duration
     * @description Of `time_decay`: the age difference that halves a share
     * @default P7D
     */
    halfLife?: string;
    /**
     * Format: duration
     * @description How long before its order an impression counts; `PT0S`: never
     * @default PT0S
     */
    impressionLookback?: string;
    /**
     * @description How touches share an order.
     *
     *     - `last_click`: the newest touch earns the order
     *     - `first_click`: the oldest touch earns the order
     *     - `linear`: every touch has the same share
     *     - `time_decay`: a touch has half the share of one that is `halfLife` newer
     *     - `position_based`: 40 % to the first touch, 40 % to the last, the rest to those between
     * @default last_click
     * @enum {string}
     */
    model?: "last_click" | "first_click" | "linear" | "time_decay" | "position_based";
    /**
     * @description Which evidence decides, in this sequence; the first that counts alone does
     * @default [
     *       "coupon",
     *       "binding",
     *       "touch"
     *     ]
     */
    precedence?: ("coupon" | "binding" | "touch")[];
   };
   /**
    * @description How customers are bound to promoters
    * @default {}
    */
   binding?: {
    /**
     * @description Which binding of a customer stands.
     *
     *     - `first`: the first binding stays for ever
     *     - `none`: customers are not bound
     *     - `last`: each later binding replaces the one before
     *     - `protected`: a binding stays while `protection` has not passed, then a later one replaces it
     * @default first
     * @enum {string}
     */
    mode?: "first" | "none" | "last" | "protected";
    /**
     * Format: duration
     * @description Of `protected`: how long a binding cannot be replaced
     * @default P30D
     */
    protection?: string;
   };
   /**
    * @description Bounds of what an order pays
    * @default {}
    */
   commission?: {
    /**
     * Format: basis-points
     * @description The most that all commissions of an order take of its amount, in basis points: 1000 is 10 %
     * @default 3000
     */
    capBps?: number;
    /**
     * @description What becomes of a suspended upline's share.
     *
     *     - `forfeit`: its share is paid to nobody
     *     - `compress`: the next active upline moves up
     * @default forfeit
     * @enum {string}
     */
    inactiveUpline?: "forfeit" | "compress";
    /**
     * @description Paid levels: 1 is the credited promoter, 2 its upline, 3 the upline's upline
     * @default 2
     */
    maxLevels?: number;
    /**
     * @description Whether promoters earn from their own orders
     * @default false
     */
    selfPurchase?: boolean;
   };
   /** @description A current ISO 4217 code; it is fixed for ever */
   currency: string;
   /**
    * @description What is exported as files every night
    * @default {}
    */
   exports?: {
    /**
     * @description How files are written.
     *
     *     - `parquet`: Apache Parquet, columns compressed with Snappy
     *     - `ndjson`: a JSON object for each row, one a line
     * @default parquet
     * @enum {string}
     */
    format?: "parquet" | "ndjson";
    /**
     * @description What is exported every night, of the day before in the program's time zone
     * @default []
     */
    nightly?: ("orders" | "commissions" | "entries" | "events" | "clicks_hourly")[];
   };
   /**
    * @description Limits of clicks, and when orders are reviewed
    * @default {}
    */
   fraud?: {
    /**
     * Format: duration
     * @description A click that took the credit from another promoter is suspicious when it is younger than this at the order
     * @default PT60S
     */
    displacedWithin?: string;
    /**
     * @description Clicks that newcomers of one network may have. Five times so many count in ten minutes, and 4 more for each visitor who came back to it. Of a data centre so many count in ten minutes
     * @default 60
     */
    maxClicksPerIpPerMinute?: number;
    /**
     * @description Clicks of one visitor in a minute that count, at most; three times so many on links that it opens for the first time
     * @default 20
     */
    maxClicksPerVisitorPerMinute?: number;
    /**
     * @description Distinct customers who order with one click within the lookback without suspicion, at most
     * @default 10
     */
    maxCustomersPerClick?: number;
    /**
     * @description Browsers from which one customer orders within the lookback without suspicion, at most
     * @default 5
     */
    maxDevicesPerCustomer?: number;
    /**
     * Format: duration
     * @description An order that comes sooner after its click is suspicious; `PT0S`: none is
     * @default PT5S
     */
    minClickToConversion?: string;
    /**
     * @description What is done about what is suspicious.
     *
     *     - `enforce`: clicks beyond the limits do not count, and suspicious orders are reviewed
     *     - `observe`: clicks count all the same, and orders have verdicts from which nothing follows
     * @default enforce
     * @enum {string}
     */
    mode?: "enforce" | "observe";
    /**
     * Format: duration
     * @description How long a review lasts that was opened by signs and that no person has ended; it then ends by itself
     * @default P7D
     */
    reviewWithin?: string;
    /**
     * @description What signs weigh, as log likelihood ratios: an order is reviewed from 2 on, when the greatest of each group are summed
     * @default {}
     */
    weights?: {
     /**
      * @description How much it weighs when the click came from a tool, or from a browser that nobody used by hand; 0: nothing
      * @default 1.8
      */
     automated_browser?: number;
     /**
      * @description How much it weighs when a click just before the order took the credit, while another promoter's touch was live; 0: nothing
      * @default 3
      */
     credit_displaced?: number;
     /**
      * @description How much it weighs when more customers ordered with one click than may; 0: nothing
      * @default 3
      */
     customers_per_click?: number;
     /**
      * @description How much it weighs when the customer ordered from more browsers than may; 0: nothing
      * @default 2.2
      */
     devices_per_customer?: number;
     /**
      * @description How much it weighs when the click came from a network of servers; 0: nothing
      * @default 1
      */
     hosting_network?: number;
     /**
      * @description How much it weighs when the buyer stands near the credited promoter in the tree; 0: nothing
      * @default 1.2
      */
     near_in_tree?: number;
     /**
      * @description How much it weighs when the order came sooner after its click than anybody buys; 0: nothing
      * @default 2.2
      */
     order_too_soon?: number;
     /**
      * @description How much it weighs when a page reported the order, and nobody who signs; 0: nothing
      * @default 2.5
      */
     page_reported?: number;
     /**
      * @description How much it weighs when the promoter's orders together are unlike those of other promoters; 0: nothing
      * @default 2.5
      */
     promoter_pattern?: number;
     /**
      * @description How much it weighs when customers and promoters buy from each other in a circle; 0: nothing
      * @default 3
      */
     ring?: number;
     /**
      * @description How much it weighs when the click came from the network that its promoter used that day; 0: nothing
      * @default 2.2
      */
     same_network_as_promoter?: number;
     /**
      * @description How much it weighs when address, payment or device are the promoter's own, or those of many customers; 0: nothing
      * @default 3
      */
     shared_contact?: number;
     /**
      * @description How much it weighs when the credited promoter is paid to the same account as another promoter of the order; 0: nothing
      * @default 2.5
      */
     shared_payee?: number;
     /**
      * @description How much it weighs when the amount is far above the promoter's other orders; 0: nothing
      * @default 1
      */
     unusual_amount?: number;
    };
   };
   /**
    * @description Where people go from the page of a link that has ended; null: nowhere
    * @default null
    */
   homeUrl?: string | null;
   /** @description The program's id, as the merchant chose it */
   id: string;
   /**
    * @description Who may say that a visitor is a customer
    * @default {}
    */
   identify?: {
    /**
     * @description Whether proofs of customers that name no end are taken
     * @default false
     */
    acceptUndated?: boolean;
   };
   /** @description The program's name, for people */
   name: string;
   /**
    * @description Durable Objects of each class that the program begins with. Its ledgers can grow by `POST …/objects`, the others not
    * @default 1
    */
   objects?: number;
   /**
    * @description What visitors may ask for
    * @default {}
    */
   privacy?: {
    /**
     * @description Whether `Sec-GPC: 1` of a browser keeps cookies and visitors out
     * @default true
     */
    honorGpc?: boolean;
   };
   /**
    * @description What promoters may do by their own tokens
    * @default {}
    */
   promoter?: {
    /**
     * @description Links that a promoter may make by its own tokens, at most
     * @default 200
     */
    maxLinks?: number;
    /**
     * Format: duration
     * @description How long a promoter's token is valid, at most
     * @default P90D
     */
    maxTokenLife?: string;
   };
   /**
    * @description Who becomes a promoter
    * @default {}
    */
   promoterRule?: {
    /**
     * @description Who becomes a promoter.
     *
     *     - `operator`: whom the merchant makes one
     *     - `everyone`: every customer who is bound or has an order
     *     - `first_order`: every customer with a first order of at least `minAmount`
     * @default operator
     * @enum {string}
     */
    kind?: "operator" | "everyone" | "first_order";
    /**
     * Format: minor-units
     * @description Of `first_order`: the least amount of that order; absent: any, in minor units of the program's currency
     */
    minAmount?: number;
   };
   /**
    * @description Where the program's objects lie: near which part of the world, or within which jurisdiction; fixed for ever; null: wherever they are first used
    * @default null
    * @enum {string|null}
    */
   region?: "wnam" | "enam" | "sam" | "weur" | "eeur" | "apac" | "oc" | "afr" | "me" | "eu" | null;
   /**
    * @description When commissions can be paid out
    * @default {}
    */
   settlement?: {
    /**
     * Format: duration
     * @description How long after it occurred an order counts as received by itself; null: never
     * @default P15D
     */
    autoReceiveAfter?: string | null;
    /**
     * Format: duration
     * @description How long commissions are held before they are available
     * @default P7D
     */
    holdPeriod?: string;
    /**
     * @description When the hold period starts.
     *
     *     - `received`: when the customer received the goods
     *     - `paid`: when the order occurred
     * @default received
     * @enum {string}
     */
    holdStartsAt?: "received" | "paid";
    /**
     * Format: minor-units
     * @description The smallest payout, in minor units of the program's currency
     */
    minPayout?: number;
    /**
     * @description How many approve a payout: 2 are two keys or people, of whom none alone can pay
     * @default 1
     */
    payoutApprovals?: number;
    /**
     * @description `T+7`: commissions can be requested 7 days after their release
     * @default T+0
     */
    payoutCycle?: string;
   };
   /**
    * @description Where links are shown to answer, one of the operator's `SHARE_ORIGINS`; null: `SHARE_ORIGIN`. Links of before answer on both
    * @default null
    */
   shareOrigin?: string | null;
   /**
    * @description Tax on payouts; the regimes of China need a program in CNY
    * @default {}
    */
   tax?: {
    /**
     * @description How tax is withheld from payouts.
     *
     *     - `none`: nothing is withheld
     *     - `cn_per_payment`: mainland China, labour income of each payment by itself
     *     - `cn_cumulative`: mainland China, cumulative over the tax year
     * @default none
     * @enum {string}
     */
    regime?: "none" | "cn_per_payment" | "cn_cumulative";
   };
   /**
    * @description The IANA time zone in which the program's days and months are counted
    * @default UTC
    */
   timezone?: string;
  };
  NewPromoter: {
   /** @description The merchant's id of the member; promoters and customers share one namespace: 1 to 128 visible characters */
   memberId: string;
   /** @description The promoter's name, for people */
   name?: string;
   /** @description The tier to begin with; absent: the lowest */
   tier?: string;
   /** @description The member to stand under; absent: whom the member was bound to */
   uplineMemberId?: string;
  };
  NewPromoterToken: {
   /**
    * Format: duration
    * @description For how long the token is valid, at most the program's `promoter.maxTokenLife`; absent: 30 days
    */
   expiresIn?: string;
  };
  NewRestore: {
   /** @description Why, for people; kept with the restore */
   reason: string;
   /**
    * Format: date-time
    * @description The moment to go back to, at most 30 days ago
    */
   to: string;
  };
  NewSession: {
   /** @description An API key of a program, a promoter's token, or the operator's `ADMIN_TOKEN` */
   key: string;
  };
  NewSignInLink: Record<string, never>;
  NewUpline: {
   /** @description Why, for people; kept in the history */
   reason: string;
   /** @description The member to stand under; null: under nobody */
   uplineMemberId: string | null;
  };
  NewWebhookEndpoint: {
   /** @description What the endpoint is for, for people; null: nobody says */
   description?: string | null;
   /** @description Types of events that are sent; `["*"]`: all, later ones too */
   events: string[];
   /** @description Where events are sent: https, and a public host that is not of this service */
   url: string;
  };
  NewWechatApp: {
   /** @description The account's AppID */
   appId: string;
   /** @description The account's AppSecret. It is kept encrypted, and never shown */
   appSecret: string;
   /** @description The mini program that codes of links open; absent: `appId` is that of a mini program */
   miniProgram?: {
    /** @description The mini program's AppID */
    appId: string;
    /** @description The mini program's AppSecret. It is kept encrypted, and never shown */
    appSecret: string;
   };
   /** @description The file by which WeChat proves a host. Every host of the service answers it */
   verification?: {
    /** @description What the file holds */
    content: string;
    /** @description The file's name */
    name: string;
   };
  };
  NewWechatBinding: {
   /** @description The person's openid of the program's official account. It is kept as a keyed hash */
   openId: string;
  };
  NewWechatPayouts: {
   /** @description The APIv3 key. It opens notifications */
   apiV3Key: string;
   /** @description The AppID that the payees' openids are of. WeChat Pay has to know it as the merchant's */
   appId: string;
   /** @description The merchant's number, `mchid` */
   merchantId: string;
   /** @description The private key of that certificate, in PEM: `apiclient_key.pem` */
   privateKey: string;
   /** @description WeChat Pay's public key, in PEM: `pub_key.pem`. It verifies answers */
   publicKey: string;
   /** @description The id of WeChat Pay's public key */
   publicKeyId: string;
   /**
    * @description What the payee reads
    * @default Commission
    */
   remark?: string;
   /** @description The scene of transfers that WeChat Pay has granted */
   sceneId: string;
   /** @description What WeChat Pay wants to be told in that scene */
   sceneInfos: {
    /** @description The text */
    content: string;
    /** @description What is said, as WeChat Pay names it for the scene */
    type: string;
   }[];
   /** @description The serial of the merchant's API certificate */
   serial: string;
  };
  ObjectAlarm: {
   /**
    * Format: date-time
    * @description When its alarm will wake it; null: no alarm is set
    */
   alarmAt: string | null;
   /** @description The binding of its class */
   class: string;
   /**
    * Format: date-time
    * @description When its work is due; null: it has none
    */
   dueAt: string | null;
   /** @description Name of the object: the program and a number */
   object: string;
   /** @description Whether work is due and no alarm will wake it */
   overdue: boolean;
  };
  Objects: {
   /** @description AccountBooks that the program was made with: who becomes a promoter after a growth is dealt to `count` */
   books: number;
   /** @description Objects that orders and customers are dealt to, once every slot has moved */
   count: number;
   /** @description Whether every slot is where it should be */
   done: boolean;
   /** @description How far the growth is */
   slotsLeft: {
    /** @description Slots of customers that are still to move */
    customers: number;
    /** @description Slots of orders that are still to move */
    orders: number;
   };
  };
  Order: {
   /**
    * Format: minor-units
    * @description What commission is earned on, as the order was amended last, in minor units of the program's currency
    */
   amount: number;
   /**
    * Format: minor-units
    * @description What the campaign's budget is asked for since a refund was voided, and has not answered; 0: nothing, in minor units of the program's currency
    */
   askedOfBudget: number;
   attribution: {
    /**
     * @description What the credits rest on.
     *
     *     - `coupon`: the order's coupon
     *     - `binding`: whom the customer is bound to
     *     - `touch`: clicks
     *     - `manual`: an operator credited it by hand
     *     - `none`: nobody earned it
     * @enum {string}
     */
    basis: "coupon" | "binding" | "touch" | "manual" | "none";
    credits: {
     /** @description Who is credited */
     promoterId: string;
     /**
      * Format: basis-points
      * @description The share of the order; all credits sum to 10000, in basis points: 1000 is 10 %
      */
     weightBps: number;
    }[];
    /**
     * @description The attribution model in force.
     *
     *     - `last_click`: the newest touch earns the order
     *     - `first_click`: the oldest touch earns the order
     *     - `linear`: every touch has the same share
     *     - `time_decay`: a touch has half the share of one that is `halfLife` newer
     *     - `position_based`: 40 % to the first touch, 40 % to the last, the rest to those between
     * @enum {string}
     */
    model: "last_click" | "first_click" | "linear" | "time_decay" | "position_based";
   };
   /** @description The campaign that the order belongs to; absent: none. A name that no campaign had when the order occurred is a label for rules */
   campaign?: {
    /** @description The campaign */
    campaignId: string;
    /**
     * Format: minor-units
     * @description What the budget granted, in minor units of the program's currency
     */
    granted: number;
    /**
     * Format: minor-units
     * @description What the order's commissions were to take of the budget, in minor units of the program's currency
     */
    wanted: number;
   };
   /** @description As received; null where none was named */
   campaignId: string | null;
   commissions: {
    /**
     * Format: minor-units
     * @description What was earned, after the cap and the budget, in minor units of the program's currency
     */
    amount: number;
    /** @description Whose credit it comes from: at level 1 the same promoter */
    creditedPromoterId: string;
    /** @description The commission's id */
    id: string;
    /**
     * Format: minor-units
     * @description What is left of the amount after refunds and lost disputes, in minor units of the program's currency
     */
    kept: number;
    /** @description 1 is the credited promoter, 2 its upline, 3 the upline's upline */
    level: number;
    lines: {
     /**
      * Format: minor-units
      * @description What the rule gives, before the cap, in minor units of the program's currency
      */
     amount: number;
     /**
      * Format: minor-units
      * @description The credited promoter's share of the item, or of the order, in minor units of the program's currency
      */
     base: number;
     /**
      * @description It is paid once an order, outside of the cap
      * @enum {string}
      */
     per?: "order";
     /** @description Absent where the order came without items, and of what is paid once an order */
     productId?: string;
     /**
      * Format: basis-points
      * @description The part of the base, where the rule pays a part, in basis points: 1000 is 10 %
      */
     rateBps?: number;
     /** @description The rule that was chosen */
     ruleId: string;
     /** @description The version of the rules that it is of */
     ruleVersion: number;
    }[];
    /** @description Who earns it */
    promoterId: string;
    /**
     * @description Present where a wallet refused what it was to move: why.
     *
     *     - `insufficient_pending`: the wallet has not what is to be moved out of `pending`
     *     - `insufficient_held`: the wallet has not what is to be moved out of `held`
     *     - `behind_refused`: an earlier row of the same commission was refused
     *     - `failed`: it could not be applied, and the log of the receiver says why
     *     - `grant_unapplied`: a budget granted what the order's owner could not take
     *     - `over_budget`: the order would cost its campaign more than the budget has room for
     * @enum {string}
     */
    refused?: "insufficient_pending" | "insufficient_held" | "behind_refused" | "failed" | "grant_unapplied" | "over_budget";
    /**
     * @description How far it has come.
     *
     *     - `pending`: paid for, and not received yet
     *     - `held`: the hold period runs
     *     - `available`: released: it can be paid out
     *     - `reversed`: nothing of it is kept
     * @enum {string}
     */
    state: "pending" | "held" | "available" | "reversed";
    /**
     * Format: minor-units
     * @description Of the amount, what the campaign's budget had no room for when a refund was voided, in minor units of the program's currency
     */
    unrestored: number;
   }[];
   /** @description ISO 4217 code */
   currency: string;
   /** @description Null where the order named no customer */
   customerId: string | null;
   /** @description What happened to the order, in sequence */
   events: {
    /**
     * Format: minor-units
     * @description What the event takes back or brings, or what the order is worth. Absent: all that is left, or as the event that it answers, in minor units of the program's currency
     */
    amount?: number;
    /**
     * @description Its `refundedTotal` may be less than before: the latest counts, with the parts since
     * @enum {boolean}
     */
    asOf?: true;
    /** @description Which dispute it is about */
    disputeId?: string;
    /**
     * Format: date-time
     * @description Of a review that a case opened which somebody looks at longer: when that ends
     */
    endsAt?: string;
    /** @description The id that the event was received with, or ours */
    eventId: string;
    /** @description What it is about */
    items?: {
     /**
      * Format: minor-units
      * @description Of all these units together; below zero for a discount, in minor units of the program's currency
      */
     amount?: number;
     /** @description The product's category */
     categoryId?: string;
     /** @description The product */
     productId: string;
     /** @description Units of it */
     quantity?: number;
    }[];
    /**
     * Format: date-time
     * @description When it happened
     */
    occurredAt: string;
    /**
     * @description Its amounts are of what was paid in all: of the order's amount they take a part in proportion
     * @enum {boolean}
     */
    ofPaid?: true;
    /**
     * Format: minor-units
     * @description Of `amended`: what was paid in all by then, in minor units of the program's currency
     */
    paid?: number;
    /** @description Which payment of the order it is about; `refundedTotal` is of that one */
    payment?: string;
    /** @description Why, as a person wrote it */
    reason?: string;
    /**
     * Format: minor-units
     * @description Of `refunded`: all that was refunded by then, in minor units of the program's currency
     */
    refundedTotal?: number;
    /** @description What became known of the order; a promoter sees the code alone */
    risk?: {
     /**
      * @description Why a person looks at the order.
      *
      *     - `order_too_soon`: the order came sooner after its click than anybody buys
      *     - `credit_displaced`: a click just before the order took the credit, while another promoter's touch was live
      *     - `customers_per_click`: more customers ordered with one click than may
      *     - `devices_per_customer`: the customer ordered from more browsers than may
      *     - `hosting_network`: the click came from a network of servers
      *     - `automated_browser`: the click came from a tool, or from a browser that nobody used by hand
      *     - `near_in_tree`: the buyer stands near the credited promoter in the tree
      *     - `same_network_as_promoter`: the click came from the network that its promoter used that day
      *     - `shared_payee`: the credited promoter is paid to the same account as another promoter of the order
      *     - `shared_contact`: address, payment or device are the promoter's own, or those of many customers
      *     - `unusual_amount`: the amount is far above the promoter's other orders
      *     - `ring`: customers and promoters buy from each other in a circle
      *     - `promoter_pattern`: the promoter's orders together are unlike those of other promoters
      *     - `page_reported`: a page reported the order, and nobody who signs
      * @enum {string}
      */
     code: "order_too_soon" | "credit_displaced" | "customers_per_click" | "devices_per_customer" | "hosting_network" | "automated_browser" | "near_in_tree" | "same_network_as_promoter" | "shared_payee" | "shared_contact" | "unusual_amount" | "ring" | "promoter_pattern" | "page_reported";
     /** @description Figures and ids that it rests on; other members for each code */
     facts?: {
      [key: string]: string | number | boolean;
     };
     /** @description A log likelihood ratio: how much likelier the finding is under fraud than without */
     weight?: number;
    };
    /**
     * @description What happened.
     *
     *     - `received`: the customer received the goods; the earliest counts
     *     - `refunded`: a refund of `amount`; absent: of all that is left
     *     - `cancelled`: the whole order is taken back
     *     - `refund_voided`: the refund that `voids` names did not happen
     *     - `disputed`: a dispute was opened; until it is closed nothing is released
     *     - `dispute_won`: the merchant won the dispute: nothing is taken back
     *     - `dispute_lost`: the merchant lost it: `amount` is taken back; absent: as disputed
     *     - `amended`: the order is worth `amount` from then on, more or less; the latest counts, and `items` say of what
     *     - `released`: the hold period ended, or an operator released it
     *     - `review_opened`: an operator began a review, or what became known of the order, as `risk` says
     *     - `review_cleared`: an operator ended the review, or nobody came within `fraud.reviewWithin`
     *     - `risk_noted`: something became known of the order, as `risk` says; nothing follows from it
     *     - `reversed`: an operator took everything back
     *     - `reversal_voided`: an operator took back the reversals before it
     *     - `credited`: late evidence credited what nobody had earned
     *     - `manually_credited`: an operator credited what nobody had earned
     *     - `planned`: an operator had decided again what it earns, by rules that were set since
     *     - `restored`: the campaign's budget answered what a voided refund may bring back
     * @enum {string}
     */
    type: "received" | "refunded" | "cancelled" | "refund_voided" | "disputed" | "dispute_won" | "dispute_lost" | "amended" | "released" | "review_opened" | "review_cleared" | "risk_noted" | "reversed" | "reversal_voided" | "credited" | "manually_credited" | "planned" | "restored";
    /** @description What came with it and could not be read */
    unreadable?: ("items" | "categories")[];
    /** @description The refund that is taken back */
    voids?: string;
    /**
     * Format: minor-units
     * @description Of `restored`: what commissions were to gain when a refund was voided; `amount` is what the budget granted, in minor units of the program's currency
     */
    wanted?: number;
   }[];
   /**
    * Format: date-time
    * @description When this service first received it
    */
   firstReceivedAt: string;
   /**
    * Format: date-time
    * @description When the hold period ends; null until it has begun
    */
   holdEndsAt: string | null;
   items: {
    /**
     * Format: minor-units
     * @description Of all units together; below zero for a discount, in minor units of the program's currency
     */
    amount: number;
    /** @description The product's category */
    categoryId?: string;
    /** @description The product */
    productId: string;
    /** @description Units sold */
    quantity: number;
   }[];
   /** @description As received */
   metadata: {
    [key: string]: string;
   };
   /**
    * Format: date-time
    * @description When the order was placed
    */
   occurredAt: string;
   /** @description Disputes that are neither won nor lost; while there is one nothing is released */
   openDisputes: number;
   /** @description The merchant's id of the order: 1 to 128 visible characters */
   orderId: string;
   /**
    * Format: minor-units
    * @description What was paid in all, tax and shipping too, where a checkout said so, in minor units of the program's currency
    */
   paidAmount?: number;
   /**
    * Format: minor-units
    * @description The amount that was first received, in minor units of the program's currency
    */
   receivedAmount: number;
   /**
    * Format: date-time
    * @description When the customer received the goods; null until then
    */
   receivedAt: string | null;
   /**
    * Format: date-time
    * @description When it was released; null until then
    */
   releasedAt: string | null;
   /**
    * Format: minor-units
    * @description Refunds and lost disputes, at most the order's amount, in minor units of the program's currency
    */
   reversedAmount: number;
   risk: {
    /**
     * @description The program only observes: nothing follows from the verdict
     * @enum {boolean}
     */
    observed?: true;
    /** @description Why, with what became known later */
    reasons: {
     /**
      * @description Why a person looks at the order.
      *
      *     - `order_too_soon`: the order came sooner after its click than anybody buys
      *     - `credit_displaced`: a click just before the order took the credit, while another promoter's touch was live
      *     - `customers_per_click`: more customers ordered with one click than may
      *     - `devices_per_customer`: the customer ordered from more browsers than may
      *     - `hosting_network`: the click came from a network of servers
      *     - `automated_browser`: the click came from a tool, or from a browser that nobody used by hand
      *     - `near_in_tree`: the buyer stands near the credited promoter in the tree
      *     - `same_network_as_promoter`: the click came from the network that its promoter used that day
      *     - `shared_payee`: the credited promoter is paid to the same account as another promoter of the order
      *     - `shared_contact`: address, payment or device are the promoter's own, or those of many customers
      *     - `unusual_amount`: the amount is far above the promoter's other orders
      *     - `ring`: customers and promoters buy from each other in a circle
      *     - `promoter_pattern`: the promoter's orders together are unlike those of other promoters
      *     - `page_reported`: a page reported the order, and nobody who signs
      * @enum {string}
      */
     code: "order_too_soon" | "credit_displaced" | "customers_per_click" | "devices_per_customer" | "hosting_network" | "automated_browser" | "near_in_tree" | "same_network_as_promoter" | "shared_payee" | "shared_contact" | "unusual_amount" | "ring" | "promoter_pattern" | "page_reported";
     /** @description Figures and ids that it rests on; other members for each code */
     facts: {
      [key: string]: string | number | boolean;
     };
     /** @description A log likelihood ratio: how much likelier the finding is under fraud than without */
     weight: number;
    }[];
    /** @description The weights of all reasons, the greatest of each group */
    score: number;
    /**
     * @description What was made of the risk.
     *
     *     - `pass`: nothing was found
     *     - `review`: accepted, and not released before a person clears it
     *     - `block`: accepted, and nothing of it is paid
     * @enum {string}
     */
    verdict: "pass" | "review" | "block";
   };
   /**
    * @description How far it has come.
    *
    *     - `pending`: paid for, and not received yet
    *     - `held`: the hold period runs
    *     - `available`: released: it can be paid out
    *     - `reversed`: nothing of it is kept
    * @enum {string}
    */
   state: "pending" | "held" | "available" | "reversed";
   /** @description While true nothing of the order is released */
   underReview: boolean;
  };
  OrderAnswer: {
   order: components["schemas"]["Order"];
  };
  OrderEntry: {
   /**
    * Format: minor-units
    * @description What commission is earned on, in minor units of the program's currency
    */
   amount: number;
   /**
    * @description What the credits rest on.
    *
    *     - `coupon`: the order's coupon
    *     - `binding`: whom the customer is bound to
    *     - `touch`: clicks
    *     - `manual`: an operator credited it by hand
    *     - `none`: nobody earned it
    * @enum {string}
    */
   basis: "coupon" | "binding" | "touch" | "manual" | "none";
   /** @description ISO 4217 code */
   currency: string;
   /** @description Null where the order named no customer */
   customerId: string | null;
   /**
    * Format: date-time
    * @description When the order was placed
    */
   occurredAt: string;
   /** @description The merchant's id of the order: 1 to 128 visible characters */
   orderId: string;
   /**
    * Format: minor-units
    * @description Refunds and lost disputes, at most the order's amount, in minor units of the program's currency
    */
   reversedAmount: number;
   /**
    * @description How far it has come.
    *
    *     - `pending`: paid for, and not received yet
    *     - `held`: the hold period runs
    *     - `available`: released: it can be paid out
    *     - `reversed`: nothing of it is kept
    * @enum {string}
    */
   state: "pending" | "held" | "available" | "reversed";
   /** @description While true nothing of the order is released */
   underReview: boolean;
  };
  OrderEvent: {
   /**
    * Format: minor-units
    * @description Of a refund or dispute; absent: all that is left, or as disputed. Of `amended`: what the order is worth, in minor units of the program's currency
    */
   amount?: number;
   /** @description Which dispute it is about; absent: `1`: 1 to 128 visible characters */
   disputeId?: string;
   /** @description The merchant's id of the event, by which a repeat is recognised: 1 to 128 visible characters */
   eventId: string;
   /** @description What the event is about. Where these name items of the order and sum to `amount`, it is taken off them */
   items?: {
    /**
     * Format: minor-units
     * @description Of all these units together; below zero for a discount, in minor units of the program's currency
     */
    amount?: number;
    /** @description The merchant's id of the category: 1 to 128 visible characters */
    categoryId?: string;
    /** @description The merchant's id of the product: 1 to 128 visible characters */
    productId: string;
    /** @description Units of it; up to three decimals */
    quantity?: number;
   }[];
   /**
    * Format: date-time
    * @description When it happened: at most 5 minutes ahead and 400 days back; absent: when it is first received
    */
   occurredAt?: string;
   /** @description Why, for people; kept with the order */
   reason?: string;
   /**
    * Format: minor-units
    * @description Of `refunded`, in place of `amount`: all that is refunded so far; the greatest counts, in minor units of the program's currency
    */
   refundedTotal?: number;
   /**
    * @description What happened.
    *
    *     - `received`: the customer received the goods; the earliest counts
    *     - `refunded`: a refund of `amount`; absent: of all that is left
    *     - `cancelled`: the whole order is taken back
    *     - `refund_voided`: the refund that `voids` names did not happen
    *     - `disputed`: a dispute was opened; until it is closed nothing is released
    *     - `dispute_won`: the merchant won the dispute: nothing is taken back
    *     - `dispute_lost`: the merchant lost it: `amount` is taken back; absent: as disputed
    *     - `amended`: the order is worth `amount` from then on, more or less; the latest counts, and `items` say of what
    * @enum {string}
    */
   type: "received" | "refunded" | "cancelled" | "refund_voided" | "disputed" | "dispute_won" | "dispute_lost" | "amended";
   /** @description Of `refund_voided`: the `eventId` of the refund: 1 to 128 visible characters */
   voids?: string;
  };
  OrderMove: {
   /** @description Why, for people; kept with the order */
   reason: string;
  };
  OrderResult: {
   attribution?: {
    /**
     * @description What the credits rest on.
     *
     *     - `coupon`: the order's coupon
     *     - `binding`: whom the customer is bound to
     *     - `touch`: clicks
     *     - `manual`: an operator credited it by hand
     *     - `none`: nobody earned it
     * @enum {string}
     */
    basis: "coupon" | "binding" | "touch" | "manual" | "none";
    credits: {
     /** @description Who is credited */
     promoterId: string;
     /**
      * Format: basis-points
      * @description The share of the order; all credits sum to 10000, in basis points: 1000 is 10 %
      */
     weightBps: number;
    }[];
    /**
     * @description The attribution model in force.
     *
     *     - `last_click`: the newest touch earns the order
     *     - `first_click`: the oldest touch earns the order
     *     - `linear`: every touch has the same share
     *     - `time_decay`: a touch has half the share of one that is `halfLife` newer
     *     - `position_based`: 40 % to the first touch, 40 % to the last, the rest to those between
     * @enum {string}
     */
    model: "last_click" | "first_click" | "linear" | "time_decay" | "position_based";
   };
   /** @description The campaign that the order belongs to; absent: none. A name that no campaign had when the order occurred is a label for rules */
   campaign?: {
    /** @description The campaign */
    campaignId: string;
    /**
     * Format: minor-units
     * @description What the budget granted, in minor units of the program's currency
     */
    granted: number;
    /**
     * Format: minor-units
     * @description What the order's commissions were to take of the budget, in minor units of the program's currency
     */
    wanted: number;
   };
   /**
    * @description Why it was rejected or in conflict, or why nobody is paid.
    *
    *     - `invalid_body`: The body does not fit the schema
    *     - `amount_out_of_range`: An amount is not an integer from 0 to 1,000,000,000,000
    *     - `items_do_not_sum`: The items do not sum to the amount
    *     - `currency_mismatch`: The currency is not the program's
    *     - `occurred_at_out_of_range`: The time is more than 5 minutes ahead or 400 days back
    *     - `idempotency_conflict`: The same id or key was used for something else
    *     - `unavailable`: Not available at the moment
    *     - `no_rule`: No commission rule applies to the order
    * @enum {string}
    */
   code?: "invalid_body" | "amount_out_of_range" | "items_do_not_sum" | "currency_mismatch" | "occurred_at_out_of_range" | "idempotency_conflict" | "unavailable" | "no_rule";
   commissions: {
    /**
     * Format: minor-units
     * @description What was earned, after the cap and the budget, in minor units of the program's currency
     */
    amount: number;
    /** @description Whose credit it comes from: at level 1 the same promoter */
    creditedPromoterId: string;
    /** @description The commission's id */
    id: string;
    /**
     * Format: minor-units
     * @description What is left of the amount after refunds and lost disputes, in minor units of the program's currency
     */
    kept: number;
    /** @description 1 is the credited promoter, 2 its upline, 3 the upline's upline */
    level: number;
    lines: {
     /**
      * Format: minor-units
      * @description What the rule gives, before the cap, in minor units of the program's currency
      */
     amount: number;
     /**
      * Format: minor-units
      * @description The credited promoter's share of the item, or of the order, in minor units of the program's currency
      */
     base: number;
     /**
      * @description It is paid once an order, outside of the cap
      * @enum {string}
      */
     per?: "order";
     /** @description Absent where the order came without items, and of what is paid once an order */
     productId?: string;
     /**
      * Format: basis-points
      * @description The part of the base, where the rule pays a part, in basis points: 1000 is 10 %
      */
     rateBps?: number;
     /** @description The rule that was chosen */
     ruleId: string;
     /** @description The version of the rules that it is of */
     ruleVersion: number;
    }[];
    /** @description Who earns it */
    promoterId: string;
    /**
     * @description How far it has come.
     *
     *     - `pending`: paid for, and not received yet
     *     - `held`: the hold period runs
     *     - `available`: released: it can be paid out
     *     - `reversed`: nothing of it is kept
     * @enum {string}
     */
    state: "pending" | "held" | "available" | "reversed";
   }[];
   /** @description Of a rejected one: every fault */
   errors?: components["schemas"]["Fault"][];
   /** @description Null where the entry has none to be read */
   orderId: string | null;
   risk?: {
    /**
     * @description The program only observes: nothing follows from the verdict
     * @enum {boolean}
     */
    observed?: true;
    /** @description Why, with what became known later */
    reasons: {
     /**
      * @description Why a person looks at the order.
      *
      *     - `order_too_soon`: the order came sooner after its click than anybody buys
      *     - `credit_displaced`: a click just before the order took the credit, while another promoter's touch was live
      *     - `customers_per_click`: more customers ordered with one click than may
      *     - `devices_per_customer`: the customer ordered from more browsers than may
      *     - `hosting_network`: the click came from a network of servers
      *     - `automated_browser`: the click came from a tool, or from a browser that nobody used by hand
      *     - `near_in_tree`: the buyer stands near the credited promoter in the tree
      *     - `same_network_as_promoter`: the click came from the network that its promoter used that day
      *     - `shared_payee`: the credited promoter is paid to the same account as another promoter of the order
      *     - `shared_contact`: address, payment or device are the promoter's own, or those of many customers
      *     - `unusual_amount`: the amount is far above the promoter's other orders
      *     - `ring`: customers and promoters buy from each other in a circle
      *     - `promoter_pattern`: the promoter's orders together are unlike those of other promoters
      *     - `page_reported`: a page reported the order, and nobody who signs
      * @enum {string}
      */
     code: "order_too_soon" | "credit_displaced" | "customers_per_click" | "devices_per_customer" | "hosting_network" | "automated_browser" | "near_in_tree" | "same_network_as_promoter" | "shared_payee" | "shared_contact" | "unusual_amount" | "ring" | "promoter_pattern" | "page_reported";
     /** @description Figures and ids that it rests on; other members for each code */
     facts: {
      [key: string]: string | number | boolean;
     };
     /** @description A log likelihood ratio: how much likelier the finding is under fraud than without */
     weight: number;
    }[];
    /** @description The weights of all reasons, the greatest of each group */
    score: number;
    /**
     * @description What was made of the risk.
     *
     *     - `pass`: nothing was found
     *     - `review`: accepted, and not released before a person clears it
     *     - `block`: accepted, and nothing of it is paid
     * @enum {string}
     */
    verdict: "pass" | "review" | "block";
   };
   /**
    * @description What became of the conversion.
    *
    *     - `accepted`: decided now
    *     - `duplicate`: decided before, with the same content: as it now is
    *     - `conflict`: decided before, with other content: nothing was changed
    *     - `rejected`: not recorded; `code` says why
    * @enum {string}
    */
   status: "accepted" | "duplicate" | "conflict" | "rejected";
  };
  OrderResults: {
   results: components["schemas"]["OrderResult"][];
  };
  /**
   * @example {
   *       "kind": "bank",
   *       "name": "Li Lei",
   *       "bank": "ICBC",
   *       "account": "6222020200112233445"
   *     }
   */
  Payee: {
   /** @description Account or card number, or IBAN, without spaces */
   account: string;
   /** @description Which bank */
   bank: string;
   /**
    * @description `bank`: an account of a bank
    * @enum {string}
    */
   kind: "bank";
   /** @description Whose account it is */
   name: string;
  } | {
   /**
    * @description `wechat`: a user of WeChat Pay
    * @enum {string}
    */
   kind: "wechat";
   /** @description The user's real name, where WeChat Pay asks for it */
   name?: string;
   /** @description The user's openid of the merchant's app */
   openId: string;
  };
  PayeeAcceptance: {
   /**
    * Format: date-time
    * @description `proposedAt` of the proposal that was looked at
    */
   proposedAt: string;
  };
  /**
   * @example {
   *       "kind": "bank",
   *       "name": "L*****",
   *       "bank": "ICBC",
   *       "account": "***************3445",
   *       "changedAt": "2026-11-22T08:00:00.000Z",
   *       "changedBy": "ak_1"
   *     }
   */
  PayeeChange: components["schemas"]["MaskedPayee"] & {
   /**
    * Format: date-time
    * @description From when on it stood
    */
   changedAt: string;
   /** @description By which credential; null where it is not known */
   changedBy: string | null;
  };
  /**
   * @example {
   *       "kind": "bank",
   *       "name": "L*****",
   *       "bank": "ICBC",
   *       "account": "***************3445",
   *       "promoterId": "pr_5k",
   *       "proposedAt": "2026-11-22T08:00:00.000Z",
   *       "proposedBy": "pt_1"
   *     }
   */
  PayeeProposal: components["schemas"]["MaskedPayee"] & {
   /** @description Whose proposal it is */
   promoterId: string;
   /**
    * Format: date-time
    * @description When it was proposed
    */
   proposedAt: string;
   /** @description By which token of the promoter */
   proposedBy: string;
  };
  Payout: {
   /** @description The batch that has collected it; null: none */
   batchId: string | null;
   /** @description ISO 4217 code */
   currency: string;
   /** @description The first of two approvals; null: one is enough, nobody has approved it, or a promoter asks */
   firstApproval: {
    /**
     * Format: date-time
     * @description When it was approved
     */
    at: string;
    /** @description Who approved it: `operator`, a key or a person */
    by: string;
    /** @description What people know the actor by: a person's address or a key's name. null: it has none or is no longer known, or a key reads that reaches neither `manage` nor `payouts` nor `keys` */
    name: string | null;
   } | null;
   /**
    * Format: minor-units
    * @description What was taken from the wallet, in minor units of the program's currency
    */
   gross: number;
   /** @description The payout's id */
   id: string;
   /**
    * Format: minor-units
    * @description What the payee receives, in minor units of the program's currency
    */
   net: number;
   /** @description Whose payout it is */
   promoterId: string;
   /** @description Why it was moved, as it was given last; null where nobody said */
   reason: string | null;
   /**
    * Format: date-time
    * @description When it was requested
    */
   requestedAt: string;
   /**
    * @description How far it has come.
    *
    *     - `requested`: waits for an operator
    *     - `approved`: waits for a batch
    *     - `processing`: a batch has collected it
    *     - `paid`: the money has arrived
    *     - `failed`: the money did not leave, and the gross went back
    *     - `rejected`: an operator refused it, and the gross went back
    *     - `returned`: the money came back, and the gross went back
    * @enum {string}
    */
   state: "requested" | "approved" | "processing" | "paid" | "failed" | "rejected" | "returned";
   /**
    * Format: date-time
    * @description When its state last changed
    */
   updatedAt: string;
   /**
    * Format: minor-units
    * @description Tax withheld, by the month of the request, in minor units of the program's currency
    */
   withheld: number;
  };
  PayoutApprovedEvent: {
   /** @description What happened */
   data: {
    /** @description ISO 4217 code */
    currency: string;
    /**
     * Format: minor-units
     * @description What it takes of the wallet, in minor units of the program's currency
     */
    gross: number;
    /**
     * Format: minor-units
     * @description What is paid, in minor units of the program's currency
     */
    net: number;
    /** @description The payout */
    payoutId: string;
    /** @description The promoter */
    promoterId: string;
    /**
     * @description How the payout stands now
     * @enum {string}
     */
    state: "requested" | "approved" | "processing" | "paid" | "failed" | "rejected" | "returned";
    /**
     * Format: minor-units
     * @description Its tax, in minor units of the program's currency
     */
    withheld: number;
   };
   /** @description The event, the same wherever it is said again */
   id: string;
   /**
    * Format: date-time
    * @description When it happened
    */
   occurredAt: string;
   /** @description The program's id, as the merchant chose it */
   program: string;
   /** @description Its number in the program's log */
   sequence: number;
   /**
    * @description A payout was approved: the next batch collects it
    * @enum {string}
    */
   type: "payout.approved";
  };
  PayoutBatch: {
   /** @description Payouts collected so far */
   count: number;
   /**
    * Format: date-time
    * @description When it was opened
    */
   createdAt: string;
   /** @description The batch's id */
   id: string;
   /**
    * Format: minor-units
    * @description What their payees receive together, in minor units of the program's currency
    */
   net: number;
   /**
    * @description Who pays.
    *
    *     - `file`: the batch's file, which people hand to a bank
    *     - `wechat`: WeChat Pay pays payees in WeChat, and the file has all others
    * @enum {string}
    */
   provider: "file" | "wechat";
   /**
    * Format: date-time
    * @description When it was sealed; null until then
    */
   sealedAt: string | null;
   /**
    * @description How far it has come.
    *
    *     - `collecting`: approved payouts are being collected
    *     - `sealed`: its rows are final, and its file has the same bytes for ever but for payees who were erased
    * @enum {string}
    */
   state: "collecting" | "sealed";
  };
  PayoutFailedEvent: {
   /** @description What happened */
   data: {
    /** @description ISO 4217 code */
    currency: string;
    /**
     * Format: minor-units
     * @description What it takes of the wallet, in minor units of the program's currency
     */
    gross: number;
    /**
     * Format: minor-units
     * @description What is paid, in minor units of the program's currency
     */
    net: number;
    /** @description The payout */
    payoutId: string;
    /** @description The promoter */
    promoterId: string;
    /**
     * @description How the payout stands now
     * @enum {string}
     */
    state: "requested" | "approved" | "processing" | "paid" | "failed" | "rejected" | "returned";
    /**
     * Format: minor-units
     * @description Its tax, in minor units of the program's currency
     */
    withheld: number;
   };
   /** @description The event, the same wherever it is said again */
   id: string;
   /**
    * Format: date-time
    * @description When it happened
    */
   occurredAt: string;
   /** @description The program's id, as the merchant chose it */
   program: string;
   /** @description Its number in the program's log */
   sequence: number;
   /**
    * @description The payout failed: its gross went back
    * @enum {string}
    */
   type: "payout.failed";
  };
  PayoutMove: {
   /** @description Why, for people; kept with the payout */
   reason?: string;
  };
  PayoutPaidEvent: {
   /** @description What happened */
   data: {
    /** @description ISO 4217 code */
    currency: string;
    /**
     * Format: minor-units
     * @description What it takes of the wallet, in minor units of the program's currency
     */
    gross: number;
    /**
     * Format: minor-units
     * @description What is paid, in minor units of the program's currency
     */
    net: number;
    /** @description The payout */
    payoutId: string;
    /** @description The promoter */
    promoterId: string;
    /**
     * @description How the payout stands now
     * @enum {string}
     */
    state: "requested" | "approved" | "processing" | "paid" | "failed" | "rejected" | "returned";
    /**
     * Format: minor-units
     * @description Its tax, in minor units of the program's currency
     */
    withheld: number;
   };
   /** @description The event, the same wherever it is said again */
   id: string;
   /**
    * Format: date-time
    * @description When it happened
    */
   occurredAt: string;
   /** @description The program's id, as the merchant chose it */
   program: string;
   /** @description Its number in the program's log */
   sequence: number;
   /**
    * @description The payout was paid
    * @enum {string}
    */
   type: "payout.paid";
  };
  PayoutProcessingEvent: {
   /** @description What happened */
   data: {
    /** @description ISO 4217 code */
    currency: string;
    /**
     * Format: minor-units
     * @description What it takes of the wallet, in minor units of the program's currency
     */
    gross: number;
    /**
     * Format: minor-units
     * @description What is paid, in minor units of the program's currency
     */
    net: number;
    /** @description The payout */
    payoutId: string;
    /** @description The promoter */
    promoterId: string;
    /**
     * @description How the payout stands now
     * @enum {string}
     */
    state: "requested" | "approved" | "processing" | "paid" | "failed" | "rejected" | "returned";
    /**
     * Format: minor-units
     * @description Its tax, in minor units of the program's currency
     */
    withheld: number;
   };
   /** @description The event, the same wherever it is said again */
   id: string;
   /**
    * Format: date-time
    * @description When it happened
    */
   occurredAt: string;
   /** @description The program's id, as the merchant chose it */
   program: string;
   /** @description Its number in the program's log */
   sequence: number;
   /**
    * @description A batch has collected the payout
    * @enum {string}
    */
   type: "payout.processing";
  };
  PayoutRejectedEvent: {
   /** @description What happened */
   data: {
    /** @description ISO 4217 code */
    currency: string;
    /**
     * Format: minor-units
     * @description What it takes of the wallet, in minor units of the program's currency
     */
    gross: number;
    /**
     * Format: minor-units
     * @description What is paid, in minor units of the program's currency
     */
    net: number;
    /** @description The payout */
    payoutId: string;
    /** @description The promoter */
    promoterId: string;
    /**
     * @description How the payout stands now
     * @enum {string}
     */
    state: "requested" | "approved" | "processing" | "paid" | "failed" | "rejected" | "returned";
    /**
     * Format: minor-units
     * @description Its tax, in minor units of the program's currency
     */
    withheld: number;
   };
   /** @description The event, the same wherever it is said again */
   id: string;
   /**
    * Format: date-time
    * @description When it happened
    */
   occurredAt: string;
   /** @description The program's id, as the merchant chose it */
   program: string;
   /** @description Its number in the program's log */
   sequence: number;
   /**
    * @description A payout was rejected: its gross went back
    * @enum {string}
    */
   type: "payout.rejected";
  };
  PayoutRequestedEvent: {
   /** @description What happened */
   data: {
    /** @description ISO 4217 code */
    currency: string;
    /**
     * Format: minor-units
     * @description What it takes of the wallet, in minor units of the program's currency
     */
    gross: number;
    /**
     * Format: minor-units
     * @description What is paid, in minor units of the program's currency
     */
    net: number;
    /** @description The payout */
    payoutId: string;
    /** @description The promoter */
    promoterId: string;
    /**
     * @description How the payout stands now
     * @enum {string}
     */
    state: "requested" | "approved" | "processing" | "paid" | "failed" | "rejected" | "returned";
    /**
     * Format: minor-units
     * @description Its tax, in minor units of the program's currency
     */
    withheld: number;
   };
   /** @description The event, the same wherever it is said again */
   id: string;
   /**
    * Format: date-time
    * @description When it happened
    */
   occurredAt: string;
   /** @description The program's id, as the merchant chose it */
   program: string;
   /** @description Its number in the program's log */
   sequence: number;
   /**
    * @description A payout was asked for, and its gross is set aside
    * @enum {string}
    */
   type: "payout.requested";
  };
  PayoutReturnedEvent: {
   /** @description What happened */
   data: {
    /** @description ISO 4217 code */
    currency: string;
    /**
     * Format: minor-units
     * @description What it takes of the wallet, in minor units of the program's currency
     */
    gross: number;
    /**
     * Format: minor-units
     * @description What is paid, in minor units of the program's currency
     */
    net: number;
    /** @description The payout */
    payoutId: string;
    /** @description The promoter */
    promoterId: string;
    /**
     * @description How the payout stands now
     * @enum {string}
     */
    state: "requested" | "approved" | "processing" | "paid" | "failed" | "rejected" | "returned";
    /**
     * Format: minor-units
     * @description Its tax, in minor units of the program's currency
     */
    withheld: number;
   };
   /** @description The event, the same wherever it is said again */
   id: string;
   /**
    * Format: date-time
    * @description When it happened
    */
   occurredAt: string;
   /** @description The program's id, as the merchant chose it */
   program: string;
   /** @description Its number in the program's log */
   sequence: number;
   /**
    * @description What was paid came back, and so did the gross
    * @enum {string}
    */
   type: "payout.returned";
  };
  PayoutTransfer: {
   /** @description The payout's number at WeChat Pay, `out_bill_no`, for ever; null before it was asked */
   billNo: string | null;
   /**
    * Format: date-time
    * @description When this was last looked at; null of a file
    */
   changedAt: string | null;
   /** @description What a page in WeChat gives to `requestMerchantTransfer`; null: nothing is to be confirmed */
   confirm: {
    /** @description `appId` */
    appId: string;
    /** @description `mchId` */
    merchantId: string;
    /** @description `package` */
    package: string;
   } | null;
   /** @description What was wrong when WeChat Pay was asked last, in its own word or in one of ours; null: nothing */
   fault: string | null;
   /** @description The payout's id */
   payoutId: string;
   /**
    * @description What is to be done.
    *
    *     - `file`: no transfer: the batch's file pays, or no batch has collected the payout
    *     - `waiting`: WeChat Pay is asked, or is to be asked
    *     - `confirm`: the promoter has to confirm in WeChat, within a day
    *     - `cancelling`: WeChat Pay is asked to cancel it: the payout has `failed` once it has, and is `paid` if the promoter was faster
    *     - `stopped`: a person has to look, and settles the payout by hand: `fault` says why
    *     - `ended`: the payout was moved
    * @enum {string}
    */
   stage: "file" | "waiting" | "confirm" | "cancelling" | "stopped" | "ended";
   /**
    * @description WeChat Pay's own word; null before it has a transfer
    * @enum {string|null}
    */
   state: "ACCEPTED" | "PROCESSING" | "WAIT_USER_CONFIRM" | "TRANSFERING" | "SUCCESS" | "FAIL" | "CANCELING" | "CANCELLED" | null;
   /** @description WeChat Pay's own number; null before there is one */
   transferBillNo: string | null;
  };
  Person: {
   /**
    * Format: date-time
    * @description When the person was added, or added again
    */
   addedAt: string;
   /** @description The address that the provider has verified */
   email: string;
   /** @description The person's id in this program */
   id: string;
   /** @description One of owner, finance, marketing, support, viewer */
   role: string;
   scopes: ("orders" | "read" | "manage" | "payouts" | "keys")[];
  };
  PersonPatch: {
   /**
    * @description What the person may do.
    *
    *     - `owner`: everything in the program, people, keys and erasures too
    *     - `finance`: every read, and payees, payouts, adjustments and moves of orders
    *     - `marketing`: every read, and promoters, links, coupons, campaigns, rules, settings and exports of personal data
    *     - `support`: every read, and conversions, their events and bindings
    *     - `viewer`: every read, and no write
    * @enum {string}
    */
   role?: "owner" | "finance" | "marketing" | "support" | "viewer";
  };
  PortalLook: {
   /** @description In the light. Absent: the portal's own */
   colors?: {
    /** @description Links on `background`, and the face of buttons */
    accent: string;
    /** @description Behind all */
    background: string;
    /** @description Text on `accent` */
    onAccent: string;
    /** @description Text on `background` */
    text: string;
   };
   /** @description ISO 4217 code */
   currency: string;
   /** @description What stands before an amount, in each language: a phone loads its own tables late */
   currencySigns: {
    /** @description The sign in English */
    en: string;
    /** @description The sign in Chinese */
    zh: string;
   };
   /** @description In the dark. Absent: the portal's own */
   darkColors?: {
    /** @description Links on `background`, and the face of buttons */
    accent: string;
    /** @description Behind all */
    background: string;
    /** @description Text on `accent` */
    onAccent: string;
    /** @description Text on `background` */
    text: string;
   };
   /** @description Whether the program has an official account, by which its promoters sign in within WeChat */
   hasWechat: boolean;
   /** @description An https address, or a picture of at most 36 KB as `data:image/…;base64,…` */
   logo?: string;
   /** @description What the program is called in the portal */
   name: string;
   /** @description The program's id, as the merchant chose it */
   program: string;
   /** @description The newest version of the terms; null: there are none */
   termsVersion: number | null;
   texts?: {
    /** @description Texts of the merchant in one language */
    en?: {
     /** @description Says what the program is */
     about?: string;
     /** @description Whom a promoter may ask */
     contact?: string;
     /** @description Greets a promoter */
     welcome?: string;
    };
    /** @description Texts of the merchant in one language */
    zh?: {
     /** @description Says what the program is */
     about?: string;
     /** @description Whom a promoter may ask */
     contact?: string;
     /** @description Greets a promoter */
     welcome?: string;
    };
   };
   /** @description Name of the IANA database */
   timezone: string;
   /** @description So that a phone asks for what is of today before it knows the zone's clocks */
   today: {
    /**
     * Format: date
     * @description The day that it is in that zone
     */
    day: string;
    /**
     * Format: date-time
     * @description The first instant of the next day there
     */
    endsAt: string;
   };
  };
  Poster: {
   background: {
    /** @description Behind all */
    color: string;
    /** @description Over all of it, cut to its proportions */
    picture?: string;
   };
   /**
    * @description Height, in the same units
    * @default 1334
    */
   height: number;
   /** @description The merchant's id of the poster, which stands in its address */
   id: string;
   /** @description The poster's name, for people */
   name: string;
   /** @description As of a product, whole within its place */
   picture?: {
    /** @description How many of the texts it lies over, from the first on. Absent: none */
    above?: number;
    /** @description A PNG, JPEG or WebP of at most 300 KB, as `data:image/…;base64,…` */
    data: string;
    /** @description Height of its place */
    height: number;
    /** @description Width of its place */
    width: number;
    /** @description Its left edge, in units of the poster's width */
    x: number;
    /** @description Its upper edge, in the same units */
    y: number;
   };
   qr: {
    /** @description Width and height of the link's QR code, with its white rim. A tenth of the poster's width at least */
    size: number;
    /** @description Its left edge, in units of the poster's width */
    x: number;
    /** @description Its upper edge, in the same units */
    y: number;
   };
   /** @default [] */
   texts: {
    /**
     * @description Where its lines stand within its width.
     *
     *     - `left`: at the left edge
     *     - `center`: in the middle
     *     - `right`: at the right edge
     * @default left
     * @enum {string}
     */
    align: "left" | "center" | "right";
    /** @description The text's colour */
    color: string;
    /**
     * @description Lines that it may have. What is left over is cut, and an ellipsis says so
     * @default 3
     */
    lines: number;
    /** @description Height of a letter */
    size: number;
    /** @description With variables: `{program}` is the program's name in its portal, `{promoter}` the promoter's, `{link}` the share link */
    text: string;
    /**
     * @description How heavy its letters are.
     *
     *     - `normal`: as of a text
     *     - `bold`: as of a title
     * @default normal
     * @enum {string}
     */
    weight: "normal" | "bold";
    /** @description Lines are broken where they would be wider */
    width: number;
    /** @description Its left edge */
    x: number;
    /** @description The top of its first line */
    y: number;
   }[];
   /**
    * Format: date-time
    * @description When it was made or changed
    */
   updatedAt: string;
   /**
    * @description Width, in units of all other lengths
    * @default 750
    */
   width: number;
  };
  PosterChange: {
   /**
    * @default {
    *       "color": "#ffffff"
    *     }
    */
   background?: {
    /** @description Behind all */
    color: string;
    /** @description Over all of it, cut to its proportions */
    picture?: string;
   };
   /**
    * @description Height, in the same units
    * @default 1334
    */
   height?: number;
   /** @description The poster's name, for people */
   name: string;
   /** @description As of a product, whole within its place */
   picture?: {
    /** @description How many of the texts it lies over, from the first on. Absent: none */
    above?: number;
    /** @description A PNG, JPEG or WebP of at most 300 KB, as `data:image/…;base64,…` */
    data: string;
    /** @description Height of its place */
    height: number;
    /** @description Width of its place */
    width: number;
    /** @description Its left edge, in units of the poster's width */
    x: number;
    /** @description Its upper edge, in the same units */
    y: number;
   };
   qr: {
    /** @description Width and height of the link's QR code, with its white rim. A tenth of the poster's width at least */
    size: number;
    /** @description Its left edge, in units of the poster's width */
    x: number;
    /** @description Its upper edge, in the same units */
    y: number;
   };
   /** @default [] */
   texts?: {
    /**
     * @description Where its lines stand within its width.
     *
     *     - `left`: at the left edge
     *     - `center`: in the middle
     *     - `right`: at the right edge
     * @default left
     * @enum {string}
     */
    align?: "left" | "center" | "right";
    /** @description The text's colour */
    color: string;
    /**
     * @description Lines that it may have. What is left over is cut, and an ellipsis says so
     * @default 3
     */
    lines?: number;
    /** @description Height of a letter */
    size: number;
    /** @description With variables: `{program}` is the program's name in its portal, `{promoter}` the promoter's, `{link}` the share link */
    text: string;
    /**
     * @description How heavy its letters are.
     *
     *     - `normal`: as of a text
     *     - `bold`: as of a title
     * @default normal
     * @enum {string}
     */
    weight?: "normal" | "bold";
    /** @description Lines are broken where they would be wider */
    width: number;
    /** @description Its left edge */
    x: number;
    /** @description The top of its first line */
    y: number;
   }[];
   /**
    * @description Width, in units of all other lengths
    * @default 750
    */
   width?: number;
  };
  Preview: {
   models: {
    /** @description Here the oldest touch earns the order */
    first_click: {
     credits: {
      /** @description Who is credited */
      promoterId: string;
      /**
       * Format: basis-points
       * @description The share of the order; all credits sum to 10000, in basis points: 1000 is 10 %
       */
      weightBps: number;
     }[];
    };
    /** @description Here the newest touch earns the order */
    last_click: {
     credits: {
      /** @description Who is credited */
      promoterId: string;
      /**
       * Format: basis-points
       * @description The share of the order; all credits sum to 10000, in basis points: 1000 is 10 %
       */
      weightBps: number;
     }[];
    };
    /** @description Here every touch has the same share */
    linear: {
     credits: {
      /** @description Who is credited */
      promoterId: string;
      /**
       * Format: basis-points
       * @description The share of the order; all credits sum to 10000, in basis points: 1000 is 10 %
       */
      weightBps: number;
     }[];
    };
    /** @description Here 40 % to the first touch, 40 % to the last, the rest to those between */
    position_based: {
     credits: {
      /** @description Who is credited */
      promoterId: string;
      /**
       * Format: basis-points
       * @description The share of the order; all credits sum to 10000, in basis points: 1000 is 10 %
       */
      weightBps: number;
     }[];
    };
    /** @description Here a touch has half the share of one that is `halfLife` newer */
    time_decay: {
     credits: {
      /** @description Who is credited */
      promoterId: string;
      /**
       * Format: basis-points
       * @description The share of the order; all credits sum to 10000, in basis points: 1000 is 10 %
       */
      weightBps: number;
     }[];
    };
   };
   /**
    * Format: date-time
    * @description When the order is placed
    */
   occurredAt: string;
   touches: {
    /**
     * @description What happened.
     *
     *     - `click`: somebody followed the link
     *     - `impression`: a page showed it
     * @enum {string}
     */
    kind: "click" | "impression";
    /**
     * Format: date-time
     * @description When it happened
     */
    occurredAt: string;
    /** @description Whose link it was */
    promoterId: string;
    /**
     * @description Whether it counts, or why not.
     *
     *     - `counted`: it counts
     *     - `superseded`: the model takes another touch in its place
     *     - `outside_lookback`: it happened longer before the order than the lookback
     *     - `after_order`: it happened after the order
     *     - `impression_not_credited`: clicks counted, so that impressions did not
     *     - `self`: the buyer is the promoter
     *     - `suspended_promoter`: the promoter was suspended at the order's time
     *     - `unknown_promoter`: the program has no such promoter
     *     - `beyond_limit`: more promoters were touched than may share one order, and this one longest ago
     *     - `not_reached`: an earlier step of the precedence decided
     * @enum {string}
     */
    verdict: "counted" | "superseded" | "outside_lookback" | "after_order" | "impression_not_credited" | "self" | "suspended_promoter" | "unknown_promoter" | "beyond_limit" | "not_reached";
   }[];
  };
  /**
   * @example {
   *       "occurredAt": "2026-11-22T08:00:00Z",
   *       "touches": [
   *         {
   *           "promoterId": "pr_2a",
   *           "kind": "click",
   *           "occurredAt": "2026-11-20T08:00:00Z"
   *         },
   *         {
   *           "promoterId": "pr_5k",
   *           "kind": "click",
   *           "occurredAt": "2026-11-22T07:40:00Z"
   *         }
   *       ]
   *     }
   */
  PreviewRequest: {
   /**
    * Format: date-time
    * @description When the imagined order is placed
    */
   occurredAt: string;
   touches: {
    /**
     * @description What happened.
     *
     *     - `click`: somebody followed the link
     *     - `impression`: a page showed it
     * @enum {string}
     */
    kind: "click" | "impression";
    /**
     * Format: date-time
     * @description When it happened
     */
    occurredAt: string;
    /** @description Whose link it was */
    promoterId: string;
   }[];
  } | {
   /** @description The merchant's id of the order: 1 to 128 visible characters */
   orderId: string;
  };
  Problem: {
   /**
    * @description The fixed machine word to go by. Each is explained at `/docs/errors/{code}`
    * @enum {string}
    */
   code: "events_gone" | "events_far_behind" | "invalid_json" | "incomplete_body" | "slow_body" | "method_not_allowed" | "idempotency_conflict" | "concurrent_change" | "body_too_large" | "invalid_body" | "invalid_parameter" | "amount_out_of_range" | "idempotency_key_required" | "unauthorized" | "invalid_signature" | "insufficient_scope" | "rate_limited" | "field_not_yours" | "cross_site_request" | "not_found" | "too_many_keys" | "too_many_people" | "last_owner" | "not_configured" | "too_many_endpoints" | "too_many_replays" | "unknown_program" | "unknown_version" | "unknown_campaign" | "too_many_versions" | "fewer_objects" | "version_in_future" | "cap_exceeded" | "invalid_rules" | "budget_below_spent" | "unknown_contest" | "contest_decided" | "too_many_posters" | "too_many_copy_templates" | "unknown_poster" | "too_many_materials" | "unknown_material" | "too_many_contests" | "unknown_alert" | "too_many_campaigns" | "too_many_orders" | "unknown_promoter" | "link_ended" | "unknown_link" | "unknown_coupon" | "unknown_erasure" | "balance_open" | "already_bound" | "self_binding" | "is_promoter" | "promoter_suspended" | "cycle" | "depth_exceeded" | "slug_taken" | "coupon_taken" | "share_origin_not_allowed" | "destination_not_allowed" | "too_many_links" | "unknown_tier" | "unknown_upline" | "no_such_promoter" | "binding_disabled" | "invalid_click_token" | "click_expired" | "no_such_coupon" | "coupon_expired" | "too_many_notes" | "terms_changed" | "unknown_order" | "unknown_webhook" | "source_not_listed" | "api_key_missing" | "catch_up_running" | "unknown_catch_up" | "already_credited" | "no_rule" | "already_decided" | "self_purchase" | "too_many_events" | "items_do_not_sum" | "currency_mismatch" | "occurred_at_out_of_range" | "unknown_payout" | "unknown_payee" | "unknown_payee_proposal" | "unknown_payout_batch" | "payout_open" | "invalid_transition" | "payee_missing" | "payee_changed_by_approver" | "second_approver_needed" | "transfer_under_way" | "no_transfer_under_way" | "no_wechat_payouts" | "wechat_pays_cny" | "batch_open" | "below_minimum" | "insufficient_available" | "unknown_risk_case" | "case_closed" | "already_appealed" | "same_person" | "no_wechat_app" | "verification_taken" | "openid_bound" | "promoter_has_openid" | "slug_too_long_for_code" | "mini_program_code_refused" | "url_link_refused" | "wechat_limited" | "wechat_unavailable" | "wechat_refused" | "unknown_reconciliation" | "reconciliation_running" | "unknown_export" | "unknown_export_file" | "unknown_refused_rows" | "unknown_dead_letter" | "in_flight" | "internal" | "overloaded" | "import_running" | "simulation_running" | "restore_running" | "restore_finished" | "restore_went_on" | "unknown_restore" | "no_bookmarks" | "program_fenced" | "unavailable";
   /** @description What was wrong this time, for people */
   detail: string;
   /** @description Of a body or parameter that does not fit: every fault */
   errors?: components["schemas"]["Fault"][];
   /** @description The HTTP status */
   status: number;
   /** @description Always the same for a code */
   title: string;
   /**
    * Format: uri-reference
    * @description The page that explains the code, relative to this service
    */
   type: string;
  };
  Program: {
   /**
    * @description Hosts that links may lead to: `shop.example`, `shop.example:8443`, `*.shop.example`; empty: none
    * @default []
    */
   allowedHosts: string[];
   /** @description Who earns an order */
   attribution: {
    /**
     * @description Whether an order that a page reports with a click token becomes one under review, until a signed source or a key reports its id
     * @default false
     */
    acceptPixelToken: boolean;
    /**
     * Format: duration
     * @description How long before its order a click counts
     * @default P30D
     */
    clickLookback: string;
    /**
     * Format: duration
     * @description How long after its first receipt an order that nobody earned can still be credited by late evidence
     * @default PT1H
     */
    grace: string;
    /**
     * Format: duration
     * @description Of `time_decay`: the age difference that halves a share
     * @default P7D
     */
    halfLife: string;
    /**
     * Format: duration
     * @description How long before its order an impression counts; `PT0S`: never
     * @default PT0S
     */
    impressionLookback: string;
    /**
     * @description How touches share an order.
     *
     *     - `last_click`: the newest touch earns the order
     *     - `first_click`: the oldest touch earns the order
     *     - `linear`: every touch has the same share
     *     - `time_decay`: a touch has half the share of one that is `halfLife` newer
     *     - `position_based`: 40 % to the first touch, 40 % to the last, the rest to those between
     * @default last_click
     * @enum {string}
     */
    model: "last_click" | "first_click" | "linear" | "time_decay" | "position_based";
    /**
     * @description Which evidence decides, in this sequence; the first that counts alone does
     * @default [
     *       "coupon",
     *       "binding",
     *       "touch"
     *     ]
     */
    precedence: ("coupon" | "binding" | "touch")[];
   };
   /** @description How customers are bound to promoters */
   binding: {
    /**
     * @description Which binding of a customer stands.
     *
     *     - `first`: the first binding stays for ever
     *     - `none`: customers are not bound
     *     - `last`: each later binding replaces the one before
     *     - `protected`: a binding stays while `protection` has not passed, then a later one replaces it
     * @default first
     * @enum {string}
     */
    mode: "first" | "none" | "last" | "protected";
    /**
     * Format: duration
     * @description Of `protected`: how long a binding cannot be replaced
     * @default P30D
     */
    protection: string;
   };
   /** @description Bounds of what an order pays */
   commission: {
    /**
     * Format: basis-points
     * @description The most that all commissions of an order take of its amount, in basis points: 1000 is 10 %
     * @default 3000
     */
    capBps: number;
    /**
     * @description What becomes of a suspended upline's share.
     *
     *     - `forfeit`: its share is paid to nobody
     *     - `compress`: the next active upline moves up
     * @default forfeit
     * @enum {string}
     */
    inactiveUpline: "forfeit" | "compress";
    /**
     * @description Paid levels: 1 is the credited promoter, 2 its upline, 3 the upline's upline
     * @default 2
     */
    maxLevels: number;
    /**
     * @description Whether promoters earn from their own orders
     * @default false
     */
    selfPurchase: boolean;
   };
   /**
    * Format: date-time
    * @description When the program was made
    */
   createdAt: string;
   /** @description ISO 4217 code */
   currency: string;
   /**
    * Format: date-time
    * @description From when on orders are decided by this version of the settings
    */
   effectiveFrom: string;
   /** @description What is exported as files every night */
   exports: {
    /**
     * @description How files are written.
     *
     *     - `parquet`: Apache Parquet, columns compressed with Snappy
     *     - `ndjson`: a JSON object for each row, one a line
     * @default parquet
     * @enum {string}
     */
    format: "parquet" | "ndjson";
    /**
     * @description What is exported every night, of the day before in the program's time zone
     * @default []
     */
    nightly: ("orders" | "commissions" | "entries" | "events" | "clicks_hourly")[];
   };
   /** @description Limits of clicks, and when orders are reviewed */
   fraud: {
    /**
     * Format: duration
     * @description A click that took the credit from another promoter is suspicious when it is younger than this at the order
     * @default PT60S
     */
    displacedWithin: string;
    /**
     * @description Clicks that newcomers of one network may have. Five times so many count in ten minutes, and 4 more for each visitor who came back to it. Of a data centre so many count in ten minutes
     * @default 60
     */
    maxClicksPerIpPerMinute: number;
    /**
     * @description Clicks of one visitor in a minute that count, at most; three times so many on links that it opens for the first time
     * @default 20
     */
    maxClicksPerVisitorPerMinute: number;
    /**
     * @description Distinct customers who order with one click within the lookback without suspicion, at most
     * @default 10
     */
    maxCustomersPerClick: number;
    /**
     * @description Browsers from which one customer orders within the lookback without suspicion, at most
     * @default 5
     */
    maxDevicesPerCustomer: number;
    /**
     * Format: duration
     * @description An order that comes sooner after its click is suspicious; `PT0S`: none is
     * @default PT5S
     */
    minClickToConversion: string;
    /**
     * @description What is done about what is suspicious.
     *
     *     - `enforce`: clicks beyond the limits do not count, and suspicious orders are reviewed
     *     - `observe`: clicks count all the same, and orders have verdicts from which nothing follows
     * @default enforce
     * @enum {string}
     */
    mode: "enforce" | "observe";
    /**
     * Format: duration
     * @description How long a review lasts that was opened by signs and that no person has ended; it then ends by itself
     * @default P7D
     */
    reviewWithin: string;
    /** @description What signs weigh, as log likelihood ratios: an order is reviewed from 2 on, when the greatest of each group are summed */
    weights: {
     /**
      * @description How much it weighs when the click came from a tool, or from a browser that nobody used by hand; 0: nothing
      * @default 1.8
      */
     automated_browser: number;
     /**
      * @description How much it weighs when a click just before the order took the credit, while another promoter's touch was live; 0: nothing
      * @default 3
      */
     credit_displaced: number;
     /**
      * @description How much it weighs when more customers ordered with one click than may; 0: nothing
      * @default 3
      */
     customers_per_click: number;
     /**
      * @description How much it weighs when the customer ordered from more browsers than may; 0: nothing
      * @default 2.2
      */
     devices_per_customer: number;
     /**
      * @description How much it weighs when the click came from a network of servers; 0: nothing
      * @default 1
      */
     hosting_network: number;
     /**
      * @description How much it weighs when the buyer stands near the credited promoter in the tree; 0: nothing
      * @default 1.2
      */
     near_in_tree: number;
     /**
      * @description How much it weighs when the order came sooner after its click than anybody buys; 0: nothing
      * @default 2.2
      */
     order_too_soon: number;
     /**
      * @description How much it weighs when a page reported the order, and nobody who signs; 0: nothing
      * @default 2.5
      */
     page_reported: number;
     /**
      * @description How much it weighs when the promoter's orders together are unlike those of other promoters; 0: nothing
      * @default 2.5
      */
     promoter_pattern: number;
     /**
      * @description How much it weighs when customers and promoters buy from each other in a circle; 0: nothing
      * @default 3
      */
     ring: number;
     /**
      * @description How much it weighs when the click came from the network that its promoter used that day; 0: nothing
      * @default 2.2
      */
     same_network_as_promoter: number;
     /**
      * @description How much it weighs when address, payment or device are the promoter's own, or those of many customers; 0: nothing
      * @default 3
      */
     shared_contact: number;
     /**
      * @description How much it weighs when the credited promoter is paid to the same account as another promoter of the order; 0: nothing
      * @default 2.5
      */
     shared_payee: number;
     /**
      * @description How much it weighs when the amount is far above the promoter's other orders; 0: nothing
      * @default 1
      */
     unusual_amount: number;
    };
   };
   /**
    * @description Where people go from the page of a link that has ended; null: nowhere
    * @default null
    */
   homeUrl: string | null;
   /** @description The program's id, as the merchant chose it */
   id: string;
   /** @description Who may say that a visitor is a customer */
   identify: {
    /**
     * @description Whether proofs of customers that name no end are taken
     * @default false
     */
    acceptUndated: boolean;
   };
   /** @description The program's name, for people */
   name: string;
   /** @description Durable Objects of each class that the program begins with. Its ledgers can grow by `POST …/objects`, the others not */
   objects: number;
   /** @description What visitors may ask for */
   privacy: {
    /**
     * @description Whether `Sec-GPC: 1` of a browser keeps cookies and visitors out
     * @default true
     */
    honorGpc: boolean;
   };
   /** @description What promoters may do by their own tokens */
   promoter: {
    /**
     * @description Links that a promoter may make by its own tokens, at most
     * @default 200
     */
    maxLinks: number;
    /**
     * Format: duration
     * @description How long a promoter's token is valid, at most
     * @default P90D
     */
    maxTokenLife: string;
   };
   /** @description Who becomes a promoter */
   promoterRule: {
    /**
     * @description Who becomes a promoter.
     *
     *     - `operator`: whom the merchant makes one
     *     - `everyone`: every customer who is bound or has an order
     *     - `first_order`: every customer with a first order of at least `minAmount`
     * @default operator
     * @enum {string}
     */
    kind: "operator" | "everyone" | "first_order";
    /**
     * Format: minor-units
     * @description Of `first_order`: the least amount of that order; absent: any, in minor units of the program's currency
     */
    minAmount?: number;
   };
   /**
    * @description Where the program's objects lie: near which part of the world, or within which jurisdiction; fixed for ever; null: wherever they are first used
    * @enum {string|null}
    */
   region: "wnam" | "enam" | "sam" | "weur" | "eeur" | "apac" | "oc" | "afr" | "me" | "eu" | null;
   /** @description Who set this version; null: that is not known, or a promoter asks */
   setBy: {
    /** @description `operator`, a key or a person */
    actor: string;
    /** @description What people know the actor by: a person's address or a key's name. null: it has none or is no longer known, or a key reads that reaches neither `manage` nor `payouts` nor `keys` */
    name: string | null;
   } | null;
   /** @description When commissions can be paid out */
   settlement: {
    /**
     * Format: duration
     * @description How long after it occurred an order counts as received by itself; null: never
     * @default P15D
     */
    autoReceiveAfter: string | null;
    /**
     * Format: duration
     * @description How long commissions are held before they are available
     * @default P7D
     */
    holdPeriod: string;
    /**
     * @description When the hold period starts.
     *
     *     - `received`: when the customer received the goods
     *     - `paid`: when the order occurred
     * @default received
     * @enum {string}
     */
    holdStartsAt: "received" | "paid";
    /**
     * Format: minor-units
     * @description The smallest payout, in minor units of the program's currency
     */
    minPayout?: number;
    /**
     * @description How many approve a payout: 2 are two keys or people, of whom none alone can pay
     * @default 1
     */
    payoutApprovals: number;
    /**
     * @description `T+7`: commissions can be requested 7 days after their release
     * @default T+0
     */
    payoutCycle: string;
   };
   /**
    * @description Where links are shown to answer, one of the operator's `SHARE_ORIGINS`; null: `SHARE_ORIGIN`. Links of before answer on both
    * @default null
    */
   shareOrigin: string | null;
   /** @description Tax on payouts; the regimes of China need a program in CNY */
   tax: {
    /**
     * @description How tax is withheld from payouts.
     *
     *     - `none`: nothing is withheld
     *     - `cn_per_payment`: mainland China, labour income of each payment by itself
     *     - `cn_cumulative`: mainland China, cumulative over the tax year
     * @default none
     * @enum {string}
     */
    regime: "none" | "cn_per_payment" | "cn_cumulative";
   };
   /** @description The IANA time zone in which the program's days and months are counted */
   timezone: string;
   /** @description Version of the settings; it rises with each change */
   version: number;
  };
  /** @description RFC 7396 merge patch of name, timezone and settings; null brings a default back (name has none) */
  ProgramPatch: {
   [key: string]: unknown;
  };
  ProjectionProgress: {
   /** @description Whether none waits */
   done: boolean;
   /** @description Months whose sums for reports are still to be compared with their orders */
   months: number;
   /** @description Orders of the program */
   orders: number;
   /** @description Orders whose read model is still to be written */
   waiting: number;
  };
  Promoter: {
   /** @description A short word that names the promoter, for people */
   code: string;
   /**
    * Format: date-time
    * @description When the member became a promoter
    */
   createdAt: string;
   /** @description The promoter's id */
   id: string;
   /** @description The merchant's id of the member; promoters and customers share one namespace: 1 to 128 visible characters */
   memberId: string;
   /** @description For people; null where none was given */
   name: string | null;
   /**
    * @description What the promoter may do.
    *
    *     - `active`: earns, and gains customers
    *     - `suspended`: earns nothing of orders that occur while it lasts
    * @enum {string}
    */
   status: "active" | "suspended";
   /** @description Name of a tier */
   tier: string;
   /** @description The promoter above; null: nobody */
   uplineId: string | null;
   /** @description The member above; null: nobody */
   uplineMemberId: string | null;
  };
  PromoterCampaign: {
   /**
    * Format: date-time
    * @description Until when, that moment excluded
    */
   endsAt: string;
   /** @description The merchant's id of the campaign: 1 to 128 visible characters */
   id: string;
   /** @description The campaign's name, for people */
   name: string;
   /**
    * Format: date-time
    * @description From when on orders belong to the campaign
    */
   startsAt: string;
  };
  PromoterCreatedEvent: {
   /** @description What happened */
   data: {
    /** @description The merchant's id of the member; promoters and customers share one namespace: 1 to 128 visible characters */
    memberId: string;
    /** @description The promoter */
    promoterId: string;
    /**
     * @description How the promoter stands now
     * @enum {string}
     */
    status: "active" | "suspended";
    /** @description The promoter directly above it; null at the top */
    uplineId: string | null;
   };
   /** @description The event, the same wherever it is said again */
   id: string;
   /**
    * Format: date-time
    * @description When it happened
    */
   occurredAt: string;
   /** @description The program's id, as the merchant chose it */
   program: string;
   /** @description Its number in the program's log */
   sequence: number;
   /**
    * @description A member became a promoter
    * @enum {string}
    */
   type: "promoter.created";
  };
  PromoterNote: {
   /**
    * Format: date-time
    * @description When it was written
    */
   at: string;
   /** @description Who wrote it: `operator`, a key or a person */
   author: string;
   /** @description What people know the actor by: a person's address or a key's name. null: it has none or is no longer known, or a key reads that reaches neither `manage` nor `payouts` nor `keys` */
   authorName: string | null;
   /** @description The note's id */
   id: string;
   /** @description What is noted, in one line or several. The promoter has a right to read it, and an export of a person holds it */
   text: string;
  };
  PromoterPatch: {
   /** @description For people; null takes it away */
   name?: string | null;
   /** @description Why, for people; kept with the entry of the audit */
   reason?: string;
   /**
    * @description What the promoter may do.
    *
    *     - `active`: earns, and gains customers
    *     - `suspended`: earns nothing of orders that occur while it lasts
    * @enum {string}
    */
   status?: "active" | "suspended";
   /** @description A tier set by hand, which no review lowers */
   tier?: string;
  };
  PromoterRates: {
   /**
    * Format: basis-points
    * @description The most that all commissions of an order take of its amount, in basis points: 1000 is 10 %
    */
   capBps: number;
   /**
    * Format: date-time
    * @description From when on orders are decided by this version
    */
   effectiveFrom: string;
   /** @description Levels that are paid */
   maxLevels: number;
   /** @description Rules by which the promoter can be paid now or later, each with those levels alone. Level 1 is for its own orders, at its own tier; the others are for those of its team */
   rules: components["schemas"]["CommissionRule"][];
   /** @description When commissions become money, and can be requested */
   settlement: {
    /**
     * Format: duration
     * @description How long after it occurred an order counts as received by itself; null: never
     * @default P15D
     */
    autoReceiveAfter: string | null;
    /**
     * Format: duration
     * @description How long commissions are held before they are available
     * @default P7D
     */
    holdPeriod: string;
    /**
     * @description When the hold period starts.
     *
     *     - `received`: when the customer received the goods
     *     - `paid`: when the order occurred
     * @default received
     * @enum {string}
     */
    holdStartsAt: "received" | "paid";
    /**
     * Format: minor-units
     * @description The smallest payout, in minor units of the program's currency
     */
    minPayout?: number;
    /**
     * @description `T+7`: commissions can be requested 7 days after their release
     * @default T+0
     */
    payoutCycle: string;
   };
   /** @description Name of a tier */
   tier: string;
   /** @description Rises with each change; 0 while none were set */
   version: number;
  };
  PromoterStatistics: {
   /** @description Null before the first night */
   figures: {
    /** @description Of those, the ones seven days and more after the click */
    after7Days: number;
    /** @description Clicks that count */
    clicks: number;
    /** @description Orders that name their customer */
    customerOrders: number;
    /** @description Orders whose commission was released or reversed */
    endedOrders: number;
    /** @description Of those, the first ones of their customers */
    newCustomerOrders: number;
    /** @description Of those, the ones of one network, however they are paired: the mean, rounded down */
    oneNetworkPairs: number;
    /** @description Pairs of orders whose clicks came on one day, each order in one pair at most */
    orderPairs: number;
    /** @description Orders that are credited to the promoter most */
    orders: number;
    /** @description Of those, the ones that were taken back as a whole */
    reversedOrders: number;
    /** @description Orders whose browser said whether somebody set off the credited click */
    saidOrders: number;
    /**
     * Format: minor-units
     * @description What was sold and not taken back, in minor units of the program's currency
     */
    sales: number;
    /** @description Orders whose credited click came over another promoter's that was live */
    takenCredits: number;
    /** @description Customers who had ordered before, and came to this promoter for the first time */
    takenCustomers: number;
    /** @description Of the orders, those that a click was credited for */
    timedOrders: number;
    /** @description Of those, the ones where nobody did */
    unaskedOrders: number;
    /** @description People who clicked, each counted once a day */
    visitors: number;
    /** @description Of those, the ones within 15 seconds of the click */
    within15Seconds: number;
   } | null;
   /**
    * Format: date-time
    * @description Begin of the window; null before the first night
    */
   from: string | null;
   /** @description What honest differences between the program's promoters do not explain */
   patterns: {
    /** @description Customers of the group */
    customers?: number;
    /** @description Share of wrong suspicions among all that are as strong as this one: 0 to 0.4 */
    falseDiscoveries?: number;
    /** @description The same in words */
    means: string;
    /** @description What the promoter shows: basis points of a share, or minor units for a hundred people */
    observed?: number;
    /** @description Of how many it was counted */
    of?: number;
    /** @description What was found */
    pattern: string;
    /** @description Who belongs to the ring or the group */
    promoters?: string[];
    /** @description Which of several signs the promoter shows most, the strongest first */
    signs?: string[];
    /** @description What others of the program show, in the same unit */
    usual?: number;
   }[];
   /** @description The promoter */
   promoterId: string;
   /**
    * Format: date-time
    * @description End of the window; null before the first night
    */
   to: string | null;
  };
  PromoterToken: {
   /**
    * Format: date-time
    * @description When the token was made
    */
   createdAt: string;
   /**
    * Format: date-time
    * @description From when on the token is refused
    */
   expiresAt: string;
   /** @description The token's id, by which it is revoked */
   id: string;
   /**
    * Format: date-time
    * @description When it was revoked; null while it is valid
    */
   revokedAt: string | null;
   /** @description The token itself, in the answer that made it alone */
   token?: string;
  };
  PromoterUpdatedEvent: {
   /** @description What happened */
   data: {
    /** @description The merchant's id of the member; promoters and customers share one namespace: 1 to 128 visible characters */
    memberId: string;
    /** @description The promoter */
    promoterId: string;
    /**
     * @description How the promoter stands now
     * @enum {string}
     */
    status: "active" | "suspended";
    /** @description The promoter directly above it; null at the top */
    uplineId: string | null;
   };
   /** @description The event, the same wherever it is said again */
   id: string;
   /**
    * Format: date-time
    * @description When it happened
    */
   occurredAt: string;
   /** @description The program's id, as the merchant chose it */
   program: string;
   /** @description Its number in the program's log */
   sequence: number;
   /**
    * @description A promoter has another status or another upline, or was erased
    * @enum {string}
    */
   type: "promoter.updated";
  };
  Readiness: {
   /** @description Programs with settings, rules or tiers that this version of the code cannot read, and which; told to the operator alone. What was set before stands for them */
   notUnderstood?: string[];
   /** @description The parts that were asked, all of them ready */
   parts: ("keys" | "config" | "links" | "reports" | "program")[];
   /**
    * @description `ok`: every part can serve
    * @enum {string}
    */
   status: "ok";
  };
  Reconciliation: {
   /**
    * Format: date-time
    * @description When the run began
    */
   asOf: string;
   /** @description Whether nothing differs; null unless it is finished */
   balanced: boolean | null;
   /** @description Differences found, also those that are not listed */
   differenceCount: number;
   differences: {
    /** @description The pair or promoter, or the commission and the account that its money lies in */
    about: string;
    /** @description What the first side says: rows, or minor units */
    expected: number;
    /** @description What the other side says: rows, or minor units */
    found: number;
    /**
     * @description What differs.
     *
     *     - `received_more_than_sent`: a receiver has rows that its sender never wrote
     *     - `acknowledged_but_missing`: a sender heard that rows were taken which the receiver does not have
     *     - `refused`: rows that a book refused and nobody has replayed
     *     - `ledger_and_journal`: what a ledger told of a commission and what its book posted
     *     - `unknown_order`: posted for an order that its ledger lost: tell the order again
     *     - `journal_and_wallet`: a wallet and what its journal adds up to
     *     - `journal_and_read_model`: a commission in the journal and in the read model
     *     - `journal_and_head`: entries that a journal had when its head was published, and entries that it has
     *     - `unknown_promoter`: a wallet, a binding or a link names a promoter that the tree has lost
     *     - `orders_and_reports`: sums of reports are not those of the orders; a repair sums that month anew
     *     - `put_back`: an object was woken more often than it knows: it was put back, and what it alone knew is lost
     * @enum {string}
     */
    kind: "received_more_than_sent" | "acknowledged_but_missing" | "refused" | "ledger_and_journal" | "unknown_order" | "journal_and_wallet" | "journal_and_read_model" | "journal_and_head" | "unknown_promoter" | "orders_and_reports" | "put_back";
   }[];
   /** @description Of a run that failed: why */
   failure?: string;
   /** @description Number of the run within the program */
   id: number;
   /** @description Rows and promoters on their way: no difference */
   inFlight: number;
   /**
    * @description How far the run has come.
    *
    *     - `running`: some books were not compared yet
    *     - `finished`: everything was compared
    *     - `failed`: some books could not be compared, and `failure` says why
    * @enum {string}
    */
   state: "running" | "finished" | "failed";
  };
  /**
   * @example {
   *       "type": "/docs/errors/items_do_not_sum",
   *       "title": "The items do not sum to the amount",
   *       "status": 422,
   *       "detail": "The items do not sum to the amount",
   *       "code": "items_do_not_sum",
   *       "errors": [
   *         {
   *           "path": "items",
   *           "message": "the items sum to 9000"
   *         }
   *       ],
   *       "results": [
   *         {
   *           "orderId": "order-1001",
   *           "status": "rejected",
   *           "code": "items_do_not_sum",
   *           "errors": [
   *             {
   *               "path": "items",
   *               "message": "the items sum to 9000"
   *             }
   *           ],
   *           "commissions": []
   *         }
   *       ]
   *     }
   */
  RefusedConversion: components["schemas"]["Problem"] & {
   results: components["schemas"]["OrderResult"][];
  };
  RefusedRow: {
   /**
    * Format: minor-units
    * @description What it was to move, in minor units of the program's currency
    */
   amount: number;
   /**
    * Format: minor-units
    * @description Of `grant_unapplied`: what the budget granted; a replay applies it, in minor units of the program's currency
    */
   granted?: number;
   /** @description The commission's id: its rows are replayed together */
   id: string;
   /** @description What the row was to do: an entry's kind */
   kind: string;
   /**
    * Format: date-time
    * @description When the row was written
    */
   occurredAt: string;
   /** @description The merchant's id of the order: 1 to 128 visible characters */
   orderId: string;
   /** @description Whose wallet it was for */
   promoterId: string;
   /**
    * @description Why the receiver refused it.
    *
    *     - `insufficient_pending`: the wallet has not what is to be moved out of `pending`
    *     - `insufficient_held`: the wallet has not what is to be moved out of `held`
    *     - `behind_refused`: an earlier row of the same commission was refused
    *     - `failed`: it could not be applied, and the log of the receiver says why
    *     - `grant_unapplied`: a budget granted what the order's owner could not take
    *     - `over_budget`: the order would cost its campaign more than the budget has room for
    * @enum {string}
    */
   reason: "insufficient_pending" | "insufficient_held" | "behind_refused" | "failed" | "grant_unapplied" | "over_budget";
  };
  Relation: {
   /** @description The merchant's id of the member; promoters and customers share one namespace: 1 to 128 visible characters */
   memberId: string;
   /**
    * @description Whether the member is a promoter
    * @default false
    */
   promoter?: boolean;
   /** @description The member above: a promoter's upline, or whom a customer is bound to */
   uplineMemberId?: string;
  };
  Repair: {
   /** @description Why, for people; kept with what is given up */
   reason: string;
  };
  Replay: {
   /** @description The commission's id */
   id: string;
   /** @description Rows that were sent again */
   rows: number;
  };
  ReplayedEvents: {
   /** @description The first event of that time; null: there is none that is kept */
   firstSequence: number | null;
   /** @description The last one; null: there is none */
   lastSequence: number | null;
  };
  ReportSummary: {
   /** @description `sales / orders`, rounded down, in minor units; null without orders */
   aov: number | null;
   /**
    * Format: date-time
    * @description How far the figures of orders are; null while there was none
    */
   asOf: string | null;
   /** @description Clicks that count, in hours that begin in the period */
   clicks: number;
   /**
    * Format: minor-units
    * @description Commissions of the orders on all levels, as far as they are kept, in minor units of the program's currency
    */
   commission: number;
   /** @description ISO 4217 code */
   currency: string;
   /** @description Customers who ordered in the period, each once; orders without a customer add none */
   customers: number;
   /** @description `orders x 10,000 / clicks`, rounded down; null without clicks */
   cvrBps: number | null;
   /** @description `commission x 100 / clicks`, rounded down: minor units for 100 clicks; null without clicks */
   epc100: number | null;
   /**
    * Format: date-time
    * @description Begin of the period
    */
   from: string;
   /** @description Impressions that pages told */
   impressions: number;
   /** @description Clicks that do not count, by the reason; they are no part of `clicks` */
   invalidClicks: {
    [key: string]: number;
   };
   /** @description `(sales - refunded) / customers`, rounded down, in minor units; null without customers */
   ltv: number | null;
   /** @description Of the orders, those that were their customer's first when they were decided */
   newCustomers: number;
   /** @description Orders that occurred in the period: those that nobody earned, were blocked or taken back are among them */
   orders: number;
   /**
    * Format: minor-units
    * @description Payouts, net, that were paid in the period and did not come back, in minor units of the program's currency
    */
   paidOut: number;
   /** @description Figures of the period before, where `compare` asked for them */
   previous?: {
    /** @description `sales / orders`, rounded down, in minor units; null without orders */
    aov: number | null;
    /** @description Clicks that count, in hours that begin in the period */
    clicks: number;
    /**
     * Format: minor-units
     * @description Commissions of the orders on all levels, as far as they are kept, in minor units of the program's currency
     */
    commission: number;
    /** @description Customers who ordered in the period, each once; orders without a customer add none */
    customers: number;
    /** @description `orders x 10,000 / clicks`, rounded down; null without clicks */
    cvrBps: number | null;
    /** @description `commission x 100 / clicks`, rounded down: minor units for 100 clicks; null without clicks */
    epc100: number | null;
    /** @description Impressions that pages told */
    impressions: number;
    /** @description Clicks that do not count, by the reason; they are no part of `clicks` */
    invalidClicks: {
     [key: string]: number;
    };
    /** @description `(sales - refunded) / customers`, rounded down, in minor units; null without customers */
    ltv: number | null;
    /** @description Of the orders, those that were their customer's first when they were decided */
    newCustomers: number;
    /** @description Orders that occurred in the period: those that nobody earned, were blocked or taken back are among them */
    orders: number;
    /**
     * Format: minor-units
     * @description Payouts, net, that were paid in the period and did not come back, in minor units of the program's currency
     */
    paidOut: number;
    /**
     * Format: minor-units
     * @description Of the sales, what refunds and lost disputes took back, whenever they came, in minor units of the program's currency
     */
    refunded: number;
    /** @description `(sales - refunded - commission) x 10,000 / commission`, rounded down; null without commission */
    roiBps: number | null;
    /**
     * Format: minor-units
     * @description What the orders are worth as they were last amended, before anything was taken back, in minor units of the program's currency
     */
    sales: number;
    /** @description Of the clicks, the first ones of a visitor on a link */
    uniqueClicks: number;
   };
   /**
    * Format: minor-units
    * @description Of the sales, what refunds and lost disputes took back, whenever they came, in minor units of the program's currency
    */
   refunded: number;
   /** @description `(sales - refunded - commission) x 10,000 / commission`, rounded down; null without commission */
   roiBps: number | null;
   /**
    * Format: minor-units
    * @description What the orders are worth as they were last amended, before anything was taken back, in minor units of the program's currency
    */
   sales: number;
   /** @description Where days begin */
   timezone: string;
   /**
    * Format: date-time
    * @description End of the period, which is not part of it
    */
   to: string;
   /** @description Of the clicks, the first ones of a visitor on a link */
   uniqueClicks: number;
  };
  Restore: {
   /** @description Why its last step failed, and at which objects; null: it did not. It is tried again, with pauses that grow to an hour */
   failure: string | null;
   /**
    * Format: date-time
    * @description When it was open again; null: it is fenced
    */
   finishedAt: string | null;
   /** @description Number of the restore */
   id: number;
   /** @description Objects that an operator left out, because they failed: they were not put back */
   leftOut: string[];
   /** @description Why, for people */
   reason: string;
   /** @description Objects that were put back */
   restored: number;
   /**
    * Format: date-time
    * @description Since when the program was fenced
    */
   startedAt: string;
   /**
    * @description How far it has come.
    *
    *     - `restoring`: objects go back, and nobody but the operator is answered
    *     - `waking`: objects begin anew and ask one another what they have
    *     - `reconciling`: what the ledgers prove is posted, and everything is compared
    *     - `finished`: the program is open again: its last reconciliation says what differs
    * @enum {string}
    */
   state: "restoring" | "waking" | "reconciling" | "finished";
   /**
    * Format: date-time
    * @description When it last did a step, or failed at one
    */
   steppedAt: string;
   /**
    * Format: date-time
    * @description The moment to which objects go back
    */
   to: string;
   /** @description Objects that stayed as they are: they have no history of that moment */
   unchanged: number;
  };
  RiskAppeal: {
   /** @description What the promoter says to it */
   text: string;
  };
  RiskCase: {
   /** @description Absent while the promoter has said nothing */
   appeal?: {
    /**
     * Format: date-time
     * @description When it said it
     */
    at: string;
    /** @description What the promoter says */
    text: string;
   };
   /**
    * Format: minor-units
    * @description What the commissions of its orders under review come to. To a promoter: its own ones; null when the case is closed, in minor units of the program's currency
    */
   atStake: number | null;
   /** @description The last decision; absent while there is none */
   decision?: {
    /**
     * Format: date-time
     * @description When it was decided
     */
    at: string;
    /** @description By whose credential; not shown to promoters */
    by?: string;
    /** @description Why, for people; not shown to promoters */
    reason?: string;
   };
   /**
    * Format: date-time
    * @description When it ends by itself; null: a person ends it
    */
   expiresAt: string | null;
   /** @description That somebody looks longer; absent while nobody has said so */
   hold?: {
    /**
     * Format: date-time
     * @description Since when a person looks longer, until `expiresAt`
     */
    at: string;
    /** @description By whose credential; not shown to promoters */
    by?: string;
    /** @description Why, for people; not shown to promoters */
    reason?: string;
   };
   /** @description The case's id */
   id: string;
   /**
    * Format: date-time
    * @description When it was opened
    */
   openedAt: string;
   /** @description Up to ten of its orders, those with most commission first */
   orders: string[];
   /** @description What the promoter's figures show: names of its statistics */
   patterns: string[];
   /** @description The promoter whose orders they are */
   promoterId: string;
   /** @description What its orders show, most frequent first */
   reasons: {
    /**
     * @description What was found.
     *
     *     - `order_too_soon`: the order came sooner after its click than anybody buys
     *     - `credit_displaced`: a click just before the order took the credit, while another promoter's touch was live
     *     - `customers_per_click`: more customers ordered with one click than may
     *     - `devices_per_customer`: the customer ordered from more browsers than may
     *     - `hosting_network`: the click came from a network of servers
     *     - `automated_browser`: the click came from a tool, or from a browser that nobody used by hand
     *     - `near_in_tree`: the buyer stands near the credited promoter in the tree
     *     - `same_network_as_promoter`: the click came from the network that its promoter used that day
     *     - `shared_payee`: the credited promoter is paid to the same account as another promoter of the order
     *     - `shared_contact`: address, payment or device are the promoter's own, or those of many customers
     *     - `unusual_amount`: the amount is far above the promoter's other orders
     *     - `ring`: customers and promoters buy from each other in a circle
     *     - `promoter_pattern`: the promoter's orders together are unlike those of other promoters
     *     - `page_reported`: a page reported the order, and nobody who signs
     * @enum {string}
     */
    code: "order_too_soon" | "credit_displaced" | "customers_per_click" | "devices_per_customer" | "hosting_network" | "automated_browser" | "near_in_tree" | "same_network_as_promoter" | "shared_payee" | "shared_contact" | "unusual_amount" | "ring" | "promoter_pattern" | "page_reported";
    /** @description The same in words */
    means: string;
    /** @description How many of its orders show it */
    orders: number;
   }[];
   /**
    * @description Where it stands.
    *
    *     - `open`: a person is to decide
    *     - `cleared`: decided for the promoter: its orders go on
    *     - `confirmed`: decided against the promoter: its orders are reversed
    *     - `expired`: nobody came, and its orders cleared themselves
    * @enum {string}
    */
   state: "open" | "cleared" | "confirmed" | "expired";
   /** @description Orders that refused its decision or hold, and are asked again each hour; not shown to promoters */
   unreached?: number;
  };
  RiskCaseClosedEvent: {
   /** @description What happened */
   data: {
    /** @description The case */
    caseId: string;
    /** @description The promoter */
    promoterId: string;
    /**
     * @description How the case stands now
     * @enum {string}
     */
    state: "open" | "cleared" | "confirmed" | "expired";
   };
   /** @description The event, the same wherever it is said again */
   id: string;
   /**
    * Format: date-time
    * @description When it happened
    */
   occurredAt: string;
   /** @description The program's id, as the merchant chose it */
   program: string;
   /** @description Its number in the program's log */
   sequence: number;
   /**
    * @description A case was decided, or its time is over and its orders cleared themselves
    * @enum {string}
    */
   type: "risk_case.closed";
  };
  RiskCaseOpenedEvent: {
   /** @description What happened */
   data: {
    /** @description The case */
    caseId: string;
    /** @description The promoter */
    promoterId: string;
    /**
     * @description How the case stands now
     * @enum {string}
     */
    state: "open" | "cleared" | "confirmed" | "expired";
   };
   /** @description The event, the same wherever it is said again */
   id: string;
   /**
    * Format: date-time
    * @description When it happened
    */
   occurredAt: string;
   /** @description The program's id, as the merchant chose it */
   program: string;
   /** @description Its number in the program's log */
   sequence: number;
   /**
    * @description A person is to look at a promoter's orders, for the first time or because of an appeal
    * @enum {string}
    */
   type: "risk_case.opened";
  };
  RiskDecision: {
   /** @description Why, for people; kept with the case. Its orders name the case alone */
   reason: string;
  };
  RiskHold: {
   /**
    * Format: date-time
    * @description When the hold ends: not before the case would end by itself, and at most 90 days from now. Absent: in 28 days, or when the case would end, if that is later
    */
   expiresAt?: string;
   /** @description Why, for people; kept with the case. Its orders name the case alone */
   reason: string;
  };
  RotatedSecret: {
   /**
    * Format: date-time
    * @description The end of the secrets before, as `oldSecretExpiresAt`; null: none
    */
   expiresAt: string | null;
   /**
    * Format: date-time
    * @description From when on the secrets before are refused, unless they end sooner; the new one has no end. null: they stay
    */
   oldSecretExpiresAt: string | null;
   /** @description The new secret, in the answer that made it alone; it counts at once */
   secret?: string;
   /** @description The source of webhooks, or `identify` */
   source: string;
  };
  RotatedWebhookSecret: {
   /**
    * Format: date-time
    * @description Until when the secrets before sign as well, unless they end sooner
    */
   oldSecretExpiresAt: string;
   /** @description The new secret, in the answer that made it alone */
   secret?: string;
  };
  Sales: {
   /**
    * Format: minor-units
    * @description Own sales ever, refunds deducted, in minor units of the program's currency
    */
   lifetimeSales: number;
   /** @description A calendar month of the program's time zone, `YYYY-MM` */
   month: string;
   /**
    * Format: minor-units
    * @description Own sales of the month, refunds deducted, in minor units of the program's currency
    */
   monthSales: number;
   /** @description The promoter's id */
   promoterId: string;
   /** @description The present tier */
   tier: string;
  };
  SecretRotation: {
   /**
    * Format: date-time
    * @description Until when the secrets before stay valid: at most 90 days ahead, in 24 hours by default. null: without end, for a second sender that signs with a secret of its own
    */
   expiresAt?: string | null;
   /** @description The vendor's secret, for sources that make their own; else one is made */
   secret?: string;
  };
  Session: {
   /**
    * @description Whose credentials began it
    * @enum {string}
    */
   caller: "operator" | "key" | "person" | "promoter";
   /** @description The person's address; null: it is no person's */
   email: string | null;
   /**
    * Format: date-time
    * @description When it ends at the latest, if not with its key; null: it is a bearer and no session
    */
   expiresAt: string | null;
   /** @description The program that it reaches; null: all, or those of `programs` */
   program: string | null;
   /** @description What a person reaches, by program; empty for others */
   programs: components["schemas"]["Membership"][];
   /** @description The promoter whose token it was; null: it was no promoter's */
   promoterId: string | null;
   /** @description The scopes of the key; none of a promoter, of a person, and of the operator, who needs none */
   scopes: ("orders" | "read" | "manage" | "payouts" | "keys")[];
  };
  ShareCopy: {
   /**
    * @description What came of the model; templates are there whatever it says.
    *
    *     - `not_set`: the operator has set none
    *     - `not_asked`: `variants` was 0
    *     - `answered`: it wrote. Texts with an address, a figure, an amount or a way to reach somebody of its own are left out
    *     - `limited`: it was asked too often within the hour
    *     - `failed`: it did not answer, or not as it was asked to
    * @enum {string}
    */
   model: "not_set" | "not_asked" | "answered" | "limited" | "failed";
   /** @description The merchant's own first, those of a model last. Empty: no template has all that it names */
   texts: {
    /** @description As readers count them: an emoji is one */
    characters: number;
    /** @description What a person looks at before it is used */
    flags: {
     /** @description Where it begins, in characters of UTF-16 */
     at: number;
     /**
      * @description Why it is flagged.
      *
      *     - `absolute`: an absolute term (Advertising Law of the PRC, Art. 9 (3))
      *     - `state`: speaks for the state (Art. 9 (1), (2), (4))
      *     - `medical`: promises an effect on health (Art. 16 to 18)
      *     - `promise`: promises gain, or none of its risks (Art. 25)
      *     - `forced_sharing`: has people share for a reward, for which WeChat blocks domains
      * @enum {string}
      */
     kind: "absolute" | "state" | "medical" | "promise" | "forced_sharing";
     /** @description As it stands in the text */
     word: string;
    }[];
    /**
     * @description How long it is without its link.
     *
     *     - `short`: at most 40 characters
     *     - `medium`: at most 100
     *     - `long`: more
     * @enum {string}
     */
    length: "short" | "medium" | "long";
    /** @description By which template; null: a model wrote it */
    templateId: string | null;
    /** @description To be copied */
    text: string;
    /**
     * @description How the text speaks.
     *
     *     - `plain`: says what it is
     *     - `warm`: as to a friend
     *     - `lively`: with signs and exclamations
     *     - `expert`: with reasons
     * @enum {string}
     */
    tone: "plain" | "warm" | "lively" | "expert";
    /**
     * @description Who wrote it.
     *
     *     - `template`: a template, of the merchant or of ours
     *     - `model`: a model, of which a person reads everything before it is used
     * @enum {string}
     */
    writtenBy: "template" | "model";
   }[];
  };
  ShopifyApiKey: {
   /** @description The Admin API access token of an app of the shop, which may read orders */
   accessToken: string;
   /** @description The shop's own name at Shopify */
   shop: string;
  };
  ShopifySourceSettings: {
   /**
    * @description Whether orders of Shopify's test gateway count
    * @default false
    */
   acceptTestOrders?: boolean;
   /**
    * @description What commission is earned on.
    *
    *     - `net`: after discounts, without tax and shipping
    *     - `with_tax`: after discounts with tax, without shipping
    *     - `total`: all that was paid
    * @default net
    * @enum {string}
    */
   amountBase?: "net" | "with_tax" | "total";
   /** @description The note attribute that holds your own id of the customer, before Shopify's */
   customerAttribute?: string;
   /**
    * @description Whether a gift card earns commission when it is sold. What it pays for later earns in any case
    * @default false
    */
   giftCards?: boolean;
   /**
    * @description Whom an order without an account names.
    *
    *     - `customers`: Shopify's customer, which is the same for the same e-mail address
    *     - `nobody`: no customer
    * @default customers
    * @enum {string}
    */
   guests?: "customers" | "nobody";
   /**
    * @description Statuses of the payment in which an order counts. `orders/paid` always tells one
    * @default [
    *       "paid",
    *       "partially_refunded",
    *       "refunded"
    *     ]
    */
   paidStatuses?: ("paid" | "partially_refunded" | "refunded" | "authorized" | "partially_paid" | "pending")[];
   /**
    * @description What says that the customer received the goods.
    *
    *     - `fulfilled`: everything was sent
    *     - `delivered`: a carrier says so of the first parcel
    * @default fulfilled
    * @enum {string}
    */
   received?: "fulfilled" | "delivered";
   /**
    * @description The note attribute that holds click tokens; else the landing page's address
    * @default tby
    */
   tokenAttribute?: string;
  };
  ShopifyWebhook: {
   /** @description Shopify's id of the order, refund, edit, delivery or dispute */
   id: number;
  } & {
   [key: string]: unknown;
  };
  SignInLink: {
   /**
    * Format: date-time
    * @description From when on the link is refused
    */
   expiresAt: string;
   /** @description Opens the portal as the promoter, once; in the answer that made it alone */
   url?: string;
  };
  SignInWays: {
   /** @description The path where signing in by a provider begins; null: none is set */
   provider: string | null;
  };
  Simulation: {
   /** @description Conversions that were not recorded, each checked alone */
   conversions?: components["schemas"]["Conversion"][];
   /**
    * Format: date-time
    * @description Recorded orders that occurred then or later; absent: from the first
    */
   from?: string;
   /** @description All rules; two of equal priority and scope are never valid at one time: give one of them a priority */
   rules: components["schemas"]["CommissionRule"][];
   /**
    * Format: date-time
    * @description Recorded orders that occurred before; absent: to the last
    */
   to?: string;
  };
  SimulationResult: {
   /**
    * Format: minor-units
    * @description What they would have cost, in minor units of the program's currency
    */
   after: number;
   /**
    * Format: minor-units
    * @description What they cost, in minor units of the program's currency
    */
   before: number;
   /**
    * Format: minor-units
    * @description `after` less `before`; below zero where it costs less, in minor units of the program's currency
    */
   change: number;
   /** @description Who loses, most first; at most 100 */
   losers: {
    /**
     * Format: minor-units
     * @description What it would have earned, in minor units of the program's currency
     */
    after: number;
    /**
     * Format: minor-units
     * @description What the promoter earned, in minor units of the program's currency
     */
    before: number;
    /**
     * Format: minor-units
     * @description `after` less `before`; below zero where it costs less, in minor units of the program's currency
     */
    change: number;
    /** @description Who earns */
    promoterId: string;
   }[];
   /** @description Orders that were compared */
   orders: number;
   /** @description Who gains most first; at most 1000 */
   promoters: {
    /**
     * Format: minor-units
     * @description What it would have earned, in minor units of the program's currency
     */
    after: number;
    /**
     * Format: minor-units
     * @description What the promoter earned, in minor units of the program's currency
     */
    before: number;
    /**
     * Format: minor-units
     * @description `after` less `before`; below zero where it costs less, in minor units of the program's currency
     */
    change: number;
    /** @description Who earns */
    promoterId: string;
   }[];
   /** @description Who gains, most first; at most 100 */
   winners: {
    /**
     * Format: minor-units
     * @description What it would have earned, in minor units of the program's currency
     */
    after: number;
    /**
     * Format: minor-units
     * @description What the promoter earned, in minor units of the program's currency
     */
    before: number;
    /**
     * Format: minor-units
     * @description `after` less `before`; below zero where it costs less, in minor units of the program's currency
     */
    change: number;
    /** @description Who earns */
    promoterId: string;
   }[];
  };
  SourceApiKey: {
   /** @description The vendor's address, which is asked unless the operator set another one in `VENDOR_ORIGINS` */
   origin: string;
   /**
    * Format: date-time
    * @description When the key was set; it counts from then on, and the one before is forgotten
    */
   setAt: string;
   /** @description The source */
   source: string;
  };
  /**
   * @description Address and keys of the source's own vendor
   * @example {
   *       "key": "rk_live_51QLkTz2eZvKYlo2CkeepThisKey"
   *     }
   */
  SourceApiKeyRequest: components["schemas"]["StripeApiKey"] | components["schemas"]["ShopifyApiKey"] | components["schemas"]["WooCommerceApiKey"] | components["schemas"]["WeChatPayApiKey"];
  SourceDeliveries: {
   data: components["schemas"]["SourceDelivery"][];
  };
  SourceDelivery: {
   /**
    * Format: date-time
    * @description When it came
    */
   at: string;
   /** @description Bytes of its body */
   bytes: number;
   /** @description Of what it told the first five */
   messages: {
    /** @description The sum that it says */
    amount?: number;
    /** @description The currency that it says */
    currency?: string;
    /** @description Who bought, masked */
    customerId?: string;
    /** @description What it tells, as a trial says it */
    kind: string;
    /** @description When it happened, as it says */
    occurredAt?: string;
    /** @description The order that it is about */
    orderId?: string;
    /** @description Why nothing is made of it */
    reason?: string;
    /** @description All that is refunded, as it says */
    refundedTotal?: number;
    /** @description The kind of an event */
    type?: string;
   }[];
   /** @description Why it is unusable; null: it is not */
   reason: string | null;
   /**
    * @description What became of it.
    *
    *     - `recorded`: it told something new
    *     - `repeated`: it was known
    *     - `ignored`: nothing follows from its kind
    *     - `unusable`: it is kept among the unusable webhooks
    *     - `refused`: its signature did not hold, or it had none: nothing of it was read
    * @enum {string}
    */
   verdict: "recorded" | "repeated" | "ignored" | "unusable" | "refused";
   /** @description The vendor's id of it; null: none was read */
   webhookId: string | null;
  };
  /**
   * @description The source's own settings; what is left out has its default
   * @example {
   *       "amountBase": "net",
   *       "acceptPaymentIntents": false,
   *       "promotionCodes": {
   *         "promo_1QLkTz2eZvKYlo2C": "LILEI10"
   *       }
   *     }
   */
  SourceSettings: components["schemas"]["StandardSourceSettings"] | components["schemas"]["StripeSourceSettings"] | components["schemas"]["ShopifySourceSettings"] | components["schemas"]["WooCommerceSourceSettings"] | components["schemas"]["WeChatPaySourceSettings"] | components["schemas"]["CustomSourceSettings"];
  StandardSourceSettings: Record<string, never>;
  StripeApiKey: {
   /** @description A restricted key that may read events, or a secret key */
   key: string;
  };
  StripeSourceSettings: {
   /**
    * @description Whether `payment_intent.succeeded` tells an order: for shops that take payments without Checkout and invoices
    * @default false
    */
   acceptPaymentIntents?: boolean;
   /**
    * @description What commission is earned on.
    *
    *     - `net`: after discounts, without tax and shipping
    *     - `with_tax`: after discounts with tax, without shipping
    *     - `total`: all that was paid
    * @default net
    * @enum {string}
    */
   amountBase?: "net" | "with_tax" | "total";
   /**
    * @description Whom a one-off payment names as its customer.
    *
    *     - `reference`: `client_reference_id` where that is no click token, else Stripe's customer
    *     - `stripe`: Stripe's customer, else `client_reference_id`
    * @default reference
    * @enum {string}
    */
   customer?: "reference" | "stripe";
   /** @description The key of metadata that holds your own id of the customer, before all others */
   customerMetadata?: string;
   /**
    * @description Coupon codes by the ids of Stripe's promotion codes, since Stripe's events name the id alone. An id that is not listed is the coupon code itself
    * @default {}
    */
   promotionCodes?: {
    [key: string]: string;
   };
   /**
    * @description The key of metadata that holds click tokens
    * @default tby
    */
   tokenMetadata?: string;
  };
  StripeWebhook: {
   /** @description When, in seconds since 1970 */
   created: number;
   /** @description What it happened to */
   data: {
    /** @description The session, invoice, charge or the like */
    object: {
     [key: string]: unknown;
    };
   } & {
    [key: string]: unknown;
   };
   /** @description Stripe's id of the event */
   id: string;
   /** @description What happened, such as `checkout.session.completed` */
   type: string;
  } & {
   [key: string]: unknown;
  };
  TaxStatement: {
   /** @description ISO 4217 code */
   currency: string;
   /**
    * Format: minor-units
    * @description What they took from the wallet, in minor units of the program's currency
    */
   gross: number;
   /** @description The member; null where nobody knows it any more */
   memberId: string | null;
   /** @description The calendar month of the requests */
   month: string;
   /** @description For people; null where none was given */
   name: string | null;
   /**
    * Format: minor-units
    * @description What the payee receives of them, in minor units of the program's currency
    */
   net: number;
   /**
    * Format: minor-units
    * @description Of the net, what has arrived; the rest is under way, in minor units of the program's currency
    */
   paid: number;
   /** @description Payouts that were requested in the month and not given back */
   payouts: number;
   /** @description Whose payouts they were */
   promoterId: string;
   /**
    * Format: minor-units
    * @description Tax withheld from them, in minor units of the program's currency
    */
   withheld: number;
  };
  Team: {
   /** @description Customers bound to the promoter itself */
   boundCustomers: number;
   data: {
    /** @description Steps below the promoter */
    level: number;
    /** @description The merchant's id of the member; promoters and customers share one namespace: 1 to 128 visible characters */
    memberId: string;
    /** @description For people; null where none was given */
    name: string | null;
    /** @description A promoter of the team */
    promoterId: string;
   }[];
   /** @description The whole team by level, not this page alone */
   levels: {
    /** @description Steps below the promoter */
    level: number;
    /** @description Promoters at this level */
    promoters: number;
   }[];
   /** @description The `cursor` of the next page; null on the last one */
   nextCursor: string | null;
  };
  Terms: {
   /**
    * Format: date-time
    * @description When they were published; null: there are none
    */
   publishedAt: string | null;
   /** @description The terms by language */
   texts: {
    /** @description The terms in English; absent: there are none in that language */
    en?: string;
    /** @description The terms in Chinese; absent: there are none in that language */
    zh?: string;
   };
   /** @description From 1; 0: there are none */
   version: number;
  };
  TermsAcceptance: {
   /**
    * Format: date-time
    * @description When it was
    */
   acceptedAt: string;
   /** @description By which credential it was said: the promoter's own token, or the merchant's */
   by: string;
   /** @description The version that was accepted */
   version: number;
  };
  TermsAcceptanceBody: {
   /** @description The version's number */
   version: number;
  };
  TermsBody: {
   /** @description The terms by language; one at least */
   texts: {
    /** @description Plain text, with line breaks */
    en?: string;
    /** @description Plain text, with line breaks */
    zh?: string;
   };
  };
  TierChange: {
   /**
    * @description What made the tier.
    *
    *     - `joined`: it was named when the member became a promoter
    *     - `operator`: it was set by hand
    *     - `sales`: sales reached it
    *     - `review`: a monthly review gave it
    *     - `tiers_changed`: the program's tiers were changed
    * @enum {string}
    */
   cause: "joined" | "operator" | "sales" | "review" | "tiers_changed";
   /**
    * Format: date-time
    * @description From when on the promoter had the tier
    */
   from: string;
   /** @description Name of a tier */
   tier: string;
  };
  Tiers: {
   /**
    * @description Whether promoters fall.
    *
    *     - `never`: a tier once reached stays
    *     - `monthly`: once a month each promoter gets the tier that its sales reach; one set by hand stays
    * @default never
    * @enum {string}
    */
   review?: "never" | "monthly";
   /** @description From the lowest, which everyone has, to the highest */
   tiers: {
    /**
     * Format: minor-units
     * @description The own sales, refunds deducted, that reach the tier; 0 for the first, in minor units of the program's currency
     */
    fromSales: number;
    /** @description Name of a tier */
    name: string;
   }[];
  };
  TierVersion: {
   /**
    * Format: date-time
    * @description From when on this version is in force
    */
   effectiveFrom: string;
   /**
    * @description Whether promoters fall.
    *
    *     - `never`: a tier once reached stays
    *     - `monthly`: once a month each promoter gets the tier that its sales reach; one set by hand stays
    * @enum {string}
    */
   review: "never" | "monthly";
   /** @description Who set this version; null: that is not known, or a promoter asks */
   setBy: {
    /** @description `operator`, a key or a person */
    actor: string;
    /** @description What people know the actor by: a person's address or a key's name. null: it has none or is no longer known, or a key reads that reaches neither `manage` nor `payouts` nor `keys` */
    name: string | null;
   } | null;
   /** @description From the lowest, which everyone has, to the highest */
   tiers: {
    /**
     * Format: minor-units
     * @description The own sales, refunds deducted, that reach the tier; 0 for the first, in minor units of the program's currency
     */
    fromSales: number;
    /** @description Name of a tier */
    name: string;
   }[];
   /** @description Rises with each change; 0 are the defaults */
   version: number;
  };
  TransferNotification: {
   /** @description WeChat Pay's word for what happened */
   event_type: string;
   /** @description The transfer, encrypted */
   resource: {
    /**
     * @description What is authenticated besides
     * @default
     */
    associated_data?: string;
    /** @description Base64, by AES-256-GCM under the APIv3 key */
    ciphertext: string;
    /** @description Of that encryption */
    nonce: string;
   } & {
    [key: string]: unknown;
   };
  } & {
   [key: string]: unknown;
  };
  TransferNotificationAnswer: {
   /**
    * @description As WeChat Pay wants it
    * @enum {string}
    */
   code: "SUCCESS";
  };
  TrialBalance: {
   accounts: {
    /**
     * @description The account, over all promoters.
     *
     *     - `pending`: commissions of orders that were not received yet
     *     - `held`: commissions whose hold period runs
     *     - `available`: what can be paid out
     *     - `reserved`: what payouts under way have set aside
     *     - `paid`: what was paid out, net of tax
     *     - `withheld`: tax that was withheld from payouts
     *     - `debt`: what promoters have to make up
     *     - `commissions`: what orders keep of commissions, by the read model
     *     - `adjustments`: bonuses, prizes of contests among them, less penalties
     * @enum {string}
     */
    account: "pending" | "held" | "available" | "reserved" | "paid" | "withheld" | "debt" | "commissions" | "adjustments";
    /**
     * Format: minor-units
     * @description Its balance, where it stands on the right, in minor units of the program's currency
     */
    credit: number;
    /**
     * Format: minor-units
     * @description Its balance, where it stands on the left, in minor units of the program's currency
     */
    debit: number;
   }[];
   /**
    * Format: date-time
    * @description When the books were asked
    */
   asOf: string;
   /**
    * Format: minor-units
    * @description The right side, in minor units of the program's currency
    */
   credit: number;
   /** @description ISO 4217 code */
   currency: string;
   /**
    * Format: minor-units
    * @description The left side, in minor units of the program's currency
    */
   debit: number;
   /** @description The left side less the right one. What is on its way makes it differ for moments; a reconciliation names what stays */
   difference: number;
   /** @description The liability: pending, held, available and reserved, less debt */
   owed: number;
   /** @description Promoters who have a wallet */
   promoters: number;
  };
  TriedWebhook: {
   /** @description What would be recorded, in sequence */
   messages: {
    /** @description Of a link: the id whose order it is */
    belongsTo?: string;
    /** @description Why it would be refused: a code of the catalogue */
    code?: string;
    /** @description The conversion or event that is made of it, in the words of the API */
    content?: {
     [key: string]: unknown;
    };
    /** @description Every fault, where it would be refused */
    errors?: components["schemas"]["Fault"][];
    /**
     * @description What it tells; `link`: two ids of the vendor are one order's
     * @enum {string}
     */
    kind: "conversion" | "order_event" | "link" | "without_use" | "unreadable";
    /** @description The order that it is about */
    orderId?: string;
    /** @description Why nothing is made of it */
    reason?: string;
   }[];
   /** @description The vendor's id of the webhook; null where it has none */
   webhookId: string | null;
  };
  /**
   * @example {
   *       "type": "/docs/errors/unavailable",
   *       "title": "Not available at the moment",
   *       "status": 503,
   *       "detail": "not ready: links",
   *       "code": "unavailable",
   *       "parts": [
   *         "keys",
   *         "config",
   *         "links",
   *         "reports"
   *       ],
   *       "unready": [
   *         {
   *           "part": "links"
   *         }
   *       ]
   *     }
   */
  Unready: components["schemas"]["Problem"] & {
   /** @description The parts that were asked */
   parts: ("keys" | "config" | "links" | "reports" | "program")[];
   /** @description Those that cannot serve */
   unready: {
    /** @description What went wrong with its causes, the outermost first; told to the operator alone */
    errors?: {
     /** @description What it says; absent where it quotes its input */
     message?: string;
     /** @description The kind of error */
     name: string;
    }[];
    /**
     * @description A part of the service.
     *
     *     - `keys`: the keys of the deployment
     *     - `config`: the database of programs, keys and settings, with its migrations
     *     - `links`: the database of share links, with its migrations
     *     - `reports`: the database of lists and counts, with its migrations
     *     - `program`: the objects of the program asked for
     * @enum {string}
     */
    part: "keys" | "config" | "links" | "reports" | "program";
   }[];
  };
  UnusableWebhook: {
   /** @description The body as received, whole; with a first U+FFFD where bytes were no UTF-8, or of an extract */
   body: string;
   /** @description Our id of it */
   id: string;
   /** @description A fixed word, mostly a code of the catalogue */
   reason: string;
   /**
    * Format: date-time
    * @description When it was received
    */
   receivedAt: string;
   /** @description The source that signed it */
   source: string;
   /** @description The sender's id of the webhook */
   webhookId: string;
  };
  Upline: {
   /** @description Steps above the member that was asked about */
   level: number;
   /** @description The merchant's id of the member; promoters and customers share one namespace: 1 to 128 visible characters */
   memberId: string;
   /** @description The promoter at this level */
   promoterId: string;
   /**
    * Format: date-time
    * @description From when on the one below stands under it
    */
   since: string;
  };
  UplineChange: {
   /**
    * Format: date-time
    * @description From when on it stood there
    */
   from: string;
   /** @description Why it was changed, as it was given */
   reason: string;
   /** @description The promoter above; null: nobody */
   uplineId: string | null;
   /** @description The member above; null: nobody */
   uplineMemberId: string | null;
  };
  UrlLink: {
   /**
    * Format: date-time
    * @description When WeChat lets it end
    */
   expiresAt: string;
   /** @description What is put into a message */
   url: string;
  };
  WaitingEvent: {
   /**
    * @description `waiting`: it counts as soon as the order comes
    * @enum {string}
    */
   status: "waiting";
  };
  WaitingOrderEvent: {
   /**
    * Format: minor-units
    * @description What the event takes back or brings, or what the order is worth. Absent: all that is left, or as the event that it answers, in minor units of the program's currency
    */
   amount?: number;
   /**
    * @description Its `refundedTotal` may be less than before: the latest counts, with the parts since
    * @enum {boolean}
    */
   asOf?: true;
   /** @description Which dispute it is about */
   disputeId?: string;
   /**
    * Format: date-time
    * @description Of a review that a case opened which somebody looks at longer: when that ends
    */
   endsAt?: string;
   /** @description The id that the event was received with, or ours */
   eventId: string;
   /** @description What it is about */
   items?: {
    /**
     * Format: minor-units
     * @description Of all these units together; below zero for a discount, in minor units of the program's currency
     */
    amount?: number;
    /** @description The product's category */
    categoryId?: string;
    /** @description The product */
    productId: string;
    /** @description Units of it */
    quantity?: number;
   }[];
   /**
    * Format: date-time
    * @description When it happened
    */
   occurredAt: string;
   /**
    * @description Its amounts are of what was paid in all: of the order's amount they take a part in proportion
    * @enum {boolean}
    */
   ofPaid?: true;
   /** @description The order that has not come */
   orderId: string;
   /**
    * Format: minor-units
    * @description Of `amended`: what was paid in all by then, in minor units of the program's currency
    */
   paid?: number;
   /** @description Which payment of the order it is about; `refundedTotal` is of that one */
   payment?: string;
   /** @description Why, as a person wrote it */
   reason?: string;
   /**
    * Format: date-time
    * @description When the event was received
    */
   receivedAt: string;
   /**
    * Format: minor-units
    * @description Of `refunded`: all that was refunded by then, in minor units of the program's currency
    */
   refundedTotal?: number;
   /** @description What became known of the order; a promoter sees the code alone */
   risk?: {
    /**
     * @description Why a person looks at the order.
     *
     *     - `order_too_soon`: the order came sooner after its click than anybody buys
     *     - `credit_displaced`: a click just before the order took the credit, while another promoter's touch was live
     *     - `customers_per_click`: more customers ordered with one click than may
     *     - `devices_per_customer`: the customer ordered from more browsers than may
     *     - `hosting_network`: the click came from a network of servers
     *     - `automated_browser`: the click came from a tool, or from a browser that nobody used by hand
     *     - `near_in_tree`: the buyer stands near the credited promoter in the tree
     *     - `same_network_as_promoter`: the click came from the network that its promoter used that day
     *     - `shared_payee`: the credited promoter is paid to the same account as another promoter of the order
     *     - `shared_contact`: address, payment or device are the promoter's own, or those of many customers
     *     - `unusual_amount`: the amount is far above the promoter's other orders
     *     - `ring`: customers and promoters buy from each other in a circle
     *     - `promoter_pattern`: the promoter's orders together are unlike those of other promoters
     *     - `page_reported`: a page reported the order, and nobody who signs
     * @enum {string}
     */
    code: "order_too_soon" | "credit_displaced" | "customers_per_click" | "devices_per_customer" | "hosting_network" | "automated_browser" | "near_in_tree" | "same_network_as_promoter" | "shared_payee" | "shared_contact" | "unusual_amount" | "ring" | "promoter_pattern" | "page_reported";
    /** @description Figures and ids that it rests on; other members for each code */
    facts?: {
     [key: string]: string | number | boolean;
    };
    /** @description A log likelihood ratio: how much likelier the finding is under fraud than without */
    weight?: number;
   };
   /**
    * @description What happened.
    *
    *     - `received`: the customer received the goods; the earliest counts
    *     - `refunded`: a refund of `amount`; absent: of all that is left
    *     - `cancelled`: the whole order is taken back
    *     - `refund_voided`: the refund that `voids` names did not happen
    *     - `disputed`: a dispute was opened; until it is closed nothing is released
    *     - `dispute_won`: the merchant won the dispute: nothing is taken back
    *     - `dispute_lost`: the merchant lost it: `amount` is taken back; absent: as disputed
    *     - `amended`: the order is worth `amount` from then on, more or less; the latest counts, and `items` say of what
    *     - `released`: the hold period ended, or an operator released it
    *     - `review_opened`: an operator began a review, or what became known of the order, as `risk` says
    *     - `review_cleared`: an operator ended the review, or nobody came within `fraud.reviewWithin`
    *     - `risk_noted`: something became known of the order, as `risk` says; nothing follows from it
    *     - `reversed`: an operator took everything back
    *     - `reversal_voided`: an operator took back the reversals before it
    *     - `credited`: late evidence credited what nobody had earned
    *     - `manually_credited`: an operator credited what nobody had earned
    *     - `planned`: an operator had decided again what it earns, by rules that were set since
    *     - `restored`: the campaign's budget answered what a voided refund may bring back
    * @enum {string}
    */
   type: "received" | "refunded" | "cancelled" | "refund_voided" | "disputed" | "dispute_won" | "dispute_lost" | "amended" | "released" | "review_opened" | "review_cleared" | "risk_noted" | "reversed" | "reversal_voided" | "credited" | "manually_credited" | "planned" | "restored";
   /** @description What came with it and could not be read */
   unreadable?: ("items" | "categories")[];
   /** @description The refund that is taken back */
   voids?: string;
   /**
    * Format: minor-units
    * @description Of `restored`: what commissions were to gain when a refund was voided; `amount` is what the budget granted, in minor units of the program's currency
    */
   wanted?: number;
  };
  Wallet: {
   /**
    * Format: minor-units
    * @description What can be paid out, in minor units of the program's currency
    */
   available: number;
   /** @description ISO 4217 code */
   currency: string;
   /**
    * Format: minor-units
    * @description What was taken back after it was paid out; later releases pay it first, in minor units of the program's currency
    */
   debt: number;
   /**
    * Format: minor-units
    * @description Commissions whose hold period runs, in minor units of the program's currency
    */
   held: number;
   /**
    * Format: minor-units
    * @description The smallest payout, in minor units of the program's currency
    */
   minPayout: number;
   /**
    * Format: minor-units
    * @description What is requestable then, as far as nothing else happens; null where nothing waits, in minor units of the program's currency
    */
   nextRequestable: number | null;
   /**
    * Format: date-time
    * @description When waiting alone makes more requestable: money becomes so as many days after its release as the payout cycle says; null: nothing waits for that
    */
   nextRequestableAt: string | null;
   /** @description The payout under way, which stands before any other; null: none */
   openPayoutId: string | null;
   /**
    * Format: minor-units
    * @description What was paid out, net of tax, in minor units of the program's currency
    */
   paid: number;
   /**
    * Format: minor-units
    * @description Commissions of orders that were not received yet, in minor units of the program's currency
    */
   pending: number;
   /**
    * Format: minor-units
    * @description The most that a payout may be requested of now. 0 while `openPayoutId` is under way, while the payout cycle holds the available money, or below `minPayout`, in minor units of the program's currency
    */
   requestable: number;
   /**
    * Format: minor-units
    * @description What a payout under way has set aside, in minor units of the program's currency
    */
   reserved: number;
   /**
    * Format: minor-units
    * @description Tax that was withheld from payouts, in minor units of the program's currency
    */
   withheld: number;
  };
  WantedShareCopy: {
   /**
    * @description At most so many texts of templates
    * @default 5
    */
   count?: number;
   /**
    * @description The text's language.
    *
    *     - `zh`: Chinese
    *     - `en`: English
    * @default zh
    * @enum {string}
    */
   language?: "zh" | "en";
   /**
    * @description Absent: each
    * @enum {string}
    */
   length?: "short" | "medium" | "long";
   /** @description The share link that texts lead to; absent: they have none */
   linkId?: string;
   /** @description An occasion, such as a feast; texts for it are given where it is named */
   occasion?: string;
   /**
    * @description Absent: anywhere
    * @enum {string}
    */
   platform?: "moments" | "group" | "weibo" | "xiaohongshu" | "douyin";
   product: {
    /** @description What the product is called */
    name: string;
    /**
     * Format: minor-units
     * @description What it costs, in minor units of the program's currency
     */
    price?: number;
   };
   /**
    * @description Absent: each
    * @enum {string}
    */
   tone?: "plain" | "warm" | "lively" | "expert";
   /**
    * @description At most so many texts that a model writes, behind those of templates: where the operator has set one. It may take 15 seconds
    * @default 0
    */
   variants?: number;
  };
  WatchedWebhookEndpoint: {
   /**
    * Format: date-time
    * @description When it was made: events of before are not sent
    */
   createdAt: string;
   /** @description What it is for; null where nobody said */
   description: string | null;
   /** @description Types of events that are sent; `["*"]`: all */
   events: string[];
   /**
    * Format: date-time
    * @description The first failure since the last success; null while it answers
    */
   failingSince: string | null;
   /** @description The endpoint's id */
   id: string;
   /** @description Whose events alone it is sent; null: it is the merchant's */
   promoterId: string | null;
   /** @description What messages are signed with, in the answer that made it alone */
   secret?: string;
   /**
    * @description Whether events are sent.
    *
    *     - `active`: events are sent
    *     - `disabled`: nothing is sent, by its owner's word
    *     - `paused`: nothing is sent, since every attempt of five days failed
    *     - `gone`: nothing is sent, since it answered 410
    * @enum {string}
    */
   state: "active" | "disabled" | "paused" | "gone";
   /**
    * Format: date-time
    * @description Since when its state is that
    */
   stateSince: string;
   /** @description Where events are sent */
   url: string;
   /** @description Deliveries that wait. What follows them waits in the log */
   waiting: number;
  };
  /**
   * @example {
   *       "results": [
   *         {
   *           "orderId": "order-1001",
   *           "status": "accepted",
   *           "attribution": {
   *             "model": "last_click",
   *             "basis": "touch",
   *             "credits": [
   *               {
   *                 "promoterId": "pr_5k",
   *                 "weightBps": 10000
   *               }
   *             ]
   *           },
   *           "commissions": [
   *             {
   *               "id": "cm_5k_0_1_A-1001",
   *               "promoterId": "pr_5k",
   *               "creditedPromoterId": "pr_5k",
   *               "level": 1,
   *               "amount": 1000,
   *               "kept": 1000,
   *               "state": "held",
   *               "lines": [
   *                 {
   *                   "ruleId": "base",
   *                   "ruleVersion": 1,
   *                   "base": 10000,
   *                   "rateBps": 1000,
   *                   "amount": 1000
   *                 }
   *               ]
   *             },
   *             {
   *               "id": "cm_2f_1_0_2",
   *               "promoterId": "pr_2a",
   *               "creditedPromoterId": "pr_5k",
   *               "level": 2,
   *               "amount": 500,
   *               "kept": 500,
   *               "state": "held",
   *               "lines": [
   *                 {
   *                   "ruleId": "base",
   *                   "ruleVersion": 1,
   *                   "base": 10000,
   *                   "rateBps": 500,
   *                   "amount": 500
   *                 }
   *               ]
   *             }
   *           ],
   *           "risk": {
   *             "verdict": "pass",
   *             "score": 0,
   *             "reasons": []
   *           }
   *         }
   *       ]
   *     }
   */
  WebhookAnswer: components["schemas"]["OrderResults"] | {
   order: components["schemas"]["Order"];
  } | {
   /**
    * @description `waiting`: it counts as soon as the order comes
    * @enum {string}
    */
   status: "waiting";
  } | {
   /** @description Why, as a code of the catalogue */
   code: string;
   /**
    * @description `conflict`: kept among the unusable webhooks, nothing changed
    * @enum {string}
    */
   status: "conflict";
  } | {
   /** @description `kind_without_use`, or why it can never be used */
   reason: string;
   /**
    * @description `ignored`: nothing was made of it
    * @enum {string}
    */
   status: "ignored";
  } | {
   /**
    * @description `linked`: two ids of the vendor are one order's from now on
    * @enum {string}
    */
   status: "linked";
  } | {
   /** @description Of a webhook that tells several things: the answer to each, in sequence */
   answers: (components["schemas"]["OrderResults"] | {
    order: components["schemas"]["Order"];
   } | {
    /**
     * @description `waiting`: it counts as soon as the order comes
     * @enum {string}
     */
    status: "waiting";
   } | {
    /** @description Why, as a code of the catalogue */
    code: string;
    /**
     * @description `conflict`: kept among the unusable webhooks, nothing changed
     * @enum {string}
     */
    status: "conflict";
   } | {
    /** @description `kind_without_use`, or why it can never be used */
    reason: string;
    /**
     * @description `ignored`: nothing was made of it
     * @enum {string}
     */
    status: "ignored";
   })[];
  };
  WebhookAttempt: {
   /** @description The first 1 KiB of the answer's body */
   answer: string;
   /**
    * Format: date-time
    * @description When it began
    */
   at: string;
   /**
    * @description Why there was no answer; null: there was one.
    *
    *     - `timed_out`: No answer within 15 seconds
    *     - `unreachable`: No connection, or one that broke off
    *     - `host_refused`: The host is not public, or its name leads to an address that is not
    *     - `unresolved`: The host's name leads to no address
    * @enum {string|null}
    */
   fault: "timed_out" | "unreachable" | "host_refused" | "unresolved" | null;
   /** @description How long it took */
   milliseconds: number;
   /** @description The answer's status; null without one */
   status: number | null;
  };
  /**
   * @example {
   *       "type": "order.paid",
   *       "data": {
   *         "orderId": "order-1001",
   *         "amount": 10000,
   *         "currency": "CNY",
   *         "customerId": "user-77"
   *       }
   *     }
   */
  WebhookBody: {
   data: {
    /**
     * Format: minor-units
     * @description What commission is earned on, in minor units of the program's currency
     */
    amount: number;
    /** @description The campaign; absent: that of the credited link */
    campaignId?: string;
    /** @description The click token that came with the order; several joined by commas, or a landing address that holds one */
    clickToken?: string;
    /** @description Click tokens, where the shop kept several */
    clickTokens?: string[];
    /** @description The coupon as the buyer typed it; width and case do not matter */
    couponCode?: string;
    /** @description ISO 4217 code; the program's */
    currency: string;
    /** @description Who bought: finds the customer's binding and earlier clicks. A word for a guest (`0`, `guest`, …) is nobody */
    customerId?: string;
    /** @description Hashes of the merchant's own by which one buyer is known under several names; shown to nobody */
    hashes?: {
     /** @description Of the address, made with a key that is the merchant's alone: 1 to 128 visible characters */
     address?: string;
     /** @description Of the device, made with a key that is the merchant's alone: 1 to 128 visible characters */
     device?: string;
     /** @description Of the payment, made with a key that is the merchant's alone: 1 to 128 visible characters */
     payment?: string;
    };
    /** @description What was sold; their amounts sum to `amount` */
    items?: {
     /**
      * Format: minor-units
      * @description Of all these units together; below zero for a discount, which is spread, in minor units of the program's currency
      */
     amount: number;
     /** @description The merchant's id of the category: 1 to 128 visible characters */
     categoryId?: string;
     /** @description The merchant's id of the product: 1 to 128 visible characters */
     productId: string;
     /** @description Units sold; up to three decimals */
     quantity: number;
    }[];
    /** @description Kept with the order as text, and used for nothing */
    metadata?: {
     [key: string]: string | number | boolean;
    };
    /**
     * Format: date-time
     * @description When the order was placed: at most 5 minutes ahead and 400 days back; absent: when it is first received
     */
    occurredAt?: string;
    /** @description The merchant's id of the order: 1 to 128 visible characters */
    orderId: string;
   };
   /**
    * @description `order.paid`: an order was placed and paid
    * @enum {string}
    */
   type: "order.paid";
  } | {
   data: {
    /**
     * Format: minor-units
     * @description Of a refund or dispute; absent: all that is left, or as disputed. Of `amended`: what the order is worth, in minor units of the program's currency
     */
    amount?: number;
    /** @description Which dispute it is about; absent: `1`: 1 to 128 visible characters */
    disputeId?: string;
    /** @description The id of the event; absent: the header `webhook-id`: 1 to 128 visible characters */
    eventId?: string;
    /** @description What the event is about. Where these name items of the order and sum to `amount`, it is taken off them */
    items?: {
     /**
      * Format: minor-units
      * @description Of all these units together; below zero for a discount, in minor units of the program's currency
      */
     amount?: number;
     /** @description The merchant's id of the category: 1 to 128 visible characters */
     categoryId?: string;
     /** @description The merchant's id of the product: 1 to 128 visible characters */
     productId: string;
     /** @description Units of it; up to three decimals */
     quantity?: number;
    }[];
    /**
     * Format: date-time
     * @description When it happened: at most 5 minutes ahead and 400 days back; absent: when it is first received
     */
    occurredAt?: string;
    /** @description The merchant's id of the order: 1 to 128 visible characters */
    orderId: string;
    /**
     * Format: minor-units
     * @description Of `refunded`, in place of `amount`: all that is refunded so far; the greatest counts, in minor units of the program's currency
     */
    refundedTotal?: number;
    /** @description Of `refund_voided`: the `eventId` of the refund: 1 to 128 visible characters */
    voids?: string;
   };
   /**
    * @description What happened to an order.
    *
    *     - `order.received`: the customer received the goods; the earliest counts
    *     - `order.refunded`: a refund of `amount`; absent: of all that is left
    *     - `order.cancelled`: the whole order is taken back
    *     - `order.refund_voided`: the refund that `voids` names did not happen
    *     - `order.disputed`: a dispute was opened; until it is closed nothing is released
    *     - `order.dispute_won`: the merchant won the dispute: nothing is taken back
    *     - `order.dispute_lost`: the merchant lost it: `amount` is taken back; absent: as disputed
    *     - `order.amended`: the order is worth `amount` from then on, more or less; the latest counts, and `items` say of what
    * @enum {string}
    */
   type: "order.received" | "order.refunded" | "order.cancelled" | "order.refund_voided" | "order.disputed" | "order.dispute_won" | "order.dispute_lost" | "order.amended";
  } | components["schemas"]["StripeWebhook"] | components["schemas"]["ShopifyWebhook"] | components["schemas"]["WooCommerceWebhook"] | components["schemas"]["WeChatPayWebhook"] | components["schemas"]["CustomWebhook"];
  WebhookDelivery: {
   /** @description All attempts so far */
   attemptCount: number;
   /** @description The newest 20, in their sequence */
   attempts: components["schemas"]["WebhookAttempt"][];
   /**
    * Format: date-time
    * @description When it was taken from the log
    */
   createdAt: string;
   /** @description The event, which every attempt names as `webhook-id` */
   eventId: string;
   /** @description The delivery's id */
   id: string;
   /**
    * Format: date-time
    * @description When it is tried next, or later while the endpoint is out; null: never
    */
   nextAttemptAt: string | null;
   /** @description The event's number in the program's log */
   sequence: number;
   /**
    * @description How it stands.
    *
    *     - `waiting`: it is sent, for the first time or again
    *     - `succeeded`: it was answered with 2xx
    *     - `failed`: three days of attempts failed, or the log keeps the event no more
    * @enum {string}
    */
   state: "waiting" | "succeeded" | "failed";
   /** @description The event's type */
   type: string;
  };
  WebhookEndpoint: {
   /**
    * Format: date-time
    * @description When it was made: events of before are not sent
    */
   createdAt: string;
   /** @description What it is for; null where nobody said */
   description: string | null;
   /** @description Types of events that are sent; `["*"]`: all */
   events: string[];
   /** @description The endpoint's id */
   id: string;
   /** @description Whose events alone it is sent; null: it is the merchant's */
   promoterId: string | null;
   /** @description What messages are signed with, in the answer that made it alone */
   secret?: string;
   /**
    * @description Whether events are sent.
    *
    *     - `active`: events are sent
    *     - `disabled`: nothing is sent, by its owner's word
    *     - `paused`: nothing is sent, since every attempt of five days failed
    *     - `gone`: nothing is sent, since it answered 410
    * @enum {string}
    */
   state: "active" | "disabled" | "paused" | "gone";
   /**
    * Format: date-time
    * @description Since when its state is that
    */
   stateSince: string;
   /** @description Where events are sent */
   url: string;
  };
  WebhookEndpointChange: {
   /** @description What the endpoint is for, for people; null: nobody says */
   description?: string | null;
   /** @description Types of events that are sent; `["*"]`: all, later ones too */
   events?: string[];
   /**
    * @description `active` has what waits sent, after a pause too; `disabled` has it wait
    * @enum {string}
    */
   state?: "active" | "disabled";
   /** @description Where events are sent: https, and a public host that is not of this service */
   url?: string;
  };
  WebhookEndpointRotation: {
   /**
    * Format: date-time
    * @description Until when the secrets before sign as well: at most 90 days ahead, in 24 hours by default
    */
   expiresAt?: string;
  };
  WebhookSources: {
   data: components["schemas"]["WebhookSourceStatus"][];
  };
  WebhookSourceSettings: {
   /** @description What is set, and the defaults for the rest */
   settings: {
    [key: string]: unknown;
   };
   /** @description The source */
   source: string;
  };
  WebhookSourceStatus: {
   /** @description Of these, those that were used, repeats and kinds without use too */
   accepted: number;
   /**
    * Format: date-time
    * @description When the key was set by which its vendor is asked; null: none is
    */
   apiKeySetAt: string | null;
   /** @description What is unusual about it now, by the hours of the last weeks */
   conditions: {
    /**
     * @description What is unusual.
     *
     *     - `silent`: it was regular, and nothing has come for longer than chance explains
     *     - `unusable_share`: of what came in the last day more is unusable than before, by more than chance explains
     * @enum {string}
     */
    code: "silent" | "unusable_share";
    /** @description By what it is seen */
    facts: {
     [key: string]: number;
    };
    /**
     * Format: date-time
     * @description Since when
     */
    since: string;
   }[];
   /** @description Whether it has a valid secret: without one nothing is taken */
   configured: boolean;
   /** @description Why the last unusable webhook was; null: none so far */
   lastError: string | null;
   /**
    * Format: date-time
    * @description When that one came; null: none so far
    */
   lastErrorAt: string | null;
   /**
    * Format: date-time
    * @description When the last signed webhook came; null: none so far
    */
   lastReceivedAt: string | null;
   /**
    * Format: date-time
    * @description When the last of those came; null: none so far
    */
   lastRefusedAt: string | null;
   /** @description Signed webhooks that came, counted some seconds after their answers */
   received: number;
   /** @description Webhooks whose signature did not hold, or that had none */
   refused: number;
   /** @description Secrets that are valid now */
   secrets: number;
   /** @description What is set, and the defaults for the rest */
   settings: {
    [key: string]: unknown;
   };
   /** @description The source, as the path of its webhooks names it */
   source: string;
   /** @description Of these, those that are kept among the unusable webhooks */
   unusable: number;
  };
  WebhookTest: {
   attempt: components["schemas"]["WebhookAttempt"];
   /** @description Whether it was answered with 2xx within 15 seconds */
   succeeded: boolean;
  };
  WebhookTestEvent: {
   data: {
    /** @description The endpoint */
    endpointId: string;
   };
   /** @description Another one for each test */
   id: string;
   /**
    * Format: date-time
    * @description When the test was asked for
    */
   occurredAt: string;
   /** @description The program's id, as the merchant chose it */
   program: string;
   /**
    * @description It stands in no log
    * @enum {number}
    */
   sequence: 0;
   /**
    * @description It says that nothing has happened
    * @enum {string}
    */
   type: "webhook.test";
  };
  WebhookTrial: {
   /** @description The body that the vendor would send: JSON, or its text */
   body?: unknown;
   /** @description Headers that the vendor would send; signatures are not asked for */
   headers?: {
    [key: string]: string;
   };
   /** @description Settings to try, in place of those that are set */
   settings?: {
    [key: string]: unknown;
   };
  };
  WebhookUnusableEvent: {
   /** @description What happened */
   data: {
    /** @description A fixed word, mostly a code of the catalogue */
    reason: string;
    /** @description The source that signed it */
    source: string;
    /** @description Our id of it, by which it is listed and tried again */
    webhookId: string;
   };
   /** @description The event, the same wherever it is said again */
   id: string;
   /**
    * Format: date-time
    * @description When it happened
    */
   occurredAt: string;
   /** @description The program's id, as the merchant chose it */
   program: string;
   /** @description Its number in the program's log */
   sequence: number;
   /**
    * @description A signed webhook could not be used: it is kept, and can be tried again
    * @enum {string}
    */
   type: "webhook.unusable";
  };
  WechatApp: {
   /** @description The account's AppID */
   appId: string;
   /** @description The mini program that codes of links open; null: none is set */
   miniProgram: {
    /** @description The mini program's AppID */
    appId: string;
   } | null;
   /**
    * Format: date-time
    * @description When it was set
    */
   updatedAt: string;
   /** @description The file by which WeChat proves a host; null: none is set */
   verification: {
    /** @description What the file holds */
    content: string;
    /** @description The file's name */
    name: string;
   } | null;
  };
  WechatBinding: {
   /** @description The official account that the openid is of */
   appId: string;
   /**
    * Format: date-time
    * @description When it was bound
    */
   boundAt: string;
   /** @description The promoter */
   promoterId: string;
  };
  WechatJsConfig: {
   /** @description The official account's AppID */
   appId: string;
   /** @description Random */
   nonceStr: string;
   /** @description SHA-1, in hex */
   signature: string;
   /** @description When it was signed, in seconds */
   timestamp: number;
  };
  WeChatPayApiKey: {
   /** @description The merchant's number, `mchid` */
   merchantId: string;
   /** @description The private key of that certificate, in PEM: `apiclient_key.pem` */
   privateKey: string;
   /** @description The serial of the merchant's API certificate */
   serial: string;
  };
  WechatPayouts: {
   /** @description The AppID that the payees' openids are of. WeChat Pay has to know it as the merchant's */
   appId: string;
   /** @description The merchant's number, `mchid` */
   merchantId: string;
   /**
    * Format: date-time
    * @description When it was set
    */
   updatedAt: string;
  };
  WeChatPaySourceSettings: {
   /**
    * @description Whom a payment names as its customer, where `attach` names none.
    *
    *     - `none`: nobody
    *     - `openid`: the openid of whoever paid
    * @default none
    * @enum {string}
    */
   customer?: "none" | "openid";
  };
  WeChatPayWebhook: {
   /** @description When it was made, with its offset */
   create_time: string;
   /** @description What happened, such as `TRANSACTION.SUCCESS` */
   event_type: string;
   /** @description WeChat Pay's id of the notification */
   id: string;
   /** @description What it happened to, encrypted */
   resource: {
    /** @description `AEAD_AES_256_GCM` */
    algorithm: string;
    /** @description What is authenticated with it */
    associated_data?: string;
    /** @description What it is about, encrypted under the APIv3 key, in base64 */
    ciphertext: string;
    /** @description The nonce of the encryption */
    nonce: string;
   } & {
    [key: string]: unknown;
   };
  } & {
   [key: string]: unknown;
  };
  WithoutObjects: {
   /** @description The objects that the restore goes on without */
   objects: string[];
   /** @description Why, for people; kept with the audit */
   reason: string;
  };
  WithReason: {
   /** @description Why, for people; kept with the entry of the audit */
   reason?: string;
  };
  WooCommerceApiKey: {
   /** @description The consumer key, of a user who may read orders */
   consumerKey: string;
   /** @description The consumer secret */
   consumerSecret: string;
   /** @description The address of the WordPress site */
   site: string;
  };
  WooCommerceSourceSettings: {
   /**
    * @description What commission is earned on.
    *
    *     - `net`: after discounts, without tax and shipping
    *     - `with_tax`: after discounts with tax, without shipping
    *     - `total`: all that was paid
    * @default net
    * @enum {string}
    */
   amountBase?: "net" | "with_tax" | "total";
   /**
    * @description Statuses in which all of an order is taken back, without `wc-`; also those of a plug-in
    * @default [
    *       "cancelled",
    *       "refunded",
    *       "failed"
    *     ]
    */
   calledOffStatuses?: string[];
   /** @description The key of meta data that holds your own id of the customer, before the shop's user id */
   customerMeta?: string;
   /**
    * @description Statuses in which an order counts, without `wc-`; also those of a plug-in
    * @default [
    *       "processing",
    *       "completed"
    *     ]
    */
   paidStatuses?: string[];
   /**
    * @description Statuses that say that the customer received the goods, without `wc-`; also those of a plug-in
    * @default [
    *       "completed"
    *     ]
    */
   receivedStatuses?: string[];
   /**
    * @description The key of an order's meta data that holds click tokens; else `tby`
    * @default _tby
    */
   tokenMeta?: string;
  };
  WooCommerceWebhook: {
   /** @description The shop's id of the order */
   id: number;
  } & {
   [key: string]: unknown;
  };
 };
 responses: never;
 parameters: never;
 requestBodies: never;
 headers: never;
 pathItems: never;
}
export type Adjustment = components['schemas']['Adjustment'];
export type AlarmReplay = components['schemas']['AlarmReplay'];
export type Alert = components['schemas']['Alert'];
export type AlertRaisedEvent = components['schemas']['AlertRaisedEvent'];
export type AlertResolvedEvent = components['schemas']['AlertResolvedEvent'];
export type ApiKey = components['schemas']['ApiKey'];
export type AppClick = components['schemas']['AppClick'];
export type AuditEntry = components['schemas']['AuditEntry'];
export type Beacon = components['schemas']['Beacon'];
export type BeaconSession = components['schemas']['BeaconSession'];
export type Binding = components['schemas']['Binding'];
export type BindingCreatedEvent = components['schemas']['BindingCreatedEvent'];
export type BindingEndedEvent = components['schemas']['BindingEndedEvent'];
export type Campaign = components['schemas']['Campaign'];
export type CampaignBudgetLowEvent = components['schemas']['CampaignBudgetLowEvent'];
export type CampaignExhaustedEvent = components['schemas']['CampaignExhaustedEvent'];
export type CampaignPatch = components['schemas']['CampaignPatch'];
export type CatchUp = components['schemas']['CatchUp'];
export type CommissionAvailableEvent = components['schemas']['CommissionAvailableEvent'];
export type CommissionCreatedEvent = components['schemas']['CommissionCreatedEvent'];
export type CommissionEntry = components['schemas']['CommissionEntry'];
export type CommissionHeldEvent = components['schemas']['CommissionHeldEvent'];
export type CommissionRestoredEvent = components['schemas']['CommissionRestoredEvent'];
export type CommissionReversedEvent = components['schemas']['CommissionReversedEvent'];
export type CommissionRule = components['schemas']['CommissionRule'];
export type CommissionRules = components['schemas']['CommissionRules'];
export type CommissionRuleVersion = components['schemas']['CommissionRuleVersion'];
export type Contest = components['schemas']['Contest'];
export type ContestCancellation = components['schemas']['ContestCancellation'];
export type Conversion = components['schemas']['Conversion'];
export type ConversionBatch = components['schemas']['ConversionBatch'];
export type ConversionRecordedEvent = components['schemas']['ConversionRecordedEvent'];
export type ConversionsBody = components['schemas']['ConversionsBody'];
export type CopyTemplate = components['schemas']['CopyTemplate'];
export type CopyTemplateBody = components['schemas']['CopyTemplateBody'];
export type Coupon = components['schemas']['Coupon'];
export type CouponPatch = components['schemas']['CouponPatch'];
export type CreatedProgram = components['schemas']['CreatedProgram'];
export type CustomSourceSettings = components['schemas']['CustomSourceSettings'];
export type CustomWebhook = components['schemas']['CustomWebhook'];
export type DeadLetter = components['schemas']['DeadLetter'];
export type Erasure = components['schemas']['Erasure'];
export type EventReplay = components['schemas']['EventReplay'];
export type Explanation = components['schemas']['Explanation'];
export type Export = components['schemas']['Export'];
export type ExportedLine = components['schemas']['ExportedLine'];
export type ExportManifest = components['schemas']['ExportManifest'];
export type ExportWithManifest = components['schemas']['ExportWithManifest'];
export type Fault = components['schemas']['Fault'];
export type Growth = components['schemas']['Growth'];
export type Health = components['schemas']['Health'];
export type ImportReport = components['schemas']['ImportReport'];
export type JournalEntry = components['schemas']['JournalEntry'];
export type JournalVerification = components['schemas']['JournalVerification'];
export type LevelRule = components['schemas']['LevelRule'];
export type Link = components['schemas']['Link'];
export type LinkPatch = components['schemas']['LinkPatch'];
export type ListedAdjustment = components['schemas']['ListedAdjustment'];
export type ListedMaterial = components['schemas']['ListedMaterial'];
export type ListedPoster = components['schemas']['ListedPoster'];
export type Look = components['schemas']['Look'];
export type LookBody = components['schemas']['LookBody'];
export type ManualCredit = components['schemas']['ManualCredit'];
export type MaskedPayee = components['schemas']['MaskedPayee'];
export type Material = components['schemas']['Material'];
export type MaterialBody = components['schemas']['MaterialBody'];
export type Membership = components['schemas']['Membership'];
export type NewAdjustment = components['schemas']['NewAdjustment'];
export type NewApiKey = components['schemas']['NewApiKey'];
export type NewBinding = components['schemas']['NewBinding'];
export type NewCampaign = components['schemas']['NewCampaign'];
export type NewCatchUp = components['schemas']['NewCatchUp'];
export type NewContest = components['schemas']['NewContest'];
export type NewCoupon = components['schemas']['NewCoupon'];
export type NewExport = components['schemas']['NewExport'];
export type NewLink = components['schemas']['NewLink'];
export type NewMaterial = components['schemas']['NewMaterial'];
export type NewPayout = components['schemas']['NewPayout'];
export type NewPayoutBatch = components['schemas']['NewPayoutBatch'];
export type NewPerson = components['schemas']['NewPerson'];
export type NewPoster = components['schemas']['NewPoster'];
export type NewProgram = components['schemas']['NewProgram'];
export type NewPromoter = components['schemas']['NewPromoter'];
export type NewPromoterToken = components['schemas']['NewPromoterToken'];
export type NewRestore = components['schemas']['NewRestore'];
export type NewSession = components['schemas']['NewSession'];
export type NewSignInLink = components['schemas']['NewSignInLink'];
export type NewUpline = components['schemas']['NewUpline'];
export type NewWebhookEndpoint = components['schemas']['NewWebhookEndpoint'];
export type NewWechatApp = components['schemas']['NewWechatApp'];
export type NewWechatBinding = components['schemas']['NewWechatBinding'];
export type NewWechatPayouts = components['schemas']['NewWechatPayouts'];
export type ObjectAlarm = components['schemas']['ObjectAlarm'];
export type Objects = components['schemas']['Objects'];
export type Order = components['schemas']['Order'];
export type OrderAnswer = components['schemas']['OrderAnswer'];
export type OrderEntry = components['schemas']['OrderEntry'];
export type OrderEvent = components['schemas']['OrderEvent'];
export type OrderMove = components['schemas']['OrderMove'];
export type OrderResult = components['schemas']['OrderResult'];
export type OrderResults = components['schemas']['OrderResults'];
export type Payee = components['schemas']['Payee'];
export type PayeeAcceptance = components['schemas']['PayeeAcceptance'];
export type PayeeChange = components['schemas']['PayeeChange'];
export type PayeeProposal = components['schemas']['PayeeProposal'];
export type Payout = components['schemas']['Payout'];
export type PayoutApprovedEvent = components['schemas']['PayoutApprovedEvent'];
export type PayoutBatch = components['schemas']['PayoutBatch'];
export type PayoutFailedEvent = components['schemas']['PayoutFailedEvent'];
export type PayoutMove = components['schemas']['PayoutMove'];
export type PayoutPaidEvent = components['schemas']['PayoutPaidEvent'];
export type PayoutProcessingEvent = components['schemas']['PayoutProcessingEvent'];
export type PayoutRejectedEvent = components['schemas']['PayoutRejectedEvent'];
export type PayoutRequestedEvent = components['schemas']['PayoutRequestedEvent'];
export type PayoutReturnedEvent = components['schemas']['PayoutReturnedEvent'];
export type PayoutTransfer = components['schemas']['PayoutTransfer'];
export type Person = components['schemas']['Person'];
export type PersonPatch = components['schemas']['PersonPatch'];
export type PortalLook = components['schemas']['PortalLook'];
export type Poster = components['schemas']['Poster'];
export type PosterChange = components['schemas']['PosterChange'];
export type Preview = components['schemas']['Preview'];
export type PreviewRequest = components['schemas']['PreviewRequest'];
export type Problem = components['schemas']['Problem'];
export type Program = components['schemas']['Program'];
export type ProgramPatch = components['schemas']['ProgramPatch'];
export type ProjectionProgress = components['schemas']['ProjectionProgress'];
export type Promoter = components['schemas']['Promoter'];
export type PromoterCampaign = components['schemas']['PromoterCampaign'];
export type PromoterCreatedEvent = components['schemas']['PromoterCreatedEvent'];
export type PromoterNote = components['schemas']['PromoterNote'];
export type PromoterPatch = components['schemas']['PromoterPatch'];
export type PromoterRates = components['schemas']['PromoterRates'];
export type PromoterStatistics = components['schemas']['PromoterStatistics'];
export type PromoterToken = components['schemas']['PromoterToken'];
export type PromoterUpdatedEvent = components['schemas']['PromoterUpdatedEvent'];
export type Readiness = components['schemas']['Readiness'];
export type Reconciliation = components['schemas']['Reconciliation'];
export type RefusedConversion = components['schemas']['RefusedConversion'];
export type RefusedRow = components['schemas']['RefusedRow'];
export type Relation = components['schemas']['Relation'];
export type Repair = components['schemas']['Repair'];
export type Replay = components['schemas']['Replay'];
export type ReplayedEvents = components['schemas']['ReplayedEvents'];
export type ReportSummary = components['schemas']['ReportSummary'];
export type Restore = components['schemas']['Restore'];
export type RiskAppeal = components['schemas']['RiskAppeal'];
export type RiskCase = components['schemas']['RiskCase'];
export type RiskCaseClosedEvent = components['schemas']['RiskCaseClosedEvent'];
export type RiskCaseOpenedEvent = components['schemas']['RiskCaseOpenedEvent'];
export type RiskDecision = components['schemas']['RiskDecision'];
export type RiskHold = components['schemas']['RiskHold'];
export type RotatedSecret = components['schemas']['RotatedSecret'];
export type RotatedWebhookSecret = components['schemas']['RotatedWebhookSecret'];
export type Sales = components['schemas']['Sales'];
export type SecretRotation = components['schemas']['SecretRotation'];
export type Session = components['schemas']['Session'];
export type ShareCopy = components['schemas']['ShareCopy'];
export type ShopifyApiKey = components['schemas']['ShopifyApiKey'];
export type ShopifySourceSettings = components['schemas']['ShopifySourceSettings'];
export type ShopifyWebhook = components['schemas']['ShopifyWebhook'];
export type SignInLink = components['schemas']['SignInLink'];
export type SignInWays = components['schemas']['SignInWays'];
export type Simulation = components['schemas']['Simulation'];
export type SimulationResult = components['schemas']['SimulationResult'];
export type SourceApiKey = components['schemas']['SourceApiKey'];
export type SourceApiKeyRequest = components['schemas']['SourceApiKeyRequest'];
export type SourceDeliveries = components['schemas']['SourceDeliveries'];
export type SourceDelivery = components['schemas']['SourceDelivery'];
export type SourceSettings = components['schemas']['SourceSettings'];
export type StandardSourceSettings = components['schemas']['StandardSourceSettings'];
export type StripeApiKey = components['schemas']['StripeApiKey'];
export type StripeSourceSettings = components['schemas']['StripeSourceSettings'];
export type StripeWebhook = components['schemas']['StripeWebhook'];
export type TaxStatement = components['schemas']['TaxStatement'];
export type Team = components['schemas']['Team'];
export type Terms = components['schemas']['Terms'];
export type TermsAcceptance = components['schemas']['TermsAcceptance'];
export type TermsAcceptanceBody = components['schemas']['TermsAcceptanceBody'];
export type TermsBody = components['schemas']['TermsBody'];
export type TierChange = components['schemas']['TierChange'];
export type Tiers = components['schemas']['Tiers'];
export type TierVersion = components['schemas']['TierVersion'];
export type TransferNotification = components['schemas']['TransferNotification'];
export type TransferNotificationAnswer = components['schemas']['TransferNotificationAnswer'];
export type TrialBalance = components['schemas']['TrialBalance'];
export type TriedWebhook = components['schemas']['TriedWebhook'];
export type Unready = components['schemas']['Unready'];
export type UnusableWebhook = components['schemas']['UnusableWebhook'];
export type Upline = components['schemas']['Upline'];
export type UplineChange = components['schemas']['UplineChange'];
export type UrlLink = components['schemas']['UrlLink'];
export type WaitingEvent = components['schemas']['WaitingEvent'];
export type WaitingOrderEvent = components['schemas']['WaitingOrderEvent'];
export type Wallet = components['schemas']['Wallet'];
export type WantedShareCopy = components['schemas']['WantedShareCopy'];
export type WatchedWebhookEndpoint = components['schemas']['WatchedWebhookEndpoint'];
export type WebhookAnswer = components['schemas']['WebhookAnswer'];
export type WebhookAttempt = components['schemas']['WebhookAttempt'];
export type WebhookBody = components['schemas']['WebhookBody'];
export type WebhookDelivery = components['schemas']['WebhookDelivery'];
export type WebhookEndpoint = components['schemas']['WebhookEndpoint'];
export type WebhookEndpointChange = components['schemas']['WebhookEndpointChange'];
export type WebhookEndpointRotation = components['schemas']['WebhookEndpointRotation'];
export type WebhookSources = components['schemas']['WebhookSources'];
export type WebhookSourceSettings = components['schemas']['WebhookSourceSettings'];
export type WebhookSourceStatus = components['schemas']['WebhookSourceStatus'];
export type WebhookTest = components['schemas']['WebhookTest'];
export type WebhookTestEvent = components['schemas']['WebhookTestEvent'];
export type WebhookTrial = components['schemas']['WebhookTrial'];
export type WebhookUnusableEvent = components['schemas']['WebhookUnusableEvent'];
export type WechatApp = components['schemas']['WechatApp'];
export type WechatBinding = components['schemas']['WechatBinding'];
export type WechatJsConfig = components['schemas']['WechatJsConfig'];
export type WeChatPayApiKey = components['schemas']['WeChatPayApiKey'];
export type WechatPayouts = components['schemas']['WechatPayouts'];
export type WeChatPaySourceSettings = components['schemas']['WeChatPaySourceSettings'];
export type WeChatPayWebhook = components['schemas']['WeChatPayWebhook'];
export type WithoutObjects = components['schemas']['WithoutObjects'];
export type WithReason = components['schemas']['WithReason'];
export type WooCommerceApiKey = components['schemas']['WooCommerceApiKey'];
export type WooCommerceSourceSettings = components['schemas']['WooCommerceSourceSettings'];
export type WooCommerceWebhook = components['schemas']['WooCommerceWebhook'];
export type $defs = Record<string, never>;
export interface operations {
 readSecurityTxt: {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description As RFC 9116 says */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "text/plain": string;
    };
   };
  };
 };
 reportConversion: {
  parameters: {
   query: {
    /** @description What the page says the order is worth, in minor units */
    amount: string;
    /** @description ISO 4217 code */
    currency: string;
    /** @description The merchant's id of the order: 1 to 128 visible characters */
    order: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
    /** @description A click token that the page holds */
    tby?: string;
   };
   header?: never;
   path?: never;
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A transparent 1x1 GIF, whatever the input */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "image/gif": string;
    };
   };
  };
 };
 readErrorCodes: {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A page for people */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "text/html": string;
    };
   };
  };
 };
 readErrorCode: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description A code of the catalogue */
    code: "events_gone" | "events_far_behind" | "invalid_json" | "incomplete_body" | "slow_body" | "method_not_allowed" | "idempotency_conflict" | "concurrent_change" | "body_too_large" | "invalid_body" | "invalid_parameter" | "amount_out_of_range" | "idempotency_key_required" | "unauthorized" | "invalid_signature" | "insufficient_scope" | "rate_limited" | "field_not_yours" | "cross_site_request" | "not_found" | "too_many_keys" | "too_many_people" | "last_owner" | "not_configured" | "too_many_endpoints" | "too_many_replays" | "unknown_program" | "unknown_version" | "unknown_campaign" | "too_many_versions" | "fewer_objects" | "version_in_future" | "cap_exceeded" | "invalid_rules" | "budget_below_spent" | "unknown_contest" | "contest_decided" | "too_many_posters" | "too_many_copy_templates" | "unknown_poster" | "too_many_materials" | "unknown_material" | "too_many_contests" | "unknown_alert" | "too_many_campaigns" | "too_many_orders" | "unknown_promoter" | "link_ended" | "unknown_link" | "unknown_coupon" | "unknown_erasure" | "balance_open" | "already_bound" | "self_binding" | "is_promoter" | "promoter_suspended" | "cycle" | "depth_exceeded" | "slug_taken" | "coupon_taken" | "share_origin_not_allowed" | "destination_not_allowed" | "too_many_links" | "unknown_tier" | "unknown_upline" | "no_such_promoter" | "binding_disabled" | "invalid_click_token" | "click_expired" | "no_such_coupon" | "coupon_expired" | "too_many_notes" | "terms_changed" | "unknown_order" | "unknown_webhook" | "source_not_listed" | "api_key_missing" | "catch_up_running" | "unknown_catch_up" | "already_credited" | "no_rule" | "already_decided" | "self_purchase" | "too_many_events" | "items_do_not_sum" | "currency_mismatch" | "occurred_at_out_of_range" | "unknown_payout" | "unknown_payee" | "unknown_payee_proposal" | "unknown_payout_batch" | "payout_open" | "invalid_transition" | "payee_missing" | "payee_changed_by_approver" | "second_approver_needed" | "transfer_under_way" | "no_transfer_under_way" | "no_wechat_payouts" | "wechat_pays_cny" | "batch_open" | "below_minimum" | "insufficient_available" | "unknown_risk_case" | "case_closed" | "already_appealed" | "same_person" | "no_wechat_app" | "verification_taken" | "openid_bound" | "promoter_has_openid" | "slug_too_long_for_code" | "mini_program_code_refused" | "url_link_refused" | "wechat_limited" | "wechat_unavailable" | "wechat_refused" | "unknown_reconciliation" | "reconciliation_running" | "unknown_export" | "unknown_export_file" | "unknown_refused_rows" | "unknown_dead_letter" | "in_flight" | "internal" | "overloaded" | "import_running" | "simulation_running" | "restore_running" | "restore_finished" | "restore_went_on" | "unknown_restore" | "no_bookmarks" | "program_fenced" | "unavailable";
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A page for people */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "text/html": string;
    };
   };
  };
 };
 sendBeacon: {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["Beacon"];
   };
  };
  responses: {
   /** @description To a session of the page's own origin on its own zone: its tokens */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["BeaconSession"];
    };
   };
   /** @description Whatever else is well formed */
   204: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
  };
 };
 readHealth: {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description It can */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Health"];
    };
   };
  };
 };
 readMetrics: {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description Metrics */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "text/plain": string;
    };
   };
  };
 };
 readOpenApi: {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description OpenAPI 3.1 */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /** @description The version of OpenAPI */
      openapi: string;
     } & {
      [key: string]: unknown;
     };
    };
   };
  };
 };
 recordImpression: {
  parameters: {
   query: {
    /** @description `impression`: the link was shown */
    e: "impression";
    /** @description The link's slug. Capitals, a slash and what people paste behind it are read over */
    link: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   header?: never;
   path?: never;
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A transparent 1x1 GIF, whatever the input */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "image/gif": string;
    };
   };
  };
 };
 readPortalLook: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description The look; a minute old at most */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["PortalLook"];
    };
   };
  };
 };
 drawPoster: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The poster's id, with `.svg` */
    file: string;
    /** @description The slug of the link whose QR code the poster shows */
    slug: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description The poster */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "image/svg+xml": string;
    };
   };
  };
 };
 readLinkQrCode: {
  parameters: {
   query?: {
    /** @description Width of the program's logo in the middle, in percent of the code; 0: none. Drawn is a logo that is kept here as `data:`, in a PNG one that is a PNG itself. Error correction rises with it */
    logo?: number;
    /** @description White around the code, in modules; scanners want four */
    margin?: number;
    /** @description Width and height in pixels. An SVG is sharp at any other as well */
    size?: number;
   };
   header?: never;
   path: {
    /** @description The link's slug, with `.svg` or `.png` */
    file: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description The picture */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "image/png": string;
     "image/svg+xml": string;
    };
   };
  };
 };
 readReadiness: {
  parameters: {
   query?: {
    /** @description Whether this program can be served, too */
    program?: string;
   };
   header?: never;
   path?: never;
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description Every part can */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Readiness"];
    };
   };
  };
 };
 followShareLink: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The link's slug. Capitals, a slash and what people paste behind it are read over */
    slug: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description To a link-preview crawler a page with Open Graph tags; to an app token and destination */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["AppClick"];
     "text/html": string;
    };
   };
   /** @description To the destination, with the click token as `tby`; of a link that has ended to its `expiredUrl`, without one */
   302: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
  };
 };
 showSignInLink: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description What the link holds */
    token: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description The page */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "text/html": string;
    };
   };
  };
 };
 openSignInLink: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description What the link holds */
    token: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description To `/portal/{program}`, with the session's cookie */
   303: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
  };
 };
 readWechatSdk: {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description The script */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "text/javascript": string;
    };
   };
   /** @description The browser holds it */
   304: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
  };
 };
 readSdk: {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description The script */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "text/javascript": string;
    };
   };
   /** @description The browser holds it */
   304: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
  };
 };
 listDeadLetters: {
  parameters: {
   query?: {
    /** @description `nextCursor` of the page before; absent for the first page */
    cursor?: string;
    /** @description Entries of the page, at most */
    limit?: number;
   };
   header?: never;
   path?: never;
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A page of messages */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      data: components["schemas"]["DeadLetter"][];
      /** @description The `cursor` of the next page; null on the last one */
      nextCursor: string | null;
     };
    };
   };
  };
 };
 replayDeadLetter: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description Number of the message */
    id: number;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description Sent */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["DeadLetter"];
    };
   };
  };
 };
 listPrograms: {
  parameters: {
   query?: {
    /** @description `nextCursor` of the page before; absent for the first page */
    cursor?: string;
    /** @description Entries of the page, at most */
    limit?: number;
   };
   header?: never;
   path?: never;
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A page of programs */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      data: components["schemas"]["Program"][];
      /** @description The `cursor` of the next page; null on the last one */
      nextCursor: string | null;
     };
    };
   };
  };
 };
 createProgram: {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["NewProgram"];
   };
  };
  responses: {
   /** @description It was created before: the program as it now is, without secrets */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["CreatedProgram"];
    };
   };
   /** @description Created */
   201: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["CreatedProgram"];
    };
   };
  };
 };
 readProgram: {
  parameters: {
   query?: {
    /** @description The version in force then, where no `version` is asked for */
    at?: string;
    /** @description The version of this number; absent: the newest */
    version?: number;
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description The program */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Program"];
    };
   };
  };
 };
 changeProgram: {
  parameters: {
   query?: {
    /** @description Whether the change may take effect only after a version that lies in the future, as a wrong clock may have made one. Otherwise it is refused with `version_in_future`. */
    mayWait?: boolean;
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["ProgramPatch"];
   };
  };
  responses: {
   /** @description The program */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Program"];
    };
   };
  };
 };
 listAlarms: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description Every object */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      data: components["schemas"]["ObjectAlarm"][];
     };
    };
   };
  };
 };
 replayAlarms: {
  parameters: {
   query?: {
    /** @description Also those that the database of reports does not list, because it was put back to before they were made. Objects that there are not are made by it */
    all?: boolean;
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description How many were overdue */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["AlarmReplay"];
    };
   };
  };
 };
 listAlerts: {
  parameters: {
   query?: {
    /** @description `nextCursor` of the page before; absent for the first page */
    cursor?: string;
    /** @description Entries of the page, at most */
    limit?: number;
    /** @description Alerts of this state alone; absent: all */
    state?: "open" | "closed";
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A page of alerts */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      data: components["schemas"]["Alert"][];
      /** @description The `cursor` of the next page; null on the last one */
      nextCursor: string | null;
     };
    };
   };
  };
 };
 readAlert: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The alert's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description The alert */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Alert"];
    };
   };
  };
 };
 listApiKeys: {
  parameters: {
   query?: {
    /** @description `nextCursor` of the page before; absent for the first page */
    cursor?: string;
    /** @description Entries of the page, at most */
    limit?: number;
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A page of keys */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      data: components["schemas"]["ApiKey"][];
      /** @description The `cursor` of the next page; null on the last one */
      nextCursor: string | null;
     };
    };
   };
  };
 };
 createApiKey: {
  parameters: {
   query?: never;
   header?: {
    /** @description The caller's own key of this write, the same for every repeat: 1 to 128 characters */
    "Idempotency-Key"?: string;
   };
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["NewApiKey"];
   };
  };
  responses: {
   /** @description Made before under this Idempotency-Key: without its text */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["ApiKey"];
    };
   };
   /** @description Made */
   201: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["ApiKey"];
    };
   };
  };
 };
 revokeApiKey: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The key's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: {
   content: {
    "application/json": components["schemas"]["WithReason"];
   };
  };
  responses: {
   /** @description Revoked */
   204: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
  };
 };
 previewAttribution: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["PreviewRequest"];
   };
  };
  responses: {
   /** @description The credits of each model */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Preview"];
    };
   };
  };
 };
 listAudit: {
  parameters: {
   query?: {
    /** @description Entries of this actor or credential alone */
    actor?: string;
    /** @description `nextCursor` of the page before; absent for the first page */
    cursor?: string;
    /** @description Entries since then alone */
    from?: string;
    /** @description Entries of the page, at most */
    limit?: number;
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A page of entries */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      data: components["schemas"]["AuditEntry"][];
      /** @description The `cursor` of the next page; null on the last one */
      nextCursor: string | null;
     };
    };
   };
  };
 };
 bindCustomer: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["NewBinding"];
   };
  };
  responses: {
   /** @description It stood before */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Binding"];
    };
   };
   /** @description Bound */
   201: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Binding"];
    };
   };
  };
 };
 importRelations: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/x-ndjson": components["schemas"]["Relation"];
   };
  };
  responses: {
   /** @description A line for each refused one, progress every so often, and at last `done` or `failed` */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/x-ndjson": components["schemas"]["ImportReport"];
    };
   };
  };
 };
 listCampaigns: {
  parameters: {
   query?: {
    /** @description `nextCursor` of the page before; absent for the first page */
    cursor?: string;
    /** @description Entries of the page, at most */
    limit?: number;
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A page of campaigns */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      data: components["schemas"]["Campaign"][];
      /** @description The `cursor` of the next page; null on the last one */
      nextCursor: string | null;
     };
    };
   };
  };
 };
 createCampaign: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["NewCampaign"];
   };
  };
  responses: {
   /** @description It was made before */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Campaign"];
    };
   };
   /** @description Made */
   201: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Campaign"];
    };
   };
  };
 };
 readCampaign: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The merchant's id of the campaign: 1 to 128 visible characters */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description The campaign */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Campaign"];
    };
   };
  };
 };
 changeCampaign: {
  parameters: {
   query?: {
    /** @description Whether the change may take effect only after a version that lies in the future, as a wrong clock may have made one. Otherwise it is refused with `version_in_future`. */
    mayWait?: boolean;
   };
   header?: never;
   path: {
    /** @description The merchant's id of the campaign: 1 to 128 visible characters */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["CampaignPatch"];
   };
  };
  responses: {
   /** @description The campaign */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Campaign"];
    };
   };
  };
 };
 readCommissionRules: {
  parameters: {
   query?: {
    /** @description The version in force then, where no `version` is asked for */
    at?: string;
    /** @description The version of this number; absent: the newest */
    version?: number;
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description The rules */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["CommissionRuleVersion"];
    };
   };
  };
 };
 setCommissionRules: {
  parameters: {
   query?: {
    /** @description Whether the change may take effect only after a version that lies in the future, as a wrong clock may have made one. Otherwise it is refused with `version_in_future`. */
    mayWait?: boolean;
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["CommissionRules"];
   };
  };
  responses: {
   /** @description The rules in force */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["CommissionRuleVersion"];
    };
   };
  };
 };
 simulateCommissionRules: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["Simulation"];
   };
  };
  responses: {
   /** @description Before and after, per promoter */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["SimulationResult"];
    };
   };
  };
 };
 listContests: {
  parameters: {
   query?: {
    /** @description `nextCursor` of the page before; absent for the first page */
    cursor?: string;
    /** @description Entries of the page, at most */
    limit?: number;
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A page of contests */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      data: components["schemas"]["Contest"][];
      /** @description The `cursor` of the next page; null on the last one */
      nextCursor: string | null;
     };
    };
   };
  };
 };
 createContest: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["NewContest"];
   };
  };
  responses: {
   /** @description It was made before */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Contest"];
    };
   };
   /** @description Made */
   201: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Contest"];
    };
   };
  };
 };
 readContest: {
  parameters: {
   query?: {
    /** @description `nextCursor` of the page before; absent for the first page */
    cursor?: string;
    /** @description Entries of the page, at most */
    limit?: number;
   };
   header?: never;
   path: {
    /** @description The merchant's id of the contest: 1 to 128 visible characters */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description The contest with a page of ranks */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /**
       * Format: date-time
       * @description When it was cancelled; null: it was not
       */
      cancelledAt: string | null;
      /** @description Why it was cancelled, for people; null: it was not */
      cancelledBecause: string | null;
      /**
       * Format: date-time
       * @description When it was made
       */
      createdAt: string;
      /**
       * Format: date-time
       * @description When its ranks were written down: later refunds change nothing; null before
       */
      decidedAt: string | null;
      /**
       * Format: date-time
       * @description Until when, that moment excluded
       */
      endsAt: string;
      /** @description The merchant's id of the contest: 1 to 128 visible characters */
      id: string;
      /**
       * @description What promoters are ranked by.
       *
       *     - `sales`: what the promoter's part of orders is worth, by its credits, less what refunds and lost disputes took back, in minor units
       *     - `orders`: orders of which it has the greatest credit, without those that were taken back whole
       *     - `customers`: of these orders those that were their customer's first when they were decided
       *     - `commission`: what it earns of orders on all levels, as far as it is kept, in minor units
       * @enum {string}
       */
      metric: "sales" | "orders" | "customers" | "commission";
      /** @description The contest's name, for people */
      name: string;
      /** @description The `cursor` of the next page; null on the last one */
      nextCursor: string | null;
      /** @description The calling promoter's own rank, on whatever page; absent of others' calls */
      own?: {
       /** @description Its rank; null without anything in the period, and without a prize in a decided contest */
       rank: number | null;
       /** @description What the promoter came to */
       value: number;
      };
      /** @description Amounts by ranks */
      prizes: {
       /**
        * Format: minor-units
        * @description What each of these ranks is given, in minor units of the program's currency
        */
       amount: number;
       /** @description The first rank of these */
       from: number;
       /** @description The last rank of these, itself too */
       to: number;
      }[];
      /** @description A page of ranks, the highest first: of all who are not suspended; once decided, of the ranks that have prizes */
      ranks: {
       /** @description The adjustment that it was paid by; to a promoter's token null, but for itself */
       adjustmentId: string | null;
       /** @description The name; null without one. A promoter's token sees its first character alone */
       name: string | null;
       /**
        * Format: date-time
        * @description Since when the prize stands in the journal; null: it does not
        */
       paidAt: string | null;
       /**
        * Format: minor-units
        * @description What the rank is given, as it stands; once decided, for ever, in minor units of the program's currency
        */
       prize: number;
       /** @description The promoter; to a promoter's token null, but where it is itself */
       promoterId: string | null;
       /** @description 1, 2, 2, 4: equal ones share a rank, and the next one is as many behind */
       rank: number;
       /** @description What the promoter came to */
       value: number;
      }[];
      /**
       * Format: date-time
       * @description When all prizes stood in their journals; null before
       */
      settledAt: string | null;
      /**
       * Format: date-time
       * @description From when on orders count, by when they occurred
       */
      startsAt: string;
      /**
       * @description How it stands.
       *
       *     - `scheduled`: it has not begun
       *     - `running`: orders count now
       *     - `settling`: it has ended, and waits for the holds of its orders or for its prizes to be paid
       *     - `settled`: all prizes stand in their journals
       *     - `cancelled`: it was ended without prizes
       * @enum {string}
       */
      state: "scheduled" | "running" | "settling" | "settled" | "cancelled";
      /** @description Orders that it waits for: they are pending, held or under review; 100 stand for more, and a decided contest waits for none */
      unreleasedOrders: number;
     };
    };
   };
  };
 };
 cancelContest: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The merchant's id of the contest: 1 to 128 visible characters */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["ContestCancellation"];
   };
  };
  responses: {
   /** @description The contest as it now stands */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Contest"];
    };
   };
  };
 };
 recordConversions: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["ConversionsBody"];
   };
  };
  responses: {
   /** @description What became of each, in sequence */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["OrderResults"];
    };
   };
  };
 };
 listCoupons: {
  parameters: {
   query?: {
    /** @description `nextCursor` of the page before; absent for the first page */
    cursor?: string;
    /** @description Entries of the page, at most */
    limit?: number;
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A page of coupons */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      data: components["schemas"]["Coupon"][];
      /** @description The `cursor` of the next page; null on the last one */
      nextCursor: string | null;
     };
    };
   };
  };
 };
 createCoupon: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["NewCoupon"];
   };
  };
  responses: {
   /** @description Made before */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Coupon"];
    };
   };
   /** @description Made */
   201: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Coupon"];
    };
   };
  };
 };
 changeCoupon: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The code as buyers enter it; codes ignore case and width */
    code: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["CouponPatch"];
   };
  };
  responses: {
   /** @description The coupon */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Coupon"];
    };
   };
  };
 };
 eraseCustomer: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The merchant's id of the customer: 1 to 128 visible characters */
    customerId: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description Begun, or under way */
   202: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Erasure"];
    };
   };
  };
 };
 exportCustomer: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The merchant's id of the customer: 1 to 128 visible characters */
    customerId: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A JSON object for each thing that is stored, one a line */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/x-ndjson": components["schemas"]["ExportedLine"];
    };
   };
  };
 };
 replayDelivery: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The delivery's id */
    delivery: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description It is sent again, as soon as its endpoint is active */
   202: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["WebhookDelivery"];
    };
   };
  };
 };
 readErasure: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The erasure's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description The erasure */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Erasure"];
    };
   };
  };
 };
 listEvents: {
  parameters: {
   query?: {
    /** @description `sequence` or `id` of the last event that you have; absent: from the oldest that is kept */
    after?: string;
    /** @description Events of the page, at most */
    limit?: number;
    /** @description Events of these types alone: several with commas between, or the parameter repeated */
    type?: string;
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A page of events; a promoter's token finds its own */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      data: (components["schemas"]["ConversionRecordedEvent"] | components["schemas"]["CommissionCreatedEvent"] | components["schemas"]["CommissionHeldEvent"] | components["schemas"]["CommissionAvailableEvent"] | components["schemas"]["CommissionReversedEvent"] | components["schemas"]["CommissionRestoredEvent"] | components["schemas"]["PayoutRequestedEvent"] | components["schemas"]["PayoutApprovedEvent"] | components["schemas"]["PayoutRejectedEvent"] | components["schemas"]["PayoutProcessingEvent"] | components["schemas"]["PayoutPaidEvent"] | components["schemas"]["PayoutFailedEvent"] | components["schemas"]["PayoutReturnedEvent"] | components["schemas"]["PromoterCreatedEvent"] | components["schemas"]["PromoterUpdatedEvent"] | components["schemas"]["BindingCreatedEvent"] | components["schemas"]["BindingEndedEvent"] | components["schemas"]["CampaignBudgetLowEvent"] | components["schemas"]["CampaignExhaustedEvent"] | components["schemas"]["RiskCaseOpenedEvent"] | components["schemas"]["RiskCaseClosedEvent"] | components["schemas"]["AlertRaisedEvent"] | components["schemas"]["AlertResolvedEvent"] | components["schemas"]["WebhookUnusableEvent"])[];
      /** @description Whether there is more already */
      hasMore: boolean;
      /** @description What the next page is asked `after`, also where there is nothing more yet */
      next: number;
     };
    };
   };
  };
 };
 streamEvents: {
  parameters: {
   query?: {
    /** @description `sequence` or `id` of the last event that you have; absent: what comes from now on */
    after?: string;
    /** @description Events of these types alone: several with commas between, or the parameter repeated */
    type?: string;
   };
   header?: {
    /** @description As `after`, which it goes before: browsers send it when they come again */
    "Last-Event-ID"?: string;
   };
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A WebSocket: each message is one event as JSON */
   101: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
   /** @description Each event as JSON in `data`, under its `id` */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "text/event-stream": string;
    };
   };
  };
 };
 listExports: {
  parameters: {
   query?: {
    /** @description `nextCursor` of the page before; absent for the first page */
    cursor?: string;
    /** @description Entries of the page, at most */
    limit?: number;
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A page of exports */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      data: components["schemas"]["Export"][];
      /** @description The `cursor` of the next page; null on the last one */
      nextCursor: string | null;
     };
    };
   };
  };
 };
 createExport: {
  parameters: {
   query?: never;
   header?: {
    /** @description The caller's own key of this write, the same for every repeat: 1 to 128 characters */
    "Idempotency-Key"?: string;
   };
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["NewExport"];
   };
  };
  responses: {
   /** @description Begun, or under way */
   202: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Export"];
    };
   };
  };
 };
 readExport: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The export's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description The export */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["ExportWithManifest"];
    };
   };
  };
 };
 readExportFile: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The first part of the file's path */
    day: string;
    /** @description The export's id */
    id: string;
    /** @description The second part of the file's path */
    part: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description The file */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/vnd.apache.parquet": string;
     "application/x-ndjson": {
      [key: string]: string | number | boolean | null;
     };
    };
   };
  };
 };
 rotateIdentifySecret: {
  parameters: {
   query?: never;
   header?: {
    /** @description The caller's own key of this write, the same for every repeat: 1 to 128 characters */
    "Idempotency-Key"?: string;
   };
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["SecretRotation"];
   };
  };
  responses: {
   /** @description Rotated before under this Idempotency-Key: without the secret */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["RotatedSecret"];
    };
   };
   /** @description Rotated */
   201: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["RotatedSecret"];
    };
   };
  };
 };
 readLeaderboard: {
  parameters: {
   query: {
    /** @description A day or an instant of the period, in the program's time zone; absent: now */
    at?: string;
    /** @description `nextCursor` of the page before; absent for the first page */
    cursor?: string;
    /** @description Entries of the page, at most */
    limit?: number;
    /**
     * @description What promoters are ranked by.
     *
     *     - `sales`: what the promoter's part of orders is worth, by its credits, less what refunds and lost disputes took back, in minor units
     *     - `orders`: orders of which it has the greatest credit, without those that were taken back whole
     *     - `customers`: of these orders those that were their customer's first when they were decided
     *     - `commission`: what it earns of orders on all levels, as far as it is kept, in minor units
     */
    metric: "sales" | "orders" | "customers" | "commission";
    /**
     * @description The time that counts, by when orders occurred.
     *
     *     - `day`: the calendar day
     *     - `week`: the week, from Monday
     *     - `month`: the calendar month
     *     - `all`: everything up to the end of that day
     */
    period: "day" | "week" | "month" | "all";
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A page of ranks */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /**
       * Format: date-time
       * @description How far the figures of orders are; null while there was none
       */
      asOf: string | null;
      /** @description ISO 4217 code */
      currency: string;
      /** @description Promoters with more than 0, the highest first; of equal ones who joined first */
      data: {
       /** @description The name; null without one. A promoter's token sees its first character alone */
       name: string | null;
       /** @description The promoter; to a promoter's token null, but where it is itself */
       promoterId: string | null;
       /** @description 1, 2, 2, 4: equal ones share a rank, and the next one is as many behind */
       rank: number;
       /** @description What the promoter came to */
       value: number;
      }[];
      /**
       * Format: date-time
       * @description Begin of the period
       */
      from: string;
      /**
       * @description What promoters are ranked by.
       *
       *     - `sales`: what the promoter's part of orders is worth, by its credits, less what refunds and lost disputes took back, in minor units
       *     - `orders`: orders of which it has the greatest credit, without those that were taken back whole
       *     - `customers`: of these orders those that were their customer's first when they were decided
       *     - `commission`: what it earns of orders on all levels, as far as it is kept, in minor units
       * @enum {string}
       */
      metric: "sales" | "orders" | "customers" | "commission";
      /** @description The `cursor` of the next page; null on the last one */
      nextCursor: string | null;
      /** @description The calling promoter's own rank, on whatever page; absent of others' calls */
      own?: {
       /** @description Its rank; null without anything in the period, and without a prize in a decided contest */
       rank: number | null;
       /** @description What the promoter came to */
       value: number;
      };
      /**
       * @description The time that counts, by when orders occurred.
       *
       *     - `day`: the calendar day
       *     - `week`: the week, from Monday
       *     - `month`: the calendar month
       *     - `all`: everything up to the end of that day
       * @enum {string}
       */
      period: "day" | "week" | "month" | "all";
      /** @description Where days begin */
      timezone: string;
      /**
       * Format: date-time
       * @description End of the period, which is not part of it
       */
      to: string;
     };
    };
   };
  };
 };
 listLinks: {
  parameters: {
   query?: {
    /** @description `nextCursor` of the page before; absent for the first page */
    cursor?: string;
    /** @description Entries of the page, at most */
    limit?: number;
    /** @description Links of this promoter alone. A promoter's token lists its own, and may name no other */
    promoterId?: string;
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A page of links */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      data: components["schemas"]["Link"][];
      /** @description The `cursor` of the next page; null on the last one */
      nextCursor: string | null;
     };
    };
   };
  };
 };
 createLink: {
  parameters: {
   query?: never;
   header?: {
    /** @description The caller's own key of this write, the same for every repeat: 1 to 128 characters */
    "Idempotency-Key"?: string;
   };
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["NewLink"];
   };
  };
  responses: {
   /** @description Made before */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Link"];
    };
   };
   /** @description Made */
   201: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Link"];
    };
   };
  };
 };
 readLink: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The link's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description The link */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Link"];
    };
   };
  };
 };
 changeLink: {
  parameters: {
   query?: {
    /** @description Whether the change may take effect only after a version that lies in the future, as a wrong clock may have made one. Otherwise it is refused with `version_in_future`. */
    mayWait?: boolean;
   };
   header?: never;
   path: {
    /** @description The link's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["LinkPatch"];
   };
  };
  responses: {
   /** @description The link */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Link"];
    };
   };
  };
 };
 readUrlLink: {
  parameters: {
   query?: {
    /** @description For how many days it answers */
    days?: number;
    /**
     * @description Which version the code opens.
     *
     *     - `release`: what everybody has
     *     - `trial`: what testers have
     *     - `develop`: what developers have
     */
    envVersion?: "release" | "trial" | "develop";
    /** @description The page that it opens, without `/` before it; absent: the first page */
    page?: string;
   };
   header?: never;
   path: {
    /** @description The link's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description The URL Link */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["UrlLink"];
    };
   };
  };
 };
 readMiniProgramCode: {
  parameters: {
   query?: {
    /**
     * @description Which version the code opens.
     *
     *     - `release`: what everybody has
     *     - `trial`: what testers have
     *     - `develop`: what developers have
     */
    envVersion?: "release" | "trial" | "develop";
    /** @description The page that the code opens, without `/` before it; absent: the first page */
    page?: string;
    /** @description Width and height in pixels */
    size?: number;
   };
   header?: never;
   path: {
    /** @description The link's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description The picture */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "image/png": string;
    };
   };
  };
 };
 readLook: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description The look */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Look"];
    };
   };
  };
 };
 setLook: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["LookBody"];
   };
  };
  responses: {
   /** @description The look */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Look"];
    };
   };
  };
 };
 listMaterials: {
  parameters: {
   query?: {
    /** @description `nextCursor` of the page before; absent for the first page */
    cursor?: string;
    /**
     * @description What the material is.
     *
     *     - `text`: a text to copy
     *     - `picture`: a picture to keep, with or without a text
     *     - `link`: a page to read, with or without a text
     *     - `story`: what somebody tells of selling, who has consented to it
     */
    kind?: "text" | "picture" | "link" | "story";
    /** @description Entries of the page, at most */
    limit?: number;
    /** @description Texts are filled for this link and its promoter. Absent: with a promoter's newest links, for a merchant not at all */
    linkId?: string;
    /** @description A word of the merchant's, to find materials by */
    tag?: string;
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A page of materials */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      data: components["schemas"]["ListedMaterial"][];
      /** @description The `cursor` of the next page; null on the last one */
      nextCursor: string | null;
     };
    };
   };
  };
 };
 createMaterial: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["NewMaterial"];
   };
  };
  responses: {
   /** @description It was made before */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Material"];
    };
   };
   /** @description Made */
   201: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Material"];
    };
   };
  };
 };
 readMaterial: {
  parameters: {
   query?: {
    /** @description Texts are filled for this link and its promoter. Absent: with a promoter's newest links, for a merchant not at all */
    linkId?: string;
   };
   header?: never;
   path: {
    /** @description The merchant's id of the material */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description The material */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Material"];
    };
   };
  };
 };
 replaceMaterial: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The merchant's id of the material */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["MaterialBody"];
   };
  };
  responses: {
   /** @description The material as it now is */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Material"];
    };
   };
  };
 };
 deleteMaterial: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The merchant's id of the material */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: {
   content: {
    "application/json": components["schemas"]["WithReason"];
   };
  };
  responses: {
   /** @description There is no such material any more */
   204: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
  };
 };
 readUplines: {
  parameters: {
   query?: {
    /** @description The line as it was then; absent: as it is now */
    at?: string;
   };
   header?: never;
   path: {
    /** @description The merchant's id of the member; promoters and customers share one namespace: 1 to 128 visible characters */
    memberId: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description The line */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      data: components["schemas"]["Upline"][];
     };
    };
   };
  };
 };
 readObjects: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description The objects */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Objects"];
    };
   };
  };
 };
 growProgram: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["Growth"];
   };
  };
  responses: {
   /** @description Started, or under way */
   202: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Objects"];
    };
   };
  };
 };
 listOrders: {
  parameters: {
   query?: {
    /**
     * @description What the credits rest on.
     *
     *     - `coupon`: the order's coupon
     *     - `binding`: whom the customer is bound to
     *     - `touch`: clicks
     *     - `manual`: an operator credited it by hand
     *     - `none`: nobody earned it
     */
    basis?: "coupon" | "binding" | "touch" | "manual" | "none";
    /** @description `nextCursor` of the page before; absent for the first page */
    cursor?: string;
    /** @description Orders of this customer */
    customerId?: string;
    /** @description Orders that occurred then or later */
    from?: string;
    /** @description Entries of the page, at most */
    limit?: number;
    /** @description Orders in which this promoter has a commission */
    promoterId?: string;
    /**
     * @description How far it has come.
     *
     *     - `pending`: paid for, and not received yet
     *     - `held`: the hold period runs
     *     - `available`: released: it can be paid out
     *     - `reversed`: nothing of it is kept
     */
    state?: "pending" | "held" | "available" | "reversed";
    /** @description Orders that occurred before */
    to?: string;
    /** @description `true`: orders under review; `false`: all others; absent: both */
    underReview?: boolean;
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A page of orders */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /**
       * Format: date-time
       * @description How far the list is; null while nothing was listed
       */
      asOf: string | null;
      data: components["schemas"]["OrderEntry"][];
      /** @description The `cursor` of the next page; null on the last one */
      nextCursor: string | null;
     };
    };
   };
  };
 };
 readOrder: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The merchant's id of the order: 1 to 128 visible characters */
    orderId: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description The order */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Order"];
    };
   };
  };
 };
 moveOrder: {
  parameters: {
   query?: never;
   header?: {
    /** @description The caller's own key of this write, the same for every repeat: 1 to 128 characters */
    "Idempotency-Key"?: string;
   };
   path: {
    /**
     * @description The move.
     *
     *     - `release`: ends the hold period at once
     *     - `review`: begins a review, which stops the release
     *     - `clear`: ends a review
     *     - `reverse`: takes everything back
     *     - `restore`: takes back the reversals by hand before it
     */
    move: "release" | "review" | "clear" | "reverse" | "restore";
    /** @description The merchant's id of the order: 1 to 128 visible characters */
    orderId: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["OrderMove"];
   };
  };
  responses: {
   /** @description Recorded: the order as it now stands */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["OrderAnswer"];
    };
   };
  };
 };
 creditOrder: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The merchant's id of the order: 1 to 128 visible characters */
    orderId: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["ManualCredit"];
   };
  };
  responses: {
   /** @description Credited: the order as it now stands. Under review its commissions are held until that has ended */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["OrderAnswer"];
    };
   };
  };
 };
 recordOrderEvent: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The merchant's id of the order: 1 to 128 visible characters */
    orderId: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["OrderEvent"];
   };
  };
  responses: {
   /** @description Recorded: the order as it now stands */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["OrderAnswer"];
    };
   };
   /** @description Recorded; it counts as soon as the order comes */
   202: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["WaitingEvent"];
    };
   };
  };
 };
 explainOrder: {
  parameters: {
   query?: {
    /**
     * @description The language of texts for people; absent: by `Accept-Language`.
     *
     *     - `en`: English
     *     - `zh`: Chinese
     */
    lang?: "en" | "zh";
   };
   header?: {
    /** @description The reader's languages: `zh` or `en` */
    "Accept-Language"?: string;
   };
   path: {
    /** @description The merchant's id of the order: 1 to 128 visible characters */
    orderId: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description The explanation */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Explanation"];
    };
   };
  };
 };
 planOrder: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The merchant's id of the order: 1 to 128 visible characters */
    orderId: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["OrderMove"];
   };
  };
  responses: {
   /** @description Decided: the order as it now stands */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["OrderAnswer"];
    };
   };
  };
 };
 listPayeeProposals: {
  parameters: {
   query?: {
    /** @description `nextCursor` of the page before; absent for the first page */
    cursor?: string;
    /** @description Entries of the page, at most */
    limit?: number;
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A page of proposals */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      data: components["schemas"]["PayeeProposal"][];
      /** @description The `cursor` of the next page; null on the last one */
      nextCursor: string | null;
     };
    };
   };
  };
 };
 listPayoutBatches: {
  parameters: {
   query?: {
    /** @description `nextCursor` of the page before; absent for the first page */
    cursor?: string;
    /** @description Entries of the page, at most */
    limit?: number;
    /**
     * @description How far it has come.
     *
     *     - `collecting`: approved payouts are being collected
     *     - `sealed`: its rows are final, and its file has the same bytes for ever but for payees who were erased
     */
    state?: "collecting" | "sealed";
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A page of batches */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      data: components["schemas"]["PayoutBatch"][];
      /** @description The `cursor` of the next page; null on the last one */
      nextCursor: string | null;
     };
    };
   };
  };
 };
 openPayoutBatch: {
  parameters: {
   query?: never;
   header: {
    /** @description The caller's own key of this write, the same for every repeat: 1 to 128 characters */
    "Idempotency-Key": string;
   };
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["NewPayoutBatch"];
   };
  };
  responses: {
   /** @description Opened before under this Idempotency-Key */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["PayoutBatch"];
    };
   };
   /** @description Opened */
   201: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["PayoutBatch"];
    };
   };
  };
 };
 readPayoutBatch: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The batch's id, or the id and `.csv` */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description The batch */
   200: {
    headers: {
     /** @description Of a file: how many of its rows have lost their payee by an erasure; 0: it is as it was sealed */
     "Tributary-Erased-Payees"?: number;
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["PayoutBatch"];
     "text/csv": string;
    };
   };
  };
 };
 listProgramPayouts: {
  parameters: {
   query?: {
    /** @description `nextCursor` of the page before; absent for the first page */
    cursor?: string;
    /** @description Entries of the page, at most */
    limit?: number;
    /**
     * @description How far it has come.
     *
     *     - `requested`: waits for an operator
     *     - `approved`: waits for a batch
     *     - `processing`: a batch has collected it
     *     - `paid`: the money has arrived
     *     - `failed`: the money did not leave, and the gross went back
     *     - `rejected`: an operator refused it, and the gross went back
     *     - `returned`: the money came back, and the gross went back
     */
    state?: "requested" | "approved" | "processing" | "paid" | "failed" | "rejected" | "returned";
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A page of payouts */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      data: components["schemas"]["Payout"][];
      /** @description The `cursor` of the next page; null on the last one */
      nextCursor: string | null;
     };
    };
   };
  };
 };
 readPayout: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The payout's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description The payout */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Payout"];
    };
   };
  };
 };
 movePayout: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The payout's id */
    id: string;
    /**
     * @description The move.
     *
     *     - `approve`: from `requested` to `approved`: the next batch collects it
     *     - `reject`: from `requested` to `rejected`: the gross goes back
     *     - `paid`: from `processing` to `paid`
     *     - `failed`: from `processing` to `failed`: the gross goes back
     *     - `returned`: from `paid` to `returned`: the gross goes back
     */
    move: "approve" | "reject" | "paid" | "failed" | "returned";
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["PayoutMove"];
   };
  };
  responses: {
   /** @description The payout */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Payout"];
    };
   };
  };
 };
 readPayoutTransfer: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The payout's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description The transfer, also where there is none */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["PayoutTransfer"];
    };
   };
  };
 };
 cancelPayoutTransfer: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The payout's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: {
   content: {
    "application/json": components["schemas"]["WithReason"];
   };
  };
  responses: {
   /** @description The transfer, which is to be cancelled */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["PayoutTransfer"];
    };
   };
  };
 };
 listPeople: {
  parameters: {
   query?: {
    /** @description `nextCursor` of the page before; absent for the first page */
    cursor?: string;
    /** @description Entries of the page, at most */
    limit?: number;
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A page of people */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      data: components["schemas"]["Person"][];
      /** @description The `cursor` of the next page; null on the last one */
      nextCursor: string | null;
     };
    };
   };
  };
 };
 addPerson: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["NewPerson"];
   };
  };
  responses: {
   /** @description Added before */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Person"];
    };
   };
   /** @description Added */
   201: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Person"];
    };
   };
  };
 };
 removePerson: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The person's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: {
   content: {
    "application/json": components["schemas"]["WithReason"];
   };
  };
  responses: {
   /** @description Removed */
   204: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
  };
 };
 changePerson: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The person's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["PersonPatch"];
   };
  };
  responses: {
   /** @description As it now is */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Person"];
    };
   };
  };
 };
 listPosters: {
  parameters: {
   query?: {
    /** @description `nextCursor` of the page before; absent for the first page */
    cursor?: string;
    /** @description Entries of the page, at most */
    limit?: number;
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A page of posters */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      data: components["schemas"]["ListedPoster"][];
      /** @description The `cursor` of the next page; null on the last one */
      nextCursor: string | null;
     };
    };
   };
  };
 };
 createPoster: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["NewPoster"];
   };
  };
  responses: {
   /** @description It was made before */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Poster"];
    };
   };
   /** @description Made */
   201: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Poster"];
    };
   };
  };
 };
 readPoster: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The merchant's id of the poster, which stands in its address */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description The poster */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Poster"];
    };
   };
  };
 };
 changePoster: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The merchant's id of the poster, which stands in its address */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["PosterChange"];
   };
  };
  responses: {
   /** @description The poster as it now is */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Poster"];
    };
   };
  };
 };
 deletePoster: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The merchant's id of the poster, which stands in its address */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: {
   content: {
    "application/json": components["schemas"]["WithReason"];
   };
  };
  responses: {
   /** @description There is no such poster any more */
   204: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
  };
 };
 readProjections: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description Orders, and those still to be written */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["ProjectionProgress"];
    };
   };
  };
 };
 rebuildProjections: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description Started */
   202: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["ProjectionProgress"];
    };
   };
  };
 };
 listPromoters: {
  parameters: {
   query?: {
    /** @description `nextCursor` of the page before; absent for the first page */
    cursor?: string;
    /** @description Entries of the page, at most */
    limit?: number;
    /** @description The promoter whom this member is, if any */
    memberId?: string;
    /** @description Promoters whose member id or name has this text in it. English letters are the same in either case. A page may have fewer entries than `limit`, or none, though others follow */
    search?: string;
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A page of promoters */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      data: components["schemas"]["Promoter"][];
      /** @description The `cursor` of the next page; null on the last one */
      nextCursor: string | null;
     };
    };
   };
  };
 };
 createPromoter: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["NewPromoter"];
   };
  };
  responses: {
   /** @description The member was a promoter before */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Promoter"];
    };
   };
   /** @description Made */
   201: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Promoter"];
    };
   };
  };
 };
 readPromoter: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The promoter's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description The promoter */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Promoter"];
    };
   };
  };
 };
 changePromoter: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The promoter's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["PromoterPatch"];
   };
  };
  responses: {
   /** @description The promoter */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Promoter"];
    };
   };
  };
 };
 listAdjustments: {
  parameters: {
   query?: {
    /** @description `nextCursor` of the page before; absent for the first page */
    cursor?: string;
    /** @description Entries of the page, at most */
    limit?: number;
   };
   header?: never;
   path: {
    /** @description The promoter's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A page of adjustments */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      data: components["schemas"]["ListedAdjustment"][];
      /** @description The `cursor` of the next page; null on the last one */
      nextCursor: string | null;
     };
    };
   };
  };
 };
 adjustWallet: {
  parameters: {
   query?: never;
   header: {
    /** @description The caller's own key of this write, the same for every repeat: 1 to 128 characters */
    "Idempotency-Key": string;
   };
   path: {
    /** @description The promoter's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["NewAdjustment"];
   };
  };
  responses: {
   /** @description Made before under this Idempotency-Key */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Adjustment"];
    };
   };
   /** @description Made */
   201: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Adjustment"];
    };
   };
  };
 };
 listPromoterCampaigns: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The promoter's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description The campaigns */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      data: components["schemas"]["PromoterCampaign"][];
     };
    };
   };
  };
 };
 listCommissions: {
  parameters: {
   query?: {
    /** @description `nextCursor` of the page before; absent for the first page */
    cursor?: string;
    /** @description Orders that occurred then or later */
    from?: string;
    /** @description Entries of the page, at most */
    limit?: number;
    /** @description Orders that occurred before */
    to?: string;
   };
   header?: never;
   path: {
    /** @description The promoter's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A page of commissions */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /**
       * Format: date-time
       * @description How far the list is; null while nothing was listed
       */
      asOf: string | null;
      data: components["schemas"]["CommissionEntry"][];
      /** @description The `cursor` of the next page; null on the last one */
      nextCursor: string | null;
     };
    };
   };
  };
 };
 erasePromoter: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The promoter's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description Begun, or under way */
   202: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Erasure"];
    };
   };
  };
 };
 exportPromoter: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The promoter's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A JSON object for each thing that is stored, one a line */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/x-ndjson": components["schemas"]["ExportedLine"];
    };
   };
  };
 };
 listJournal: {
  parameters: {
   query?: {
    /** @description `nextCursor` of the page before; absent for the first page */
    cursor?: string;
    /** @description Entries of the page, at most */
    limit?: number;
   };
   header?: never;
   path: {
    /** @description The promoter's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A page of entries */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      data: components["schemas"]["JournalEntry"][];
      /** @description The `cursor` of the next page; null on the last one */
      nextCursor: string | null;
     };
    };
   };
  };
 };
 exportJournalCsv: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The promoter's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A line for each entry */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "text/csv": string;
    };
   };
  };
 };
 exportJournalLines: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The promoter's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A JSON object for each entry, one a line */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/x-ndjson": components["schemas"]["JournalEntry"];
    };
   };
  };
 };
 verifyJournal: {
  parameters: {
   query?: {
    /** @description The sequence of the first entry to check */
    from?: number;
   };
   header?: never;
   path: {
    /** @description The promoter's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description Whether it holds, and where it does not */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["JournalVerification"];
    };
   };
  };
 };
 readLinkFigures: {
  parameters: {
   query?: {
    /** @description `nextCursor` of the page before; absent for the first page */
    cursor?: string;
    /** @description The first day of the period, or its first instant; absent: 30 days. At most 3660 days before `to` */
    from?: string;
    /** @description Entries of the page, at most */
    limit?: number;
    /** @description Where days begin; absent: the program's own time zone */
    timezone?: string;
    /** @description The last day of the period, which is part of it, or the instant that it ends before; absent: today */
    to?: string;
   };
   header?: never;
   path: {
    /** @description The promoter's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A page of links with their figures */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /**
       * Format: date-time
       * @description How far the figures of orders are; null while there was none
       */
      asOf: string | null;
      /** @description ISO 4217 code */
      currency: string;
      data: {
       /** @description Clicks that count, in hours that begin in the period */
       clicks: number;
       /** @description The link */
       linkId: string;
       /** @description Orders that rest most on a click of the link */
       orders: number;
       /** @description Of the clicks, the first ones of a visitor on a link */
       uniqueClicks: number;
      }[];
      /**
       * Format: date-time
       * @description Begin of the period
       */
      from: string;
      /** @description The `cursor` of the next page; null on the last one */
      nextCursor: string | null;
      /** @description Where days begin */
      timezone: string;
      /**
       * Format: date-time
       * @description End of the period, which is not part of it
       */
      to: string;
     };
    };
   };
  };
 };
 listPromoterNotes: {
  parameters: {
   query?: {
    /** @description `nextCursor` of the page before; absent for the first page */
    cursor?: string;
    /** @description Entries of the page, at most */
    limit?: number;
   };
   header?: never;
   path: {
    /** @description The promoter's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A page of notes */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      data: components["schemas"]["PromoterNote"][];
      /** @description The `cursor` of the next page; null on the last one */
      nextCursor: string | null;
     };
    };
   };
  };
 };
 writePromoterNote: {
  parameters: {
   query?: never;
   header?: {
    /** @description The caller's own key of this write, the same for every repeat: 1 to 128 characters */
    "Idempotency-Key"?: string;
   };
   path: {
    /** @description The promoter's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": {
     /** @description What is noted, in one line or several. The promoter has a right to read it, and an export of a person holds it */
     text: string;
    };
   };
  };
  responses: {
   /** @description Noted before under this Idempotency-Key */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["PromoterNote"];
    };
   };
   /** @description Noted */
   201: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["PromoterNote"];
    };
   };
  };
 };
 deletePromoterNote: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The promoter's id */
    id: string;
    /** @description The note's id */
    note: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: {
   content: {
    "application/json": components["schemas"]["WithReason"];
   };
  };
  responses: {
   /** @description There is no such note any more */
   204: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
  };
 };
 readPayee: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The promoter's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description The payee */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["MaskedPayee"];
    };
   };
  };
 };
 setPayee: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The promoter's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["Payee"];
   };
  };
  responses: {
   /** @description Stored, encrypted; the payee that stands is a repeat */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["MaskedPayee"];
    };
   };
  };
 };
 readPayeeProposal: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The promoter's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description The proposal */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["PayeeProposal"];
    };
   };
  };
 };
 proposePayee: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The promoter's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["Payee"];
   };
  };
  responses: {
   /** @description Proposed, in place of an earlier proposal */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["PayeeProposal"];
    };
   };
  };
 };
 dropPayeeProposal: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The promoter's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description There is no proposal any more */
   204: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
  };
 };
 acceptPayeeProposal: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The promoter's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["PayeeAcceptance"];
   };
  };
  responses: {
   /** @description The payee */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["MaskedPayee"];
    };
   };
  };
 };
 listPayees: {
  parameters: {
   query?: {
    /** @description `nextCursor` of the page before; absent for the first page */
    cursor?: string;
    /** @description Entries of the page, at most */
    limit?: number;
   };
   header?: never;
   path: {
    /** @description The promoter's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A page of payees */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      data: components["schemas"]["PayeeChange"][];
      /** @description The `cursor` of the next page; null on the last one */
      nextCursor: string | null;
     };
    };
   };
  };
 };
 listPayouts: {
  parameters: {
   query?: {
    /** @description `nextCursor` of the page before; absent for the first page */
    cursor?: string;
    /** @description Entries of the page, at most */
    limit?: number;
   };
   header?: never;
   path: {
    /** @description The promoter's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A page of payouts */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      data: components["schemas"]["Payout"][];
      /** @description The `cursor` of the next page; null on the last one */
      nextCursor: string | null;
     };
    };
   };
  };
 };
 requestPayout: {
  parameters: {
   query?: never;
   header: {
    /** @description The caller's own key of this write, the same for every repeat: 1 to 128 characters */
    "Idempotency-Key": string;
   };
   path: {
    /** @description The promoter's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["NewPayout"];
   };
  };
  responses: {
   /** @description Requested before under this Idempotency-Key */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Payout"];
    };
   };
   /** @description Requested */
   201: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Payout"];
    };
   };
  };
 };
 readPromoterRates: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The promoter's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description The rates */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["PromoterRates"];
    };
   };
  };
 };
 readPromoterSales: {
  parameters: {
   query?: {
    /** @description A calendar month of the program's time zone, `YYYY-MM`; absent: the present one */
    month?: string;
   };
   header?: never;
   path: {
    /** @description The promoter's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description The sales and the present tier */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Sales"];
    };
   };
  };
 };
 createSignInLink: {
  parameters: {
   query?: never;
   header?: {
    /** @description The caller's own key of this write, the same for every repeat: 1 to 128 characters */
    "Idempotency-Key"?: string;
   };
   path: {
    /** @description The promoter's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["NewSignInLink"];
   };
  };
  responses: {
   /** @description Made before under this Idempotency-Key: without its address */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["SignInLink"];
    };
   };
   /** @description Made */
   201: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["SignInLink"];
    };
   };
  };
 };
 readPromoterStatistics: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The promoter's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description The figures */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["PromoterStatistics"];
    };
   };
  };
 };
 readTeam: {
  parameters: {
   query?: {
    /** @description `nextCursor` of the page before; absent for the first page */
    cursor?: string;
    /** @description Levels below that are listed */
    depth?: number;
    /** @description Entries of the page, at most */
    limit?: number;
   };
   header?: never;
   path: {
    /** @description The promoter's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description The team */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Team"];
    };
   };
  };
 };
 listTermsAcceptances: {
  parameters: {
   query?: {
    /** @description `nextCursor` of the page before; absent for the first page */
    cursor?: string;
    /** @description Entries of the page, at most */
    limit?: number;
   };
   header?: never;
   path: {
    /** @description The promoter's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A page of acceptances */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      data: components["schemas"]["TermsAcceptance"][];
      /** @description The `cursor` of the next page; null on the last one */
      nextCursor: string | null;
     };
    };
   };
  };
 };
 acceptTerms: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The promoter's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["TermsAcceptanceBody"];
   };
  };
  responses: {
   /** @description Accepted before */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["TermsAcceptance"];
    };
   };
   /** @description Accepted */
   201: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["TermsAcceptance"];
    };
   };
  };
 };
 listTierHistory: {
  parameters: {
   query?: {
    /** @description `nextCursor` of the page before; absent for the first page */
    cursor?: string;
    /** @description Entries of the page, at most */
    limit?: number;
   };
   header?: never;
   path: {
    /** @description The promoter's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A page of changes */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      data: components["schemas"]["TierChange"][];
      /** @description The `cursor` of the next page; null on the last one */
      nextCursor: string | null;
     };
    };
   };
  };
 };
 listPromoterTokens: {
  parameters: {
   query?: {
    /** @description `nextCursor` of the page before; absent for the first page */
    cursor?: string;
    /** @description Entries of the page, at most */
    limit?: number;
   };
   header?: never;
   path: {
    /** @description The promoter's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A page of tokens */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      data: components["schemas"]["PromoterToken"][];
      /** @description The `cursor` of the next page; null on the last one */
      nextCursor: string | null;
     };
    };
   };
  };
 };
 createPromoterToken: {
  parameters: {
   query?: never;
   header?: {
    /** @description The caller's own key of this write, the same for every repeat: 1 to 128 characters */
    "Idempotency-Key"?: string;
   };
   path: {
    /** @description The promoter's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["NewPromoterToken"];
   };
  };
  responses: {
   /** @description Made before under this Idempotency-Key: without its text */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["PromoterToken"];
    };
   };
   /** @description Made */
   201: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["PromoterToken"];
    };
   };
  };
 };
 revokePromoterTokens: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The promoter's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description Revoked */
   204: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
  };
 };
 revokePromoterToken: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The promoter's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
    /** @description The token's id */
    token: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description Revoked */
   204: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
  };
 };
 setUpline: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The promoter's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["NewUpline"];
   };
  };
  responses: {
   /** @description The promoter */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Promoter"];
    };
   };
  };
 };
 listUplineHistory: {
  parameters: {
   query?: {
    /** @description `nextCursor` of the page before; absent for the first page */
    cursor?: string;
    /** @description Entries of the page, at most */
    limit?: number;
   };
   header?: never;
   path: {
    /** @description The promoter's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A page of changes */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      data: components["schemas"]["UplineChange"][];
      /** @description The `cursor` of the next page; null on the last one */
      nextCursor: string | null;
     };
    };
   };
  };
 };
 readWallet: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The promoter's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description The wallet */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Wallet"];
    };
   };
  };
 };
 bindWechat: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The promoter's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["NewWechatBinding"];
   };
  };
  responses: {
   /** @description It stands so already */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["WechatBinding"];
    };
   };
   /** @description Bound */
   201: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["WechatBinding"];
    };
   };
  };
 };
 unbindWechat: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The promoter's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description Forgotten, or never bound. Sessions that stand go on */
   204: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
  };
 };
 readReconciliation: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description The last run */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Reconciliation"];
    };
   };
  };
 };
 startReconciliation: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description One is running */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Reconciliation"];
    };
   };
   /** @description Started */
   202: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Reconciliation"];
    };
   };
  };
 };
 repairProgram: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["Repair"];
   };
  };
  responses: {
   /** @description Started: a run that repairs before it compares */
   202: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Reconciliation"];
    };
   };
  };
 };
 listRefusedRows: {
  parameters: {
   query?: {
    /** @description `nextCursor` of the page before; absent for the first page */
    cursor?: string;
    /** @description Entries of the page, at most */
    limit?: number;
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A page of rows */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      data: components["schemas"]["RefusedRow"][];
      /** @description The `cursor` of the next page; null on the last one */
      nextCursor: string | null;
     };
    };
   };
  };
 };
 replayRefusedRows: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The commission's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description How many were sent again */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Replay"];
    };
   };
  };
 };
 reportCampaigns: {
  parameters: {
   query?: {
    /** @description `previous` adds the figures of the period before, of as many days, as `previous` */
    compare?: "previous";
    /** @description `nextCursor` of the page before; absent for the first page */
    cursor?: string;
    /** @description The first day of the period, or its first instant; absent: 30 days. At most 3660 days before `to` */
    from?: string;
    /** @description Entries of the page, at most */
    limit?: number;
    /** @description A figure of orders that rows are sorted by; with `-` in front the greatest first */
    sort?: "sales" | "orders" | "newCustomers" | "refunded" | "commission" | "-sales" | "-orders" | "-newCustomers" | "-refunded" | "-commission";
    /** @description Where days begin; absent: the program's own time zone */
    timezone?: string;
    /** @description The last day of the period, which is part of it, or the instant that it ends before; absent: today */
    to?: string;
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A page of the report */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /**
       * Format: date-time
       * @description How far the figures of orders are; null while there was none
       */
      asOf: string | null;
      /** @description ISO 4217 code */
      currency: string;
      data: {
       /** @description `sales / orders`, rounded down, in minor units; null without orders */
       aov: number | null;
       /** @description The campaign; null for orders of none. Clicks are those of links that are of it now */
       campaignId: string | null;
       /** @description Clicks that count, in hours that begin in the period */
       clicks: number;
       /**
        * Format: minor-units
        * @description Commissions of the orders on all levels, as far as they are kept, in minor units of the program's currency
        */
       commission: number;
       /** @description Customers of these orders, each once. null where the period, or by links the rows of a page, have more than 50000 orders: exports count them */
       customers: number | null;
       /** @description `orders x 10,000 / clicks`, rounded down; null without clicks */
       cvrBps: number | null;
       /** @description `commission x 100 / clicks`, rounded down: minor units for 100 clicks; null without clicks */
       epc100: number | null;
       /** @description Impressions that pages told */
       impressions: number;
       /** @description Clicks that do not count, by the reason; they are no part of `clicks` */
       invalidClicks: {
        [key: string]: number;
       };
       /** @description `(sales - refunded) / customers`, rounded down, in minor units; null without customers */
       ltv: number | null;
       /** @description Of the orders, those that were their customer's first when they were decided */
       newCustomers: number;
       /** @description Orders that occurred in the period: those that nobody earned, were blocked or taken back are among them */
       orders: number;
       /** @description Figures of the period before, where `compare` asked for them */
       previous?: {
        /** @description `sales / orders`, rounded down, in minor units; null without orders */
        aov: number | null;
        /** @description Clicks that count, in hours that begin in the period */
        clicks: number;
        /**
         * Format: minor-units
         * @description Commissions of the orders on all levels, as far as they are kept, in minor units of the program's currency
         */
        commission: number;
        /** @description Customers of these orders, each once. null where the period, or by links the rows of a page, have more than 50000 orders: exports count them */
        customers: number | null;
        /** @description `orders x 10,000 / clicks`, rounded down; null without clicks */
        cvrBps: number | null;
        /** @description `commission x 100 / clicks`, rounded down: minor units for 100 clicks; null without clicks */
        epc100: number | null;
        /** @description Impressions that pages told */
        impressions: number;
        /** @description Clicks that do not count, by the reason; they are no part of `clicks` */
        invalidClicks: {
         [key: string]: number;
        };
        /** @description `(sales - refunded) / customers`, rounded down, in minor units; null without customers */
        ltv: number | null;
        /** @description Of the orders, those that were their customer's first when they were decided */
        newCustomers: number;
        /** @description Orders that occurred in the period: those that nobody earned, were blocked or taken back are among them */
        orders: number;
        /**
         * Format: minor-units
         * @description Of the sales, what refunds and lost disputes took back, whenever they came, in minor units of the program's currency
         */
        refunded: number;
        /** @description `(sales - refunded - commission) x 10,000 / commission`, rounded down; null without commission */
        roiBps: number | null;
        /**
         * Format: minor-units
         * @description What the orders are worth as they were last amended, before anything was taken back, in minor units of the program's currency
         */
        sales: number;
        /** @description Of the clicks, the first ones of a visitor on a link */
        uniqueClicks: number;
       };
       /**
        * Format: minor-units
        * @description Of the sales, what refunds and lost disputes took back, whenever they came, in minor units of the program's currency
        */
       refunded: number;
       /** @description `(sales - refunded - commission) x 10,000 / commission`, rounded down; null without commission */
       roiBps: number | null;
       /**
        * Format: minor-units
        * @description What the orders are worth as they were last amended, before anything was taken back, in minor units of the program's currency
        */
       sales: number;
       /** @description Of the clicks, the first ones of a visitor on a link */
       uniqueClicks: number;
      }[];
      /**
       * Format: date-time
       * @description Begin of the period
       */
      from: string;
      /** @description The `cursor` of the next page; null on the last one */
      nextCursor: string | null;
      /** @description Where days begin */
      timezone: string;
      /**
       * Format: date-time
       * @description End of the period, which is not part of it
       */
      to: string;
     };
    };
   };
  };
 };
 reportCampaignsFile: {
  parameters: {
   query?: {
    /** @description `previous` adds the figures of the period before, of as many days, as `previous` */
    compare?: "previous";
    /** @description The first day of the period, or its first instant; absent: 30 days. At most 3660 days before `to` */
    from?: string;
    /** @description A figure of orders that rows are sorted by; with `-` in front the greatest first */
    sort?: "sales" | "orders" | "newCustomers" | "refunded" | "commission" | "-sales" | "-orders" | "-newCustomers" | "-refunded" | "-commission";
    /** @description Where days begin; absent: the program's own time zone */
    timezone?: string;
    /** @description The last day of the period, which is part of it, or the instant that it ends before; absent: today */
    to?: string;
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A line for each row */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "text/csv": string;
    };
   };
  };
 };
 reportChannels: {
  parameters: {
   query?: {
    /** @description `previous` adds the figures of the period before, of as many days, as `previous` */
    compare?: "previous";
    /** @description `nextCursor` of the page before; absent for the first page */
    cursor?: string;
    /** @description The first day of the period, or its first instant; absent: 30 days. At most 3660 days before `to` */
    from?: string;
    /** @description Entries of the page, at most */
    limit?: number;
    /** @description A figure of orders that rows are sorted by; with `-` in front the greatest first */
    sort?: "sales" | "orders" | "newCustomers" | "refunded" | "commission" | "-sales" | "-orders" | "-newCustomers" | "-refunded" | "-commission";
    /** @description Where days begin; absent: the program's own time zone */
    timezone?: string;
    /** @description The last day of the period, which is part of it, or the instant that it ends before; absent: today */
    to?: string;
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A page of the report */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /**
       * Format: date-time
       * @description How far the figures of orders are; null while there was none
       */
      asOf: string | null;
      /** @description ISO 4217 code */
      currency: string;
      data: {
       /** @description `sales / orders`, rounded down, in minor units; null without orders */
       aov: number | null;
       /**
        * @description How an order came, and by what page a click did.
        *
        *     - `unknown`: a click of which the page was not noted
        *     - `direct`: a click that came from no page, as from a message or a printed code
        *     - `social`: a click on a page or in an app where people share links
        *     - `website`: a click on any other page
        *     - `wechat`: a tap inside of WeChat
        *     - `coupon`: a coupon code of a promoter
        *     - `binding`: the customer was bound to a promoter
        *     - `manual`: an operator credited it by hand
        *     - `none`: nobody earned it
        * @enum {string}
        */
       channel: "unknown" | "direct" | "social" | "website" | "wechat" | "coupon" | "binding" | "manual" | "none";
       /** @description Clicks that count, in hours that begin in the period */
       clicks: number;
       /**
        * Format: minor-units
        * @description Commissions of the orders on all levels, as far as they are kept, in minor units of the program's currency
        */
       commission: number;
       /** @description Customers of these orders, each once. null where the period, or by links the rows of a page, have more than 50000 orders: exports count them */
       customers: number | null;
       /** @description `orders x 10,000 / clicks`, rounded down; null without clicks */
       cvrBps: number | null;
       /** @description `commission x 100 / clicks`, rounded down: minor units for 100 clicks; null without clicks */
       epc100: number | null;
       /** @description Impressions that pages told */
       impressions: number;
       /** @description Clicks that do not count, by the reason; they are no part of `clicks` */
       invalidClicks: {
        [key: string]: number;
       };
       /** @description `(sales - refunded) / customers`, rounded down, in minor units; null without customers */
       ltv: number | null;
       /** @description Of the orders, those that were their customer's first when they were decided */
       newCustomers: number;
       /** @description Orders that occurred in the period: those that nobody earned, were blocked or taken back are among them */
       orders: number;
       /** @description Figures of the period before, where `compare` asked for them */
       previous?: {
        /** @description `sales / orders`, rounded down, in minor units; null without orders */
        aov: number | null;
        /** @description Clicks that count, in hours that begin in the period */
        clicks: number;
        /**
         * Format: minor-units
         * @description Commissions of the orders on all levels, as far as they are kept, in minor units of the program's currency
         */
        commission: number;
        /** @description Customers of these orders, each once. null where the period, or by links the rows of a page, have more than 50000 orders: exports count them */
        customers: number | null;
        /** @description `orders x 10,000 / clicks`, rounded down; null without clicks */
        cvrBps: number | null;
        /** @description `commission x 100 / clicks`, rounded down: minor units for 100 clicks; null without clicks */
        epc100: number | null;
        /** @description Impressions that pages told */
        impressions: number;
        /** @description Clicks that do not count, by the reason; they are no part of `clicks` */
        invalidClicks: {
         [key: string]: number;
        };
        /** @description `(sales - refunded) / customers`, rounded down, in minor units; null without customers */
        ltv: number | null;
        /** @description Of the orders, those that were their customer's first when they were decided */
        newCustomers: number;
        /** @description Orders that occurred in the period: those that nobody earned, were blocked or taken back are among them */
        orders: number;
        /**
         * Format: minor-units
         * @description Of the sales, what refunds and lost disputes took back, whenever they came, in minor units of the program's currency
         */
        refunded: number;
        /** @description `(sales - refunded - commission) x 10,000 / commission`, rounded down; null without commission */
        roiBps: number | null;
        /**
         * Format: minor-units
         * @description What the orders are worth as they were last amended, before anything was taken back, in minor units of the program's currency
         */
        sales: number;
        /** @description Of the clicks, the first ones of a visitor on a link */
        uniqueClicks: number;
       };
       /**
        * Format: minor-units
        * @description Of the sales, what refunds and lost disputes took back, whenever they came, in minor units of the program's currency
        */
       refunded: number;
       /** @description `(sales - refunded - commission) x 10,000 / commission`, rounded down; null without commission */
       roiBps: number | null;
       /**
        * Format: minor-units
        * @description What the orders are worth as they were last amended, before anything was taken back, in minor units of the program's currency
        */
       sales: number;
       /** @description Of the clicks, the first ones of a visitor on a link */
       uniqueClicks: number;
      }[];
      /**
       * Format: date-time
       * @description Begin of the period
       */
      from: string;
      /** @description The `cursor` of the next page; null on the last one */
      nextCursor: string | null;
      /** @description Where days begin */
      timezone: string;
      /**
       * Format: date-time
       * @description End of the period, which is not part of it
       */
      to: string;
     };
    };
   };
  };
 };
 reportChannelsFile: {
  parameters: {
   query?: {
    /** @description `previous` adds the figures of the period before, of as many days, as `previous` */
    compare?: "previous";
    /** @description The first day of the period, or its first instant; absent: 30 days. At most 3660 days before `to` */
    from?: string;
    /** @description A figure of orders that rows are sorted by; with `-` in front the greatest first */
    sort?: "sales" | "orders" | "newCustomers" | "refunded" | "commission" | "-sales" | "-orders" | "-newCustomers" | "-refunded" | "-commission";
    /** @description Where days begin; absent: the program's own time zone */
    timezone?: string;
    /** @description The last day of the period, which is part of it, or the instant that it ends before; absent: today */
    to?: string;
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A line for each row */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "text/csv": string;
    };
   };
  };
 };
 reportClickToOrder: {
  parameters: {
   query?: {
    /** @description The first day of the period, or its first instant; absent: 30 days. At most 3660 days before `to` */
    from?: string;
    /** @description Where days begin; absent: the program's own time zone */
    timezone?: string;
    /** @description The last day of the period, which is part of it, or the instant that it ends before; absent: today */
    to?: string;
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description The classes */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /**
       * Format: date-time
       * @description How far the figures of orders are; null while there was none
       */
      asOf: string | null;
      /** @description ISO 4217 code */
      currency: string;
      /** @description Every class, the shortest time first, and at the end orders that no click decided */
      data: {
       /**
        * Format: minor-units
        * @description Commissions of the orders on all levels, as far as they are kept, in minor units of the program's currency
        */
       commission: number;
       /**
        * Format: duration
        * @description From this long after the click; null of orders that no click decided
        */
       from: string | null;
       /** @description Of the orders, those that were their customer's first when they were decided */
       newCustomers: number;
       /** @description Orders that occurred in the period: those that nobody earned, were blocked or taken back are among them */
       orders: number;
       /**
        * Format: minor-units
        * @description Of the sales, what refunds and lost disputes took back, whenever they came, in minor units of the program's currency
        */
       refunded: number;
       /**
        * Format: minor-units
        * @description What the orders are worth as they were last amended, before anything was taken back, in minor units of the program's currency
        */
       sales: number;
       /** @description `orders x 10,000 / orders that a click decided`, rounded down; null without any, and of orders that no click decided */
       shareBps: number | null;
       /**
        * Format: duration
        * @description Until this long after it, which is not part of it; null of the last class
        */
       to: string | null;
      }[];
      /**
       * Format: date-time
       * @description Begin of the period
       */
      from: string;
      /** @description Where days begin */
      timezone: string;
      /**
       * Format: date-time
       * @description End of the period, which is not part of it
       */
      to: string;
     };
    };
   };
  };
 };
 reportClickToOrderFile: {
  parameters: {
   query?: {
    /** @description The first day of the period, or its first instant; absent: 30 days. At most 3660 days before `to` */
    from?: string;
    /** @description Where days begin; absent: the program's own time zone */
    timezone?: string;
    /** @description The last day of the period, which is part of it, or the instant that it ends before; absent: today */
    to?: string;
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description The lines */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "text/csv": string;
    };
   };
  };
 };
 reportCohorts: {
  parameters: {
   query?: {
    /** @description The first day of the period, or its first instant; absent: 30 days. At most 3660 days before `to` */
    from?: string;
    /** @description The last day of the period, which is part of it, or the instant that it ends before; absent: today */
    to?: string;
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description The cohorts */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /**
       * Format: date-time
       * @description How far the figures of orders are; null while there was none
       */
      asOf: string | null;
      /** @description ISO 4217 code */
      currency: string;
      data: {
       /** @description The month of the customers' first orders, in the program's time zone */
       cohort: string;
       /** @description Customers whose first order occurred in the month, as it was decided */
       customers: number;
       /** @description Months in which they ordered, earliest first */
       months: {
        /**
         * Format: minor-units
         * @description Commissions of the orders on all levels, as far as they are kept, in minor units of the program's currency
         */
        commission: number;
        /** @description Sales that were not taken back, of all months until this one, for each customer of the cohort, rounded down; null without customers */
        ltv: number | null;
        /** @description The month in which the orders occurred, in the program's time zone */
        month: string;
        /** @description Months since the cohort's own */
        monthsAfter: number;
        /** @description Orders that occurred in the period: those that nobody earned, were blocked or taken back are among them */
        orders: number;
        /**
         * Format: minor-units
         * @description Of the sales, what refunds and lost disputes took back, whenever they came, in minor units of the program's currency
         */
        refunded: number;
        /**
         * Format: minor-units
         * @description What the orders are worth as they were last amended, before anything was taken back, in minor units of the program's currency
         */
        sales: number;
       }[];
      }[];
      /**
       * Format: date-time
       * @description Begin of the period
       */
      from: string;
      /** @description Where days begin */
      timezone: string;
      /**
       * Format: date-time
       * @description End of the period, which is not part of it
       */
      to: string;
     };
    };
   };
  };
 };
 reportCohortsFile: {
  parameters: {
   query?: {
    /** @description The first day of the period, or its first instant; absent: 30 days. At most 3660 days before `to` */
    from?: string;
    /** @description The last day of the period, which is part of it, or the instant that it ends before; absent: today */
    to?: string;
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description The lines */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "text/csv": string;
    };
   };
  };
 };
 reportDaily: {
  parameters: {
   query?: {
    /** @description `previous` adds the figures of the period before, of as many days, as `previous` */
    compare?: "previous";
    /** @description `nextCursor` of the page before; absent for the first page */
    cursor?: string;
    /** @description The first day of the period, or its first instant; absent: 30 days. At most 3660 days before `to` */
    from?: string;
    /** @description Entries of the page, at most */
    limit?: number;
    /** @description `day`: earliest first; `-day`: latest first */
    sort?: "day" | "-day";
    /** @description Where days begin; absent: the program's own time zone */
    timezone?: string;
    /** @description The last day of the period, which is part of it, or the instant that it ends before; absent: today */
    to?: string;
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A page of days */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /**
       * Format: date-time
       * @description How far the figures of orders are; null while there was none
       */
      asOf: string | null;
      /** @description ISO 4217 code */
      currency: string;
      data: {
       /** @description `sales / orders`, rounded down, in minor units; null without orders */
       aov: number | null;
       /** @description Clicks that count, in hours that begin in the period */
       clicks: number;
       /**
        * Format: minor-units
        * @description Commissions of the orders on all levels, as far as they are kept, in minor units of the program's currency
        */
       commission: number;
       /** @description Customers who ordered in the period, each once; orders without a customer add none */
       customers: number;
       /** @description `orders x 10,000 / clicks`, rounded down; null without clicks */
       cvrBps: number | null;
       /** @description The day in the report's time zone */
       day: string;
       /** @description `commission x 100 / clicks`, rounded down: minor units for 100 clicks; null without clicks */
       epc100: number | null;
       /** @description Impressions that pages told */
       impressions: number;
       /** @description Clicks that do not count, by the reason; they are no part of `clicks` */
       invalidClicks: {
        [key: string]: number;
       };
       /** @description `(sales - refunded) / customers`, rounded down, in minor units; null without customers */
       ltv: number | null;
       /** @description Of the orders, those that were their customer's first when they were decided */
       newCustomers: number;
       /** @description Orders that occurred in the period: those that nobody earned, were blocked or taken back are among them */
       orders: number;
       /**
        * Format: minor-units
        * @description Payouts, net, that were paid in the period and did not come back, in minor units of the program's currency
        */
       paidOut: number;
       /** @description Figures of the period before, where `compare` asked for them */
       previous?: {
        /** @description `sales / orders`, rounded down, in minor units; null without orders */
        aov: number | null;
        /** @description Clicks that count, in hours that begin in the period */
        clicks: number;
        /**
         * Format: minor-units
         * @description Commissions of the orders on all levels, as far as they are kept, in minor units of the program's currency
         */
        commission: number;
        /** @description Customers who ordered in the period, each once; orders without a customer add none */
        customers: number;
        /** @description `orders x 10,000 / clicks`, rounded down; null without clicks */
        cvrBps: number | null;
        /** @description `commission x 100 / clicks`, rounded down: minor units for 100 clicks; null without clicks */
        epc100: number | null;
        /** @description Impressions that pages told */
        impressions: number;
        /** @description Clicks that do not count, by the reason; they are no part of `clicks` */
        invalidClicks: {
         [key: string]: number;
        };
        /** @description `(sales - refunded) / customers`, rounded down, in minor units; null without customers */
        ltv: number | null;
        /** @description Of the orders, those that were their customer's first when they were decided */
        newCustomers: number;
        /** @description Orders that occurred in the period: those that nobody earned, were blocked or taken back are among them */
        orders: number;
        /**
         * Format: minor-units
         * @description Payouts, net, that were paid in the period and did not come back, in minor units of the program's currency
         */
        paidOut: number;
        /**
         * Format: minor-units
         * @description Of the sales, what refunds and lost disputes took back, whenever they came, in minor units of the program's currency
         */
        refunded: number;
        /** @description `(sales - refunded - commission) x 10,000 / commission`, rounded down; null without commission */
        roiBps: number | null;
        /**
         * Format: minor-units
         * @description What the orders are worth as they were last amended, before anything was taken back, in minor units of the program's currency
         */
        sales: number;
        /** @description Of the clicks, the first ones of a visitor on a link */
        uniqueClicks: number;
       };
       /**
        * Format: minor-units
        * @description Of the sales, what refunds and lost disputes took back, whenever they came, in minor units of the program's currency
        */
       refunded: number;
       /** @description `(sales - refunded - commission) x 10,000 / commission`, rounded down; null without commission */
       roiBps: number | null;
       /**
        * Format: minor-units
        * @description What the orders are worth as they were last amended, before anything was taken back, in minor units of the program's currency
        */
       sales: number;
       /** @description Of the clicks, the first ones of a visitor on a link */
       uniqueClicks: number;
      }[];
      /**
       * Format: date-time
       * @description Begin of the period
       */
      from: string;
      /** @description The `cursor` of the next page; null on the last one */
      nextCursor: string | null;
      /** @description Where days begin */
      timezone: string;
      /**
       * Format: date-time
       * @description End of the period, which is not part of it
       */
      to: string;
     };
    };
   };
  };
 };
 reportDailyFile: {
  parameters: {
   query?: {
    /** @description `previous` adds the figures of the period before, of as many days, as `previous` */
    compare?: "previous";
    /** @description The first day of the period, or its first instant; absent: 30 days. At most 3660 days before `to` */
    from?: string;
    /** @description Where days begin; absent: the program's own time zone */
    timezone?: string;
    /** @description The last day of the period, which is part of it, or the instant that it ends before; absent: today */
    to?: string;
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A line for each day */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "text/csv": string;
    };
   };
  };
 };
 reportJourneys: {
  parameters: {
   query?: {
    /** @description `previous` adds the figures of the period before, of as many days, as `previous` */
    compare?: "previous";
    /** @description `nextCursor` of the page before; absent for the first page */
    cursor?: string;
    /** @description The first day of the period, or its first instant; absent: 30 days. At most 3660 days before `to` */
    from?: string;
    /** @description Entries of the page, at most */
    limit?: number;
    /** @description A figure of orders that rows are sorted by; with `-` in front the greatest first */
    sort?: "sales" | "orders" | "newCustomers" | "refunded" | "commission" | "-sales" | "-orders" | "-newCustomers" | "-refunded" | "-commission";
    /** @description Where days begin; absent: the program's own time zone */
    timezone?: string;
    /** @description The last day of the period, which is part of it, or the instant that it ends before; absent: today */
    to?: string;
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A page of the report */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /**
       * Format: date-time
       * @description How far the figures of orders are; null while there was none
       */
      asOf: string | null;
      /** @description ISO 4217 code */
      currency: string;
      data: {
       /** @description `sales / orders`, rounded down, in minor units; null without orders */
       aov: number | null;
       /**
        * Format: minor-units
        * @description Commissions of the orders on all levels, as far as they are kept, in minor units of the program's currency
        */
       commission: number;
       /** @description Of the orders, those that were their customer's first when they were decided */
       newCustomers: number;
       /** @description Orders that occurred in the period: those that nobody earned, were blocked or taken back are among them */
       orders: number;
       /** @description Steps of the touches that had credit or could have had it, earliest first, and what decided where that was no touch. Equal ones that follow each other are one. Of more than 5 the first and last two are told. Empty of orders that were written before there were paths */
       path: ("unknown" | "direct" | "social" | "website" | "wechat" | "coupon" | "binding" | "manual" | "none" | "impression" | "more")[];
       /** @description Figures of the period before, where `compare` asked for them */
       previous?: {
        /** @description `sales / orders`, rounded down, in minor units; null without orders */
        aov: number | null;
        /**
         * Format: minor-units
         * @description Commissions of the orders on all levels, as far as they are kept, in minor units of the program's currency
         */
        commission: number;
        /** @description Of the orders, those that were their customer's first when they were decided */
        newCustomers: number;
        /** @description Orders that occurred in the period: those that nobody earned, were blocked or taken back are among them */
        orders: number;
        /**
         * Format: minor-units
         * @description Of the sales, what refunds and lost disputes took back, whenever they came, in minor units of the program's currency
         */
        refunded: number;
        /** @description `(sales - refunded - commission) x 10,000 / commission`, rounded down; null without commission */
        roiBps: number | null;
        /**
         * Format: minor-units
         * @description What the orders are worth as they were last amended, before anything was taken back, in minor units of the program's currency
         */
        sales: number;
       };
       /**
        * Format: minor-units
        * @description Of the sales, what refunds and lost disputes took back, whenever they came, in minor units of the program's currency
        */
       refunded: number;
       /** @description `(sales - refunded - commission) x 10,000 / commission`, rounded down; null without commission */
       roiBps: number | null;
       /**
        * Format: minor-units
        * @description What the orders are worth as they were last amended, before anything was taken back, in minor units of the program's currency
        */
       sales: number;
      }[];
      /**
       * Format: date-time
       * @description Begin of the period
       */
      from: string;
      /** @description The `cursor` of the next page; null on the last one */
      nextCursor: string | null;
      /** @description Where days begin */
      timezone: string;
      /**
       * Format: date-time
       * @description End of the period, which is not part of it
       */
      to: string;
     };
    };
   };
  };
 };
 reportJourneysFile: {
  parameters: {
   query?: {
    /** @description `previous` adds the figures of the period before, of as many days, as `previous` */
    compare?: "previous";
    /** @description The first day of the period, or its first instant; absent: 30 days. At most 3660 days before `to` */
    from?: string;
    /** @description A figure of orders that rows are sorted by; with `-` in front the greatest first */
    sort?: "sales" | "orders" | "newCustomers" | "refunded" | "commission" | "-sales" | "-orders" | "-newCustomers" | "-refunded" | "-commission";
    /** @description Where days begin; absent: the program's own time zone */
    timezone?: string;
    /** @description The last day of the period, which is part of it, or the instant that it ends before; absent: today */
    to?: string;
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A line for each row */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "text/csv": string;
    };
   };
  };
 };
 reportLinks: {
  parameters: {
   query?: {
    /** @description `previous` adds the figures of the period before, of as many days, as `previous` */
    compare?: "previous";
    /** @description `nextCursor` of the page before; absent for the first page */
    cursor?: string;
    /** @description The first day of the period, or its first instant; absent: 30 days. At most 3660 days before `to` */
    from?: string;
    /** @description Entries of the page, at most */
    limit?: number;
    /** @description A figure of orders that rows are sorted by; with `-` in front the greatest first */
    sort?: "sales" | "orders" | "newCustomers" | "refunded" | "commission" | "-sales" | "-orders" | "-newCustomers" | "-refunded" | "-commission";
    /** @description Where days begin; absent: the program's own time zone */
    timezone?: string;
    /** @description The last day of the period, which is part of it, or the instant that it ends before; absent: today */
    to?: string;
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A page of the report */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /**
       * Format: date-time
       * @description How far the figures of orders are; null while there was none
       */
      asOf: string | null;
      /** @description ISO 4217 code */
      currency: string;
      data: {
       /** @description `sales / orders`, rounded down, in minor units; null without orders */
       aov: number | null;
       /** @description Clicks that count, in hours that begin in the period */
       clicks: number;
       /**
        * Format: minor-units
        * @description Commissions of the orders on all levels, as far as they are kept. null where a promoter asks, since others earn of the orders as well
        */
       commission: number | null;
       /** @description Customers of these orders, each once. null where the period, or by links the rows of a page, have more than 50000 orders: exports count them */
       customers: number | null;
       /** @description `orders x 10,000 / clicks`, rounded down; null without clicks */
       cvrBps: number | null;
       /** @description `commission x 100 / clicks`, rounded down: minor units for 100 clicks; null without clicks */
       epc100: number | null;
       /** @description Impressions that pages told */
       impressions: number;
       /** @description Clicks that do not count, by the reason; they are no part of `clicks` */
       invalidClicks: {
        [key: string]: number;
       };
       /** @description The link; null for orders that no click decided */
       linkId: string | null;
       /** @description `(sales - refunded) / customers`, rounded down, in minor units; null without customers */
       ltv: number | null;
       /** @description Of the orders, those that were their customer's first when they were decided */
       newCustomers: number;
       /** @description Orders that occurred in the period: those that nobody earned, were blocked or taken back are among them */
       orders: number;
       /** @description The promoter whose link it is; null without a link */
       ownerId: string | null;
       /** @description Figures of the period before, where `compare` asked for them */
       previous?: {
        /** @description `sales / orders`, rounded down, in minor units; null without orders */
        aov: number | null;
        /** @description Clicks that count, in hours that begin in the period */
        clicks: number;
        /**
         * Format: minor-units
         * @description Commissions of the orders on all levels, as far as they are kept. null where a promoter asks, since others earn of the orders as well
         */
        commission: number | null;
        /** @description Customers of these orders, each once. null where the period, or by links the rows of a page, have more than 50000 orders: exports count them */
        customers: number | null;
        /** @description `orders x 10,000 / clicks`, rounded down; null without clicks */
        cvrBps: number | null;
        /** @description `commission x 100 / clicks`, rounded down: minor units for 100 clicks; null without clicks */
        epc100: number | null;
        /** @description Impressions that pages told */
        impressions: number;
        /** @description Clicks that do not count, by the reason; they are no part of `clicks` */
        invalidClicks: {
         [key: string]: number;
        };
        /** @description `(sales - refunded) / customers`, rounded down, in minor units; null without customers */
        ltv: number | null;
        /** @description Of the orders, those that were their customer's first when they were decided */
        newCustomers: number;
        /** @description Orders that occurred in the period: those that nobody earned, were blocked or taken back are among them */
        orders: number;
        /**
         * Format: minor-units
         * @description Of the sales, what refunds and lost disputes took back, whenever they came, in minor units of the program's currency
         */
        refunded: number;
        /** @description `(sales - refunded - commission) x 10,000 / commission`, rounded down; null without commission */
        roiBps: number | null;
        /**
         * Format: minor-units
         * @description What the orders are worth as they were last amended, before anything was taken back, in minor units of the program's currency
         */
        sales: number;
        /** @description Of the clicks, the first ones of a visitor on a link */
        uniqueClicks: number;
       };
       /**
        * Format: minor-units
        * @description Of the sales, what refunds and lost disputes took back, whenever they came, in minor units of the program's currency
        */
       refunded: number;
       /** @description `(sales - refunded - commission) x 10,000 / commission`, rounded down; null without commission */
       roiBps: number | null;
       /**
        * Format: minor-units
        * @description What the orders are worth as they were last amended, before anything was taken back, in minor units of the program's currency
        */
       sales: number;
       /** @description Its slug; null without a link */
       slug: string | null;
       /** @description Of the clicks, the first ones of a visitor on a link */
       uniqueClicks: number;
      }[];
      /**
       * Format: date-time
       * @description Begin of the period
       */
      from: string;
      /** @description The `cursor` of the next page; null on the last one */
      nextCursor: string | null;
      /** @description Where days begin */
      timezone: string;
      /**
       * Format: date-time
       * @description End of the period, which is not part of it
       */
      to: string;
     };
    };
   };
  };
 };
 reportLinksFile: {
  parameters: {
   query?: {
    /** @description `previous` adds the figures of the period before, of as many days, as `previous` */
    compare?: "previous";
    /** @description The first day of the period, or its first instant; absent: 30 days. At most 3660 days before `to` */
    from?: string;
    /** @description A figure of orders that rows are sorted by; with `-` in front the greatest first */
    sort?: "sales" | "orders" | "newCustomers" | "refunded" | "commission" | "-sales" | "-orders" | "-newCustomers" | "-refunded" | "-commission";
    /** @description Where days begin; absent: the program's own time zone */
    timezone?: string;
    /** @description The last day of the period, which is part of it, or the instant that it ends before; absent: today */
    to?: string;
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A line for each row */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "text/csv": string;
    };
   };
  };
 };
 reportProducts: {
  parameters: {
   query?: {
    /** @description `previous` adds the figures of the period before, of as many days, as `previous` */
    compare?: "previous";
    /** @description `nextCursor` of the page before; absent for the first page */
    cursor?: string;
    /** @description The first day of the period, or its first instant; absent: 30 days. At most 3660 days before `to` */
    from?: string;
    /** @description Entries of the page, at most */
    limit?: number;
    /** @description A figure of orders that rows are sorted by; with `-` in front the greatest first */
    sort?: "sales" | "orders" | "newCustomers" | "refunded" | "commission" | "-sales" | "-orders" | "-newCustomers" | "-refunded" | "-commission";
    /** @description Where days begin; absent: the program's own time zone */
    timezone?: string;
    /** @description The last day of the period, which is part of it, or the instant that it ends before; absent: today */
    to?: string;
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A page of the report */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /**
       * Format: date-time
       * @description How far the figures of orders are; null while there was none
       */
      asOf: string | null;
      /** @description ISO 4217 code */
      currency: string;
      data: {
       /** @description `sales / orders`, rounded down, in minor units; null without orders */
       aov: number | null;
       /** @description Clicks that count, in hours that begin in the period */
       clicks: number;
       /**
        * Format: minor-units
        * @description What is kept of commissions, by what their lines of the product earned, in minor units of the program's currency
        */
       commission: number;
       /** @description Customers of these orders, each once. null where the period, or by links the rows of a page, have more than 50000 orders: exports count them */
       customers: number | null;
       /** @description `orders x 10,000 / clicks`, rounded down; null without clicks */
       cvrBps: number | null;
       /** @description `commission x 100 / clicks`, rounded down: minor units for 100 clicks; null without clicks */
       epc100: number | null;
       /** @description Impressions that pages told */
       impressions: number;
       /** @description Clicks that do not count, by the reason; they are no part of `clicks` */
       invalidClicks: {
        [key: string]: number;
       };
       /** @description `(sales - refunded) / customers`, rounded down, in minor units; null without customers */
       ltv: number | null;
       /** @description Of these, those that were their customer's first when they were decided */
       newCustomers: number;
       /** @description Orders that have the product: an order of two products counts at both */
       orders: number;
       /** @description Figures of the period before, where `compare` asked for them */
       previous?: {
        /** @description `sales / orders`, rounded down, in minor units; null without orders */
        aov: number | null;
        /** @description Clicks that count, in hours that begin in the period */
        clicks: number;
        /**
         * Format: minor-units
         * @description What is kept of commissions, by what their lines of the product earned, in minor units of the program's currency
         */
        commission: number;
        /** @description Customers of these orders, each once. null where the period, or by links the rows of a page, have more than 50000 orders: exports count them */
        customers: number | null;
        /** @description `orders x 10,000 / clicks`, rounded down; null without clicks */
        cvrBps: number | null;
        /** @description `commission x 100 / clicks`, rounded down: minor units for 100 clicks; null without clicks */
        epc100: number | null;
        /** @description Impressions that pages told */
        impressions: number;
        /** @description Clicks that do not count, by the reason; they are no part of `clicks` */
        invalidClicks: {
         [key: string]: number;
        };
        /** @description `(sales - refunded) / customers`, rounded down, in minor units; null without customers */
        ltv: number | null;
        /** @description Of these, those that were their customer's first when they were decided */
        newCustomers: number;
        /** @description Orders that have the product: an order of two products counts at both */
        orders: number;
        /**
         * Format: minor-units
         * @description Of these, what was taken back: of the product by name, and its part of the rest, in minor units of the program's currency
         */
        refunded: number;
        /** @description `(sales - refunded - commission) x 10,000 / commission`, rounded down; null without commission */
        roiBps: number | null;
        /**
         * Format: minor-units
         * @description The lines of the product, discounts spread, in minor units of the program's currency
         */
        sales: number;
        /** @description Of the clicks, the first ones of a visitor on a link */
        uniqueClicks: number;
       };
       /** @description The product; null for orders without items, and for what is paid once an order */
       productId: string | null;
       /**
        * Format: minor-units
        * @description Of these, what was taken back: of the product by name, and its part of the rest, in minor units of the program's currency
        */
       refunded: number;
       /** @description `(sales - refunded - commission) x 10,000 / commission`, rounded down; null without commission */
       roiBps: number | null;
       /**
        * Format: minor-units
        * @description The lines of the product, discounts spread, in minor units of the program's currency
        */
       sales: number;
       /** @description Of the clicks, the first ones of a visitor on a link */
       uniqueClicks: number;
      }[];
      /**
       * Format: date-time
       * @description Begin of the period
       */
      from: string;
      /** @description The `cursor` of the next page; null on the last one */
      nextCursor: string | null;
      /** @description Where days begin */
      timezone: string;
      /**
       * Format: date-time
       * @description End of the period, which is not part of it
       */
      to: string;
     };
    };
   };
  };
 };
 reportProductsFile: {
  parameters: {
   query?: {
    /** @description `previous` adds the figures of the period before, of as many days, as `previous` */
    compare?: "previous";
    /** @description The first day of the period, or its first instant; absent: 30 days. At most 3660 days before `to` */
    from?: string;
    /** @description A figure of orders that rows are sorted by; with `-` in front the greatest first */
    sort?: "sales" | "orders" | "newCustomers" | "refunded" | "commission" | "-sales" | "-orders" | "-newCustomers" | "-refunded" | "-commission";
    /** @description Where days begin; absent: the program's own time zone */
    timezone?: string;
    /** @description The last day of the period, which is part of it, or the instant that it ends before; absent: today */
    to?: string;
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A line for each row */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "text/csv": string;
    };
   };
  };
 };
 reportPromoters: {
  parameters: {
   query?: {
    /** @description `previous` adds the figures of the period before, of as many days, as `previous` */
    compare?: "previous";
    /** @description `nextCursor` of the page before; absent for the first page */
    cursor?: string;
    /** @description The first day of the period, or its first instant; absent: 30 days. At most 3660 days before `to` */
    from?: string;
    /** @description Entries of the page, at most */
    limit?: number;
    /** @description A figure of orders that rows are sorted by; with `-` in front the greatest first */
    sort?: "sales" | "orders" | "newCustomers" | "refunded" | "commission" | "-sales" | "-orders" | "-newCustomers" | "-refunded" | "-commission";
    /** @description Where days begin; absent: the program's own time zone */
    timezone?: string;
    /** @description The last day of the period, which is part of it, or the instant that it ends before; absent: today */
    to?: string;
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A page of the report */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /**
       * Format: date-time
       * @description How far the figures of orders are; null while there was none
       */
      asOf: string | null;
      /** @description ISO 4217 code */
      currency: string;
      data: {
       /** @description `sales / orders`, rounded down, in minor units; null without orders */
       aov: number | null;
       /** @description Clicks that count, in hours that begin in the period */
       clicks: number;
       /**
        * Format: minor-units
        * @description What the promoter earns of orders of the period on all levels, as far as it is kept, in minor units of the program's currency
        */
       commission: number;
       /** @description Customers of the promoter's orders, each once */
       customers: number;
       /** @description `orders x 10,000 / clicks`, rounded down; null without clicks */
       cvrBps: number | null;
       /** @description `commission x 100 / clicks`, rounded down: minor units for 100 clicks; null without clicks */
       epc100: number | null;
       /** @description Impressions that pages told */
       impressions: number;
       /** @description Clicks that do not count, by the reason; they are no part of `clicks` */
       invalidClicks: {
        [key: string]: number;
       };
       /** @description `(sales - refunded) / customers`, rounded down, in minor units; null without customers */
       ltv: number | null;
       /** @description Of the orders, those that were their customer's first when they were decided */
       newCustomers: number;
       /** @description Orders of which the promoter has the greatest credit, of equal ones the first */
       orders: number;
       /**
        * Format: minor-units
        * @description Payouts, net, that were paid in the period and did not come back, in minor units of the program's currency
        */
       paidOut: number;
       /** @description Figures of the period before, where `compare` asked for them */
       previous?: {
        /** @description `sales / orders`, rounded down, in minor units; null without orders */
        aov: number | null;
        /** @description Clicks that count, in hours that begin in the period */
        clicks: number;
        /**
         * Format: minor-units
         * @description What the promoter earns of orders of the period on all levels, as far as it is kept, in minor units of the program's currency
         */
        commission: number;
        /** @description Customers of the promoter's orders, each once */
        customers: number;
        /** @description `orders x 10,000 / clicks`, rounded down; null without clicks */
        cvrBps: number | null;
        /** @description `commission x 100 / clicks`, rounded down: minor units for 100 clicks; null without clicks */
        epc100: number | null;
        /** @description Impressions that pages told */
        impressions: number;
        /** @description Clicks that do not count, by the reason; they are no part of `clicks` */
        invalidClicks: {
         [key: string]: number;
        };
        /** @description `(sales - refunded) / customers`, rounded down, in minor units; null without customers */
        ltv: number | null;
        /** @description Of the orders, those that were their customer's first when they were decided */
        newCustomers: number;
        /** @description Orders of which the promoter has the greatest credit, of equal ones the first */
        orders: number;
        /**
         * Format: minor-units
         * @description Payouts, net, that were paid in the period and did not come back, in minor units of the program's currency
         */
        paidOut: number;
        /**
         * Format: minor-units
         * @description Of its sales, what was taken back, in proportion to its part, in minor units of the program's currency
         */
        refunded: number;
        /** @description `(sales - refunded - commission) x 10,000 / commission`, rounded down; null without commission */
        roiBps: number | null;
        /**
         * Format: minor-units
         * @description The promoter's part of the orders that it has credit of, by its credit, in minor units of the program's currency
         */
        sales: number;
        /** @description Of the clicks, the first ones of a visitor on a link */
        uniqueClicks: number;
       };
       /** @description The promoter; null for orders that nobody has credit of */
       promoterId: string | null;
       /**
        * Format: minor-units
        * @description Of its sales, what was taken back, in proportion to its part, in minor units of the program's currency
        */
       refunded: number;
       /** @description `(sales - refunded - commission) x 10,000 / commission`, rounded down; null without commission */
       roiBps: number | null;
       /**
        * Format: minor-units
        * @description The promoter's part of the orders that it has credit of, by its credit, in minor units of the program's currency
        */
       sales: number;
       /** @description Of the clicks, the first ones of a visitor on a link */
       uniqueClicks: number;
      }[];
      /**
       * Format: date-time
       * @description Begin of the period
       */
      from: string;
      /** @description The `cursor` of the next page; null on the last one */
      nextCursor: string | null;
      /** @description Where days begin */
      timezone: string;
      /**
       * Format: date-time
       * @description End of the period, which is not part of it
       */
      to: string;
     };
    };
   };
  };
 };
 reportPromotersFile: {
  parameters: {
   query?: {
    /** @description `previous` adds the figures of the period before, of as many days, as `previous` */
    compare?: "previous";
    /** @description The first day of the period, or its first instant; absent: 30 days. At most 3660 days before `to` */
    from?: string;
    /** @description A figure of orders that rows are sorted by; with `-` in front the greatest first */
    sort?: "sales" | "orders" | "newCustomers" | "refunded" | "commission" | "-sales" | "-orders" | "-newCustomers" | "-refunded" | "-commission";
    /** @description Where days begin; absent: the program's own time zone */
    timezone?: string;
    /** @description The last day of the period, which is part of it, or the instant that it ends before; absent: today */
    to?: string;
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A line for each row */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "text/csv": string;
    };
   };
  };
 };
 reportSummary: {
  parameters: {
   query?: {
    /** @description `previous` adds the figures of the period before, of as many days, as `previous` */
    compare?: "previous";
    /** @description The first day of the period, or its first instant; absent: 30 days. At most 3660 days before `to` */
    from?: string;
    /** @description Where days begin; absent: the program's own time zone */
    timezone?: string;
    /** @description The last day of the period, which is part of it, or the instant that it ends before; absent: today */
    to?: string;
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description The figures */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["ReportSummary"];
    };
   };
  };
 };
 reportSummaryFile: {
  parameters: {
   query?: {
    /** @description `previous` adds the figures of the period before, of as many days, as `previous` */
    compare?: "previous";
    /** @description The first day of the period, or its first instant; absent: 30 days. At most 3660 days before `to` */
    from?: string;
    /** @description Where days begin; absent: the program's own time zone */
    timezone?: string;
    /** @description The last day of the period, which is part of it, or the instant that it ends before; absent: today */
    to?: string;
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description The line */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "text/csv": string;
    };
   };
  };
 };
 reportTeams: {
  parameters: {
   query?: {
    /** @description Levels below; a report sums at most 20000 promoters */
    depth?: number;
    /** @description The first day of the period, or its first instant; absent: 30 days. At most 3660 days before `to` */
    from?: string;
    /** @description Whose team; a promoter's token asks for its own, and needs not say so */
    promoterId?: string;
    /** @description Where days begin; absent: the program's own time zone */
    timezone?: string;
    /** @description The last day of the period, which is part of it, or the instant that it ends before; absent: today */
    to?: string;
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description The levels */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /**
       * Format: date-time
       * @description How far the figures of orders are; null while there was none
       */
      asOf: string | null;
      /** @description ISO 4217 code */
      currency: string;
      /** @description A row for each level, nearest first */
      data: {
       /**
        * Format: minor-units
        * @description What they earn themselves of orders of the period, as far as it is kept, in minor units of the program's currency
        */
       commission: number;
       /** @description How far below: 0 is the promoter itself */
       level: number;
       /** @description Of the orders, those that were their customer's first when they were decided */
       newCustomers: number;
       /** @description Orders of which promoters of the level have the greatest credit */
       orders: number;
       /** @description Promoters of the level, as the tree stands now */
       promoters: number;
       /**
        * Format: minor-units
        * @description Of the sales, what refunds and lost disputes took back, whenever they came, in minor units of the program's currency
        */
       refunded: number;
       /**
        * Format: minor-units
        * @description Their part of the orders that they have credit of, in minor units of the program's currency
        */
       sales: number;
      }[];
      /**
       * Format: date-time
       * @description Begin of the period
       */
      from: string;
      /** @description Whose team it is */
      promoterId: string;
      /** @description Where days begin */
      timezone: string;
      /**
       * Format: date-time
       * @description End of the period, which is not part of it
       */
      to: string;
     };
    };
   };
  };
 };
 reportTeamsFile: {
  parameters: {
   query?: {
    /** @description Levels below; a report sums at most 20000 promoters */
    depth?: number;
    /** @description The first day of the period, or its first instant; absent: 30 days. At most 3660 days before `to` */
    from?: string;
    /** @description Whose team; a promoter's token asks for its own, and needs not say so */
    promoterId?: string;
    /** @description Where days begin; absent: the program's own time zone */
    timezone?: string;
    /** @description The last day of the period, which is part of it, or the instant that it ends before; absent: today */
    to?: string;
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description The lines */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "text/csv": string;
    };
   };
  };
 };
 reportTiers: {
  parameters: {
   query?: {
    /** @description `previous` adds the figures of the period before, of as many days, as `previous` */
    compare?: "previous";
    /** @description `nextCursor` of the page before; absent for the first page */
    cursor?: string;
    /** @description The first day of the period, or its first instant; absent: 30 days. At most 3660 days before `to` */
    from?: string;
    /** @description Entries of the page, at most */
    limit?: number;
    /** @description A figure of orders that rows are sorted by; with `-` in front the greatest first */
    sort?: "sales" | "orders" | "newCustomers" | "refunded" | "commission" | "-sales" | "-orders" | "-newCustomers" | "-refunded" | "-commission";
    /** @description Where days begin; absent: the program's own time zone */
    timezone?: string;
    /** @description The last day of the period, which is part of it, or the instant that it ends before; absent: today */
    to?: string;
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A page of the report */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      /**
       * Format: date-time
       * @description How far the figures of orders are; null while there was none
       */
      asOf: string | null;
      /** @description ISO 4217 code */
      currency: string;
      data: {
       /** @description `sales / orders`, rounded down, in minor units; null without orders */
       aov: number | null;
       /**
        * Format: minor-units
        * @description Commissions of the orders on all levels, as far as they are kept, in minor units of the program's currency
        */
       commission: number;
       /** @description Customers of these orders, each once. null where the period, or by links the rows of a page, have more than 50000 orders: exports count them */
       customers: number | null;
       /** @description `(sales - refunded) / customers`, rounded down, in minor units; null without customers */
       ltv: number | null;
       /** @description Of the orders, those that were their customer's first when they were decided */
       newCustomers: number;
       /** @description Orders that occurred in the period: those that nobody earned, were blocked or taken back are among them */
       orders: number;
       /** @description Figures of the period before, where `compare` asked for them */
       previous?: {
        /** @description `sales / orders`, rounded down, in minor units; null without orders */
        aov: number | null;
        /**
         * Format: minor-units
         * @description Commissions of the orders on all levels, as far as they are kept, in minor units of the program's currency
         */
        commission: number;
        /** @description Customers of these orders, each once. null where the period, or by links the rows of a page, have more than 50000 orders: exports count them */
        customers: number | null;
        /** @description `(sales - refunded) / customers`, rounded down, in minor units; null without customers */
        ltv: number | null;
        /** @description Of the orders, those that were their customer's first when they were decided */
        newCustomers: number;
        /** @description Orders that occurred in the period: those that nobody earned, were blocked or taken back are among them */
        orders: number;
        /**
         * Format: minor-units
         * @description Of the sales, what refunds and lost disputes took back, whenever they came, in minor units of the program's currency
         */
        refunded: number;
        /** @description `(sales - refunded - commission) x 10,000 / commission`, rounded down; null without commission */
        roiBps: number | null;
        /**
         * Format: minor-units
         * @description What the orders are worth as they were last amended, before anything was taken back, in minor units of the program's currency
         */
        sales: number;
       };
       /**
        * Format: minor-units
        * @description Of the sales, what refunds and lost disputes took back, whenever they came, in minor units of the program's currency
        */
       refunded: number;
       /** @description `(sales - refunded - commission) x 10,000 / commission`, rounded down; null without commission */
       roiBps: number | null;
       /**
        * Format: minor-units
        * @description What the orders are worth as they were last amended, before anything was taken back, in minor units of the program's currency
        */
       sales: number;
       /** @description The tier that the promoter with the greatest credit had then; null where nobody earned */
       tier: string | null;
      }[];
      /**
       * Format: date-time
       * @description Begin of the period
       */
      from: string;
      /** @description The `cursor` of the next page; null on the last one */
      nextCursor: string | null;
      /** @description Where days begin */
      timezone: string;
      /**
       * Format: date-time
       * @description End of the period, which is not part of it
       */
      to: string;
     };
    };
   };
  };
 };
 reportTiersFile: {
  parameters: {
   query?: {
    /** @description `previous` adds the figures of the period before, of as many days, as `previous` */
    compare?: "previous";
    /** @description The first day of the period, or its first instant; absent: 30 days. At most 3660 days before `to` */
    from?: string;
    /** @description A figure of orders that rows are sorted by; with `-` in front the greatest first */
    sort?: "sales" | "orders" | "newCustomers" | "refunded" | "commission" | "-sales" | "-orders" | "-newCustomers" | "-refunded" | "-commission";
    /** @description Where days begin; absent: the program's own time zone */
    timezone?: string;
    /** @description The last day of the period, which is part of it, or the instant that it ends before; absent: today */
    to?: string;
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A line for each row */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "text/csv": string;
    };
   };
  };
 };
 readRestore: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description The last restore */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Restore"];
    };
   };
  };
 };
 restoreProgram: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["NewRestore"];
   };
  };
  responses: {
   /** @description Begun; it runs in the background */
   202: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Restore"];
    };
   };
  };
 };
 restoreWithoutObjects: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["WithoutObjects"];
   };
  };
  responses: {
   /** @description Noted; the restore goes on in the background */
   202: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Restore"];
    };
   };
  };
 };
 listRiskCases: {
  parameters: {
   query?: {
    /** @description `nextCursor` of the page before; absent for the first page */
    cursor?: string;
    /** @description Entries of the page, at most */
    limit?: number;
    /** @description The promoter's id */
    promoterId?: string;
    /**
     * @description Cases in this state alone; absent: the open ones, to a promoter all of its own.
     *
     *     - `open`: a person is to decide
     *     - `cleared`: decided for the promoter: its orders go on
     *     - `confirmed`: decided against the promoter: its orders are reversed
     *     - `expired`: nobody came, and its orders cleared themselves
     */
    state?: "open" | "cleared" | "confirmed" | "expired";
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A page of cases */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      data: components["schemas"]["RiskCase"][];
      /** @description The `cursor` of the next page; null on the last one */
      nextCursor: string | null;
     };
    };
   };
  };
 };
 readRiskCase: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The case's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description The case as it now stands */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["RiskCase"];
    };
   };
  };
 };
 appealRiskCase: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The case's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["RiskAppeal"];
   };
  };
  responses: {
   /** @description The case as it now stands */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["RiskCase"];
    };
   };
  };
 };
 clearRiskCase: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The case's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["RiskDecision"];
   };
  };
  responses: {
   /** @description The case as it now stands */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["RiskCase"];
    };
   };
  };
 };
 confirmRiskCase: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The case's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["RiskDecision"];
   };
  };
  responses: {
   /** @description The case as it now stands */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["RiskCase"];
    };
   };
  };
 };
 holdRiskCase: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The case's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["RiskHold"];
   };
  };
  responses: {
   /** @description The case as it now stands */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["RiskCase"];
    };
   };
  };
 };
 writeShareCopy: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["WantedShareCopy"];
   };
  };
  responses: {
   /** @description Texts */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["ShareCopy"];
    };
   };
  };
 };
 listCopyTemplates: {
  parameters: {
   query?: {
    /** @description `nextCursor` of the page before; absent for the first page */
    cursor?: string;
    /** @description Entries of the page, at most */
    limit?: number;
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A page of templates */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      data: components["schemas"]["CopyTemplate"][];
      /** @description The `cursor` of the next page; null on the last one */
      nextCursor: string | null;
     };
    };
   };
  };
 };
 putCopyTemplate: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The merchant's id of the template */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["CopyTemplateBody"];
   };
  };
  responses: {
   /** @description The template, with what is flagged in it */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["CopyTemplate"];
    };
   };
  };
 };
 deleteCopyTemplate: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The merchant's id of the template */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description There is no such template any more */
   204: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
  };
 };
 listSources: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description Every source that there is, set up or not */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["WebhookSources"];
    };
   };
  };
 };
 setSource: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
    /**
     * @description Who signs the webhooks.
     *
     *     - `standard`: Standard Webhooks, which any shop can sign by itself
     *     - `stripe`: Stripe: Checkout, Payment Links, invoices and subscriptions
     *     - `shopify`: Shopify: orders, refunds, edits, deliveries and disputes of a shop
     *     - `woocommerce`: WooCommerce: orders, their statuses and their refunds
     *     - `wechatpay`: WeChat Pay: payments and refunds, as APIv3 notifies of them
     *     - `custom`: Anything that signs JSON with an HMAC, read by the expressions that you set
     */
    source: "standard" | "stripe" | "shopify" | "woocommerce" | "wechatpay" | "custom";
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["SourceSettings"];
   };
  };
  responses: {
   /** @description Set */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["WebhookSourceSettings"];
    };
   };
  };
 };
 setSourceApiKey: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
    /**
     * @description Who signs the webhooks.
     *
     *     - `standard`: Standard Webhooks, which any shop can sign by itself
     *     - `stripe`: Stripe: Checkout, Payment Links, invoices and subscriptions
     *     - `shopify`: Shopify: orders, refunds, edits, deliveries and disputes of a shop
     *     - `woocommerce`: WooCommerce: orders, their statuses and their refunds
     *     - `wechatpay`: WeChat Pay: payments and refunds, as APIv3 notifies of them
     *     - `custom`: Anything that signs JSON with an HMAC, read by the expressions that you set
     */
    source: "standard" | "stripe" | "shopify" | "woocommerce" | "wechatpay" | "custom";
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["SourceApiKeyRequest"];
   };
  };
  responses: {
   /** @description Set, without the key */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["SourceApiKey"];
    };
   };
  };
 };
 deleteSourceApiKey: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
    /**
     * @description Who signs the webhooks.
     *
     *     - `standard`: Standard Webhooks, which any shop can sign by itself
     *     - `stripe`: Stripe: Checkout, Payment Links, invoices and subscriptions
     *     - `shopify`: Shopify: orders, refunds, edits, deliveries and disputes of a shop
     *     - `woocommerce`: WooCommerce: orders, their statuses and their refunds
     *     - `wechatpay`: WeChat Pay: payments and refunds, as APIv3 notifies of them
     *     - `custom`: Anything that signs JSON with an HMAC, read by the expressions that you set
     */
    source: "standard" | "stripe" | "shopify" | "woocommerce" | "wechatpay" | "custom";
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description Forgotten, or there was none */
   204: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
  };
 };
 readCatchUp: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
    /**
     * @description Who signs the webhooks.
     *
     *     - `standard`: Standard Webhooks, which any shop can sign by itself
     *     - `stripe`: Stripe: Checkout, Payment Links, invoices and subscriptions
     *     - `shopify`: Shopify: orders, refunds, edits, deliveries and disputes of a shop
     *     - `woocommerce`: WooCommerce: orders, their statuses and their refunds
     *     - `wechatpay`: WeChat Pay: payments and refunds, as APIv3 notifies of them
     *     - `custom`: Anything that signs JSON with an HMAC, read by the expressions that you set
     */
    source: "standard" | "stripe" | "shopify" | "woocommerce" | "wechatpay" | "custom";
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description The last one */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["CatchUp"];
    };
   };
  };
 };
 catchUpSource: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
    /**
     * @description Who signs the webhooks.
     *
     *     - `standard`: Standard Webhooks, which any shop can sign by itself
     *     - `stripe`: Stripe: Checkout, Payment Links, invoices and subscriptions
     *     - `shopify`: Shopify: orders, refunds, edits, deliveries and disputes of a shop
     *     - `woocommerce`: WooCommerce: orders, their statuses and their refunds
     *     - `wechatpay`: WeChat Pay: payments and refunds, as APIv3 notifies of them
     *     - `custom`: Anything that signs JSON with an HMAC, read by the expressions that you set
     */
    source: "standard" | "stripe" | "shopify" | "woocommerce" | "wechatpay" | "custom";
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["NewCatchUp"];
   };
  };
  responses: {
   /** @description Begun, or under way */
   202: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["CatchUp"];
    };
   };
  };
 };
 stopCatchUp: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
    /**
     * @description Who signs the webhooks.
     *
     *     - `standard`: Standard Webhooks, which any shop can sign by itself
     *     - `stripe`: Stripe: Checkout, Payment Links, invoices and subscriptions
     *     - `shopify`: Shopify: orders, refunds, edits, deliveries and disputes of a shop
     *     - `woocommerce`: WooCommerce: orders, their statuses and their refunds
     *     - `wechatpay`: WeChat Pay: payments and refunds, as APIv3 notifies of them
     *     - `custom`: Anything that signs JSON with an HMAC, read by the expressions that you set
     */
    source: "standard" | "stripe" | "shopify" | "woocommerce" | "wechatpay" | "custom";
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description Stopped */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["CatchUp"];
    };
   };
  };
 };
 listSourceDeliveries: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
    /**
     * @description Who signs the webhooks.
     *
     *     - `standard`: Standard Webhooks, which any shop can sign by itself
     *     - `stripe`: Stripe: Checkout, Payment Links, invoices and subscriptions
     *     - `shopify`: Shopify: orders, refunds, edits, deliveries and disputes of a shop
     *     - `woocommerce`: WooCommerce: orders, their statuses and their refunds
     *     - `wechatpay`: WeChat Pay: payments and refunds, as APIv3 notifies of them
     *     - `custom`: Anything that signs JSON with an HMAC, read by the expressions that you set
     */
    source: "standard" | "stripe" | "shopify" | "woocommerce" | "wechatpay" | "custom";
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description The last deliveries */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["SourceDeliveries"];
    };
   };
  };
 };
 rotateWebhookSecret: {
  parameters: {
   query?: never;
   header?: {
    /** @description The caller's own key of this write, the same for every repeat: 1 to 128 characters */
    "Idempotency-Key"?: string;
   };
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
    /**
     * @description Who signs the webhooks.
     *
     *     - `standard`: Standard Webhooks, which any shop can sign by itself
     *     - `stripe`: Stripe: Checkout, Payment Links, invoices and subscriptions
     *     - `shopify`: Shopify: orders, refunds, edits, deliveries and disputes of a shop
     *     - `woocommerce`: WooCommerce: orders, their statuses and their refunds
     *     - `wechatpay`: WeChat Pay: payments and refunds, as APIv3 notifies of them
     *     - `custom`: Anything that signs JSON with an HMAC, read by the expressions that you set
     */
    source: "standard" | "stripe" | "shopify" | "woocommerce" | "wechatpay" | "custom";
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["SecretRotation"];
   };
  };
  responses: {
   /** @description Rotated before under this Idempotency-Key: without the secret */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["RotatedSecret"];
    };
   };
   /** @description Rotated */
   201: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["RotatedSecret"];
    };
   };
  };
 };
 trySource: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
    /**
     * @description Who signs the webhooks.
     *
     *     - `standard`: Standard Webhooks, which any shop can sign by itself
     *     - `stripe`: Stripe: Checkout, Payment Links, invoices and subscriptions
     *     - `shopify`: Shopify: orders, refunds, edits, deliveries and disputes of a shop
     *     - `woocommerce`: WooCommerce: orders, their statuses and their refunds
     *     - `wechatpay`: WeChat Pay: payments and refunds, as APIv3 notifies of them
     *     - `custom`: Anything that signs JSON with an HMAC, read by the expressions that you set
     */
    source: "standard" | "stripe" | "shopify" | "woocommerce" | "wechatpay" | "custom";
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["WebhookTrial"];
   };
  };
  responses: {
   /** @description What would be recorded */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["TriedWebhook"];
    };
   };
  };
 };
 listTaxStatements: {
  parameters: {
   query: {
    /** @description `nextCursor` of the page before; absent for the first page */
    cursor?: string;
    /** @description Entries of the page, at most */
    limit?: number;
    /** @description The calendar month of the requests, in the program's time zone */
    month: string;
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A page of promoters who have payouts */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      data: components["schemas"]["TaxStatement"][];
      /** @description The `cursor` of the next page; null on the last one */
      nextCursor: string | null;
     };
    };
   };
  };
 };
 exportTaxStatements: {
  parameters: {
   query: {
    /** @description The calendar month of the requests, in the program's time zone */
    month: string;
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A line for each promoter */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "text/csv": string;
    };
   };
  };
 };
 readTerms: {
  parameters: {
   query?: {
    /** @description Of this number; absent: the newest */
    version?: number;
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description The terms */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Terms"];
    };
   };
  };
 };
 publishTerms: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["TermsBody"];
   };
  };
  responses: {
   /** @description The terms in force */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Terms"];
    };
   };
  };
 };
 readTiers: {
  parameters: {
   query?: {
    /** @description The version in force then, where no `version` is asked for */
    at?: string;
    /** @description The version of this number; absent: the newest */
    version?: number;
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description The tiers */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["TierVersion"];
    };
   };
  };
 };
 setTiers: {
  parameters: {
   query?: {
    /** @description Whether the change may take effect only after a version that lies in the future, as a wrong clock may have made one. Otherwise it is refused with `version_in_future`. */
    mayWait?: boolean;
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["Tiers"];
   };
  };
  responses: {
   /** @description The tiers in force */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["TierVersion"];
    };
   };
  };
 };
 readTrialBalance: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description The trial balance */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["TrialBalance"];
    };
   };
  };
 };
 listUnusableWebhooks: {
  parameters: {
   query?: {
    /** @description `nextCursor` of the page before; absent for the first page */
    cursor?: string;
    /** @description Entries of the page, at most */
    limit?: number;
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A page of webhooks; large bodies make it short */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      data: components["schemas"]["UnusableWebhook"][];
      /** @description The `cursor` of the next page; null on the last one */
      nextCursor: string | null;
     };
    };
   };
  };
 };
 replayUnusableWebhook: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The id that the list shows */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description What became of it. What could be used is not listed any more */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["WebhookAnswer"];
    };
   };
  };
 };
 listWaitingEvents: {
  parameters: {
   query?: {
    /** @description `nextCursor` of the page before; absent for the first page */
    cursor?: string;
    /** @description Entries of the page, at most */
    limit?: number;
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A page of events, order by order */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      data: components["schemas"]["WaitingOrderEvent"][];
      /** @description The `cursor` of the next page; null on the last one */
      nextCursor: string | null;
     };
    };
   };
  };
 };
 listWebhookEndpoints: {
  parameters: {
   query?: {
    /** @description Endpoints of this promoter; absent: the merchant's own. A token lists its promoter's */
    promoterId?: string;
   };
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description All of them, in the sequence in which they were made */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      data: components["schemas"]["WebhookEndpoint"][];
     };
    };
   };
  };
 };
 createWebhookEndpoint: {
  parameters: {
   query?: never;
   header?: {
    /** @description The caller's own key of this write, the same for every repeat: 1 to 128 characters */
    "Idempotency-Key"?: string;
   };
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["NewWebhookEndpoint"];
   };
  };
  responses: {
   /** @description Made before under this Idempotency-Key: without its secret */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["WebhookEndpoint"];
    };
   };
   /** @description Made: what is recorded from now on is sent */
   201: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["WebhookEndpoint"];
    };
   };
  };
 };
 readWebhookEndpoint: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The endpoint's id, as `POST …/webhook-endpoints` answered it */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description The endpoint */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["WatchedWebhookEndpoint"];
    };
   };
  };
 };
 deleteWebhookEndpoint: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The endpoint's id, as `POST …/webhook-endpoints` answered it */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: {
   content: {
    "application/json": components["schemas"]["WithReason"];
   };
  };
  responses: {
   /** @description Deleted */
   204: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
  };
 };
 changeWebhookEndpoint: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The endpoint's id, as `POST …/webhook-endpoints` answered it */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["WebhookEndpointChange"];
   };
  };
  responses: {
   /** @description The endpoint as it now stands */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["WebhookEndpoint"];
    };
   };
  };
 };
 listWebhookDeliveries: {
  parameters: {
   query?: {
    /** @description `nextCursor` of the page before; absent for the first page */
    cursor?: string;
    /** @description Entries of the page, at most */
    limit?: number;
    /**
     * @description Deliveries of this state alone.
     *
     *     - `waiting`: it is sent, for the first time or again
     *     - `succeeded`: it was answered with 2xx
     *     - `failed`: three days of attempts failed, or the log keeps the event no more
     */
    state?: "waiting" | "succeeded" | "failed";
   };
   header?: never;
   path: {
    /** @description The endpoint's id, as `POST …/webhook-endpoints` answered it */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description A page of deliveries of the last 30 days */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": {
      data: components["schemas"]["WebhookDelivery"][];
      /** @description The `cursor` of the next page; null on the last one */
      nextCursor: string | null;
     };
    };
   };
  };
 };
 replayEvents: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The endpoint's id, as `POST …/webhook-endpoints` answered it */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["EventReplay"];
   };
  };
  responses: {
   /** @description Those of them that the endpoint is for are sent again */
   202: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["ReplayedEvents"];
    };
   };
  };
 };
 rotateEndpointSecret: {
  parameters: {
   query?: never;
   header?: {
    /** @description The caller's own key of this write, the same for every repeat: 1 to 128 characters */
    "Idempotency-Key"?: string;
   };
   path: {
    /** @description The endpoint's id, as `POST …/webhook-endpoints` answered it */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["WebhookEndpointRotation"];
   };
  };
  responses: {
   /** @description Rotated before under this Idempotency-Key: without the secret */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["RotatedWebhookSecret"];
    };
   };
   /** @description Rotated */
   201: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["RotatedWebhookSecret"];
    };
   };
  };
 };
 testWebhookEndpoint: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The endpoint's id, as `POST …/webhook-endpoints` answered it */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description How it was answered */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["WebhookTest"];
    };
   };
  };
 };
 readWechatApp: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description The account, without its secret */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["WechatApp"];
    };
   };
  };
 };
 setWechatApp: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["NewWechatApp"];
   };
  };
  responses: {
   /** @description The account, without its secret */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["WechatApp"];
    };
   };
  };
 };
 removeWechatApp: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description Forgotten, or never set */
   204: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
  };
 };
 readWechatPayouts: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description What is set, without keys */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["WechatPayouts"];
    };
   };
  };
 };
 setWechatPayouts: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["NewWechatPayouts"];
   };
  };
  responses: {
   /** @description What is set, without keys */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["WechatPayouts"];
    };
   };
  };
 };
 removeWechatPayouts: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody?: {
   content: {
    "application/json": components["schemas"]["WithReason"];
   };
  };
  responses: {
   /** @description Forgotten, or never set */
   204: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
  };
 };
 createSession: {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["NewSession"];
   };
  };
  responses: {
   /** @description Signed in */
   201: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Session"];
    };
   };
  };
 };
 readSession: {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description The caller */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["Session"];
    };
   };
  };
 };
 deleteSession: {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description Signed out, also without a session */
   204: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
  };
 };
 beginSignIn: {
  parameters: {
   query?: {
    /** @description The page that signing in leads to: `/`, or one below `/desk` or `/docs` */
    return?: string;
   };
   header?: never;
   path?: never;
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description To the provider */
   302: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
  };
 };
 endSignIn: {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description To the page that signing in began for, with the session's cookie */
   302: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
  };
 };
 readSignInWays: {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description The ways */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["SignInWays"];
    };
   };
  };
 };
 receiveWebhook: {
  parameters: {
   query?: never;
   header?: {
    /** @description of `stripe`: `t=` and the time in seconds since 1970, `v1=` and the signature, which may stand several times */
    "stripe-signature"?: string;
    /** @description of `standard`: the sender's id of it, the same for a repeat */
    "webhook-id"?: string;
    /** @description of `standard`: signatures as Standard Webhooks defines them */
    "webhook-signature"?: string;
    /** @description of `standard`: seconds since 1970 */
    "webhook-timestamp"?: string;
    /** @description of `wechatpay`: a random text */
    "wechatpay-nonce"?: string;
    /** @description of `wechatpay`: the id of the public key, or the serial of the platform certificate */
    "wechatpay-serial"?: string;
    /** @description of `wechatpay`: RSA with SHA-256 over time, nonce and body, in base64 */
    "wechatpay-signature"?: string;
    /** @description of `wechatpay`: seconds since 1970 */
    "wechatpay-timestamp"?: string;
    /** @description of `shopify`: the HMAC-SHA256 of the body under the secret, in base64 */
    "x-shopify-hmac-sha256"?: string;
    /** @description of `shopify`: what happened, such as `orders/paid` */
    "x-shopify-topic"?: string;
    /** @description of `shopify`: Shopify's id of the webhook, the same for a repeat */
    "x-shopify-webhook-id"?: string;
    /** @description of `custom`: the HMAC of the body, unless the settings name another header */
    "x-signature"?: string;
    /** @description of `woocommerce`: the shop's id of the delivery */
    "x-wc-webhook-delivery-id"?: string;
    /** @description of `woocommerce`: the HMAC-SHA256 of the body under the secret, in base64 */
    "x-wc-webhook-signature"?: string;
    /** @description of `woocommerce`: what happened, such as `order.updated` */
    "x-wc-webhook-topic"?: string;
   };
   path: {
    /** @description The program's id, as the merchant chose it */
    program: string;
    /**
     * @description Who signs the webhooks.
     *
     *     - `standard`: Standard Webhooks, which any shop can sign by itself
     *     - `stripe`: Stripe: Checkout, Payment Links, invoices and subscriptions
     *     - `shopify`: Shopify: orders, refunds, edits, deliveries and disputes of a shop
     *     - `woocommerce`: WooCommerce: orders, their statuses and their refunds
     *     - `wechatpay`: WeChat Pay: payments and refunds, as APIv3 notifies of them
     *     - `custom`: Anything that signs JSON with an HMAC, read by the expressions that you set
     */
    source: "standard" | "stripe" | "shopify" | "woocommerce" | "wechatpay" | "custom";
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["WebhookBody"];
   };
  };
  responses: {
   /** @description Durable; also for a repeat, a conflict or a kind without use */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["WebhookAnswer"];
    };
   };
  };
 };
 receiveTransferNotification: {
  parameters: {
   query?: never;
   header?: never;
   path: {
    /** @description The payout's id */
    id: string;
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   cookie?: never;
  };
  requestBody: {
   content: {
    "application/json": components["schemas"]["TransferNotification"];
   };
  };
  responses: {
   /** @description Heard */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["TransferNotificationAnswer"];
    };
   };
  };
 };
 readWechatJsConfig: {
  parameters: {
   query: {
    /** @description The program's id, as the merchant chose it */
    program: string;
    /** @description The page's address as the browser has it. A fragment is left out */
    url: string;
   };
   header?: never;
   path?: never;
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description What the page gives to `wx.config` */
   200: {
    headers: {
     [name: string]: unknown;
    };
    content: {
     "application/json": components["schemas"]["WechatJsConfig"];
    };
   };
  };
 };
 beginWechatSignIn: {
  parameters: {
   query: {
    /** @description The program's id, as the merchant chose it */
    program: string;
   };
   header?: never;
   path?: never;
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description To WeChat */
   302: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
  };
 };
 endWechatSignIn: {
  parameters: {
   query?: never;
   header?: never;
   path?: never;
   cookie?: never;
  };
  requestBody?: never;
  responses: {
   /** @description To `/portal/{program}`, with the session's cookie */
   302: {
    headers: {
     [name: string]: unknown;
    };
    content?: never;
   };
  };
 };
}
