/** One change-point fit for the `windows` benchmark. In: method. Out: seconds and scores as JSON. */
import { bracketVotes } from "../../shared/consensus/ballots.ts";
import { credibleSet } from "../../shared/consensus/credible.ts";
import { simulateBallots, simulateCrowd } from "../../shared/consensus/simulate.ts";
import { argmax } from "../../shared/consensus/temper.ts";
import { fitWindows, WINDOW_METHODS } from "../../shared/consensus/windows.ts";

const DAY_MS = 86_400_000;

const method = WINDOW_METHODS.find((one) => one === process.argv[2]) ?? "auto";
const question = {
  classes: [
    { code: "intact", damaged: false },
    { code: "damaged", damaged: true },
  ],
  sceneTimes: Array.from({ length: 14 }, (_, s) => s * 20 * DAY_MS),
  asks: { class: true, window: true },
  redundancy: { min: 5, cap: 30, certainty: 0.95, windowDays: 0 },
};
const options = {
  seed: 1,
  buildings: 11_218,
  volunteers: 3_000,
  votesPerBuilding: 15,
  hardShare: 0.25,
  cloudShare: 0.15,
};
const crowd = simulateCrowd(question, options);
const votes = bracketVotes(question, simulateBallots(crowd, options), undefined);
fitWindows(votes, method);
const began = process.cpuUsage();
const { q } = fitWindows(votes, method);
const { user, system } = process.cpuUsage(began);
const C = votes.scenes + 1;
const sum = { exact: 0, covered: 0, size: 0 };
for (let t = 0; t < votes.tasks; t++) {
  const own = q.subarray(t * C, (t + 1) * C);
  const set = credibleSet(own, question.sceneTimes, 0.9);
  sum.exact += argmax(own) === crowd.intervals[t] ? 1 : 0;
  sum.covered += set.intervals.includes(crowd.intervals[t]!) ? 1 : 0;
  sum.size += set.intervals.length;
}
console.log(
  JSON.stringify({
    seconds: (user + system) / 1e6,
    exact: sum.exact / votes.tasks,
    covered: sum.covered / votes.tasks,
    size: sum.size / votes.tasks,
  }),
);
