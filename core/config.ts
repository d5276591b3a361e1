import { join, resolve } from "node:path";
import { z } from "zod";
import { AppError } from "../shared/errors.ts";
import { PROJECT_FOLDER } from "./project.ts";

const address = (protocols: RegExp, expected: string) =>
  z.string().refine((text) => URL.canParse(text) && protocols.test(new URL(text).protocol), expected);

const Environment = z.object({
  NODE_ENV: z.enum(["production", "development", "test"], "one of production, development, test").optional(),
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, "a port from 0 to 65535 (0 picks a free one)")
    .transform(Number)
    .refine((port) => port <= 65_535, "a port from 0 to 65535 (0 picks a free one)")
    .default(8080),
  HOST: z.string().min(1, "an address to listen on, such as 127.0.0.1").default("127.0.0.1"),
  PUBLIC_URL: address(
    /^https?:$/,
    "an http or https address, such as https://aftermap.example.org",
  ).optional(),
  DATA_DIR: z.string().min(1, "a folder").optional(),
  IMPORT_ROOTS: z.string().min(1, "folders joined by colons").optional(),
  IMPORT_HOSTS: z
    .string()
    .regex(/^[^\s,/@]+(?:,\s*[^\s,/@]+)*$/, "hosts joined by commas, each as host or host:port")
    .optional(),
  DATABASE_URL: address(
    /^postgres(ql)?:$/,
    "a PostgreSQL address, such as postgres://user:password@host:5432/aftermap",
  ).optional(),
  DATABASE_DIRECT_URL: address(
    /^postgres(ql)?:$/,
    "a PostgreSQL address past the pooler, such as postgres://user:password@host:5432/aftermap",
  ).optional(),
  REDIS_URL: address(/^rediss?:$/, "a Redis address, such as redis://host:6379").optional(),
  OBJECT_STORE: address(
    /^s3:$/,
    "an address such as s3://bucket/prefix?endpoint=https://host&region=us-east-1",
  ).optional(),
  SECRET: z.string().min(32, "at least 32 characters").optional(),
  TRUSTED_PROXIES: z
    .string()
    .regex(/^\d$/, "how many proxies of yours stand before Aftermap, 0 to 9")
    .transform(Number)
    .default(0),
  SERVICE_WORKER: z
    .enum(["on", "off"], "on or off (off recalls the worker from every browser that has one)")
    .default("on"),
  STAFF_SECOND_FACTOR: z
    .enum(["required", "optional"], "required (of all analysts and admins) or optional")
    .default("optional"),
  OTEL_EXPORTER_OTLP_ENDPOINT: address(
    /^https?:$/,
    "a collector's address, such as http://localhost:4318",
  ).optional(),
  OTEL_EXPORTER_OTLP_HEADERS: z
    .string()
    .regex(/^[^\s=,]+=[^,]*(?:,\s*[^\s=,]+=[^,]*)*$/, "name=value pairs joined by commas")
    .optional(),
  OTEL_SERVICE_NAME: z.string().default("aftermap"),
  OTEL_TRACES_SAMPLER_ARG: z
    .string()
    .regex(/^(?:0(?:\.\d+)?|1(?:\.0+)?)$/, "the share of requests to trace, 0 to 1")
    .transform(Number)
    .default(1),
  LOG_LEVEL: z
    .enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"], "a level such as info or warn")
    .default("info"),
});

