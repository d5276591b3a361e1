/** What Prometheus reads at `/metrics`: how requests go, and how the installation does. Nothing in it tells of a person. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Health } from "../shared/health.ts";

export type Metrics = {
  /** Measures one request from its arrival to its end. */
  watch(req: IncomingMessage, res: ServerResponse): void;
  /** The text of the exposition; `health` is what is known of the installation, null when its database is away. */
  text(health: Health | null): Promise<string>;
  contentType: string;
};

/** Seconds: a tile takes milliseconds, an image's upload minutes. */
const BUCKETS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The address pattern of a call, noted by whoever routes it: names of campaigns and ids would make a series each. */
const routes = new WeakMap<ServerResponse, string>();

/** Says under which pattern a response is counted, such as `/campaigns/{slug}`. */
export function noteRoute(res: ServerResponse, route: string): void {
  routes.set(res, route);
}

/** Under which pattern a response is counted: its call's, else the family of its address. */
export const routeOf = (req: IncomingMessage, res: ServerResponse): string =>
  routes.get(res) ?? familyOf(req.url ?? "/");

export function openMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const requests = new Histogram({
    name: "aftermap_http_request_seconds",
    help: "Requests from arrival to the end of the answer",
    labelNames: ["method", "route", "status"],
    buckets: BUCKETS,
    registers,
  });
  const atOnce = new Gauge({
    name: "aftermap_http_requests_open",
    help: "Requests being answered",
    registers,
  });
  const refusals = new Gauge({
    name: "aftermap_refusals",
    help: "Refusals and errors of this process since it started, by code",
    labelNames: ["code"],
    registers,
  });
  const scrapes = new Counter({
    name: "aftermap_scrapes_without_database_total",
    help: "Times this page was read while the database did not answer",
    registers,
  });
  const gauges = installationGauges(registry);

  return {
    contentType: registry.contentType,
    watch(req, res) {
      const from = performance.now();
      atOnce.inc();
      res.once("close", () => {
        atOnce.dec();
        const route = routeOf(req, res);
        const status = res.writableFinished ? String(res.statusCode) : "cut";
        requests.observe({ method: req.method ?? "", route, status }, (performance.now() - from) / 1000);
      });
    },
    async text(health) {
      if (health === null) scrapes.inc();
      else {
        gauges.set(health);
        refusals.reset();
        for (const { code, count, from } of health.errors)
          if (from === "server") refusals.set({ code }, count);
      }
      return registry.metrics();
    },
  };
}

/** What is not a call of the API is counted by the first word of its path; unknown ones together. */
function familyOf(url: string): string {
  const first = /^\/([a-z]+)(?:[/?]|$)/.exec(url)?.[1] ?? "";
  return ["tiles", "assets", "api", "ogc", "livez", "readyz", "metrics", "uploads"].includes(first)
    ? `/${first}`
    : "page";
}

function installationGauges(registry: Registry): { set(health: Health): void } {
  const gauge = <Label extends string>(name: string, help: string, labelNames: Label[] = []) =>
    new Gauge({ name: `aftermap_${name}`, help, labelNames, registers: [registry] });
  const waiting = gauge("queue_waiting", "Jobs and recounts that wait", ["queue"]);
  const running = gauge("queue_running", "Jobs that are at work", ["queue"]);
  const failed = gauge("queue_failed", "Jobs given up in the last day", ["queue"]);
  const oldest = gauge("queue_oldest_seconds", "How long the oldest has waited", ["queue"]);
  const workers = gauge("workers_alive", "Worker processes that gave a sign of life lately");
  const diskFree = gauge("disk_free_bytes", "Room left where the data folder lies");
  const diskTotal = gauge("disk_total_bytes", "Size of the disk on which the data folder lies");
  const databaseBytes = gauge("database_bytes", "Size of the database");
  const connections = gauge("database_connections", "Sessions open in the database");
  const mostConnections = gauge("database_connections_max", "Sessions that the database allows");
  const slowest = gauge("database_slowest_seconds", "How long the slowest statement of this moment has run");
  const redis = gauge("redis_up", "1 when Redis answers, 0 when it is away; absent where it is not set");
  const troubles = gauge("trouble", "1 for each trouble that somebody should look at", ["trouble"]);
  return {
    set(health) {
      for (const one of [waiting, running, failed, oldest, troubles]) one.reset();
      for (const queue of health.queues) {
        waiting.set({ queue: queue.name }, queue.waiting);
        running.set({ queue: queue.name }, queue.running);
        failed.set({ queue: queue.name }, queue.failed);
        oldest.set({ queue: queue.name }, queue.oldestSeconds ?? 0);
      }
      workers.set(health.workers.filter(({ isAlive }) => isAlive).length);
      if (health.disk.freeBytes !== null) diskFree.set(health.disk.freeBytes);
      if (health.disk.totalBytes !== null) diskTotal.set(health.disk.totalBytes);
      databaseBytes.set(health.database.bytes);
      connections.set(health.database.connections);
      mostConnections.set(health.database.maxConnections);
      slowest.set(health.database.slowestSeconds);
      if (health.redis === null) redis.remove();
      else redis.set(health.redis ? 1 : 0);
      for (const trouble of health.troubles) troubles.set({ trouble }, 1);
    },
  };
}
