/** The least that a read of an API can be: a router, a bearer that is compared, an empty object. */
import { Hono } from "hono";
import { bearerAuth } from "hono/bearer-auth";
import { EMPTY_ROUTE, TOKEN } from "./empty-route-address.ts";

const app = new Hono();
app.use(bearerAuth({ token: TOKEN }));
app.get(EMPTY_ROUTE, (c) => c.json({}));

// oxlint-disable-next-line import/no-default-export -- a Worker is its default export
export default app;
