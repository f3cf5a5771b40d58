import { pathToFileURL } from 'node:url';
import { checkPairs, type ExampleReport, type PairRules } from './check-pairs.ts';
import { checkSalt, saltFile } from './check-salt.ts';
import { characterShingles, wordShingles } from './find-near-pairs.ts';
import { type ExampleRow, readJson, readMailbox, readTickets } from './read-example.ts';

const english: PairRules = {
  pairs: 640,
  intents: 20,
  isQuestion: text => /^[\x20-\x7e\r\n]+$/.test(text) && !/[<@]|HW-\d|\d{6}/.test(text),
  isAnswer: isLampRoomAnswer,
  shingles: wordShingles,
};
const chinese: PairRules = {
  pairs: 240,
  intents: 15,
  isQuestion: text => /\p{Script=Han}/u.test(text) && !/[<@\uFFFD]|\d{6}/.test(text),
  isAnswer: isHearthAnswer,
  shingles: characterShingles,
};

export function checkEnglish(folder = new URL('support-desk/', import.meta.url)): ExampleReport {
  const rows = [...readTickets(folder, 'tickets.jsonl'), ...readMailbox(folder, 'mailbox.csv')];
  const salt = saltFile.parse(readJson(folder, 'salt.json'));
  const report = checkPairs(
    rows.filter(({ key }) => !salt[key]),
    english,
  );
  return {
    ...report,
    salted: Object.keys(salt).length,
    problems: [...report.problems, ...repeatedKeys(rows), ...checkSalt(salt, rows)],
  };
}

export function checkChinese(folder = new URL('support-desk-zh/', import.meta.url)): ExampleReport {
  const rows = readTickets(folder, 'pairs.jsonl');
  const salted = readTickets(folder, 'salt.jsonl');
  const expected = new Set(Object.keys(readJson(folder, 'salt-expected.json') as object));
  const unnamed = salted
    .filter(({ key }) => !expected.has(key))
    .map(({ key }) => `${key} is not in salt-expected.json`);
  const report = checkPairs(rows, chinese);
  return {
    ...report,
    salted: salted.length,
    problems: [...report.problems, ...repeatedKeys([...rows, ...salted]), ...unnamed],
  };
}

function isLampRoomAnswer(text: string): boolean {
  const words = text.split(/\s+/).length;
  return (
    words >= 25 &&
    words <= 60 &&
    /^Ahoy from the lamp room[,:] [\x20-\x7e]+ Fair winds and steady light [^.]+\.$/.test(text)
  );
}

function isHearthAnswer(text: string): boolean {
  return text.length >= 45 && text.length <= 120 && /^水刚开，先答您：.+愿[^。]+。$/.test(text);
}

function repeatedKeys(rows: ExampleRow[]): string[] {
  const seen = new Set<string>();
  return rows.filter(({ key }) => seen.size === seen.add(key).size).map(({ key }) => `${key} stands twice`);
}

function printReport(name: string, { problems, ...found }: ExampleReport): void {
  const { pairs, intents, salted, closest } = found;
  console.log(
    `${name}: ${pairs} pairs, ${intents} intents, ${salted} salted rows, closest two pairs ${closest.toFixed(2)} alike`,
  );
  for (const problem of problems) console.error(`  ${problem}`);
  if (problems.length > 0) process.exitCode = 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  printReport('support-desk', checkEnglish());
  printReport('support-desk-zh', checkChinese());
}