/** All that can be set from outside, read once when a process starts and never changed. */
export type Config = Readonly<{
  isProduction: boolean;
  port: number;
  host: string;
  /** Without a slash at its end; `null` until the server knows which port it listens on. */
  publicUrl: string | null;
  dataDir: string;
  importRoots: readonly string[];
  /** Hosts of internal networks that admins may fetch imagery from; all of the public internet they may. */
  importHosts: readonly string[];
  /** `null`: the embedded PostgreSQL of the data folder. */
  databaseUrl: string | null;
  /**
   * The same database past a pooler such as PgBouncer, for what needs a session of its own; `null`: there is no pooler
   * in between. With one, statements are not named: its sessions change hands between two of them.
   */
  databaseDirectUrl: string | null;
  /** `null`: the queue and the hints run on PostgreSQL. */
  redisUrl: string | null;
  /** `null`: the folder `objects` of the data folder. */
  objectStore: string | null;
  /** `null`: made at the first start and kept in the data folder. */
  secret: string | null;
  /** How many proxies of ours stand in front: so many addresses at the end of `X-Forwarded-For` are believed. */
  trustedProxies: number;
  /** False recalls the client's service worker from every browser that has one. */
  hasServiceWorker: boolean;
  /** Whether analysts and admins must have a second factor to sign in. */
  isSecondFactorRequired: boolean;
  /** `null`: nothing is traced. `share` of requests and jobs, 0–1; `endpoint` takes OTLP/HTTP in JSON. */
  tracing: Readonly<{
    endpoint: string;
    headers: Readonly<Record<string, string>>;
    serviceName: string;
    share: number;
  }> | null;
  logLevel: string;
}>;

/**
 * Reads the settings.
 *
 * @throws AppError `invalid_input` with one line that names each bad setting and what is expected of it
 */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ""),
  );
  const parsed = Environment.safeParse(given);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join(".")} must be ${issue.message}`);
    throw new AppError("invalid_input", `Invalid setting: ${faults.join("; ")}`);
  }
  const settings = parsed.data;
  const isProduction = settings.NODE_ENV === "production";
  if (isProduction && settings.SECRET === undefined) {
    throw new AppError(
      "invalid_input",
      "Invalid setting: SECRET must be set in production, at least 32 characters",
    );
  }
  if (settings.DATABASE_DIRECT_URL !== undefined && settings.DATABASE_URL === undefined) {
    throw new AppError(
      "invalid_input",
      "Invalid setting: DATABASE_DIRECT_URL must stand beside DATABASE_URL, the address of the pooler",
    );
  }
  const dataDir = resolve(PROJECT_FOLDER, settings.DATA_DIR ?? ".aftermap");
  const importRoots = settings.IMPORT_ROOTS?.split(":").filter((root) => root !== "") ?? [
    join(dataDir, "import"),
  ];
  return Object.freeze({
    isProduction,
    port: settings.PORT,
    host: settings.HOST,
    publicUrl: settings.PUBLIC_URL?.replace(/\/+$/, "") ?? null,
    dataDir,
    importRoots: Object.freeze(importRoots.map((root) => resolve(root))),
    importHosts: Object.freeze(
      (settings.IMPORT_HOSTS ?? "")
        .toLowerCase()
        .split(/,\s*/)
        .filter((host) => host !== ""),
    ),
    databaseUrl: settings.DATABASE_URL ?? null,
    databaseDirectUrl: settings.DATABASE_DIRECT_URL ?? null,
    redisUrl: settings.REDIS_URL ?? null,
    objectStore: settings.OBJECT_STORE ?? null,
    secret: settings.SECRET ?? null,
    trustedProxies: settings.TRUSTED_PROXIES,
    hasServiceWorker: settings.SERVICE_WORKER === "on",
    isSecondFactorRequired: settings.STAFF_SECOND_FACTOR === "required",
    tracing:
      settings.OTEL_EXPORTER_OTLP_ENDPOINT === undefined
        ? null
        : Object.freeze({
            endpoint: `${settings.OTEL_EXPORTER_OTLP_ENDPOINT.replace(/\/+$/, "")}/v1/traces`,
            headers: readHeaders(settings.OTEL_EXPORTER_OTLP_HEADERS),
            serviceName: settings.OTEL_SERVICE_NAME,
            share: settings.OTEL_TRACES_SAMPLER_ARG,
          }),
    logLevel: settings.LOG_LEVEL,
  });
}

/** `name=value,name=value`, values escaped as in an address: as OpenTelemetry writes headers. */
function readHeaders(text = ""): Record<string, string> {
  const pairs = text.split(",").map((pair) => pair.trim().split("=", 2));
  return Object.fromEntries(
    pairs.flatMap(([name = "", value = ""]) => (name === "" ? [] : [[name, decodeURIComponent(value)]])),
  );
}
