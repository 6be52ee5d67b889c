const { tributary } = require("./tributary");

App({
  /** Also of a mini program that was open already, and is opened by another code. */
  onShow(options) {
    tributary.arrive(options);
  },
});
