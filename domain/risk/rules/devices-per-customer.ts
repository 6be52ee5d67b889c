/** A customer who orders from many browsers: a name that stands for many people, or a promoter that buys by itself. */
import type { RiskRule } from "./rule.ts";

export const devicesPerCustomer: RiskRule = ({ policy, known }) => {
  const { devices = 0 } = known;
  const most = policy.maxDevicesPerCustomer;
  return devices > most ? { facts: { devices, most } } : null;
};
