import { Template } from '@huggingface/jinja';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { ChatMessage } from '../engine-port.ts';

/**
 * A stretch of a rendered conversation: the template's own text, where special tokens count, or what somebody wrote.
 * `role` is that of the message it quotes, null for the template's text.
 */
export type Piece = { text: string; role: ChatMessage['role'] | null };

export type ChatTemplate = { render(messages: readonly ChatMessage[]): Piece[] };

const placeholders = /\ue000(\d+)\ue001/;

/**
 * A model's own chat template by the three rules that training follows (`attune_engine.template`): a conversation without
 * a system message gets an empty one, so that no template adds its maker's default; what people wrote is text, tokens in
 * it are not special; the template sees a placeholder for every content, so that we know which characters are whose.
 * `specialTokens` are names like bos_token that templates refer to. Pieces end where the answer begins.
 */
export function compileChatTemplate(source: string, specialTokens: Record<string, string>): ChatTemplate {
  const template = compile(source);
  const textOf = (messages: readonly ChatMessage[], addGenerationPrompt: boolean) =>
    renderText(template, { messages, add_generation_prompt: addGenerationPrompt, ...specialTokens });
  const takesSystem = showsSystem(textOf);
  const trims = !textOf([{ role: 'user', content: '\n u \n' }], false).includes('\n u \n');
  return {
    render(messages) {
      const turns = withSystem(messages, takesSystem);
      const contents = turns.map(turn => (trims ? turn.content.trim() : turn.content));
      const shown = turns.map((turn, i) => ({ ...turn, content: contents[i] ? `\ue000${i}\ue001` : '' }));
      return textOf(shown, true)
        .split(placeholders)
        .map((part, i) =>
          i % 2
            ? { text: contents[Number(part)]!, role: turns[Number(part)]!.role }
            : { text: part, role: null },
        )
        .filter(piece => piece.text !== '');
    },
  };
}

type TextOf = (messages: readonly ChatMessage[], addGenerationPrompt: boolean) => string;

function showsSystem(textOf: TextOf): boolean {
  try {
    const messages = [
      { role: 'system', content: 's' },
      { role: 'user', content: 'u' },
    ] as const;
    return textOf(messages, false).includes('s');
  } catch {
    return false;
  }
}

/** A template without a place for a system message gets none where there is nothing to say in it. */
function withSystem(messages: readonly ChatMessage[], takesSystem: boolean): readonly ChatMessage[] {
  const first = messages[0];
  if (first?.role !== 'system')
    return takesSystem ? [{ role: 'system', content: '' }, ...messages] : messages;
  return takesSystem || first.content ? messages : messages.slice(1);
}

function compile(source: string): Template {
  try {
    return new Template(source);
  } catch (cause) {
    throw new AttuneError('template_invalid', `The chat template does not compile: ${String(cause)}`, {
      status: 422,
      remedy: 'Use a base with a working chat template.',
      cause,
    });
  }
}

function renderText(template: Template, values: Record<string, unknown>): string {
  try {
    return template.render(values);
  } catch (cause) {
    throw new AttuneError(
      'template_refused',
      `The chat template refuses the conversation: ${String(cause)}`,
      {
        status: 422,
        remedy: 'Check the order of its roles.',
        cause,
      },
    );
  }
}
