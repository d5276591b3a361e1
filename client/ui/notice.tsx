import { CircleAlert, HeartHandshake, Info } from "lucide-react";
import type { ReactNode } from "react";

/** `care` announces something that may be hard to see; `problem` says what went wrong. */
export type NoticeTone = "info" | "care" | "problem";

const ICONS: Record<NoticeTone, typeof Info> = { info: Info, care: HeartHandshake, problem: CircleAlert };

type NoticeProps = { tone?: NoticeTone; title?: string; actions?: ReactNode; children?: ReactNode };

/** A short message in the flow of a page. Problems are read out by screen readers at once. */
export function Notice({ tone = "info", title, actions, children }: NoticeProps) {
  const Icon = ICONS[tone];
  return (
    <div className={`notice notice-${tone}`} role={tone === "problem" ? "alert" : undefined}>
      <Icon size={20} aria-hidden="true" />
      <div>
        {title !== undefined && <p className="notice-title">{title}</p>}
        {children !== undefined && <div className="notice-text">{children}</div>}
        {actions !== undefined && <div className="notice-actions">{actions}</div>}
      </div>
    </div>
  );
}
