import type { AnyOperator } from './operator.ts';
import { echo } from './operators/echo.ts';
import { emptyTurn } from './operators/empty-turn.ts';
import { html } from './operators/html.ts';
import { invisibleCharacters } from './operators/invisible-characters.ts';
import { language } from './operators/language.ts';
import { length } from './operators/length.ts';
import { preference } from './operators/preference.ts';
import { pii } from './operators/pii.ts';
import { refusal } from './operators/refusal.ts';
import { repetition } from './operators/repetition.ts';
import { roleOrder } from './operators/role-order.ts';
import { sensitiveWords } from './operators/sensitive-words.ts';
import { templateTokens } from './operators/template-tokens.ts';
import { textEncoding } from './operators/text-encoding.ts';

/**
 * Every operator in the order of work: text is repaired before it is read, private values go before anything
 * quotes the row, turns are put right before they are judged.
 */
export const operators: AnyOperator[] = [
  textEncoding,
  invisibleCharacters,
  templateTokens,
  html,
  pii,
  roleOrder,
  emptyTurn,
  preference,
  echo,
  length,
  repetition,
  language,
  refusal,
  sensitiveWords,
];
