import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { once } from "node:events";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { openObjectStore, type ObjectStore } from "../../../core/storage.ts";
import { parseS3Address } from "../../../core/storage/s3-store.ts";

let folder: string;
let s3: Server;
let endpoint: string;
const remote = new Map<string, Buffer>();

/** The outside world: as much of S3 as the store speaks. */
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "aftermap-storage-"));
  s3 = createServer((request, response) => {
    const key = new URL(request.url ?? "", "http://s3").pathname;
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      if (request.method === "PUT") remote.set(key, Buffer.concat(parts));
      if (request.method === "DELETE") remote.delete(key);
      const held = remote.get(key);
      if (request.method === "PUT" || request.method === "DELETE") return response.writeHead(200).end();
      if (held === undefined) return response.writeHead(404).end("<Error><Code>NoSuchKey</Code></Error>");
      const range = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? "");
      const body = range === null ? held : held.subarray(Number(range[1]), Number(range[2]) + 1);
      response.writeHead(range === null ? 200 : 206, { "content-length": body.length });
      return response.end(request.method === "HEAD" ? undefined : body);
    });
  }).listen(0, "127.0.0.1");
  await once(s3, "listening");
  const address = s3.address();
  endpoint = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
});
afterAll(async () => {
  s3.close();
  await rm(folder, { recursive: true, force: true });
});
afterEach(() => vi.unstubAllEnvs());

describe.each(["folder", "s3"] as const)("an object store of the kind %s", (kind) => {
  const opened = async (): Promise<ObjectStore> => {
    vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
    return openObjectStore(kind === "s3" ? `s3://bucket/aftermap?endpoint=${endpoint}` : undefined, folder);
  };

  it("gives back what was put, whole and in parts", async () => {
    const store = await opened();
    const file = path.join(folder, "original.tif");
    await writeFile(file, "0123456789");
    await store.putFile("scenes/a1.tif", file, "image/tiff");
    expect(String(await store.get("scenes/a1.tif"))).toBe("0123456789");
    expect(String(await store.read("scenes/a1.tif", 3, 4))).toBe("3456");
    expect(await store.size("scenes/a1.tif")).toBe(10);
    expect(await text(await store.stream("scenes/a1.tif", { first: 8, last: 9 }))).toBe("89");
    const reader = await store.openReader("scenes/a1.tif");
    expect(String(await reader.read(0, 2))).toBe("01");
    await reader.close();
    await store.put("scenes/a1.tif", Buffer.from("again"), "text/plain");
    expect(String(await store.get("scenes/a1.tif"))).toBe("again");
    await store.delete("scenes/a1.tif");
    await store.delete("scenes/a1.tif");
    expect(await store.size("scenes/a1.tif")).toBeNull();
    await store.close();
  });

  it("says that what is absent is not found", async () => {
    const store = await opened();
    await expect(store.get("scenes/none.tif")).rejects.toMatchObject({ code: "not_found" });
    await expect(store.stream("scenes/none.tif")).rejects.toMatchObject({ code: "not_found" });
    await store.close();
  });

  it.each(["../secret", "/etc/passwd", "a/../../b", "a//b", "", ".hidden", "a\\b", "a\0b", "a/./b"])(
    "never leaves its place for the key %j",
    async (key) => {
      const store = await opened();
      await expect(store.get(key)).rejects.toThrow(/Not a storage key/);
      await expect(store.put(key, Buffer.from("x"), "text/plain")).rejects.toThrow(/Not a storage key/);
      await store.close();
    },
  );
});

describe("the folder", () => {
  it("holds nothing of a write that failed", async () => {
    const store = await openObjectStore(path.join(folder, "strict"), folder);
    await expect(store.putFile("scenes/b.tif", path.join(folder, "missing"), "image/tiff")).rejects.toThrow(
      /ENOENT/,
    );
    expect(await readdir(path.join(folder, "strict", "scenes"))).toEqual([]);
  });
});

describe("OBJECT_STORE", () => {
  it("names bucket, prefix, endpoint and region", () => {
    expect(parseS3Address("s3://b/p/q/?endpoint=http://minio:9000&region=eu-west-1")).toEqual({
      bucket: "b",
      prefix: "p/q",
      endpoint: "http://minio:9000",
      region: "eu-west-1",
    });
  });

  it.each(["s3://", "s3://b?endpoint=minio", "s3://b?regoin=x", "s3://user@b/p"])(
    "refuses %s with what is expected",
    (setting) => {
      expect(() => parseS3Address(setting)).toThrow(/OBJECT_STORE/);
    },
  );
});
