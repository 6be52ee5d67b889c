/** Loads the script of Tributary on every page: it keeps the click token of whoever came by a share link. */
import Script from "next/script";
import type { ReactNode } from "react";
import { setting } from "../lib/setting";

export const metadata = { title: "Tea shop" };
/** The settings are read when a page is asked for, not when the shop is built. */
export const dynamic = "force-dynamic";

export default function Layout({ children }: { readonly children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        {children}
        <Script
          src={`${setting("TRIBUTARY_ORIGIN")}/t.js`}
          data-program={setting("TRIBUTARY_PROGRAM")}
          strategy="afterInteractive"
        />
      </body>
    </html>
  );
}
