import type { IncomingMessage, ServerResponse } from "node:http";
import type { Tracing } from "../core/tracing.ts";
import { routeOf } from "./metrics.ts";

/**
 * Handles a request as a span, from its arrival to its end. Of the address only the call's pattern is told: ids,
 * names and who asks stay here.
 */
export function traceRequest(
  tracing: Tracing,
  req: IncomingMessage,
  res: ServerResponse,
  handle: () => void,
): void {
  const traceparent = String(req.headers["traceparent"] ?? "");
  const span = tracing.beginRoot("request", "server", traceparent);
  if (span === null) return handle();
  res.once("close", () => {
    const method = req.method ?? "";
    const route = routeOf(req, res);
    span.end({
      name: `${method} ${route}`,
      attributes: {
        "http.request.method": method,
        "http.route": route,
        "http.response.status_code": res.statusCode,
      },
      isFailed: res.statusCode >= 500 || !res.writableFinished,
    });
  });
  span.run(handle);
}
