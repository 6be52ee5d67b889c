/* Shows the description of this very service. Nothing is sent from here: the page reads, and keeps no key. */
const nothing = () => () => null;

/* The library leaves out ranks of headings. Those that it lacks stand above its own, for those who go by headings. */
const below =
  (rank, text) =>
  (Part, { React: { createElement, Fragment } }) =>
  (props) =>
    createElement(Fragment, null, createElement(rank, null, text), createElement(Part, props));

const { calls, schemas } = document.querySelector("#api").dataset;

SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#api",
  deepLinking: true,
  docExpansion: "none",
  defaultModelsExpandDepth: 0,
  filter: true,
  supportedSubmitMethods: [],
  validatorUrl: null,
  plugins: [
    {
      wrapComponents: {
        authorizeBtn: nothing,
        authorizeOperationBtn: nothing,
        ServersContainer: nothing,
        operations: below("h2", calls),
        Models: below("h3", schemas),
      },
    },
  ],
});
