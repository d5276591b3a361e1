import { once } from "node:events";
import { createServer } from "node:http";
import express from "express";
import { pino } from "pino";
import { expect, it } from "vitest";
import { z } from "zod";
import { openErrorCounts } from "../../../server/error-counts.ts";
import { errorHandler } from "../../../server/error-handler.ts";

it("tells nobody of an error what it was, and the log everything", async () => {
  const logged: string[] = [];
  const log = pino({}, { write: (line: string) => void logged.push(line) });
  const app = express();
  app.get("/", () => {
    throw new Error("select secret from vault", { cause: new Error("at /srv/inside.ts") });
  });
  app.use(errorHandler(log, openErrorCounts()));
  const server = createServer(app).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = z.object({ port: z.number() }).parse(server.address());
  const answer = await fetch(`http://127.0.0.1:${port}/`);
  const text = await answer.text();
  server.close();
  expect(answer.status).toBe(500);
  expect(text).not.toMatch(/secret|vault|inside|\.ts|Error:/);
  const { requestId } = JSON.parse(text);
  expect(logged.join("")).toContain("select secret from vault");
  expect(logged.join("")).toContain(requestId);
});
