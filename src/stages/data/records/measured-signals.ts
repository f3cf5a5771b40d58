import * as z from 'zod';

/**
 * The numbers that rows can be picked by. `operator` and `field` say where cleaning keeps the measurement (absent: a column
 * of the record), `worse` which end people cut off.
 */
export const measuredSignals = {
  characters: { worse: 'high', unit: 'count' },
  'length.tokens': { operator: 'length', field: 'tokens', worse: 'high', unit: 'count' },
  'length.answerTokens': { operator: 'length', field: 'answerTokens', worse: 'low', unit: 'count' },
  'repetition.repeatedShare': {
    operator: 'repetition',
    field: 'repeatedShare',
    worse: 'high',
    unit: 'share',
  },
  'repetition.loopShare': { operator: 'repetition', field: 'loopShare', worse: 'high', unit: 'share' },
} as const;

export type SignalName = keyof typeof measuredSignals;
export const signalNames = Object.keys(measuredSignals) as SignalName[];

/** `length.tokens>=512`: a measured number and where it is cut. */
export type SignalCondition = { signal: SignalName; is: '<' | '>='; than: number };

const one = String.raw`(?:${signalNames.map(name => name.replace('.', String.raw`\.`)).join('|')})(?:<|>=)\d{1,9}(?:\.\d{1,6})?`;

export const signalConditions = z
  .string()
  .max(300)
  .regex(new RegExp(`^${one}(?:,${one})*$`), {
    error: `Write conditions as length.tokens>=512, joined by commas; signals: ${signalNames.join(', ')}.`,
  });

/** Takes apart what `signalConditions` let through. */
export const parseConditions = (text: string): SignalCondition[] =>
  text.split(',').map(part => {
    const [signal, than] = part.split(/<|>=/);
    return { signal: signal as SignalName, is: part.includes('<') ? '<' : '>=', than: Number(than) };
  });

export const formatConditions = (conditions: SignalCondition[]): string | undefined =>
  conditions.map(({ signal, is, than }) => `${signal}${is}${than}`).join(',') || undefined;
