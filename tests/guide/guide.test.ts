import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { beforeAll, describe, expect, test } from 'vitest';
import { createProgram } from '#apps/cli/program.ts';
import { pictures } from './pictures.ts';

const languages = ['en', 'zh'] as const;
const pagesOf = (language: string): string[] =>
  readdirSync(`docs/guide/${language}`)
    .filter(name => name.endsWith('.md'))
    .sort();
const read = (language: string, page: string): string =>
  readFileSync(`docs/guide/${language}/${page}`, 'utf8');
const textOf = (language: string): string =>
  pagesOf(language)
    .map(page => read(language, page))
    .join('\n');

const imagesIn = (text: string): string[] =>
  [...text.matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map(found => found[1]!);
const linksIn = (text: string): string[] =>
  [...text.matchAll(/(?<!!)\[[^\]]+\]\(([^)]+)\)/g)].map(found => found[1]!);
const namesIn = (text: string): string[] => [...text.matchAll(/\*\*([^*]+)\*\*/g)].map(found => found[1]!);

/** Commands of blocks and of sentences, each as its words. */
const commandsIn = (text: string): string[] =>
  [
    ...[...text.matchAll(/^attune .*$/gm)].map(found => found[0]),
    ...[...text.matchAll(/`(attune [^`]+)`/g)].map(found => found[1]!),
  ].map(line => line.replace(/\s+#.*$/, ''));

describe('the guide', () => {
  test('has the same pages and the same pictures in both languages', () => {
    expect(pagesOf('zh')).toEqual(pagesOf('en'));
    for (const page of pagesOf('en'))
      expect([page, imagesIn(read('zh', page))]).toEqual([page, imagesIn(read('en', page))]);
  });

  test('README.md of the repository leads to it', () => {
    expect(linksIn(readFileSync('README.md', 'utf8'))).toEqual(
      expect.arrayContaining(['docs/guide/en/README.md', 'docs/guide/zh/README.md']),
    );
  });

  describe.each(languages)('%s', language => {
    let texts: Set<string>;
    beforeAll(async () => {
      texts = await catalogueOf(language);
    });

    test('shows every picture that the script makes, and each of them is there', () => {
      const shown = imagesIn(textOf(language)).sort();
      expect(shown).toEqual(pictures.map(({ name }) => `images/${name}.webp`).sort());
      expect(shown.filter(image => !existsSync(`docs/guide/${language}/${image}`))).toEqual([]);
      expect(readdirSync(`docs/guide/${language}/images`).sort()).toEqual(
        shown.map(image => path.basename(image)),
      );
    });

    test('links to what is there', () => {
      const links = linksIn(textOf(language)).filter(link => !link.startsWith('http'));
      expect(links.length).toBeGreaterThan(10);
      expect(links.filter(link => !existsSync(path.join(`docs/guide/${language}`, link)))).toEqual([]);
    });

    test('calls buttons and pages as the application does', () => {
      const names = namesIn(textOf(language));
      expect(names.length).toBeGreaterThan(60);
      expect(names.filter(name => !texts.has(name))).toEqual([]);
    });

    test('quotes commands and options that exist', () => {
      const { program } = createProgram();
      const commands = commandsIn(textOf(language));
      expect(commands.length).toBeGreaterThan(40);
      expect(commands.map(line => faultOf(program, line)).filter(Boolean)).toEqual([]);
    });
  });

  test('both languages quote the same commands', () => {
    const quoted = (language: string) =>
      [...textOf(language).matchAll(/^attune [a-z-]+(?: [a-z-]+)?/gm)].map(found => found[0]);
    expect(quoted('zh')).toEqual(quoted('en'));
  });
});

/** Every text of the application in a language, whole. */
async function catalogueOf(language: string): Promise<Set<string>> {
  const files = globSync(`src/**/messages/{${language}.ts,*.${language}.ts}`);
  expect(files.length).toBeGreaterThan(9);
  const texts = new Set<string>();
  for (const file of files) {
    const { default: messages } = (await import(path.resolve(file))) as { default: object };
    collect(messages, texts);
  }
  return texts;
}

function collect(messages: object, texts: Set<string>): void {
  for (const value of Object.values(messages))
    if (typeof value === 'string') texts.add(value);
    else collect(value as object, texts);
}

/** What of a quoted command line the program does not know. */
function faultOf(program: Command, line: string): string | undefined {
  let command = program;
  for (const word of line.split(/\s+/).slice(1)) {
    if (word.startsWith('--')) {
      const known = [...command.options, ...program.options].map(option => option.long);
      if (!['--help', ...known].includes(word)) return `${line}: no option ${word}`;
      continue;
    }
    const next = command.commands.find(each => each.name() === word);
    if (next) command = next;
    else if (command.commands.length > 0 && command !== program) return `${line}: no command ${word}`;
    else if (command === program && !isValue(line, word)) return `${line}: no command ${word}`;
  }
  return undefined;
}

/** A word after an option, such as the directory of `--data DIR`. */
const isValue = (line: string, word: string): boolean => new RegExp(`--\\S+ ${word}\\b`).test(line);
