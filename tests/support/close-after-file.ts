/** Set-up of every test file that opens something: afterwards all of it is closed, whatever the file itself does. */
import { afterAll } from "vitest";
import { closeEverything } from "./closing.ts";

afterAll(closeEverything);
