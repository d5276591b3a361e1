import { KeyRound } from "lucide-react";
import { useTranslation } from "react-i18next";
import { ButtonLink } from "./button.tsx";

type SignInNeededProps = { title: string; text: string; slug?: string };

/** For whoever may not see a staff screen: staff come in by a link of their own, made on the command line. */
export function SignInNeeded({ title, text, slug }: SignInNeededProps) {
  const { t } = useTranslation();
  return (
    <div className="centred">
      <KeyRound size={28} aria-hidden="true" />
      <h1>{title}</h1>
      <p>{text}</p>
      <ButtonLink to={slug === undefined ? "/" : `/campaigns/${slug}`}>{t("back")}</ButtonLink>
    </div>
  );
}
