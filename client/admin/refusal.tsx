import { useTranslation } from "react-i18next";
import { ApiProblem, type ProblemCode } from "../api.ts";
import { Notice } from "../ui/notice.tsx";

/**
 * What the server refused, with its own sentence (English): staff can mend what volunteers cannot. What it
 * says of single fields stands at those.
 */
export function Refusal({ fault }: { fault: unknown }) {
  const { t } = useTranslation("common");
  const code: ProblemCode = fault instanceof ApiProblem ? fault.code : "internal";
  return (
    <Notice tone="problem" title={t(`problem.${code}`)}>
      {fault instanceof ApiProblem && (
        <p lang="en" dir="auto">
          {fault.message}
        </p>
      )}
    </Notice>
  );
}
