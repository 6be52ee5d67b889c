/** The text of an answer; none of a stream, which has no end. */
export async function textOf(response: Response): Promise<string> {
  if (!(response.headers.get("content-type") ?? "").startsWith("text/event-stream"))
    return await response.text();
  await response.body?.cancel();
  return "";
}
