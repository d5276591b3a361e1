import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Campaign } from "../../shared/campaigns.ts";
import type { BuildingDetail, WeighedVote } from "../../shared/reviews.ts";
import { useClassLabel } from "../i18n/class-label.ts";
import { useFormat } from "../i18n/format.ts";
import { useDecimals } from "../quality/use-decimals.ts";
import { Button } from "../ui/button.tsx";
import { classLooks, UNKNOWN_LOOK } from "../ui/class-looks.ts";
import { ClassSign } from "../ui/class-sign.tsx";
import type { Timeline } from "./moments.ts";

type VotesTableProps = { building: BuildingDetail; campaign: Campaign; timeline: Timeline };

/** More than so many are folded to the newest ones: the decision stands below them. */
const FOLD_FROM = 8;
const FOLD_TO = 5;

/** Every vote on the building, by pseudonym, newest first; superseded ones are struck out, not hidden. */
export function VotesTable({ building, campaign, timeline }: VotesTableProps) {
  const { t } = useTranslation("analysis");
  const [isWhole, setIsWhole] = useState(false);
  const votes = building.votesList;
  const isFolded = !isWhole && votes.length > FOLD_FROM;
  if (votes.length === 0) return <p className="quiet">{t("votes.none")}</p>;
  return (
    <section>
      <h3>{t("votes.title")}</h3>
      <div className="table-scroll">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t("votes.volunteer")}</th>
              <th scope="col">{t("votes.answer")}</th>
              {campaign.asks.window && <th scope="col">{t("votes.window")}</th>}
              <th scope="col">{t("votes.weight")}</th>
            </tr>
          </thead>
          <tbody>
            {(isFolded ? votes.slice(0, FOLD_TO) : votes).map((vote) => (
              <VoteRow key={vote.id} vote={vote} campaign={campaign} timeline={timeline} />
            ))}
          </tbody>
        </table>
      </div>
      {isFolded && (
        <Button onClick={() => setIsWhole(true)}>{t("votes.all", { total: votes.length })}</Button>
      )}
      <p className="quiet">{t("votes.weightNote")}</p>
    </section>
  );
}

type VoteRowProps = { vote: WeighedVote; campaign: Campaign; timeline: Timeline };

function VoteRow({ vote, campaign, timeline }: VoteRowProps) {
  const { t } = useTranslation("analysis");
  const format = useFormat();
  const decimals = useDecimals(2);
  const labelOf = useClassLabel(campaign.scale);
  const look = classLooks(campaign.scale.classes).get(vote.class ?? "") ?? UNKNOWN_LOOK;
  const dateOf = (id: string | null) => {
    const scene = timeline.scenes[timeline.indexOf.get(id ?? "") ?? -1];
    return scene === undefined ? "…" : format.shortDate(scene.acquiredAt);
  };
  const answer =
    vote.cannotTell === null
      ? vote.class === null
        ? t("votes.noClass")
        : labelOf(vote.class)
      : t(`cannotTell.${vote.cannotTell}`);
  return (
    <>
      <tr className={vote.counted ? undefined : "vote-superseded"}>
        <th scope="row">
          <bdi>{vote.pseudonym}</bdi>
          {!vote.counted && <span className="quiet"> {t("votes.notCounted")}</span>}
          <time
            className="quiet vote-moment"
            dateTime={vote.createdAt}
            title={format.moment(vote.createdAt, "minute")}
          >
            {`${format.shortDate(vote.createdAt)} ${format.time(vote.createdAt, "minute")}`}
          </time>
        </th>
        <td>
          <span className="vote-answer">
            <ClassSign look={look} size={13} />
            {answer}
          </span>
        </td>
        {campaign.asks.window && (
          <td>
            {vote.cannotTell === null && (
              <>
                <span className="one-date">{dateOf(vote.lastIntact)} –</span>{" "}
                <span className="one-date">{dateOf(vote.firstDamaged)}</span>
              </>
            )}
          </td>
        )}
        <td className="vote-weight">{vote.weight === null ? "–" : decimals(vote.weight)}</td>
      </tr>
      {vote.comment !== null && (
        <tr className="vote-comment">
          <td colSpan={4}>
            <q dir="auto">{vote.comment}</q>
          </td>
        </tr>
      )}
    </>
  );
}
