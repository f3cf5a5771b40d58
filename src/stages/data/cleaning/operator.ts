import type { OperatorName } from './recipe.ts';
import type { Payload } from '../records/payload.ts';

export type Evidence = Record<string, unknown>;
type Because = { code: string; reason: string; evidence: Evidence };

/** What an operator makes of one row. `reason` is one sentence that a person can check against the row. */
export type Verdict =
  | { action: 'keep' }
  | ({ action: 'modify'; payload: Payload } & Because)
  | ({ action: 'drop' | 'set_aside' | 'flag' } & Because);

/**
 * One cleaning rule. `measure` says what is there, `decide` what follows from it: a threshold can be moved
 * without measuring again. Nothing of a private value may stand in a signal or in evidence.
 */
export type Operator<Signal, Settings> = {
  name: OperatorName;
  /** Goes up when `measure` would answer differently; signals of older versions are then measured again. */
  version: number;
  /** The settings that `measure` reads (lists, patterns), never a threshold. */
  measuredWith?(settings: Settings): unknown;
  measure(row: Payload, settings: Settings): Signal;
  decide(signal: Signal, settings: Settings, row: Payload): Verdict;
};

/** Hides the two types so that operators of every kind stand in one list. */
export type AnyOperator = Operator<any, any>; // eslint-disable-line typescript/no-explicit-any

export const keep: Verdict = { action: 'keep' };

export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number} ${number === 1 ? one : many}`;

/** A short piece of a text for a reason: never more than a line. */
export function excerpt(text: string, characters = 40): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > characters ? `${line.slice(0, characters)}…` : line;
}
