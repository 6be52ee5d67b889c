/** Every host answers the file by which WeChat proves it, and no program takes another one's. */
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { answerPages } from "../../../worker/app/answer-pages.ts";
import { call, newProgram } from "../../support/api-client.ts";
import { newAppId, SECRET } from "../../support/wechat/account.ts";

async function fetched(name: string, host = "go.shop.example", method = "GET") {
  const given = { ...env, ADMIN_HOST: "desk.shop.example" };
  const answer = await answerPages(given, new Request(`https://${host}/${name}`, { method }));
  return answer === undefined ? undefined : { status: answer.status, text: await answer.text() };
}

const newName = () => `MP_verify_${crypto.randomUUID().replaceAll("-", "").slice(0, 16)}.txt`;

function account(name: string, content: string) {
  return { body: { appId: newAppId(), appSecret: SECRET, verification: { name, content } } };
}

test("the file is there once it is set, on the hosts of links and of management", async () => {
  const { path } = await newProgram();
  const name = newName();
  expect(await fetched(name)).toMatchObject({ status: 404 });
  const set = await call("PUT", `${path}/wechat`, account(name, "Q1w2E3r4"));
  expect(set.body.verification).toEqual({ name, content: "Q1w2E3r4" });
  expect(await fetched(name)).toEqual({ status: 200, text: "Q1w2E3r4" });
  expect(await fetched(name, "desk.shop.example")).toEqual({ status: 200, text: "Q1w2E3r4" });
  expect(await fetched(`x/${name}`)).toBeUndefined();
  expect((await call("DELETE", `${path}/wechat`)).status).toBe(204);
  expect(await fetched(name)).toMatchObject({ status: 404 });
});

test("another program may have the very same file, and none of that name that holds something else", async () => {
  const name = newName();
  const [first, second] = [await newProgram(), await newProgram()];
  await call("PUT", `${first.path}/wechat`, account(name, "mine"));
  const taken = await call("PUT", `${second.path}/wechat`, account(name, "theirs"));
  expect([taken.status, taken.body.code]).toEqual([409, "verification_taken"]);
  expect((await call("GET", `${second.path}/wechat`)).status).toBe(404);
  expect((await call("PUT", `${second.path}/wechat`, account(name, "mine"))).status).toBe(200);
  expect(await fetched(name)).toEqual({ status: 200, text: "mine" });
});
