/** The portal of promoters: begins in the reader's language. */
import "./portal.css";
import { i18n } from "@lingui/core";
import { I18nProvider } from "@lingui/react";
import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { askAhead } from "../common/api/ahead.ts";
import { newQueryClient } from "../common/api/query-client.ts";
import { showLanguage } from "../common/i18n/catalogue.ts";
import { chosenLanguage } from "../common/i18n/languages.ts";
import { CATALOGUES } from "./catalogues/catalogues.ts";
import { Portal } from "./portal.tsx";

/** The home alone has its first answers told in one: the page's head names the same address. */
const HOME = /^\/portal\/[a-z0-9-]{1,40}(?=\/?$)/;

async function begin(root: Element): Promise<void> {
  const client = newQueryClient();
  const [home] = HOME.exec(location.pathname) ?? [];
  await Promise.all([
    showLanguage(chosenLanguage(), CATALOGUES),
    home === undefined ? undefined : askAhead(`${home}/ahead`, client),
  ]);
  createRoot(root).render(
    <StrictMode>
      <I18nProvider i18n={i18n}>
        <QueryClientProvider client={client}>
          <Portal />
        </QueryClientProvider>
      </I18nProvider>
    </StrictMode>,
  );
}

const root = document.querySelector("#root");
if (root !== null) void begin(root);
