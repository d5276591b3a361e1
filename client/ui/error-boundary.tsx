import { Component, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "./button.tsx";

type Props = { children: ReactNode };

/** Shows something useful where a screen broke. A class because React offers no other way. */
export class ErrorBoundary extends Component<Props, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true };
  }

  override render(): ReactNode {
    return this.state.hasFailed ? <BrokenPage /> : this.props.children;
  }
}

function BrokenPage() {
  const { t } = useTranslation();
  return (
    <main className="centred">
      <h1>{t("broken.title")}</h1>
      <p>{t("broken.text")}</p>
      <Button tone="primary" onClick={() => location.reload()}>
        {t("broken.reload")}
      </Button>
    </main>
  );
}
