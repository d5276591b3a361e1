import { useTranslation } from "react-i18next";
import type { CopyingCluster } from "../../shared/volunteers.ts";
import { useFormat } from "../i18n/format.ts";
import { Button } from "../ui/button.tsx";
import { sharesOf } from "./clusters.ts";
import type { Asked } from "./decision-dialog.tsx";
import { MemberTable } from "./member-table.tsx";
import { PairTable } from "./pair-table.tsx";
import { useNamesOf } from "./use-names-of.ts";

type ClusterCardProps = { slug: string; cluster: CopyingCluster; onAsk: (asked: Asked) => void };

/** One group: how alike it answers, who is in it, and what to do about each or all. */
export function ClusterCard({ slug, cluster, onAsk }: ClusterCardProps) {
  const { t } = useTranslation("quality");
  const format = useFormat();
  const namesOf = useNamesOf();
  const { members, pairs } = cluster;
  const number = cluster.cluster + 1;
  const { agreed, expected } = sharesOf(cluster);
  const isConfirmed = members.every(({ decision }) => decision?.cleared === false);
  return (
    <section className="cluster" aria-labelledby={`cluster-${number}`}>
      <div className="cluster-head">
        <h2 id={`cluster-${number}`}>
          {t("volunteers.group", { number })}: {namesOf(members)}
        </h2>
        <span className={isConfirmed ? "badge" : "badge badge-flagged"}>
          {t(isConfirmed ? "copies.keptAsOne" : "copies.undecided")}
        </span>
      </div>
      <p>{t("copies.same", { agreed: format.percent(agreed), expected: format.percent(expected) })}</p>
      <fieldset className="decision-actions" aria-label={t("copies.whole")}>
        <Button tone="danger" onClick={() => onAsk({ kind: "exclude", who: members })}>
          {t("copies.excludeAll")}
        </Button>
        {!isConfirmed && (
          <Button onClick={() => onAsk({ kind: "join", who: members })}>{t("copies.joinAll")}</Button>
        )}
        <Button onClick={() => onAsk({ kind: "clear", who: members })}>{t("copies.clearAll")}</Button>
      </fieldset>
      <MemberTable
        slug={slug}
        label={t("copies.members", { number })}
        members={members}
        actions={["exclude", "clear"]}
        onAsk={onAsk}
      />
      <PairTable members={members} pairs={pairs} />
    </section>
  );
}
