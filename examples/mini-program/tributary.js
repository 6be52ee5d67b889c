/** One for the whole mini program: it asks for one token after another. */
const { createTributary } = require("tributary-miniprogram");
const { program, shareOrigin } = require("./settings");

module.exports = { tributary: createTributary({ origin: shareOrigin, program }) };
