import { ApiProblem } from "../api.ts";
import { Problem } from "../ui/problem.tsx";

/** What the server refused, with its own sentence (English): staff can mend what volunteers cannot. */
export function Refusal({ fault, onRetry }: { fault: unknown; onRetry?: () => void }) {
  return (
    <div className="admin-refusal">
      <Problem fault={fault} {...(onRetry === undefined ? {} : { onRetry })} />
      {fault instanceof ApiProblem && fault.message !== "" && (
        <p lang="en" dir="ltr">
          {fault.message}
        </p>
      )}
    </div>
  );
}
