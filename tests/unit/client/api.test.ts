import { afterEach, describe, expect, it, vi } from "vitest";
import { addressAndBody, ApiProblem, call } from "../../../client/api.ts";
import { API } from "../../../shared/api.ts";

afterEach(() => vi.unstubAllGlobals());

/** A network that gives one answer to everything. */
function answering(response: Response | Error): void {
  vi.stubGlobal("fetch", async () => (response instanceof Error ? Promise.reject(response) : response));
}

describe("a call", () => {
  it("puts each part of its input where the contract wants it", () => {
    expect(addressAndBody(API.leaseAssignments, { slug: "demo", count: 3 })).toEqual({
      url: "/api/v1/campaigns/demo/assignments",
      body: { count: 3 },
    });
    expect(addressAndBody(API.listChanges, { slug: "demo", after: "7", limit: undefined })).toEqual({
      url: "/api/v1/campaigns/demo/changes?after=7",
      body: null,
    });
  });

  it("tells a refusal by its code and its fields", async () => {
    const problem = {
      type: "about:blank",
      title: "Bad",
      status: 400,
      errors: [{ path: "count", message: "too many" }],
    };
    answering(Response.json(problem, { status: 400 }));
    const refusal = await call(API.leaseAssignments, { slug: "demo", count: 99 }).catch(
      (fault: unknown) => fault,
    );
    expect(refusal).toMatchObject({ code: "invalid_input", status: 400, errors: problem.errors });
  });

  it("tells a proxy's page from an answer of ours, and how long to wait", async () => {
    answering(new Response("<html>", { status: 503, headers: { "retry-after": "7" } }));
    const refusal = await call(API.getMe, {}).catch((fault: unknown) => fault);
    expect(refusal).toMatchObject({ code: "unavailable", status: 503, retryAfterSeconds: 7 });
  });

  it("is offline when nothing answers", async () => {
    answering(new TypeError("Failed to fetch"));
    const refusal = await call(API.getMe, {}).catch((fault: unknown) => fault);
    expect(refusal).toBeInstanceOf(ApiProblem);
    expect(refusal).toMatchObject({ code: "offline", status: 0 });
  });
});
