/**
 * How much volunteers err together, measured from the votes alone, and what that does to probabilities. Twice, since
 * neither measure sees all; the larger counts:
 *
 * 1. Two votes of one task should agree as often as their tables say, given the truth. Agreement beyond that comes from
 *    what all see wrongly: hard, ambiguous or misleading tasks. For each pair of votes that names a class, the truth is
 *    inferred from the task's *other* votes only (with the pair in, there would never be an excess to find):
 *      excess = Σ (agree − e) / Σ (1 − e),  e = Σ_k p_k Σ_l C_i[l|k] C_j[l|k],   tasks weighing equally
 *      ρ = 0.15 + excess, at least 0.15
 *    drawn to ρ = 0.25 by the weight of 20 tasks with the usual disagreement. The constants were chosen by eye on ten
 *    public sets, at 3, 5, 8 and all votes a task; the truth of a new set is never looked at.
 *    It looks at `first` alone: the votes that every task gets. Who asks more where votes differ ends the others while
 *    they agree, and fills the tables with the hardest tasks: a crowd that errs quite independently then seems to agree
 *    beyond its skill, all the more with every vote (ρ .15 → .37 in simulations).
 * 2. What is common in the errors themselves, ρ = 0.1 + 3·r: see `residual-correlation.ts`. It looks at all votes, and
 *    sees what five votes a task are too few for: tasks that many answer with the same wrong label.
 *
 * What a task tells is weighed by how far its voters disagree: errors made together can only be told from errors made
 * apart where there are errors. Without that, volunteers who never differ look as if they copied one opinion, since
 * their tables, held back by the prior, expect them to differ now and then; nothing they agree on would ever settle.
 */
import type { DawidSkeneFit } from "./dawid-skene.ts";
import { residualCorrelation } from "./residual-correlation.ts";
import type { LabelVotes } from "./votes.ts";

const LEAST_RHO = 0.15;
const USUAL_EXCESS = 0.1;
/** Twenty tasks on which three in ten pairs of votes disagree. */
const USUAL_EVIDENCE = 20 * 0.3;
/** ρ before any vote. */
export const USUAL_RHO = LEAST_RHO + USUAL_EXCESS;
/** The correlation assumed among the other votes while the truth is inferred from them. */
const ASSUMED_RHO = 0.3;
/** So many votes of a task, and so many tasks evenly spread, are enough; more only cost time. */
const MOST_VOTES = 12;
const MOST_TASKS = 20_000;

/** ρ where errors have nothing in common, by the second measure, and how much it rises with r. */
const WITHOUT_RESIDUALS = 0.1;
const PER_RESIDUAL = 3;

/** What the first measure reads. */
export type Measured = { votes: LabelVotes; fit: Pick<DawidSkeneFit, "table" | "shared"> };

/**
 * ρ for these votes under the fitted tables.
 *
 * @param first votes that were not asked because of other votes, and a fit of them alone; absent: all
 */
export function measureRho(
  votes: LabelVotes,
  fit: Pick<DawidSkeneFit, "table" | "shared" | "posterior">,
  first: Measured = { votes, fit },
): number {
  const common = WITHOUT_RESIDUALS + PER_RESIDUAL * residualCorrelation(votes, fit, USUAL_EVIDENCE);
  return Math.max(rhoOfAgreement(first), common);
}

function rhoOfAgreement({ votes, fit }: Measured): number {
  const stride = Math.max(1, Math.ceil(votes.tasks / MOST_TASKS));
  const sum = { excess: 0, room: 0, disagreement: 0 };
  const logTable = fit.table.map(Math.log);
  for (let t = 0; t < votes.tasks; t += stride) addTask(votes, t, fit, logTable, sum);
  const found = sum.room > 0 ? sum.excess / sum.room : 0;
  const evidence = sum.disagreement;
  const excess = (found * evidence + USUAL_EXCESS * USUAL_EVIDENCE) / (evidence + USUAL_EVIDENCE);
  return LEAST_RHO + Math.max(0, excess);
}

/** Adds one task's pairs, the task weighing 1. Fewer than three votes that name a class say nothing. */
function addTask(
  votes: LabelVotes,
  t: number,
  fit: Pick<DawidSkeneFit, "table" | "shared">,
  logTable: Float64Array,
  sum: { excess: number; room: number; disagreement: number },
): void {
  const { classes: K, labels: L, worker, label } = votes;
  const rows: number[] = [];
  for (let v = votes.start[t]!; v < votes.start[t + 1]! && rows.length < MOST_VOTES; v++) {
    if (label[v]! < K) rows.push(v);
  }
  if (rows.length < 3) return;
  const all = fit.shared.prior.map(Math.log);
  for (const v of rows)
    for (let k = 0; k < K; k++) all[k]! += logTable[(worker[v]! * L + label[v]!) * K + k]!;
  const tau = 1 / (1 + (rows.length - 3) * ASSUMED_RHO);
  const p = new Float64Array(K);
  let excess = 0;
  let room = 0;
  let pairs = 0;
  let disagreeing = 0;
  for (const [at, i] of rows.entries()) {
    const ofI = worker[i]! * L;
    for (const j of rows.slice(at + 1)) {
      const ofJ = worker[j]! * L;
      let top = -Infinity;
      for (let k = 0; k < K; k++) {
        p[k] = all[k]! - logTable[(ofI + label[i]!) * K + k]! - logTable[(ofJ + label[j]!) * K + k]!;
        if (p[k]! > top) top = p[k]!;
      }
      let total = 0;
      let expected = 0;
      for (let k = 0; k < K; k++) {
        const chance = Math.exp((p[k]! - top) * tau);
        expected += chance * agreementGiven(fit.table, ofI, ofJ, k, K);
        total += chance;
      }
      excess += (label[i] === label[j] ? 1 : 0) - expected / total;
      room += 1 - expected / total;
      if (label[i] !== label[j]) disagreeing++;
      pairs++;
    }
  }
  sum.excess += excess / pairs;
  sum.room += room / pairs;
  sum.disagreement += disagreeing / pairs;
}

/** P(both name the same class | truth k, both name one). */
function agreementGiven(table: Float64Array, ofI: number, ofJ: number, k: number, K: number): number {
  let both = 0;
  let naming = 0;
  let namingToo = 0;
  for (let l = 0; l < K; l++) {
    const a = table[(ofI + l) * K + k]!;
    const b = table[(ofJ + l) * K + k]!;
    both += a * b;
    naming += a;
    namingToo += b;
  }
  return both / (naming * namingToo);
}
