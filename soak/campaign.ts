export type CampaignOptions = {
  rounds: number;
  seed: number;
  /** In [0, 1), the same sequence for the same seed: what a campaign decides by chance it decides by this. */
  random(): number;
  /** One line of progress. */
  say(line: string): void;
  /** What follows the campaign's name on the command line and is not an option of every campaign. */
  args: string[];
};

/** What happened, and what must not have happened: a campaign with a fault has failed. */
export type CampaignResult = {
  /** Counts in the order in which they are told, e.g. `{ rounds: 300, 'rows acknowledged': 81_000 }`. */
  counts: Record<string, number>;
  /** One sentence each: what was lost, doubled or leaked, and in which round. */
  faults: string[];
};

/** One file `soak/<name>.soak.ts` exports one of these as its default. */
export type Campaign = {
  name: string;
  summary: string;
  /** Rounds of the whole campaign. */
  rounds: number;
  /** Rounds of the part that belongs to `npm test`, seconds in all; 0 where other tests cover it there. */
  fastRounds: number;
  /** Why it cannot run on this machine (it needs root, a mount, a server), or undefined. */
  cannotRun?(): string | undefined | Promise<string | undefined>;
  run(options: CampaignOptions): Promise<CampaignResult>;
};
