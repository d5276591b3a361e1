/** One import as the worker does it, for the `ingest` benchmark. In: image, working copy. Out: its facts as JSON. */
import { makeWorkingCopy } from "../../core/imagery/raster/make-working-copy.ts";

const [source = "", destination = ""] = process.argv.slice(2);
console.log(JSON.stringify(await makeWorkingCopy({ source, destination })));
