import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkAddress } from "../../../core/imagery/addresses/check-address.ts";
import {
  fetchAddress,
  type FetchRules,
  type Resolve,
} from "../../../core/imagery/addresses/fetch-address.ts";
import { readAddress } from "../../../core/imagery/addresses/read-address.ts";
import { INTERNAL } from "../../support/internal-addresses.ts";

/** Not of http, or with what must not be sent or stored. */
const FOREIGN = [
  "file:///etc/passwd",
  "ftp://example.org/a.tif",
  "gopher://127.0.0.1:6379/_FLUSHALL",
  "data:text/plain,hello",
  "jar:http://127.0.0.1!/",
  "s3://bucket/key.tif",
  "/vsicurl/http://127.0.0.1/",
  "//127.0.0.1/",
  "http://",
  "http://user:secret@example.org/a.tif",
  "http://example.org@127.0.0.1/",
  "http://134744072/",
  "http://0x08.0x08.0x08.0x08/",
];

let server: Server;
let port: number;
let connections = 0;
beforeAll(async () => {
  server = createServer((req, res) => {
    const to = new URL(req.url ?? "/", "http://x").searchParams.get("to");
    // Headers are bytes: hostile servers write whatever characters they like.
    if (to !== null) res.writeHead(302, { location: Buffer.from(to).toString("latin1") }).end();
    else if (req.url === "/circle") res.writeHead(301, { location: "/circle" }).end();
    else if (req.url === "/large") res.end(Buffer.alloc(100_000));
    else if (req.url === "/slow") res.write("a");
    else res.end(JSON.stringify(req.headers));
  });
  server.on("connection", () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, "0.0.0.0", resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const signal = () => AbortSignal.timeout(5_000);
const limits = { bytes: 50_000, milliseconds: 1_000 };
/** The one machine that may be asked here, as an operator would allow it. */
const allowed = (): FetchRules => ({ allowed: [`127.0.0.1:${port}`] });
const refusal = { code: "invalid_input" };

describe("addresses of internal networks", () => {
  it.each(INTERNAL)("%s is refused without a connection", async (template) => {
    const before = connections;
    const address = template.replace("PORT", String(port));
    await expect(fetchAddress({ allowed: [] }, address, { signal: signal() })).rejects.toMatchObject(refusal);
    expect(connections).toBe(before);
  });

  it.each(INTERNAL)("%s is refused as the target of a redirect", async (template) => {
    const to = template.replace("PORT", "1");
    const from = `http://127.0.0.1:${port}/?to=${encodeURIComponent(to)}`;
    await expect(fetchAddress(allowed(), from, { signal: signal() })).rejects.toMatchObject({
      message: expect.stringMatching(/internal network|another way to write/),
    });
  });

  it.each(FOREIGN)("%s is refused", (address) => {
    expect(() => checkAddress(address, [])).toThrow(/cannot be fetched|internal network/);
  });
});

describe("names that lead inside", () => {
  const leadingTo =
    (...answers: string[][]): Resolve =>
    async () =>
      (answers.length > 1 ? answers.shift()! : answers[0]!).map((address) => ({
        address,
        family: address.includes(":") ? 6 : 4,
      }));

  it.each([
    [["127.0.0.1"]],
    [["8.8.8.8", "127.0.0.1"]],
    [["::1"]],
    [["::ffff:127.0.0.1"]],
    [["64:ff9b::7f00:1"]],
    [["169.254.169.254"]],
    [["10.1.2.3"]],
    [["fd00::1"]],
    [[]],
  ])("a name with the addresses %j is refused without a connection", async (addresses) => {
    const before = connections;
    const rules = { allowed: [], resolve: leadingTo(addresses) };
    await expect(fetchAddress(rules, `http://evil.org:${port}/`, { signal: signal() })).rejects.toMatchObject(
      refusal,
    );
    expect(connections).toBe(before);
  });

  it("a name that turns inside between two looks is refused at the second (rebinding)", async () => {
    const before = connections;
    // The first look is public; it is given up before anybody is bothered.
    const first = new AbortController();
    const answers = leadingTo(["9.9.9.9"], ["127.0.0.1"]);
    const rules: FetchRules = {
      allowed: [],
      resolve: async (name) => {
        first.abort(new Error("given up"));
        return answers(name);
      },
    };
    const address = `http://evil.org:${port}/`;
    await expect(fetchAddress(rules, address, { signal: first.signal })).rejects.toThrow("given up");
    await expect(fetchAddress(rules, address, { signal: signal() })).rejects.toThrow("internal network");
    expect(connections).toBe(before);
  });

  it("the connection goes to the address that was checked, whatever the name says meanwhile", async () => {
    let looks = 0;
    const resolve = async () => [{ address: looks++ === 0 ? "127.0.0.1" : "10.0.0.1", family: 4 }];
    const rules = { allowed: [`evil.org:${port}`], resolve };
    const { body } = await fetchAddress(rules, `http://evil.org:${port}/`, { signal: signal() });
    body.destroy();
    expect(looks).toBe(1);
  });
});

describe("what may be fetched", () => {
  it("an internal host that the operator allowed is fetched, without cookies or credentials", async () => {
    const { bytes } = await readAddress(allowed(), `http://127.0.0.1:${port}/`, limits);
    const headers = Object.keys(JSON.parse(bytes.toString()));
    expect(headers.filter((name) => /cookie|authorization|referer|forwarded/.test(name))).toEqual([]);
  });

  it("its other ports are not", async () => {
    await expect(readAddress(allowed(), "http://127.0.0.1:1/", limits)).rejects.toMatchObject(refusal);
  });

  it("a document larger than its limit is refused", async () => {
    await expect(readAddress(allowed(), `http://127.0.0.1:${port}/large`, limits)).rejects.toThrow(
      /larger than/,
    );
  });

  it("a document that does not end is refused in time", async () => {
    await expect(readAddress(allowed(), `http://127.0.0.1:${port}/slow`, limits)).rejects.toThrow(
      /longer than/,
    );
  });

  it("redirects that go round in a circle are refused", async () => {
    await expect(readAddress(allowed(), `http://127.0.0.1:${port}/circle`, limits)).rejects.toThrow(
      /redirects/,
    );
  });
});
