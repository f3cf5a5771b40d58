import type { Message, Payload, Role } from '../../records/payload.ts';
import { keep, type Operator, type Verdict } from '../operator.ts';
import { soundsLikeAnswer, voiceOf } from './who-speaks.ts';
import type { Settings } from '../recipe.ts';

type Swap = 'turns_reversed' | 'roles_exchanged' | 'roles_doubtful' | null;
type Signal = { order: string; swap: Swap; systemAt: number[]; repeated: boolean };

/**
 * A conversation starts with the user, alternates and ends with the assistant; a system message stands first.
 * What can be put right is put right, what cannot be told apart is set aside. Who speaks in a row with a preference is known.
 */
export const roleOrder: Operator<Signal, Settings<'role_order'>> = {
  name: 'role_order',
  version: 1,

  measure(row) {
    const turns = row.messages.filter(({ role }) => role !== 'system');
    return {
      order: row.messages.map(({ role }) => role[0]).join(''),
      swap: row.preference ? null : findSwap(turns),
      systemAt: row.messages.flatMap(({ role }, at) => (role === 'system' && at > 0 ? [at] : [])),
      repeated: turns.some(({ role }, at) => role === turns[at - 1]?.role),
    };
  },

  decide(signal, { repair, mergeRepeated }, row) {
    const evidence = { order: signal.order };
    const aside = (code: string, reason: string): Verdict => ({
      action: 'set_aside',
      code,
      reason,
      evidence,
    });
    const change = (code: string, reason: string, payload: Payload): Verdict => ({
      action: 'modify',
      code,
      reason,
      evidence,
      payload,
    });
    if (signal.swap === 'roles_doubtful')
      return aside(
        'roles_doubtful',
        'The user seems to answer and the assistant to ask; a person has to say who is who.',
      );
    if (signal.swap === 'turns_reversed' && repair)
      return change(
        'turns_reversed',
        'The answer stood before its question; they changed places.',
        reorder(row),
      );
    if (signal.swap === 'roles_exchanged' && repair)
      return change(
        'roles_exchanged',
        'The user answers and the assistant asks; the roles were exchanged.',
        exchange(row),
      );
    if (!signal.order.endsWith('a'))
      return aside(
        'no_final_answer',
        'The conversation does not end with the assistant, so there is no answer to learn.',
      );
    if (signal.systemAt.length > 0)
      return repair
        ? change(
            'system_moved',
            'A system message stood between the turns; it moved to the front.',
            systemFirst(row),
          )
        : aside('system_misplaced', 'A system message stands between the turns.');
    if (signal.repeated)
      return mergeRepeated
        ? change('turns_merged', 'Two turns of the same role in a row became one.', merge(row))
        : aside('turns_repeated', 'The same role speaks twice in a row.');
    return keep;
  },
};

/** Two turns are told apart by what they say; longer conversations only by their order. */
function findSwap(turns: Message[]): Swap {
  const [first, second] = turns;
  if (turns.length !== 2 || !first || !second || first.role === second.role) return null;
  const [one, two] = [voiceOf(first.content), voiceOf(second.content)];
  if (first.role === 'assistant') {
    if (soundsLikeAnswer(one, two)) return 'turns_reversed';
    return soundsLikeAnswer(two, one) ? 'roles_exchanged' : null;
  }
  // A clarifying question from staff also asks where the user states: only a statement to "you" without "I" is staff.
  if (!two.asks || one.asks || one.ofSelf || !one.toOther || one.characters < 1.5 * two.characters)
    return null;
  return two.ofSelf || !two.toOther ? 'roles_exchanged' : 'roles_doubtful';
}

const reorder = (row: Payload): Payload => {
  const system = row.messages.filter(({ role }) => role === 'system');
  return { ...row, messages: [...system, ...row.messages.filter(({ role }) => role !== 'system').reverse()] };
};

const other: Record<Role, Role> = { system: 'system', user: 'assistant', assistant: 'user' };

function exchange(row: Payload): Payload {
  const exchanged = { ...row, messages: row.messages.map(one => ({ ...one, role: other[one.role] })) };
  const first = exchanged.messages.find(({ role }) => role !== 'system');
  return first?.role === 'assistant' ? reorder(exchanged) : exchanged;
}

function systemFirst(row: Payload): Payload {
  const system = row.messages.filter(({ role }) => role === 'system');
  const content = system.map(one => one.content).join('\n');
  return {
    ...row,
    messages: [{ role: 'system', content }, ...row.messages.filter(({ role }) => role !== 'system')],
  };
}

function merge(row: Payload): Payload {
  const messages: Message[] = [];
  for (const one of row.messages) {
    const previous = messages.at(-1);
    if (previous?.role === one.role)
      messages[messages.length - 1] = { ...one, content: `${previous.content}\n${one.content}` };
    else messages.push(one);
  }
  return { ...row, messages };
}
