import { type FormEvent, type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem } from "../api.ts";
import { useFormat } from "../i18n/format.ts";
import { Button, type ButtonTone } from "../ui/button.tsx";
import { Problem } from "../ui/problem.tsx";

type CodeFormProps = {
  /** What the button says. */
  action: string;
  tone?: ButtonTone;
  /** Whether a recovery code will do as well as the digits of the authenticator. */
  takesRecoveryCodes: boolean;
  isBusy: boolean;
  fault: unknown;
  onCode: (code: string) => void;
  children?: ReactNode;
};

/** Asks for a code, and says what was wrong with the one before. */
export function CodeForm(props: CodeFormProps) {
  const { t } = useTranslation("sign-in");
  const format = useFormat();
  const id = useId();
  const [code, setCode] = useState("");
  const { fault } = props;
  const problem = fault instanceof ApiProblem ? fault : null;
  const isWrong = problem?.code === "invalid_input";
  const isSlowed = problem?.code === "too_many_requests";
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    props.onCode(code);
    setCode("");
  };
  return (
    <form className="code-form" onSubmit={handleSubmit}>
      <div className="field">
        <label htmlFor={id}>{props.takesRecoveryCodes ? t("code.either") : t("code.label")}</label>
        <input
          id={id}
          className="input code"
          dir="ltr"
          required
          autoComplete="one-time-code"
          inputMode={props.takesRecoveryCodes ? "text" : "numeric"}
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={40}
          placeholder="000000"
          aria-invalid={isWrong || undefined}
          aria-describedby={isWrong ? `${id}-wrong` : undefined}
          value={code}
          onChange={(event) => setCode(event.target.value)}
        />
        {isWrong && (
          <p id={`${id}-wrong`} className="refusal" role="alert">
            {t("code.wrong")}
          </p>
        )}
        {isSlowed && (
          <p className="refusal" role="alert">
            {t("code.slowed", { minutes: format.number(Math.ceil((problem.retryAfterSeconds ?? 60) / 60)) })}
          </p>
        )}
      </div>
      {problem !== null && !isWrong && !isSlowed && <Problem fault={problem} />}
      <div className="step-actions">
        <Button type="submit" tone={props.tone ?? "primary"} disabled={props.isBusy || code.trim() === ""}>
          {props.action}
        </Button>
        {props.children}
      </div>
    </form>
  );
}
