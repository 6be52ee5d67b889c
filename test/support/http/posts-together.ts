/** Requests from outside whose bodies end in the same moment, however fast or slow this machine is. */
import { Agent, type ClientRequest, request } from "node:http";

/** A connection for each request: one that idles may be closed by the service at any moment. */
const agent = new Agent({ keepAlive: false });

export interface Answered {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly text: string;
}

/**
 * @param send sends the body, and ends it.
 * @throws Error when the connection ends before the answer.
 */
export async function posted(
  url: string,
  bearer: string,
  send: (asked: ClientRequest) => void,
): Promise<Answered> {
  const began = Date.now();
  return await new Promise((resolve, fail) => {
    const headers = { authorization: `Bearer ${bearer}`, "content-type": "application/json" };
    const asked = request(url, { method: "POST", headers, agent }, (answer) => {
      let text = "";
      answer.setEncoding("utf8");
      answer.on("data", (part: string) => (text += part));
      answer.on("error", fail);
      answer.on("end", () =>
        resolve({ status: answer.statusCode ?? 0, retryAfter: answer.headers["retry-after"], text }),
      );
    });
    asked.on("error", (error) => fail(new Error(`after ${Date.now() - began} ms`, { cause: error })));
    send(asked);
  });
}

/**
 * Sends one body so many times. None ends before all of them are there but for their last byte.
 *
 * @param untilRead waits for the service, which reads later than the network takes.
 */
export async function postedTogether(
  url: string,
  bearer: string,
  body: string,
  times: number,
  untilRead: () => Promise<void> = async () => {},
): Promise<Answered[]> {
  const arrived: Promise<void>[] = [];
  const answers: Promise<Answered>[] = [];
  const allArrived = Promise.withResolvers<void>();
  for (let count = 0; count < times; count += 1) {
    answers.push(
      posted(url, bearer, (asked) => {
        arrived.push(new Promise((resolve) => asked.write(body.slice(0, -1), () => resolve())));
        void allArrived.promise.then(() => asked.end(body.slice(-1)));
      }),
    );
  }
  await Promise.all(arrived);
  await untilRead();
  allArrived.resolve();
  return await Promise.all(answers);
}
