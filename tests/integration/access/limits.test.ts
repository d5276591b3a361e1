import { beforeAll, expect, it } from "vitest";
import { JSON_TYPE, bearer, send, type RawReply } from "../../support/requests.ts";
import { aWorld, type World } from "../../support/world.ts";

/** What one address may a minute where others than this machine reach the port. */
const LIMIT = 120;

let world: World;
beforeAll(async () => {
  world = await aWorld({ withWorkers: false, settings: { HOST: "0.0.0.0" } });
});

/** Sends it a little oftener than is allowed, some at once, and gives every reply. */
async function often(method: string, path: string, request: Parameters<typeof send>[3]): Promise<RawReply[]> {
  const replies: RawReply[] = [];
  const caller = async () => {
    while (replies.length < LIMIT + 20) replies.push(await send(world.url, method, path, request));
  };
  await Promise.all(Array.from({ length: 16 }, caller));
  return replies;
}

it("slows new sessions only beyond what one address may, and says when to come back", async () => {
  const body = '{"transport":"bearer"}';
  const replies = await often("POST", "/api/v1/sessions", { headers: JSON_TYPE, body });
  const started = replies.filter(({ status }) => status === 201);
  const slowed = replies.filter(({ status }) => status === 429);
  expect(started).toHaveLength(LIMIT);
  expect(slowed).toHaveLength(replies.length - LIMIT);
  for (const { headers, problem } of slowed) {
    expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
    expect(Number(headers.get("retry-after"))).toBeLessThanOrEqual(60);
    expect(problem).toMatchObject({ status: 429, code: "too_many_requests" });
  }
  const [{ text } = { text: "" }] = started;
  const { token } = JSON.parse(text);
  expect((await send(world.url, "GET", "/api/v1/me", { headers: bearer(token) })).status).toBe(200);
}, 120_000);

it("slows guesses at tokens likewise, and nobody who has one", async () => {
  const replies = await often("GET", "/api/v1/me", { headers: bearer("a-guess") });
  expect(replies.filter(({ status }) => status === 401)).toHaveLength(LIMIT);
  expect(replies.filter(({ status }) => status === 429).length).toBeGreaterThan(0);
  expect((await world.analyst.get("/me")).status).toBe(200);
}, 120_000);
