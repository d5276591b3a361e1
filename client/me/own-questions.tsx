import { useTranslation } from "react-i18next";
import { useFormat } from "../i18n/format.ts";
import { useOwnQuestions } from "./use-own.ts";

/** What somebody reported or asked, with what an analyst answered; nothing at all where they asked nothing. */
export function OwnQuestions() {
  const { t } = useTranslation("me");
  const format = useFormat();
  const { data } = useOwnQuestions();
  if (data === undefined || data.items.length === 0) return null;
  return (
    <section className="panel">
      <h2>{t("questions.title")}</h2>
      <ul className="own-questions">
        {data.items.map(({ id, kind, text, answer, status, createdAt }) => (
          <li key={id}>
            <p className="quiet">
              {t(`questions.kind.${kind}`)} · <time dateTime={createdAt}>{format.date(createdAt)}</time>
            </p>
            {text !== "" && <p dir="auto">{text}</p>}
            {answer === null ? (
              <p className="quiet">{status === "closed" ? t("questions.closed") : t("questions.waiting")}</p>
            ) : (
              <blockquote>
                <p className="quiet">{t("questions.answer")}</p>
                <p dir="auto">{answer}</p>
              </blockquote>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
