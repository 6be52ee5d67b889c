/** Settings of fraud for tests of other things: buyers of tests order right after their taps, of several promoters too. */
export const ORDERS_AT_ONCE = { minClickToConversion: "PT0S", displacedWithin: "PT0S" };
