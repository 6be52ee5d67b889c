/** Where each class of receivers is found: a class that takes messages has its line here, or this does not compile. */
import { objectNamed } from "../object/object-named.ts";
import type { ReceiverClass } from "./messages.ts";
import type { Delivery, DeliveryAnswer, RowsOf } from "./rows.ts";

/** An object that takes a class's rows. */
interface Receiver<Class extends ReceiverClass> {
  deliver(delivery: Delivery<RowsOf[Class]>): DeliveryAnswer | Promise<DeliveryAnswer>;
}

type Receivers = Pick<Env, "ACCOUNT_BOOK" | "JOURNEY" | "COMMISSION_LEDGER" | "REFERRAL_TREE" | "NOTIFIER">;

const RECEIVERS: { readonly [Class in ReceiverClass]: (env: Receivers, name: string) => Receiver<Class> } = {
  book: (env, name) => objectNamed(env.ACCOUNT_BOOK, name),
  journey: (env, name) => objectNamed(env.JOURNEY, name),
  ledger: (env, name) => objectNamed(env.COMMISSION_LEDGER, name),
  notifier: (env, name) => objectNamed(env.NOTIFIER, name),
  tree: (env, name) => objectNamed(env.REFERRAL_TREE, name),
};

/** One delivery. Throws when the receiver could not be reached or did not answer. */
export async function deliverTo<Class extends ReceiverClass>(
  env: Receivers,
  receiverClass: Class,
  name: string,
  delivery: Delivery<RowsOf[Class]>,
): Promise<DeliveryAnswer> {
  return await RECEIVERS[receiverClass](env, name).deliver(delivery);
}
