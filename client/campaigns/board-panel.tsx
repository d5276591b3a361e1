import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { API } from "../../shared/api.ts";
import { call } from "../api.ts";
import { useFormat } from "../i18n/format.ts";
import { hasSession } from "../session.ts";

const PLACES = 10;

/** Volunteers who chose to be named; not there while nobody did, and nothing that presses anybody to. */
export function BoardPanel({ slug }: { slug: string }) {
  const { t } = useTranslation("campaigns");
  const format = useFormat();
  const board = useQuery({
    queryKey: ["board", slug],
    queryFn: ({ signal }) => call(API.getBoard, { slug }, signal),
  });
  const items = board.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <section className="panel">
      <h2>{t("board.title")}</h2>
      <p className="quiet">{t("board.text")}</p>
      <ol className="board">
        {items.map(({ name, answers, isYou }, at) =>
          at < PLACES || isYou ? (
            // Two people may have chosen the same name.
            // oxlint-disable-next-line react/no-array-index-key
            <li key={`${at} ${name}`} value={at + 1} data-you={isYou}>
              <bdi>{name}</bdi>
              {isYou && <span className="badge badge-live">{t("board.you")}</span>}
              <span className="board-answers">{format.number(answers)}</span>
            </li>
          ) : null,
        )}
      </ol>
      {hasSession() && (
        <p className="quiet">
          <Link to="/me">{t("board.join")}</Link>
        </p>
      )}
    </section>
  );
}
