import { useTranslation } from "react-i18next";
import { ModalDialog } from "../ui/modal-dialog.tsx";

type HelpDialogProps = {
  classCount: number;
  hasShortcuts: boolean;
  onShortcuts: (isOn: boolean) => void;
  onClose: () => void;
};

/** All keys, and the switch that turns them off. */
export function HelpDialog({ classCount, hasShortcuts, onShortcuts, onClose }: HelpDialogProps) {
  const { t } = useTranslation("tagging");
  const keys: [keys: string[], does: string][] = [
    [["←", "→"], t("help.scene")],
    [["["], t("window.lastIntact")],
    [["]"], t("window.firstDamaged")],
    ...(classCount === 0
      ? []
      : [[["1", "…", String(classCount)], t("help.class")] satisfies [string[], string]]),
    [["0"], t("cannotTell.button")],
    [[t("help.space")], t("help.blink")],
    [["C"], t("help.modes")],
    [["⇧", "←", "→"], t("help.otherScene")],
    [["P"], t("help.play")],
    [["O"], t("tools.outline")],
    [["+", "−"], t("help.zoom")],
    [["Home"], t("tools.recentre")],
    [["↵"], t("submit.submit")],
    [["S"], t("submit.skip")],
    [["Z"], t("submit.undo")],
    [["R"], t("report.title")],
    [["G"], t("guide.title")],
    [["?"], t("help.title")],
  ];
  return (
    <ModalDialog title={t("help.title")} onClose={onClose}>
      <dl className="keys">
        {keys.map(([names, does]) => (
          <div key={does}>
            <dt dir="ltr">
              {names.map((name) => (
                <kbd key={name}>{name}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <label className="switch">
        <input
          type="checkbox"
          checked={hasShortcuts}
          onChange={(event) => onShortcuts(event.target.checked)}
        />
        {t("help.switch")}
      </label>
    </ModalDialog>
  );
}
