type ProgressBarProps = {
  /** What is measured, for screen readers. */
  label: string;
  /** Share that is done, 0–1. */
  share: number;
  /** A second share beside the first, 0–1, shown in another colour. */
  second?: number;
  /** The share in words. */
  text: string;
};

/** How far something is. The words beside it are the caller's: this is the picture of them. */
export function ProgressBar({ label, share, second = 0, text }: ProgressBarProps) {
  return (
    <div className="progress">
      <progress className="visually-hidden" aria-label={label} value={share + second} aria-valuetext={text} />
      <div className="progress-track" aria-hidden="true">
        <span style={{ width: `${share * 100}%` }} />
        {second > 0 && <span className="progress-second" style={{ width: `${second * 100}%` }} />}
      </div>
    </div>
  );
}
