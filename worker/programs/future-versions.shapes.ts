/** How a caller says that a change may wait for a version that lies in the future. */
import { z } from "@hono/zod-openapi";

export const changeQuery = z.object({
  mayWait: z
    .enum(["true", "false"])
    .default("false")
    .transform((text) => text === "true")
    .openapi({
      type: "boolean",
      description:
        "Whether the change may take effect only after a version that lies in the future, as a wrong clock may have made one. " +
        "Otherwise it is refused with `version_in_future`.",
    }),
});
