import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { followCampaign } from "../../../client/live.ts";

/** The line to the server, which stays up and says nothing. */
const line = { on: () => line, emit: () => line, disconnect: () => line };
vi.mock("socket.io-client", () => ({ io: () => line }));

const page = (seq: number) => Response.json({ seq, items: [] });
const refusal = (status: number, code: string) =>
  Response.json(
    { type: `urn:aftermap:problem:${code}`, title: "No", status, detail: "No." },
    { status, headers: { "content-type": "application/problem+json" } },
  );

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function follow(answers: (() => Response)[]) {
  let asked = 0;
  vi.stubGlobal("fetch", async () => {
    asked += 1;
    return (answers[asked - 1] ?? (() => page(9)))();
  });
  const [seen, faults]: [number[], unknown[]] = [[], []];
  const stop = followCampaign("a-town", {
    onConsensus: (_items, seq) => seen.push(seq),
    onFault: (fault) => faults.push(fault),
  });
  return { seen, faults, stop, asked: () => asked };
}

it("asks again by itself when the server could not answer, though nothing more is heard", async () => {
  const { seen, faults, stop, asked } = follow([() => refusal(503, "unavailable"), () => page(7)]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect({ faults: faults.length, asked: asked() }).toEqual({ faults: 1, asked: 1 });
  await vi.advanceTimersByTimeAsync(5_000);
  expect({ seen, asked: asked() }).toEqual({ seen: [7], asked: 2 });
  stop();
});

it("does not ask again for what was refused, nor when nobody looks any more", async () => {
  const refused = follow([() => refusal(403, "forbidden")]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(refused.asked()).toBe(1);
  refused.stop();
  const left = follow([() => refusal(503, "unavailable")]);
  await vi.advanceTimersByTimeAsync(1_000);
  left.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(left.asked()).toBe(1);
});
