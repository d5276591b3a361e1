import { gunzipSync } from "node:zlib";
import { connect } from "node:net";
import { text as readText } from "node:stream/consumers";
import { v7 as uuid } from "uuid";
import { beforeAll, describe, expect, it } from "vitest";
import { anOpenCampaign, aVote, lease } from "../../support/campaigns.ts";
import { bearer, JSON_TYPE, send, type RawReply } from "../../support/requests.ts";
import { aWorld, type Caller, type World } from "../../support/world.ts";

/** An address with a query is out of the ordinary: it is answered by Express. */
const DOORS = { "in front of Express": "", "behind it": "?to=express" };

let world: World;
let slug: string;
let volunteer: Caller;
let votes: string;
let vote: ReturnType<typeof aVote>;
beforeAll(async () => {
  world = await aWorld();
  slug = await anOpenCampaign(world, 12);
  await world.stopWorkers();
  volunteer = await world.volunteer();
  const [assignment] = await lease(volunteer, slug);
  votes = `/api/v1/assignments/${assignment.id}/votes`;
  vote = aVote(assignment.task.buildings[0].id);
});

/** Sends the same through both doors, and gives what came back. */
async function both(method: string, path: string, body: string, headers: Record<string, string> = {}) {
  const replies: RawReply[] = [];
  for (const door of Object.values(DOORS)) {
    const all = { ...JSON_TYPE, ...bearer(volunteer.token), ...headers };
    replies.push(await send(world.url, method, `${path}${door}`, { headers: all, body }));
  }
  const [front, behind] = replies;
  if (front === undefined || behind === undefined) throw new Error("there are two doors");
  return { front, behind };
}

/** Of headers, those that say what an answer is and who may do what with it. */
const meaning = ({ headers }: RawReply) =>
  [...headers].filter(([name]) => !["etag", "date", "content-length", "transfer-encoding"].includes(name));

it("answers votes alike in front of Express and behind it", async () => {
  const { front, behind } = await both("PUT", votes, JSON.stringify({ votes: [vote] }));
  expect(front.status).toBe(200);
  expect(behind.status).toBe(200);
  expect(front.text).toBe(behind.text);
  expect(meaning(front)).toEqual(meaning(behind));
  expect(front.headers.has("etag")).toBe(false);
  expect(behind.headers.has("etag")).toBe(true);
});

const REFUSED: [string, number, (sent: typeof vote) => unknown, Record<string, string>][] = [
  ["no answer at all", 400, () => ({ votes: [] }), {}],
  ["a class that there is not", 400, (sent) => ({ votes: [{ ...sent, id: uuid(), class: "burnt" }] }), {}],
  ["an id that is taken", 409, (sent) => ({ votes: [{ ...sent, class: "severe" }] }), {}],
  ["what is not an object", 400, () => 5, {}],
  ["a stranger", 401, (sent) => ({ votes: [sent] }), { authorization: "Bearer nobody" }],
  [
    "a page of another site",
    403,
    (sent) => ({ votes: [sent] }),
    { authorization: "", origin: "https://a.example" },
  ],
  ["what is not said to be JSON", 400, (sent) => ({ votes: [sent] }), { "content-type": "text/plain" }],
];

it.each(REFUSED)("refuses %s in the same words at both", async (_name, status, body, headers) => {
  const { front, behind } = await both("PUT", votes, JSON.stringify(body(vote)), headers);
  expect(front.status).toBe(status);
  expect(front.problem).toEqual({ ...behind.problem, requestId: expect.any(String) });
  expect(meaning(front)).toEqual(meaning(behind));
});

it("refuses broken JSON, and somebody else's assignment, in the same words at both", async () => {
  const broken = await both("PUT", votes, '{"votes":');
  expect(broken.front.status).toBe(400);
  expect(broken.front.problem.detail).toBe(broken.behind.problem.detail);
  const foreign = await both("PUT", `/api/v1/assignments/${uuid()}/votes`, JSON.stringify({ votes: [vote] }));
  expect(foreign.front.status).toBe(404);
  expect(foreign.front.problem.detail).toBe(foreign.behind.problem.detail);
});

it("gives the same tasks at both, packed for browsers", async () => {
  const { front, behind } = await both("POST", `/api/v1/campaigns/${slug}/assignments`, '{"count":5}');
  expect(front.status).toBe(201);
  expect(JSON.parse(front.text).assignments).toHaveLength(5);
  expect(front.text).toBe(behind.text);
  const body = '{"count":5}';
  const socket = connect(Number(new URL(world.url).port), "127.0.0.1");
  socket.setEncoding("latin1");
  socket.write(
    `POST /api/v1/campaigns/${slug}/assignments HTTP/1.1\r\nhost: x\r\nconnection: close\r\naccept-encoding: br;q=0, gzip\r\n` +
      `authorization: Bearer ${volunteer.token}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  const reply = await readText(socket);
  expect(reply).toMatch(/\r\ncontent-encoding: gzip\r\n/i);
  const packed = Buffer.from(reply.slice(reply.indexOf("\r\n\r\n") + 4), "latin1");
  expect(gunzipSync(packed).toString()).toBe(front.text);
});

describe("a line that is cut in the middle of an answer", () => {
  it("stores nothing, and the next one is served", async () => {
    const [assignment] = await lease(volunteer, slug, 6).then((all) => all.slice(-1));
    const other = aVote(assignment.task.buildings[0].id);
    const body = JSON.stringify({ votes: [other] });
    const socket = connect(Number(new URL(world.url).port), "127.0.0.1");
    const path = `/api/v1/assignments/${assignment.id}/votes`;
    socket.write(
      `PUT ${path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${volunteer.token}\r\n` +
        `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body.slice(0, -5)}`,
    );
    socket.end();
    await readText(socket);
    const reply = await volunteer.put(path.replace("/api/v1", ""), { votes: [other] });
    expect(reply.body.votes).toEqual([{ id: other.id, building: other.building, revision: 1 }]);
  });
});
