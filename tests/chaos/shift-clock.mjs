/** Loaded before Aftermap's own code: this process's clock is wrong by so many milliseconds. Timers run as ever. */
const shift = Number(process.env.CHAOS_CLOCK_SHIFT_MS ?? 0);
if (shift !== 0) {
  const RightDate = Date;
  const now = () => RightDate.now() + shift;
  globalThis.Date = class extends RightDate {
    constructor(...args) {
      if (args.length === 0) super(now());
      else super(...args);
    }
    static now() {
      return now();
    }
  };
  const right = performance.timeOrigin + performance.now();
  console.error(`the clock is wrong by ${Math.round((Date.now() - right) / 60_000)} minutes`);
}
