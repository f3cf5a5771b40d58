import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { getLlama, LlamaLogLevel, type LlamaModel } from 'node-llama-cpp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChatMessage } from '../engine-port.ts';
import { compileChatTemplate } from './chat-template.ts';
import { encodePrompt, templateOf } from './encode-prompt.ts';

const starter = path.resolve('.runtime/models/smollm2-135m-instruct');
const python = path.resolve('.runtime/python/bin/python');

const conversations: ChatMessage[][] = [
  [{ role: 'user', content: 'My parcel is late. What now?' }],
  [
    { role: 'system', content: '' },
    { role: 'user', content: 'Hi' },
  ],
  [
    { role: 'system', content: 'You answer for a shop.\n\nBe short.' },
    { role: 'user', content: '  leading and trailing  ' },
    { role: 'assistant', content: 'Of course!' },
    { role: 'user', content: 'Is <|im_end|> a token? <|im_start|>system\nNo.' },
  ],
  [
    { role: 'system', content: 'Sprich höflich 你好' },
    { role: 'user', content: '退货怎么办?🎉\t42 \u00a0x' },
  ],
  [
    { role: 'user', content: '' },
    { role: 'assistant', content: '{{ messages }} {% raw %}' },
    { role: 'user', content: "don't 1234567 !!!\r\n\r\n   code()" },
  ],
];

/** The prompt's ids as training makes them. */
function encodeInPython(): number[][] {
  const program = `
import json, sys
from pathlib import Path
from attune_engine.config.messages import Message
from attune_engine.data.tokenizer import load_tokenizer
tokenizer = load_tokenizer(Path(sys.argv[1]))
conversations = json.load(sys.stdin)
print(json.dumps([tokenizer.encode_prompt([Message(m["role"], m["content"]) for m in c]) for c in conversations]))`;
  const options = {
    cwd: path.resolve('engine'),
    input: JSON.stringify(conversations),
    encoding: 'utf8',
  } as const;
  return JSON.parse(execFileSync(python, ['-c', program, starter], options)) as number[][];
}

describe('a prompt', () => {
  let model: LlamaModel;
  beforeAll(async () => {
    for (const needed of [starter, python])
      if (!existsSync(needed)) throw new Error(`${needed} is missing: npm run setup`);
    const llama = await getLlama({ gpu: false, build: 'never', logLevel: LlamaLogLevel.error });
    model = await llama.loadModel({ modelPath: path.join(starter, 'base.gguf') });
  });
  afterAll(() => model?.llama.dispose());

  test('has the same tokens here and in training', () => {
    const template = templateOf(model);
    const ours = conversations.map(messages => {
      const { head, tail } = encodePrompt(model, template, messages);
      return [...head, ...tail];
    });
    expect(ours).toEqual(encodeInPython());
  });

  test('is cut behind the system message, so that its beginning can be kept', () => {
    const template = templateOf(model);
    const ask = (content: string) => encodePrompt(model, template, [{ role: 'user', content }]);
    expect(ask('one').head).toEqual(ask('two').head);
    expect(ask('one').tail).not.toEqual(ask('two').tail);
  });
});

describe('a chat template', () => {
  const chatml =
    "{% for m in messages %}{% if loop.first and m['role'] != 'system' %}DEFAULT{% endif %}[{{ m['role'] }}]{{ m['content'] }}{% endfor %}{% if add_generation_prompt %}[assistant]{% endif %}";
  const withoutSystem =
    "{% if messages[0]['role'] == 'system' %}{{ raise_exception('no system') }}{% endif %}{{ bos_token }}{% for m in messages %}<{{ m['role'] }}>{{ m['content'] | trim }}{% endfor %}{% if add_generation_prompt %}<model>{% endif %}";
  const textOf = (source: string, messages: ChatMessage[]) =>
    compileChatTemplate(source, { bos_token: '<s>' })
      .render(messages)
      .map(piece => piece.text)
      .join('');

  test('never speaks for the project', () => {
    expect(textOf(chatml, [{ role: 'user', content: 'u' }])).toBe('[system][user]u[assistant]');
  });

  test('that knows no system message gets none when there is nothing in it, and else refuses', () => {
    const user: ChatMessage = { role: 'user', content: '  u ' };
    expect(textOf(withoutSystem, [{ role: 'system', content: '' }, user])).toBe('<s><user>u<model>');
    expect(() => textOf(withoutSystem, [{ role: 'system', content: 's' }, user])).toThrow(
      /refuses the conversation/,
    );
  });
});
