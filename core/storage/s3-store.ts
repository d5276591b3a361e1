import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { AppError } from "../../shared/errors.ts";
import type { ByteRange, ObjectStore } from "../storage.ts";
import { checkKey } from "./keys.ts";

/** What `s3://bucket/prefix?endpoint=…&region=…` says. `prefix` has no slash at either end. */
export type S3Address = { bucket: string; prefix: string; endpoint: string | undefined; region: string };

/**
 * Reads an `OBJECT_STORE` of the s3 kind. `region` is `us-east-1` when absent: what S3-compatible services ignore.
 *
 * @throws AppError `invalid_input`
 */
export function parseS3Address(setting: string): S3Address {
  const url = URL.canParse(setting) ? new URL(setting) : null;
  if (url === null || url.protocol !== "s3:" || url.hostname === "" || url.username !== "") {
    throw new AppError("invalid_input", "OBJECT_STORE: expected s3://bucket/prefix?endpoint=…&region=…");
  }
  const unknown = [...url.searchParams.keys()].filter((name) => name !== "endpoint" && name !== "region");
  if (unknown.length > 0) throw new AppError("invalid_input", `OBJECT_STORE: unknown option ${unknown[0]}`);
  const endpoint = url.searchParams.get("endpoint") ?? undefined;
  if (endpoint !== undefined && !/^https?:\/\//.test(endpoint)) {
    throw new AppError("invalid_input", "OBJECT_STORE: endpoint must begin with http:// or https://");
  }
  const prefix = decodeURIComponent(url.pathname).replace(/^\/+|\/+$/g, "");
  return { bucket: url.hostname, prefix, endpoint, region: url.searchParams.get("region") ?? "us-east-1" };
}

/** Objects in an S3-compatible service. S3 itself makes a put all or nothing; large files go up in parts. */
export function openS3Store(setting: string): ObjectStore {
  const address = parseS3Address(setting);
  // Other makers of S3 services mostly have no DNS name per bucket, so with an endpoint the bucket is a path.
  const client = new S3Client({
    region: address.region,
    ...(address.endpoint === undefined ? {} : { endpoint: address.endpoint, forcePathStyle: true }),
  });
  const at = (key: string) => ({
    Bucket: address.bucket,
    Key: address.prefix === "" ? checkKey(key) : `${address.prefix}/${checkKey(key)}`,
  });

  const upload = async (key: string, filePath: string, contentType: string) => {
    const Body = createReadStream(filePath);
    await new Upload({ client, params: { ...at(key), Body, ContentType: contentType } }).done();
  };

  const fetch = async (key: string, range?: ByteRange) => {
    const Range = range === undefined ? undefined : `bytes=${range.first}-${range.last}`;
    try {
      const { Body } = await client.send(new GetObjectCommand({ ...at(key), Range }));
      if (Body === undefined) throw new Error(`S3 answered without a body for ${key}`);
      return Body;
    } catch (error) {
      if (isAbsence(error)) throw new AppError("not_found", `No stored object ${key}`, { cause: error });
      throw error;
    }
  };

  const read = async (key: string, offset: number, length: number): Promise<Buffer> => {
    if (length === 0) return Buffer.alloc(0);
    const body = await fetch(key, { first: offset, last: offset + length - 1 });
    return Buffer.from(await body.transformToByteArray());
  };

  return {
    kind: "s3",
    putFile: upload,
    takeFile: upload,
    async put(key, bytes, contentType) {
      await client.send(new PutObjectCommand({ ...at(key), Body: bytes, ContentType: contentType }));
    },
    get: async (key) => Buffer.from(await (await fetch(key)).transformToByteArray()),
    read,
    openReader: (key) =>
      Promise.resolve({
        read: (offset, length) => read(key, offset, length),
        close: () => Promise.resolve(),
      }),
    async stream(key, range) {
      const body = await fetch(key, range);
      if (!(body instanceof Readable)) throw new Error(`S3 answered without a stream for ${key}`);
      return body;
    },
    async size(key) {
      try {
        return (await client.send(new HeadObjectCommand(at(key)))).ContentLength ?? 0;
      } catch (error) {
        if (isAbsence(error)) return null;
        throw error;
      }
    },
    async delete(key) {
      await client.send(new DeleteObjectCommand(at(key)));
    },
    close() {
      client.destroy();
      return Promise.resolve();
    },
  };
}

function isAbsence(error: unknown): boolean {
  return error instanceof Error && (error.name === "NoSuchKey" || error.name === "NotFound");
}
