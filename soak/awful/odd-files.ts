import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, renameSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AwfulCase, Finding, Ground } from './ground.ts';

type Odd = { name: string; code: string; isLarge?: boolean; make(folder: string): string | OddFile };
/** A file to which something happens again and again until it has been sent. */
type OddFile = { file: string; change?: () => void };

/** Longer than any upload of these cases; who takes so long waits for what will not come. */
const patienceMs = 120_000;

async function importByTerminal({ server, project }: Ground, file: string) {
  const words = ['--json', '--project', project, 'import', 'file', file, '--source', 'odd'];
  return Promise.race([server.attune(...words), sleep(patienceMs, undefined, { ref: false })]);
}

const oddCase = ({ name, code, isLarge, make }: Odd): AwfulCase => ({
  name,
  ...(isLarge ? { isLarge } : {}),
  async bring(ground): Promise<Finding> {
    const made = make(ground.folder);
    const { file, change } = typeof made === 'string' ? { file: made } : made;
    const timer = change ? setInterval(change, 20) : undefined;
    const answer = await importByTerminal(ground, file).finally(() => clearInterval(timer));
    if (!answer) return `is waited for longer than ${patienceMs / 1_000} s`;
    if (answer.code === 0) return `was taken: ${answer.stdout.slice(0, 200)}`;
    const { error } = JSON.parse(answer.stdout) as { error: { code: string; remedy?: string } };
    if (error.code !== code) return `is refused as ${answer.stdout.slice(0, 300)}, not as ${code}`;
    return error.remedy ? undefined : `is refused as ${code} without a remedy`;
  },
});

const line = (n: number) => `${JSON.stringify({ question: `Where is ${n}?`, answer: `It is at ${n}.` })}\n`;
const manyRows = (from: number) => Array.from({ length: 200_000 }, (_, n) => line(from + n)).join('');

function changing(folder: string, name: string, change: (file: string) => void): OddFile {
  const file = path.join(folder, name);
  writeFileSync(file, manyRows(0));
  return { file, change: () => change(file) };
}

const kinds: Odd[] = [
  {
    name: 'a file that is not there',
    code: 'file_missing',
    make: folder => path.join(folder, 'nothing.jsonl'),
  },
  {
    name: 'a folder',
    code: 'no_file',
    make(folder) {
      const file = path.join(folder, 'folder.jsonl');
      mkdirSync(file, { recursive: true });
      return file;
    },
  },
  {
    name: 'a pipe that nobody writes into',
    code: 'no_file',
    make(folder) {
      const file = path.join(folder, 'pipe.jsonl');
      execFileSync('mkfifo', [file]);
      return file;
    },
  },
  { name: 'a device without an end', code: 'no_file', make: () => '/dev/zero' },
  {
    name: 'links that go round in a circle',
    code: 'file_unreadable',
    make(folder) {
      const [one, other] = [path.join(folder, 'one.jsonl'), path.join(folder, 'other.jsonl')];
      symlinkSync(one, other);
      symlinkSync(other, one);
      return one;
    },
  },
  {
    name: 'a file that grows while it is read',
    isLarge: true,
    code: 'file_changing',
    make: folder => changing(folder, 'growing.jsonl', file => appendFileSync(file, line(9))),
  },
  {
    name: 'a file that is cut while it is read',
    isLarge: true,
    code: 'file_changing',
    make(folder) {
      let size = 9_000_000;
      return changing(folder, 'shrinking.jsonl', file =>
        truncateSync(file, (size = Math.max(1_000, size - 10_000))),
      );
    },
  },
];

/** What stands under the name afterwards is another file; what was opened is read to its end, whole. */
const replaced: AwfulCase = {
  name: 'a file that another one replaces while it is read',
  async bring(ground) {
    const file = path.join(ground.folder, 'replaced.jsonl');
    const other = path.join(ground.folder, 'other-rows.jsonl');
    writeFileSync(file, manyRows(1_000_000));
    writeFileSync(other, line(2));
    const importing = importByTerminal(ground, file);
    await sleep(700);
    renameSync(other, file);
    const answer = await importing;
    if (answer?.code !== 0) return `failed: ${answer?.stderr.slice(0, 300) ?? 'no end'}`;
    const { readCount } = JSON.parse(answer.stdout) as { readCount: number };
    return readCount === 200_000 || readCount === 1 ? undefined : `${readCount} rows were read of two files`;
  },
  isLarge: true,
};

export const oddFileCases = [...kinds.map(oddCase), replaced];
