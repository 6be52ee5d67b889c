/** Counts from how many browsers customers order, and tells ledgers of the orders that a count concerns. */
import { LIMITS } from "../../domain/kernel/limits.ts";
import { noteUse } from "../../domain/risk/uses.ts";
import type { OutboxStorage } from "../delivery/outbox-storage.ts";
import type { CustomerOrderRow } from "../delivery/rows.ts";
import type { DeviceStorage } from "./device-storage.ts";

export class OrderDevices {
  readonly #storage: DeviceStorage;
  readonly #outbox: OutboxStorage;

  constructor(storage: DeviceStorage, outbox: OutboxStorage) {
    this.#storage = storage;
    this.#outbox = outbox;
  }

  /** Takes note of an order's browser. Run it in the transaction of the delivery. @param ledger that owns the order. */
  note(customerRow: number, { orderId, device }: CustomerOrderRow, ledger: string, nowMs: number): void {
    if (device === undefined) return;
    const { most, untilMs } = device;
    const use = { user: device.device, untilMs, order: { ledger, orderId, most } };
    const noted = noteUse(this.#storage.of(customerRow), use, nowMs, LIMITS.devicesPerCustomer + 1);
    if (noted.use !== null) this.#storage.put(customerRow, noted.use, nowMs);
    for (const one of noted.concerned) {
      const finding = {
        code: "devices_per_customer",
        facts: { devices: noted.count, most: one.most },
      } as const;
      this.#outbox.append(one.ledger, [{ type: "risk_found", orderId: one.orderId, finding, atMs: nowMs }]);
    }
  }

  /** Browsers that count at a time, with one more. */
  count(customerRow: number, device: string, nowMs: number): number {
    const others = this.#storage.of(customerRow).filter((use) => use.user !== device && use.untilMs > nowMs);
    return others.length + 1;
  }
}
