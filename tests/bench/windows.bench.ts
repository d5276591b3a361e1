/** See `promises.md`, `windows`: dating 11,218 buildings in 14 scenes, beside the median of bounds. */
import path from "node:path";
import { z } from "zod";
import { CORES, report, timed } from "./peers.ts";

export const work =
  "windows of 11,218 buildings × 14 scenes × 15 votes, beside the median of bounds (simulated votes)";

const Result = z.object({ seconds: z.number(), exact: z.number(), covered: z.number(), size: z.number() });

export async function run(options: readonly string[]): Promise<void> {
  const auto = await measure("auto");
  const median = await measure("median");
  const rounded = (value: number) => Math.round(value * 1000) / 1000;
  const figures = {
    "processor seconds of the fit": rounded(auto.seconds),
    "median of bounds": rounded(median.seconds),
    "exact interval": rounded(auto.exact),
    "median of bounds ": rounded(median.exact),
    "90 % sets that hold the truth": rounded(auto.covered),
    "median of bounds  ": rounded(median.covered),
    "intervals in a 90 % set": rounded(auto.size),
  };
  report(options.includes("--json"), figures, [
    { promise: "the fit", goal: "≤ 2 s", measured: `${auto.seconds.toFixed(2)} s`, holds: auto.seconds <= 2 },
    {
      promise: "exact intervals beside the median",
      goal: "more",
      measured: `${auto.exact.toFixed(3)} to ${median.exact.toFixed(3)}`,
      holds: auto.exact > median.exact,
    },
  ]);
}

async function measure(method: string): Promise<z.infer<typeof Result>> {
  const entry = path.join(import.meta.dirname, "windows-ours.ts");
  const line = ["--import", import.meta.resolve("tsx"), entry, method];
  return Result.parse(JSON.parse((await timed(CORES.subject, process.execPath, line)).stdout));
}
