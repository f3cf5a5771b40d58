/** All that was acknowledged to the clients of one server. */
export type WorkLedger = {
  /** Name by id. */
  sources: Map<string, string>;
  imports: Map<string, { rows: number }>;
  /** Content's length by digest. */
  uploads: Map<string, number>;
  /** Whole answers by call. */
  calls: Map<string, string>;
  /** Judgement by the application's id. */
  feedback: Map<string, string>;
  versions: string[];
  runs: string[];
};

export const newWorkLedger = (): WorkLedger => ({
  sources: new Map(),
  imports: new Map(),
  uploads: new Map(),
  calls: new Map(),
  feedback: new Map(),
  versions: [],
  runs: [],
});

/** What was acknowledged until now, for a check that must not meet what comes meanwhile. */
export const copyWorkLedger = (ledger: WorkLedger): WorkLedger => ({
  sources: new Map(ledger.sources),
  imports: new Map(ledger.imports),
  uploads: new Map(ledger.uploads),
  calls: new Map(ledger.calls),
  feedback: new Map(ledger.feedback),
  versions: [...ledger.versions],
  runs: [...ledger.runs],
});

export const countWork = (ledger: WorkLedger): Record<string, number> => ({
  'API writes acknowledged': ledger.sources.size,
  'imports acknowledged': ledger.imports.size,
  'rows imported': [...ledger.imports.values()].reduce((sum, { rows }) => sum + rows, 0),
  'uploads acknowledged': ledger.uploads.size,
  'answers of the gateway': ledger.calls.size,
  'pieces of feedback': ledger.feedback.size,
  ...(ledger.versions.length > 0 ? { 'dataset versions frozen': ledger.versions.length } : {}),
  ...(ledger.runs.length > 0 ? { 'tuning runs': ledger.runs.length } : {}),
});
