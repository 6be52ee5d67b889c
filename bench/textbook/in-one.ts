/** Where the textbook's server takes the orders of a request in one transaction, before the path of the API. */
export const IN_ONE = "/in-one";
