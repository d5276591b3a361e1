/**
 * The embedded cluster's settings: for a laptop that does other things too. `fsync`, `full_page_writes` and
 * `synchronous_commit` keep PostgreSQL's defaults (on): an acknowledged vote is evidence and survives a power cut.
 */
const SETTINGS: Record<string, string> = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  password_encryption: "scram-sha-256",
  cluster_name: "aftermap",
  max_connections: "200",
  shared_buffers: "256MB",
  effective_cache_size: "1GB",
  work_mem: "16MB",
  maintenance_work_mem: "128MB",
  // Fewer, longer checkpoints: imports and votes come in bursts.
  checkpoint_timeout: "15min",
  max_wal_size: "1GB",
  // Every laptop has flash storage, where a random page costs about as much as the next one.
  random_page_cost: "1.1",
  // Short queries only: compiling them costs more than it saves.
  jit: "off",
  timezone: "UTC",
  log_timezone: "UTC",
  log_min_messages: "warning",
  log_line_prefix: "%m [%p] ",
};

/** The text of `postgresql.conf`. Written at every start, so that a new version's settings reach old clusters. */
export function settingsText(port: number): string {
  const lines = Object.entries({ ...SETTINGS, port: String(port) }).map(
    ([name, value]) => `${name} = '${value}'`,
  );
  return `# Written by Aftermap at every start: changes made here are lost.\n${lines.join("\n")}\n`;
}
