import type { Config } from "../core/config.ts";

/** Environment variables, as `cli/main.ts` read them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The settings as environment variables again, for processes that we start; what is not ours is passed on as it is. */
export function environmentOf(config: Config, inherited: Environment): Environment {
  return {
    ...inherited,
    PORT: String(config.port),
    HOST: config.host,
    PUBLIC_URL: config.publicUrl ?? undefined,
    DATA_DIR: config.dataDir,
    IMPORT_ROOTS: config.importRoots.join(":"),
    DATABASE_URL: config.databaseUrl ?? undefined,
    DATABASE_DIRECT_URL: config.databaseDirectUrl ?? undefined,
    REDIS_URL: config.redisUrl ?? undefined,
    OBJECT_STORE: config.objectStore ?? undefined,
    SECRET: config.secret ?? undefined,
    TRUSTED_PROXIES: String(config.trustedProxies),
    SERVICE_WORKER: config.hasServiceWorker ? "on" : "off",
    STAFF_SECOND_FACTOR: config.isSecondFactorRequired ? "required" : "optional",
    LOG_LEVEL: config.logLevel,
  };
}
