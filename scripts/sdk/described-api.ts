/** The API's description, made as an isolate makes it. Bundled by `read-description.ts`: workerd's own modules are absent here. */
import { createManagementApp, ORDER_ROUTES } from "../../worker/app/behind-the-edge.ts";
import { describeApi } from "../../worker/app/openapi.ts";

export const description = describeApi(createManagementApp(ORDER_ROUTES));
