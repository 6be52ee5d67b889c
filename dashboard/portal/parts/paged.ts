/** How lists that the service pages are read on: by the cursor that a page ends with. */

export const PAGED = {
  pageParamName: "cursor",
  // The first page has none: null is left out of the address, and an absent one would be called 0.
  initialPageParam: null as unknown as string,
  getNextPageParam: ({ nextCursor }: { readonly nextCursor: string | null }) => nextCursor,
} as const;
