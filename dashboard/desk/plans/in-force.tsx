/** Which version of rules or tiers is in force. */
import { useInForce, type Version } from "../parts/in-force.ts";

export function InForce(version: Version) {
  const inForce = useInForce();
  return <p>{inForce(version)}</p>;
}
