import { useTranslation } from "react-i18next";
import type { Health } from "../../shared/health.ts";
import { useFormat } from "../i18n/format.ts";
import { bytesIn } from "../ui/bytes.ts";

/** The disk, the objects, the database, Redis: how much room there is, and whether they answer. */
export function HealthStores({ health }: { health: Health }) {
  const { t, i18n } = useTranslation("staff");
  const format = useFormat();
  const { disk, objects, database, redis } = health;
  const bytes = (count: number | null) => (count === null ? "?" : bytesIn(i18n.language, count));
  return (
    <section>
      <h2>{t("health.stores")}</h2>
      <dl className="health-stores">
        <div>
          <dt>{t("health.disk")}</dt>
          <dd>{t("health.free", { free: bytes(disk.freeBytes), total: bytes(disk.totalBytes) })}</dd>
          <dd className="quiet">{t("health.ours", { used: bytes(disk.usedBytes) })}</dd>
        </div>
        <div>
          <dt>{t("health.objects")}</dt>
          {objects.kind === "s3" ? (
            <dd>{t("health.s3")}</dd>
          ) : (
            <dd>{t("health.ours", { used: bytes(objects.usedBytes) })}</dd>
          )}
        </div>
        <div>
          <dt>{t("health.database")}</dt>
          <dd>
            <bdi>PostgreSQL {database.version}</bdi> · {bytes(database.bytes)}
          </dd>
          <dd className="quiet">
            {t("health.connections", {
              used: format.number(database.connections),
              most: format.number(database.maxConnections),
            })}
            {" · "}
            {t("health.slowest", { seconds: format.number(Math.round(database.slowestSeconds * 10) / 10) })}
          </dd>
        </div>
        <div>
          <dt>{t("health.redis")}</dt>
          <dd className={redis === false ? "refusal" : ""}>
            {redis === null ? t("health.redisNone") : redis ? t("health.redisThere") : t("health.redisAway")}
          </dd>
        </div>
      </dl>
    </section>
  );
}
