import { contentHash, canonicalJson } from '../records/content-hash.ts';
import type { Payload } from '../records/payload.ts';
import type { AnyOperator, Evidence, Verdict } from './operator.ts';
import { operators } from './operators.ts';
import type { Recipe } from './recipe.ts';

/** A measurement that was kept: valid for the text, the operator version and the lists it was made with. */
export type KnownSignal = { operator: string; version: number; of: string; value: unknown };
export type RowDecision = {
  operator: string;
  action: Exclude<Verdict['action'], 'keep'>;
  code: string;
  reason: string;
  evidence: Evidence;
};

export type CleanedRow = {
  payload: Payload;
  decisions: RowDecision[];
  signals: KnownSignal[];
  state: 'active' | 'set_aside' | 'dropped';
};

/**
 * One row through all operators. `known` spares measuring what has been measured; `reverted` names the operators whose
 * decision a person took back, which then do nothing. The rest still sees the row, so every reason is found at once.
 */
export function cleanRow(
  original: Payload,
  settings: Recipe['operators'],
  { known = [], reverted = new Set() }: { known?: KnownSignal[]; reverted?: ReadonlySet<string> } = {},
): CleanedRow {
  const row: CleanedRow = { payload: original, decisions: [], signals: [], state: 'active' };
  let hash = contentHash(original);
  for (const operator of operators) {
    const chosen = settings[operator.name];
    if (chosen === false || reverted.has(operator.name)) continue;
    const signal = measureOnce(operator, row.payload, hash, chosen, known);
    row.signals.push(signal);
    const verdict = operator.decide(signal.value, chosen, row.payload);
    apply(row, operator, verdict);
    if (verdict.action === 'modify') hash = contentHash(row.payload);
  }
  return row;
}

function measureOnce(
  operator: AnyOperator,
  row: Payload,
  hash: string,
  settings: unknown,
  known: KnownSignal[],
): KnownSignal {
  const { name, version } = operator;
  const measuredWith = operator.measuredWith?.(settings);
  const of = measuredWith === undefined ? hash : `${hash}+${canonicalJson(measuredWith)}`;
  const found = known.find(one => one.operator === name && one.version === version && one.of === of);
  return found ?? { operator: name, version, of, value: operator.measure(row, settings) };
}

function apply(row: CleanedRow, operator: AnyOperator, verdict: Verdict): void {
  if (verdict.action === 'keep') return;
  const { action, code, reason, evidence } = verdict;
  row.decisions.push({ operator: operator.name, action, code, reason, evidence });
  if (verdict.action === 'modify') row.payload = verdict.payload;
  if (verdict.action === 'drop') row.state = 'dropped';
  if (verdict.action === 'set_aside' && row.state === 'active') row.state = 'set_aside';
}
