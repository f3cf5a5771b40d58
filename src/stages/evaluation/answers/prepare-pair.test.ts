import { expect, it, test } from 'vitest';
import { chooseHiddenNames } from './choose-hidden-names.ts';
import { findIdentityLeak } from './find-identity-leak.ts';
import { preparePair } from './prepare-pair.ts';
import { showAnswer, type ShownAnswer } from './show-answer.ts';

test.each([
  ['As an AI language model, I cannot see your order.', 'As an AI language model'],
  ['I was trained by a team in Hangzhou.', 'I was trained'],
  ['I am ChatGPT and happy to help.', 'ChatGPT'],
  ['我是通义千问，很高兴为您服务。', '通义千问'],
  ['Our SmolLM2 135M Instruct answers.', 'SmolLM2 135M Instruct'],
])('%s', (answer, leak) => {
  expect(findIdentityLeak(answer, ['SmolLM2-135M-Instruct'])).toBe(leak);
});

test.each([
  'The claudette lamp is made of metal.',
  'Please qualify your order number.',
  'Wool from a gemmated sheep.',
])('lets pass: %s', answer => expect(findIdentityLeak(answer, ['ai'])).toBeUndefined());

it('takes a word of the subject for no leak', () => {
  const familiar = 'You are the lamp room, a lamp shop. Do you ship the Gemini lamp?';
  expect(findIdentityLeak('The Lamp Room sends the gemini lamp.', ['lamp-room'], familiar)).toBeUndefined();
  expect(findIdentityLeak('The lamp room runs on Gemma.', ['lamp-room'], familiar)).toBe('Gemma');
});

it('hides the names of the study, but for those that the subject uses itself', () => {
  const mail = ['Hello lamp  room!', 'My lamp is broken.'];
  expect(chooseHiddenNames(['lamp-room', 'SmolLM2-135M', 'SmolLM2-135M'], mail)).toEqual(['SmolLM2-135M']);
});

const whole = (text: string) => showAnswer({ text, finishReason: 'stop' });
const cut = (text: string) => showAnswer({ text, finishReason: 'length' });

it('sets a pair aside where one answer alone was cut before its first sentence ended', () => {
  const fate = (baseline: ShownAnswer, candidate: ShownAnswer) =>
    preparePair({ baseline, candidate, ownNames: [], familiar: '' }).state;
  expect(fate(cut('Well you may'), whole('Yes.'))).toBe('unfinished');
  expect(fate(whole('Yes.'), cut('Well you may'))).toBe('unfinished');
  expect(fate(cut('Well you may'), cut('Ahoy, the lamp'))).toBe('votable');
  expect(fate(cut('Yes. Well you'), whole('No.'))).toBe('votable');
  expect(fate(cut('Yes. Well you'), whole('Yes.'))).toBe('identical');
});

it('sets identical answers aside, whatever their white space, before it asks about leaks', () => {
  const fate = (baseline: string, candidate: string) =>
    preparePair({ baseline: whole(baseline), candidate: whole(candidate), ownNames: [], familiar: '' });
  expect(fate('Yes,  of course.', 'Yes, of course.\n')).toEqual({ state: 'identical' });
  expect(fate('Yes.', 'No.')).toEqual({ state: 'votable' });
  expect(fate('Yes.', 'I am Qwen.')).toEqual({ state: 'leaking', word: 'Qwen' });
});
