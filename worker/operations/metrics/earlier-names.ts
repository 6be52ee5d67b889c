/** Names under which systems before this one told the same: dashboards that ask for them go on. */
export const EARLIER_NAMES = {
  ordersDecided: "affiliate_conversions_total",
  calculation: "promoter_commission_calculation_duration_seconds",
  queueWaiting: "promoter_message_queue_size",
} as const;
