/**
 * Where time went, for whoever wants to know: requests, jobs and the statements inside them as spans, sent to an
 * OpenTelemetry collector. Off unless the standard variable names one; then nothing of it is loaded, and a request
 * costs one comparison with null.
 */
import type { Logger } from "pino";
import type { Config } from "./config.ts";

export type SpanKind = "internal" | "server" | "client" | "consumer";

/** Names as OpenTelemetry's semantic conventions have them. Never anything of a person, and no statement's values. */
export type Attributes = Readonly<Record<string, string | number | boolean>>;

export type Span = {
  /** Whatever begins inside `work`, however late, is part of this span. */
  run<Result>(work: () => Result): Result;
  end(outcome?: { name?: string; attributes?: Attributes; isFailed?: boolean }): void;
};

export type Tracing = {
  /**
   * Begins something that nobody of ours asked for; null when chance left it out.
   *
   * @param traceparent of a proxy that traces too (W3C Trace Context); anything else is overlooked
   */
  beginRoot(name: string, kind: SpanKind, traceparent?: string): Span | null;
  /** Begins a part of what is under way; null when that is not traced. */
  beginChild(name: string, kind: SpanKind, attributes?: Attributes): Span | null;
  close(): Promise<void>;
};

/** Opens the tracing that the settings ask for, or none. */
export async function openTracing(config: Config, log: Logger): Promise<Tracing | null> {
  if (config.tracing === null) return null;
  const { openOtlpTracing } = await import("./tracing/otlp.ts");
  return openOtlpTracing(config.tracing, log);
}

/** Does something as a span of its own where there is tracing. */
export async function traced<Result>(
  tracing: Tracing | null,
  name: string,
  attributes: Attributes,
  work: () => Promise<Result>,
): Promise<Result> {
  const span = tracing?.beginRoot(name, "consumer") ?? null;
  if (span === null) return work();
  try {
    const result = await span.run(work);
    span.end({ attributes });
    return result;
  } catch (error) {
    span.end({ attributes, isFailed: true });
    throw error;
  }
}
