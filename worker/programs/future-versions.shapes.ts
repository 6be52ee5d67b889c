/** How a caller says that a change may wait for a version that lies in the future. */
import { z } from "@hono/zod-openapi";
import { switchQuery } from "../http/common.shapes.ts";

export const changeQuery = z.object({
  mayWait: switchQuery(
    "Whether the change may take effect only after a version that lies in the future, as a wrong clock may have made one. " +
      "Otherwise it is refused with `version_in_future`.",
  ),
});
