/** The books: what promoters are owed, whether both sides agree, what the last reconciliation named, and each wallet's proof. */
import { useText } from "../catalogues/catalogues.ts";
import { Page } from "../parts/page.tsx";
import { OneWallet } from "./one-wallet.tsx";
import { Reconciliation } from "./reconciliation.tsx";
import { TrialBalance } from "./trial-balance.tsx";

export function BooksPage() {
  const say = useText();
  return (
    <Page title={say("section-books")} about={say("books-about")}>
      <TrialBalance />
      <Reconciliation />
      <OneWallet />
    </Page>
  );
}
