/** Checks of docker-compose.yml, Dockerfile and .env.example that need no container engine. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { readConfig } from "../../core/config.ts";

const PROJECT = join(import.meta.dirname, "../..");
const read = (name: string) => readFileSync(join(PROJECT, name), "utf8");

const Service = z.object({
  image: z.string(),
  build: z.object({ context: z.string(), target: z.string() }).optional(),
  user: z.string(),
  command: z.array(z.string()).optional(),
  restart: z.string(),
  read_only: z.literal(true),
  cap_drop: z.tuple([z.literal("ALL")]),
  security_opt: z.array(z.string()),
  tmpfs: z.array(z.string()),
  networks: z.array(z.string()),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  environment: z.record(z.string(), z.string()).default({}),
  healthcheck: z.object({ test: z.array(z.string()).min(2) }).optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
});

const composeText = read("docker-compose.yml");
const compose = z
  .object({
    services: z.record(z.string(), Service),
    networks: z.record(z.string(), z.object({ internal: z.boolean().optional() })),
    volumes: z.record(z.string(), z.unknown()),
  })
  .parse(parse(composeText, { merge: true }));
const services = Object.entries(compose.services);
const ours = services.filter(([, service]) => service.image === "aftermap");

/** Name and example value of each setting, commented out or not. */
const documented = new Map(
  [...read(".env.example").matchAll(/^#?([A-Z][A-Z0-9_]*)=(.*)$/gm)].map((match) => [
    match[1] ?? "",
    match[2] ?? "",
  ]),
);

/** The settings' names, as the schema in core/config.ts has them. */
const settings = [...read("core/config.ts").matchAll(/^ {2}([A-Z][A-Z0-9_]*): /gm)].map(
  (match) => match[1] ?? "",
);

describe("docker-compose.yml", () => {
  it("has the API, the worker, the migration and the three stores", () => {
    expect(services.map(([name]) => name).toSorted()).toEqual([
      "api",
      "migrate",
      "postgres",
      "redis",
      "store",
      "worker",
    ]);
  });

  it.each(services)("runs %s as somebody, not root, who can gain no rights", (_, service) => {
    expect(service.user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    expect(service.security_opt).toContain("no-new-privileges:true");
  });

  it.each(services)("knows whether %s is well, or that it has ended well", (name, service) => {
    const runsOnce = service.restart === "no";
    expect(service.healthcheck === undefined).toBe(runsOnce);
    const awaited = services
      .map(([, other]) => other.depends_on[name]?.condition)
      .filter((found) => found !== undefined);
    const expected = runsOnce ? "service_completed_successfully" : "service_healthy";
    expect(awaited.filter((condition) => condition !== expected)).toEqual([]);
  });

  it.each(services)("%s waits for, mounts and joins only what there is", (_, service) => {
    expect(Object.keys(service.depends_on).filter((name) => !(name in compose.services))).toEqual([]);
    expect(service.networks.filter((name) => !(name in compose.networks))).toEqual([]);
    const named = service.volumes
      .map((volume) => volume.split(":")[0] ?? "")
      .filter((source) => /^\w+$/.test(source));
    expect(named.filter((name) => !(name in compose.volumes))).toEqual([]);
  });

  it("opens one port, on the loopback interface, and keeps the stores inside", () => {
    expect(services.flatMap(([, service]) => service.ports)).toEqual([
      "127.0.0.1:${PUBLISHED_PORT:-8080}:8080",
    ]);
    expect(compose.networks["stores"]?.internal).toBe(true);
    const outside = services
      .filter(([, service]) => service.networks.includes("outside"))
      .map(([name]) => name);
    expect(outside.toSorted()).toEqual(["api", "migrate", "worker"]);
  });

  it.each(ours)("gives %s settings that Aftermap accepts", (_, service) => {
    const environment = Object.fromEntries(
      Object.entries(service.environment).map(([name, value]) => [name, fillIn(value)]),
    );
    expect(readConfig(environment)).toMatchObject({ isProduction: true, dataDir: "/data" });
    const forTheStore = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"];
    expect(Object.keys(environment).filter((name) => ![...settings, ...forTheStore].includes(name))).toEqual(
      [],
    );
  });

  it("asks for nothing that .env.example does not explain, and has no secret in it", () => {
    const asked = [...composeText.matchAll(/\$\{([A-Z_]+)/g)].map((match) => match[1] ?? "");
    expect(asked.filter((name) => !documented.has(name))).toEqual([]);
    const secrets = services
      .flatMap(([, service]) => Object.entries(service.environment))
      .filter(([name]) => /PASSWORD|SECRET|KEY/.test(name));
    expect(secrets.length).toBeGreaterThan(5);
    expect(secrets.filter(([, value]) => !/^\$\{[A-Z_]+:\?/.test(value))).toEqual([]);
  });
});

describe("Dockerfile", () => {
  const stages = [...read("Dockerfile").matchAll(/^FROM (\S+)(?: AS (\S+))?$/gm)];

  it("has each stage that docker-compose.yml builds, and pins the major version of what it starts from", () => {
    const targets = services.flatMap(([, { build }]) => (build === undefined ? [] : [build.target]));
    const names = stages.map((stage) => stage[2]);
    expect(targets.filter((target) => !names.includes(target))).toEqual([]);
    const bases = stages.map((stage) => stage[1] ?? "").filter((base) => !names.includes(base));
    expect(bases.filter((base) => !/:v?\d/.test(base))).toEqual([]);
  });

  it("copies only what .dockerignore lets through and the project has", () => {
    const allowed = [...read(".dockerignore").matchAll(/^!(\S+)$/gm)].map((match) => match[1] ?? "");
    expect(allowed.filter((name) => !existsSync(join(PROJECT, name)))).toEqual([]);
  });
});

describe(".env.example", () => {
  it("lists every setting and nothing that nobody reads", () => {
    expect(settings.length).toBeGreaterThan(8);
    expect(settings.filter((name) => !documented.has(name))).toEqual([]);
    const aws = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"];
    const unread = [...documented.keys()].filter(
      (name) => !settings.includes(name) && !aws.includes(name) && !composeText.includes(`\${${name}`),
    );
    expect(unread).toEqual([]);
  });

  it("shows values that would be accepted as they stand", () => {
    const shown = [...documented].filter(([name, value]) => settings.includes(name) && value !== "");
    const secret = "x".repeat(32);
    expect(() => readConfig({ ...Object.fromEntries(shown), SECRET: secret })).not.toThrow();
  });
});

/** What Compose would put in place of `${NAME:-default}` and `${NAME:?message}` for somebody who filled all in. */
function fillIn(value: string): string {
  return value.replaceAll(
    /\$\{[A-Z_]+(?::-([^}]*)|:\?[^}]*)\}/g,
    (_, fallback?: string) => fallback ?? "0123456789abcdef".repeat(4),
  );
}
