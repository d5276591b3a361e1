/** What else there is to say of the machine beside times. */
import { cpus, loadavg, totalmem } from "node:os";

/** Follows how many processes want a core; `end` gives the mean. */
export function watchLoad(): { end(): number } {
  const seen: number[] = [];
  const look = () => void seen.push(loadavg()[0] ?? 0);
  look();
  const timer = setInterval(look, 10_000);
  return {
    end() {
      clearInterval(timer);
      return seen.reduce((sum, load) => sum + load, 0) / seen.length;
    },
  };
}

export function machine(): string {
  const processors = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${processors.length} × ${processors[0]?.model.trim() ?? "unknown processor"}, ${memory} GiB, Node ${process.versions.node}`;
}
