/** One setting of the simulation: who votes, how, on how many prompts, and when somebody looks. */
export type VerdictCell = {
  phase: 'open' | 'closed';
  /** The support rate that these raters have together. */
  rate: number;
  raters: number;
  /** How far the raters' own rates lie apart, around the common one. */
  spread: number;
  /** Share of ties, of the largest that the rate allows. */
  ties: number;
  /** How often a rater takes the left answer without reading. */
  leftHabit: number;
  /** How many raters see each prompt. */
  votesPerPrompt: number;
  /** How often raters of one prompt judge by what they all see there, not by their own taste; .7 gives an alpha near .5. */
  likeness: number;
  /** Planned votes; while open, as far as people vote. */
  votes: number;
  /** Raters one after another instead of mixed, the first with twice as many votes. */
  isUneven: boolean;
};

export type CellReport = {
  cell: VerdictCell;
  runs: number;
  /** Studies in which a confirmed claim was false at the moment when it was made. */
  wrong: number;
  /** Studies that confirmed anything at all: how much the rule dares to say. */
  confirmed: number;
  wrongBands: Record<string, number>;
};

export type CoverageCell = {
  rate: number;
  raters: number;
  votes: number;
  votesPerPrompt: number;
  likeness: number;
  /** Concentration of the Beta distribution that raters come from: 40 gives a standard deviation of .08 at one half. */
  concentration: number;
  ties: number;
  isUneven: boolean;
};

export type CoverageReport = { cell: CoverageCell; runs: number; covered: number; width: number };

export const trueRates = [0.44, 0.45, 0.48, 0.5, 0.52, 0.55, 0.56, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9];

/** Every rate with 3 to 9 raters; ties, habit, repeated prompts and unequal shares go round, so that all pairs of settings meet. */
export function listVerdictCells(): VerdictCell[] {
  const base = { spread: 0, ties: 0, leftHabit: 0, votesPerPrompt: 1, likeness: 0.5, isUneven: false };
  const people = [
    { ...base, raters: 3, votes: 100 },
    { ...base, raters: 3, votes: 200, spread: 0.08, ties: 0.3 },
    { ...base, raters: 4, votes: 60, spread: 0.05 },
    { ...base, raters: 6, votes: 120, spread: 0.1, ties: 0.2, votesPerPrompt: 6 },
    { ...base, raters: 9, votes: 405, votesPerPrompt: 9, likeness: 0.7 },
    { ...base, raters: 8, votes: 400, spread: 0.2, leftHabit: 0.2, isUneven: true },
    { ...base, raters: 5, votes: 200, spread: 0.1, leftHabit: 0.1, votesPerPrompt: 5 },
    { ...base, raters: 5, votes: 400, spread: 0.06, ties: 0.5, isUneven: true },
    { ...base, raters: 7, votes: 350, spread: 0.1, ties: 0.2, leftHabit: 0.1 },
    { ...base, raters: 9, votes: 1_400, spread: 0.05, ties: 0.1 },
    {
      ...base,
      raters: 9,
      votes: 405,
      spread: 0.1,
      ties: 0.3,
      leftHabit: 0.1,
      votesPerPrompt: 3,
      isUneven: true,
    },
  ];
  return (['closed', 'open'] as const).flatMap(phase =>
    trueRates.flatMap(rate =>
      people.map(each => ({
        ...each,
        phase,
        rate,
        votes: phase === 'open' ? Math.min(each.votes, 400) : each.votes,
      })),
    ),
  );
}

export function listCoverageCells(): CoverageCell[] {
  const base = { concentration: 40, ties: 0.2, isUneven: false, votesPerPrompt: 1, likeness: 0.5 };
  const people = [
    { ...base, raters: 5, votes: 200 },
    { ...base, raters: 5, votes: 400, concentration: 15, isUneven: true },
    { ...base, raters: 7, votes: 280, votesPerPrompt: 7 },
    { ...base, raters: 9, votes: 180 },
    { ...base, raters: 9, votes: 900, concentration: 15, votesPerPrompt: 3 },
    { ...base, raters: 5, votes: 1_000, concentration: 8, ties: 0, isUneven: true },
    { ...base, raters: 6, votes: 600, concentration: 8, ties: 0, votesPerPrompt: 6 },
  ];
  return [0.5, 0.6, 0.7, 0.8, 0.9].flatMap(rate => people.map(each => ({ ...each, rate })));
}
