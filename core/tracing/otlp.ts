/**
 * Spans as OTLP/HTTP in JSON, which every collector takes.
 *
 * @see https://opentelemetry.io/docs/specs/otlp/#otlphttp
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { randomBytes } from "node:crypto";
import type { Logger } from "pino";
import type { Config } from "../config.ts";
import { VERSION } from "../project.ts";
import type { Attributes, Span, SpanKind, Tracing } from "../tracing.ts";

const KINDS: Record<SpanKind, number> = { internal: 1, server: 2, client: 3, consumer: 5 };
const FAILED = 2;
const SEND_EVERY_MS = 5_000;
const SEND_AT_ONCE = 512;
/** Of a collector that is away we keep so many, and drop what comes then. */
const MOST_WAITING = 4_096;
const PATIENCE_MS = 10_000;

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

type Place = { traceId: string; spanId: string };
type Value =
  { stringValue: string } | { doubleValue: number } | { intValue: string } | { boolValue: boolean };

export function openOtlpTracing(settings: NonNullable<Config["tracing"]>, log: Logger): Tracing {
  const current = new AsyncLocalStorage<Place>();
  let waiting: object[] = [];
  let dropped = 0;
  let sending = Promise.resolve();

  const send = async (spans: readonly object[]) => {
    try {
      const reply = await fetch(settings.endpoint, {
        method: "POST",
        headers: { "content-type": "application/json", ...settings.headers },
        body: JSON.stringify(asRequest(settings.serviceName, spans)),
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      await reply.arrayBuffer();
      if (!reply.ok) log.warn({ status: reply.status, spans: spans.length }, "spans refused");
    } catch (error) {
      // Nothing of ours waits for a collector.
      log.warn({ error: String(error), spans: spans.length }, "spans not sent");
    }
  };
  const sendWaiting = async () => {
    if (waiting.length === 0) return;
    const spans = waiting;
    waiting = [];
    if (dropped > 0) log.warn({ dropped }, "spans dropped");
    dropped = 0;
    await send(spans);
  };
  const flush = () => (sending = sending.then(sendWaiting));
  const timer = setInterval(() => void flush(), SEND_EVERY_MS);
  timer.unref();

  const begin = (name: string, kind: SpanKind, parent: Place | null, given: Attributes): Span => {
    const place = { traceId: parent?.traceId ?? hex(16), spanId: hex(8) };
    const from = nanoseconds();
    return {
      run: (work) => current.run(place, work),
      end(outcome = {}) {
        if (waiting.length >= MOST_WAITING) {
          dropped += 1;
          return;
        }
        waiting.push({
          ...place,
          ...(parent === null ? {} : { parentSpanId: parent.spanId }),
          name: outcome.name ?? name,
          kind: KINDS[kind],
          startTimeUnixNano: from,
          endTimeUnixNano: nanoseconds(),
          attributes: asList({ ...given, ...outcome.attributes }),
          status: outcome.isFailed === true ? { code: FAILED } : {},
        });
        if (waiting.length === SEND_AT_ONCE) void flush();
      },
    };
  };
  return {
    beginRoot(name, kind, traceparent) {
      const [, traceId, spanId, flags] = TRACEPARENT.exec(traceparent ?? "") ?? [];
      if (traceId !== undefined && spanId !== undefined && flags !== undefined) {
        // Whoever stands before us has chosen already.
        return (Number.parseInt(flags, 16) & 1) === 1 ? begin(name, kind, { traceId, spanId }, {}) : null;
      }
      return Math.random() < settings.share ? begin(name, kind, null, {}) : null;
    },
    beginChild(name, kind, attributes = {}) {
      const parent = current.getStore();
      return parent === undefined ? null : begin(name, kind, parent, attributes);
    },
    async close() {
      clearInterval(timer);
      await flush();
    },
  };
}

const hex = (bytes: number) => randomBytes(bytes).toString("hex");

/** Since 1970, as text: more than a number can hold to the microsecond. */
const nanoseconds = () =>
  String(BigInt(Math.round((performance.timeOrigin + performance.now()) * 1_000)) * 1_000n);

function asRequest(serviceName: string, spans: readonly object[]) {
  const resource = { attributes: asList({ "service.name": serviceName, "service.version": VERSION }) };
  return {
    resourceSpans: [{ resource, scopeSpans: [{ scope: { name: "aftermap", version: VERSION }, spans }] }],
  };
}

const asList = (attributes: Attributes) =>
  Object.entries(attributes).map(([key, value]) => ({ key, value: asValue(value) }));

function asValue(value: string | number | boolean): Value {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}
