/** A process of the tests' own: opens the embedded cluster of the folder given, says so, and holds it until told. */
import { pino } from "pino";
import { openEmbeddedPostgres } from "../../core/embedded-postgres.ts";

const [folder = ""] = process.argv.slice(2);
const { url, close } = await openEmbeddedPostgres(folder, pino({ level: "silent" }));
console.log(`open ${url}`);
const held = setInterval(() => undefined, 60_000);
process.once("SIGTERM", () => {
  clearInterval(held);
  void close();
});
