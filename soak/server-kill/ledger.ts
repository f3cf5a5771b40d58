export type ExpectedImport = {
  id: string;
  read: number;
  record: number;
  duplicate: number;
  reject: number;
};

/** A call as its client saw it. */
export type SeenCall = {
  id: string;
  stream: boolean;
  /** All that the other side would say. */
  whole: string;
  seen: string;
  /** When its last byte came, in ms since 1970; undefined where the answer was cut off. */
  endedAtMs: number | undefined;
  /** What had come `keptAfterMs` before the last piece: so much must have been kept at least. */
  pieces: { atMs: number; length: number }[];
};

export type SeenLoop = { project: string; number: number };

/** All that the server acknowledged, told by the clients that heard it. */
export type Ledger = {
  imports: ExpectedImport[];
  cleanings: string[];
  versions: string[];
  runs: string[];
  evaluations: string[];
  /** Verdict by token. */
  votes: Map<string, string>;
  /** Judgement by the id that the application gave. */
  feedback: Map<string, string>;
  /** Record by accepted promotion. */
  promotions: Map<string, string | null>;
  calls: SeenCall[];
  loops: SeenLoop[];
  /** Highest acknowledged version of the deployment. */
  deploymentVersion: number;
};

export const newLedger = (): Ledger => ({
  imports: [],
  cleanings: [],
  versions: [],
  runs: [],
  evaluations: [],
  votes: new Map(),
  feedback: new Map(),
  promotions: new Map(),
  calls: [],
  loops: [],
  deploymentVersion: 0,
});

/** What stands in it now, for a check that must not meet what is acknowledged meanwhile. */
export const copyLedger = (ledger: Ledger): Ledger => ({
  ...ledger,
  imports: [...ledger.imports],
  cleanings: [...ledger.cleanings],
  versions: [...ledger.versions],
  runs: [...ledger.runs],
  evaluations: [...ledger.evaluations],
  votes: new Map(ledger.votes),
  feedback: new Map(ledger.feedback),
  promotions: new Map(ledger.promotions),
  calls: [...ledger.calls],
  loops: [...ledger.loops],
});
