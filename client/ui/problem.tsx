import { RotateCw } from "lucide-react";
import { useTranslation } from "react-i18next";
import { ApiProblem, type ProblemCode } from "../api.ts";
import { Button } from "./button.tsx";
import { Notice } from "./notice.tsx";

/** Asked again, these would be refused again. */
const IN_VAIN: ReadonlySet<ProblemCode> = new Set(["invalid_input", "forbidden", "not_found"]);

/** What a failed call means to the person in front of the screen. */
export function Problem({ fault, onRetry }: { fault: unknown; onRetry?: () => void }) {
  const { t } = useTranslation();
  const code: ProblemCode = fault instanceof ApiProblem ? fault.code : "internal";
  const details = fault instanceof ApiProblem ? fault.errors : [];
  return (
    <Notice
      tone="problem"
      title={t(`problem.${code}`)}
      actions={
        onRetry !== undefined &&
        !IN_VAIN.has(code) && (
          <Button onClick={onRetry}>
            <RotateCw size={18} aria-hidden="true" />
            {t("tryAgain")}
          </Button>
        )
      }
    >
      {details.map(({ path, message }) => (
        <p key={path} dir="ltr">
          <code>{path}</code> {message}
        </p>
      ))}
    </Notice>
  );
}
