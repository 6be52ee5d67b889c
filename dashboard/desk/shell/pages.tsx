/** The pages of a program. Each is loaded when it is opened first. */
import { type ComponentType, lazy, Suspense } from "react";
import { Route, Switch } from "wouter";
import { idAt } from "../../common/id-at.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Banner } from "../parts/answer.tsx";
import type { Section } from "./paths.ts";

type Loaded<Props> = Promise<{ readonly default: ComponentType<Props> }>;

const page = (load: () => Loaded<object>) => lazy(load);
const one = (load: () => Loaded<{ readonly id: string }>) => lazy(load);

const PAGES: Readonly<Record<Exclude<Section, "home">, ReturnType<typeof page>>> = {
  orders: page(async () => ({ default: (await import("../orders/orders-page.tsx")).OrdersPage })),
  promoters: page(async () => ({ default: (await import("../promoters/promoters-page.tsx")).PromotersPage })),
  payouts: page(async () => ({ default: (await import("../payouts/payouts-page.tsx")).PayoutsPage })),
  books: page(async () => ({ default: (await import("../books/books-page.tsx")).BooksPage })),
  tax: page(async () => ({ default: (await import("../tax/tax-page.tsx")).TaxPage })),
  reports: page(async () => ({ default: (await import("../reports/reports-page.tsx")).ReportsPage })),
  links: page(async () => ({ default: (await import("../links/links-page.tsx")).LinksPage })),
  materials: page(async () => ({ default: (await import("../materials/materials-page.tsx")).MaterialsPage })),
  posters: page(async () => ({ default: (await import("../posters/posters-page.tsx")).PostersPage })),
  plans: page(async () => ({ default: (await import("../plans/plans-page.tsx")).PlansPage })),
  risk: page(async () => ({ default: (await import("../risk/risk-page.tsx")).RiskPage })),
  sources: page(async () => ({ default: (await import("../sources/sources-page.tsx")).SourcesPage })),
  webhooks: page(async () => ({ default: (await import("../webhooks/webhooks-page.tsx")).WebhooksPage })),
  settings: page(async () => ({ default: (await import("../settings/settings-page.tsx")).SettingsPage })),
  access: page(async () => ({ default: (await import("../access/access-page.tsx")).AccessPage })),
};

const Home = page(async () => ({ default: (await import("../home/home-page.tsx")).HomePage }));
const Order = one(async () => ({ default: (await import("../orders/order-page.tsx")).OrderPage }));
const Promoter = one(async () => ({
  default: (await import("../promoters/promoter-page.tsx")).PromoterPage,
}));

const NewPoster = page(async () => ({
  default: (await import("../posters/editor-pages.tsx")).NewPosterPage,
}));
const CopyBuiltIn = page(async () => ({
  default: (await import("../posters/editor-pages.tsx")).CopyBuiltInPage,
}));
const CopyPoster = one(async () => ({
  default: (await import("../posters/editor-pages.tsx")).CopyPosterPage,
}));
const ChangePoster = one(async () => ({
  default: (await import("../posters/editor-pages.tsx")).ChangePosterPage,
}));

/** Where an id stands in `/desk/{program}/{section}/{id}`. */
const ID = 4;

export function Pages() {
  const say = useText();
  return (
    <Suspense fallback={<p role="status">{say("loading")}</p>}>
      <Switch>
        <Route path="/desk/:program" component={Home} />
        <Route path="/desk/:program/orders/:order">{() => <Order key={idAt(ID)} id={idAt(ID)} />}</Route>
        <Route path="/desk/:program/promoters/:promoter">
          {() => <Promoter key={idAt(ID)} id={idAt(ID)} />}
        </Route>
        {/* No id of a poster begins with a tilde. */}
        <Route path="/desk/:program/posters/~" component={NewPoster} />
        <Route path="/desk/:program/posters/~simple" component={CopyBuiltIn} />
        <Route path="/desk/:program/posters/:poster/copy">
          {({ poster }) => <CopyPoster key={poster} id={poster} />}
        </Route>
        <Route path="/desk/:program/posters/:poster">
          {({ poster }) => <ChangePoster key={poster} id={poster} />}
        </Route>
        {Object.entries(PAGES).map(([section, component]) => (
          <Route key={section} path={`/desk/:program/${section}`} component={component} />
        ))}
        <Route>
          <Banner tone="warn" text={say("no-such-page")} />
        </Route>
      </Switch>
    </Suspense>
  );
}
