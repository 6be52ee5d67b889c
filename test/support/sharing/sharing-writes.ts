/** Every write of posters and share texts: operation, method, path below the program's, and what is sent. */
const POSTER = { name: "secret-name", qr: { x: 0, y: 0, size: 100 } };

export const SHARING_WRITES: readonly (readonly [string, string, string, object?])[] = [
  ["createPoster", "POST", "/posters", { id: "p", ...POSTER }],
  ["changePoster", "PUT", "/posters/p", { ...POSTER, width: 800 }],
  ["deletePoster", "DELETE", "/posters/p"],
  ["putCopyTemplate", "PUT", "/share-copy/templates/t", { text: "secret-name {product}" }],
  ["deleteCopyTemplate", "DELETE", "/share-copy/templates/t"],
];
