/** Yours: where share links are answered, the program's id, and your shop's own server. */
module.exports = {
  shareOrigin: "https://go.shop.example",
  program: "tea",
  shop: "https://shop.example",
};
