import { createServer } from "node:http";
import { once } from "node:events";
import { beforeAll, expect, it } from "vitest";
import { anOpenCampaign, voteThrough } from "../../support/campaigns.ts";
import { closeAtEnd } from "../../support/closing.ts";
import { aWorld, type World } from "../../support/world.ts";

type Told = { traceId: string; spanId: string; parentSpanId?: string; name: string; attributes: object[] };

/** Everything that the collector was sent. */
const told: Told[] = [];
let world: World;

beforeAll(async () => {
  const collector = createServer((req, res) => {
    let text = "";
    req.setEncoding("utf8").on("data", (part: string) => (text += part));
    req.on("end", () => {
      if (req.url === "/v1/traces" && req.headers["x-key"] === "a b")
        told.push(...JSON.parse(text).resourceSpans[0].scopeSpans[0].spans);
      res.end("{}");
    });
  });
  collector.listen(0, "127.0.0.1");
  await once(collector, "listening");
  closeAtEnd(() => collector.close());
  const address = collector.address();
  const port = typeof address === "object" ? address?.port : 0;
  world = await aWorld({
    settings: {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      OTEL_EXPORTER_OTLP_HEADERS: "x-key=a%20b",
    },
  });
});

it("tells a collector of requests, jobs and their statements, and of nobody's answer", async () => {
  const slug = await anOpenCampaign(world, 2);
  const volunteer = await world.volunteer();
  await voteThrough(volunteer, slug, () => ({ class: "severe", comment: "seen by nobody else" }));
  const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  await fetch(`${world.url}/api/v1/me`, {
    headers: { authorization: `Bearer ${volunteer.token}`, traceparent },
  });
  const names = () => told.map(({ name }) => name);
  const isTold = { timeout: 15_000, interval: 100 };
  await expect.poll(names, isTold).toContain("PUT /assignments/{id}/votes");
  await expect.poll(names, isTold).toContain("job import-buildings");
  await expect.poll(names, isTold).toContain("recount");
  await expect.poll(names, isTold).toContain("GET /me");

  const request = told.find(({ name }) => name === "GET /me");
  expect(request).toMatchObject({
    traceId: "0af7651916cd43dd8448eb211c80319c",
    parentSpanId: "b7ad6b7169203331",
  });
  const inside = told.filter(({ parentSpanId }) => parentSpanId === request?.spanId);
  expect(inside.length).toBeGreaterThan(0);
  const vote = told.find(({ name }) => name === "PUT /assignments/{id}/votes");
  expect(told.some(({ parentSpanId, name }) => parentSpanId === vote?.spanId && name === "commit")).toBe(
    true,
  );

  const everything = JSON.stringify(told);
  for (const secret of ["seen by nobody else", "127.0.0.1", volunteer.id, volunteer.token ?? "", slug])
    expect(everything).not.toContain(secret);
});
