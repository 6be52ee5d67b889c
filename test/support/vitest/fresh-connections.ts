/**
 * A connection for each request that a test sends from outside. The runtime closes one that idles for five seconds. On a busy
 * machine it does so in the very moment in which the next request leaves by it.
 */
import { Agent, setGlobalDispatcher } from "undici";

setGlobalDispatcher(new Agent({ pipelining: 0 }));
