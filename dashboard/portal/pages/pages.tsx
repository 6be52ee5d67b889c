/** The pages behind the home page, loaded when one is opened. */
import "./pages.css";
import { Route, Switch } from "wouter";
import { idAt } from "../../common/id-at.ts";
import { useText } from "../catalogues/catalogues.ts";
import { CasesPage } from "../cases/cases-page.tsx";
import { LinksPage } from "../links/links-page.tsx";
import { MaterialsPage } from "../materials/materials-page.tsx";
import { MorePage } from "../more/more-page.tsx";
import { TermsPage } from "../more/terms-page.tsx";
import { OrderPage } from "../orders/order-page.tsx";
import { OrdersPage } from "../orders/orders-page.tsx";
import { Banner } from "../parts/answer.tsx";
import { Page } from "../parts/page.tsx";
import { RanksPage } from "../ranks/ranks-page.tsx";
import { RatesPage } from "../rates/rates-page.tsx";
import { TeamPage } from "../team/team-page.tsx";
import { WithdrawPage } from "../withdraw/withdraw-page.tsx";

const PAGES = {
  orders: OrdersPage,
  links: LinksPage,
  withdraw: WithdrawPage,
  more: MorePage,
  materials: MaterialsPage,
  team: TeamPage,
  ranks: RanksPage,
  rates: RatesPage,
  cases: CasesPage,
  terms: TermsPage,
} as const;

/** Where an id stands in `/portal/{program}/orders/{id}`. */
const ID = 4;

export function Pages() {
  return (
    <Switch>
      <Route path="/portal/:program/orders/:order">
        {({ order }) => <OrderPage key={order} orderId={idAt(ID)} />}
      </Route>
      {Object.entries(PAGES).map(([name, Shown]) => (
        <Route key={name} path={`/portal/:program/${name}`}>
          <Shown />
        </Route>
      ))}
      <Route>
        <NoPage />
      </Route>
    </Switch>
  );
}

function NoPage() {
  const say = useText();
  return (
    <Page title={say("missing")}>
      <Banner tone="warn" text={say("page-unknown")} />
    </Page>
  );
}
