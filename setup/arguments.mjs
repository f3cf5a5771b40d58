import { wrongCommandLine } from './failures.mjs';
import { catalog } from './model/catalog.mjs';

const shared = {
  '--data': {
    key: 'data',
    value: 'DIR',
    help: 'where Attune keeps its state (default .attune, or ATTUNE_DATA)',
  },
  '--torch-index': { key: 'torchIndex', value: 'URL', help: 'package index to take torch from' },
  '--allow-cuda': {
    key: 'allowCuda',
    help: 'take a CUDA build of torch (several GB) although no NVIDIA GPU is found',
  },
  '--python': {
    key: 'python',
    value: 'PATH',
    help: 'the Python (3.10 to 3.13) to build the environment with',
  },
  '--runtime': {
    key: 'runtime',
    value: 'DIR',
    help: 'where environment and models go (default .runtime, or ATTUNE_RUNTIME)',
  },
  '--json': { key: 'json', help: 'one JSON object a line instead of text' },
  '--help': { key: 'help', help: 'this text' },
};

const models = {
  '--model': {
    key: 'model',
    value: 'NAME',
    help: `a further base model to fetch: ${Object.keys(catalog).join(', ')}`,
  },
  '--accept-terms': { key: 'acceptTerms', help: 'you have read and accept the terms that it comes under' },
};

/** The examples, and the further model that one needs. */
const examples = { 'support-desk': undefined, 'support-desk-zh': 'gemma3-270m' };

const ownOptions = {
  setup: models,
  quickstart: {
    ...models,
    '--port': { key: 'port', value: 'N', help: 'port of the server (default 3210, or ATTUNE_PORT)' },
    '--exit': { key: 'exit', help: 'stop after the report of the example' },
    '--skip-example': { key: 'skipExample', help: 'start the server only' },
    '--example': {
      key: 'example',
      value: 'NAME',
      help: `which example: ${Object.keys(examples).join(', ')}; it brings the model that it needs`,
    },
  },
  test: {
    '--only': {
      key: 'only',
      value: 'RUNNER',
      help: 'lint, types, architecture, vitest or pytest; words after it go to that runner',
    },
  },
};

const about = {
  setup: 'Installs what Attune needs below this folder. Safe to run again: it goes on where it stopped.',
  quickstart: 'Sets up, starts the server and runs the example in front of you.',
  test: 'Sets up what tests need, then runs every check and test.',
};

/** Words after `node setup/main.mjs` to options; unknown words are refused, never ignored. */
export function parseCommandLine(words) {
  const [command, ...rest] = words;
  if (!Object.hasOwn(about, command ?? ''))
    throw wrongCommandLine(`There is no command "${command ?? ''}".`, Object.keys(about));
  const known = { ...shared, ...ownOptions[command] };
  const options = { command, rest: [] };
  for (let at = 0; at < rest.length; at += 1) {
    if (options.only) options.rest.push(rest[at]);
    else at += readOption(options, known, rest, at);
  }
  return checked(options);
}

export function usage(command) {
  const known = Object.entries({ ...ownOptions[command], ...shared });
  const lines = known.map(
    ([flag, { value, help }]) => `  ${[flag, value].filter(Boolean).join(' ').padEnd(22)} ${help}`,
  );
  const start = command === 'test' ? 'npm test --' : `npm run ${command} --`;
  return [about[command], '', `${start} [options]`, ...lines, '', 'Exit codes: setup/README.md'].join('\n');
}

/** Reads the option at `at` and gives the number of extra words it took. */
function readOption(options, known, words, at) {
  const [flag, inline] = splitAtEquals(words[at]);
  const option = known[flag];
  if (!option)
    throw wrongCommandLine(`"${words[at]}" is not an option of ${options.command}.`, Object.keys(known));
  if (!option.value) options[option.key] = true;
  else options[option.key] = inline ?? words[at + 1];
  if (option.value && (options[option.key] === undefined || options[option.key] === ''))
    throw wrongCommandLine(`${flag} needs a value: ${flag} ${option.value}.`, Object.keys(known));
  return option.value && inline === undefined ? 1 : 0;
}

function splitAtEquals(word) {
  const at = word.indexOf('=');
  return word.startsWith('--') && at > 0 ? [word.slice(0, at), word.slice(at + 1)] : [word, undefined];
}

function checked(options) {
  const { port, only, model, example } = options;
  if (example !== undefined && !Object.hasOwn(examples, example))
    throw wrongCommandLine(`There is no example "${example}".`, Object.keys(examples));
  options.model ??= examples[example];
  if (model !== undefined && !Object.hasOwn(catalog, model))
    throw wrongCommandLine(`There is no model "${model}" to fetch.`, Object.keys(catalog));
  const portIsWrong = port !== undefined && !(/^\d+$/.test(port) && Number(port) <= 65535);
  if (portIsWrong) throw wrongCommandLine(`--port takes a number from 0 to 65535, not "${port}".`, []);
  const runners = ['lint', 'types', 'architecture', 'vitest', 'vitest-external', 'pytest'];
  if (only !== undefined && !runners.includes(only))
    throw wrongCommandLine(`There is no runner "${only}".`, runners);
  return options;
}
