import { type FormEvent, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { API } from "../../shared/api.ts";
import { call } from "../api.ts";
import { outbox } from "../device-outbox.ts";
import { rememberVolunteer } from "../offline/who.ts";
import { Button } from "../ui/button.tsx";
import { ModalDialog } from "../ui/modal-dialog.tsx";
import { Problem } from "../ui/problem.tsx";

type SessionEndedProps = {
  /** The volunteer is back: go on, and send what waits. */
  onBack: () => void;
  /** Go on as somebody new; what waits stays here for the volunteer before. */
  onBeginAnew: () => void;
};

/**
 * The session ended while answers wait. They belong to whoever gave them: they are sent when that volunteer signs in
 * again with their key, and never in another's name.
 */
export function SessionEnded({ onBack, onBeginAnew }: SessionEndedProps) {
  const { t } = useTranslation("tagging");
  const { waiting } = useSyncExternalStore(outbox.subscribe, outbox.snapshot);
  const [key, setKey] = useState("");
  const [fault, setFault] = useState<unknown>(null);
  const [isBusy, setIsBusy] = useState(false);
  const votes = waiting.filter(({ vote }) => vote !== null).length;

  async function signIn(): Promise<void> {
    setIsBusy(true);
    try {
      const { volunteer } = await call(API.startSession, { key });
      rememberVolunteer(volunteer.id);
      outbox.resume();
      onBack();
    } catch (problem) {
      setFault(problem);
      setIsBusy(false);
    }
  }
  function handleSubmit(event: FormEvent): void {
    event.preventDefault();
    void signIn();
  }
  return (
    <ModalDialog title={t("sessionEnded.title")} onClose={onBeginAnew}>
      <p>{t("sessionEnded.text", { count: votes })}</p>
      <form className="session-ended" onSubmit={handleSubmit}>
        <label>
          {t("sessionEnded.key")}
          <input
            type="text"
            value={key}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            onChange={(event) => setKey(event.target.value)}
          />
        </label>
        <Button type="submit" tone="primary" disabled={isBusy || key.trim() === ""}>
          {t("sessionEnded.signIn")}
        </Button>
      </form>
      {fault !== null && <Problem fault={fault} />}
      <p className="quiet">{t("sessionEnded.anewText")}</p>
      <Button onClick={onBeginAnew}>{t("sessionEnded.anew")}</Button>
    </ModalDialog>
  );
}
