import type { VoteVerdict } from '../voting/vote.contract.ts';

export type Key = '1' | '2' | '3' | '4' | 's' | 'z' | 'p' | '?' | 'enter' | 'interrupt';

export type Press =
  | { action: 'choose'; chosen: VoteVerdict }
  | { action: 'submit'; verdict: VoteVerdict }
  | { action: 'unchoose' | 'undo' | 'pause' | 'interrupt' | 'help' | 'nothing' };

/** What a key means while `chosen` waits for confirmation: the same digit again, or Enter, submits. */
export function pressKey(chosen: VoteVerdict | undefined, key: Key): Press {
  switch (key) {
    case '1':
    case '2':
    case '3':
    case '4':
      return verdictOf[key] === chosen
        ? { action: 'submit', verdict: chosen }
        : { action: 'choose', chosen: verdictOf[key] };
    case 'enter':
      return chosen ? { action: 'submit', verdict: chosen } : { action: 'nothing' };
    case 's':
      return { action: 'submit', verdict: 'skip' };
    case 'z':
      return { action: chosen ? 'unchoose' : 'undo' };
    case 'p':
      return { action: 'pause' };
    case 'interrupt':
      return { action: 'interrupt' };
    case '?':
      return { action: 'help' };
  }
}

const verdictOf = { 1: 'left', 2: 'right', 3: 'tie', 4: 'both_bad' } as const;

/** The keys in a piece of input. Arrows and other sequences never vote; full-width letters of an IME count as plain. */
export function parseKeys(input: string): Key[] {
  // eslint-disable-next-line no-control-regex
  const typed = input.replace(/\u001b(?:\[[0-9;?]*[ -/]*[@-~]|O.|.)?/gu, '').replace(/\r\n/gu, '\n');
  return [...typed.normalize('NFKC').toLowerCase()].flatMap(char => keyOf[char] ?? []);
}

const keyOf: Record<string, Key> = {
  ...Object.fromEntries((['1', '2', '3', '4', 's', 'z', 'p', '?'] as const).map(key => [key, key])),
  '\r': 'enter',
  '\n': 'enter',
  '\u0003': 'interrupt',
  '\u0004': 'p',
};
