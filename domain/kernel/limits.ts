/**
 * The bounds that a caller or an operator can meet, each named by a test. A bound of one mechanism alone stands in the
 * file that uses it.
 */
export const LIMITS = {
  /** Greatest amount of one order, item, adjustment or payout, in minor units. */
  amountMinor: 1_000_000_000_000,
  /** Request body, in bytes. */
  bodyBytes: 1_048_576,
  /** Body of a beacon that a page sends, in bytes. */
  beaconBytes: 16_384,
  /** Conversions in one batch. */
  conversionsPerBatch: 500,
  /** Click tokens sent with one order. */
  tokensPerOrder: 20,
  /** Items of one order. */
  itemsPerOrder: 500,
  /** Orders that a page may tell with one click token, in each ledger of the program. */
  pageOrdersPerToken: 10,
  /** Orders that pages of one network may tell within an hour, in each ledger of the program. */
  pageOrdersPerNetwork: 100,
  /** Characters of a click token. */
  tokenCharacters: 240,
  /** Characters of a click token without its earlier touches. */
  shortTokenCharacters: 80,
  /** Earlier touches that a click token carries beside its own click. */
  earlierTouchesPerToken: 7,
  /** Programs remembered in one `tby_clk` cookie. */
  programsPerCookie: 8,
  /** Promoters that may share the credit of one order: those touched last. Bounds what an order stores. */
  promotersPerOrder: 10,
  /** Touches kept with an order that did not count; the rest are counted by verdict. */
  touchesKeptUncounted: 20,
  /** Touches known of one customer beside those sent with an order; the newest are kept. */
  touchesPerCustomer: 200,
  /** Visitors proved to be one customer; those proved last are kept. */
  visitorsPerCustomer: 50,
  /** Orders of one customer that wait for late evidence; the newest are kept. */
  unearnedPerCustomer: 100,
  /** First orders of one customer that are remembered, so that it is new again when all of them were taken back. */
  paidOrdersPerCustomer: 20,
  /** Browsers that one customer is remembered to have ordered from; those seen last are kept. */
  devicesPerCustomer: 50,
  /** Customers who ordered with one click, as far as they are counted. */
  customersPerClick: 100,
  /** Networks remembered of one promoter; those that it came from last are kept. */
  networksPerPromoter: 8,
  /** Orders that are remembered of one customer and one click or browser, so that a later finding reaches them. */
  ordersPerUse: 50,
  /** Bindings of one customer's timeline; the newest are kept. */
  bindingsPerCustomer: 200,
  /** Paid levels: the credited promoter, its upline, and that one's upline. */
  levels: 3,
  /** Edges from a promoter to the root of its tree. */
  treeDepth: 64,
  /** Relations of an import that the tree places in one call: taps wait no longer than such a call takes. */
  importRowsPerCall: 200,
  /** Lines of an import that wait for their upline. */
  importWaiting: 200_000,
  /** Characters of one line of an import. */
  importLineCharacters: 4_096,
  /** Orders that a simulation reads in one call. */
  ordersPerRead: 500,
  /**
   * Orders that a simulation holds at once, of all their owners together. At 2 to 3 KB each up to 50 MB of an isolate's
   * 128, so that each of 256 owners has room for 64.
   */
  ordersMerged: 16_384,
  /** Calls in which a simulation reads orders: of the platform's 10,000 a request, the others are for all else. */
  readsPerSimulation: 9_000,
  /** Promoters that the outcome of a simulation lists. */
  promotersShown: 1_000,
  /** Tiers of one program. */
  tiersPerProgram: 20,
  /** Campaigns of one program. */
  campaignsPerProgram: 500,
  contestsPerProgram: 1_000,
  notesPerPromoter: 1_000,
  postersPerProgram: 100,
  copyTemplatesPerProgram: 500,
  materialsPerProgram: 500,
  /** Times an hour that a model is asked for texts by one promoter, and in one program. */
  modelCopiesPerPromoter: 20,
  modelCopiesPerProgram: 500,
  /** Amounts of a contest, and the last rank that may have one. */
  contestPrizes: 100,
  contestRanks: 1_000,
  /** How long a contest may last. */
  contestMs: 400 * 86_400_000,
  /** Versions of a campaign's dates that orders of 400 days may need. */
  datesPerCampaign: 60,
  /** Changes of a share link's campaign that orders of 400 days may need. */
  campaignChangesPerLink: 60,
  /** The most that a program may let a promoter make of share links by its own tokens. */
  ownLinksPerPromoter: 10_000,
  /** Commission rules in one version of a rule set. */
  rulesPerSet: 200,
  /** Versions of a program's settings, of its rules and of its tiers, that orders of 400 days may need. */
  versionsInUse: 500,
  /** Characters of all those versions of one kind together. */
  versionCharacters: 4_000_000,
  /** Events of one order that merchants tell. */
  eventsPerOrder: 500,
  /** Moves of operators with one order: no merchant's event takes their room. */
  operatorMovesPerOrder: 100,
  /** Rows of one delivery from an outbox. */
  rowsPerDelivery: 1_000,
  /** How far ahead of our clock a merchant's time may be, in milliseconds. */
  aheadMs: 5 * 60_000,
  /** How far back a merchant's time may be, in milliseconds: 400 days. */
  backMs: 400 * 86_400_000,
  /** Grace for a click token that came with its order, in milliseconds. */
  tokenGraceMs: 60_000,
  /** Characters of a merchant's id. */
  idCharacters: 128,
  /** API keys of one program that are not revoked. */
  apiKeysPerProgram: 100,
  /** People of one program who may sign in. */
  peoplePerProgram: 200,
  /** Host patterns a program allows as destinations. */
  allowedHosts: 100,
  /** Admitted times of visitors, two a click, that one ClickGuard remembers; beyond, the first are forgotten. */
  guardVisitorTimes: 144_000,
  /** Admitted times of networks, one a newcomer's click, that one ClickGuard remembers; beyond, the first are forgotten. */
  guardNetworkTimes: 120_000,
  /** Clicks of returning visitors that one ClickGuard remembers, to tell how many a network has; beyond, the first go. */
  guardReturningTimes: 60_000,
  /** Different returning visitors of one network that raise its limit. */
  returningPerNetwork: 250,
  /** The longest sliding window in which clicks of a visitor are judged, in milliseconds. */
  windowMs: 60_000,
  /** The sliding window in which newcomers of a network are judged, in milliseconds. */
  networkWindowMs: 600_000,
  /** Calls at once that an isolate takes of one API key; a tenth of them each second thereafter. */
  callsOfKey: 2_000,
  /** Calls at once that an isolate takes of one promoter's token; a tenth of them each second thereafter. */
  callsOfPromoterToken: 200,
  /** Requests of management that one isolate has under way at once; one with a large body counts as several. */
  requestsAtOnce: 1_024,
  /** People of one program that are being erased at once: each is looked for in every order. */
  erasuresAtOnce: 100,
  /** Bodies that arrive in one isolate at once; beyond, those that hardly move are given up. */
  bodiesArrivingAtOnce: 4_096,
  /** Bytes that one isolate holds of bodies which are arriving; beyond, those that hardly move are given up. */
  bytesArrivingAtOnce: 33_554_432,
  /** Calls of objects that one isolate has under way at once. */
  objectCallsAtOnce: 4_000,
  /** Orders of one promoter or customer that one page searches for those which fit further filters. */
  ordersSearched: 1_000,
  /** Promoters of a team that one report sums. */
  teamInReport: 20_000,
  /** Orders of which a report still counts the customers: of a period by campaigns, products, channels or tiers, or of a page's links. */
  ordersCountedByKey: 50_000,
  /** Links of a promoter that its own report goes through. */
  linksInOwnReport: 5_000,
  /** Days of one report's period. */
  reportDays: 3_660,
  /** Events of one page of a program's log. */
  eventsPerPage: 1_000,
  /** Webhook endpoints of a program that are the merchant's. */
  webhookEndpoints: 20,
  /** Webhook endpoints of one promoter. */
  webhookEndpointsOfPromoter: 2,
  /** Secrets of one webhook endpoint that sign at once. */
  secretsOfEndpoint: 5,
  /** Exports of one program that wait or run at once: one runs, and the others wait for it. */
  exportsAtOnce: 20,
  /** Entries of one page of a list. */
  pageSize: 200,
} as const;
