import { exitCodes, SetupFailure } from './failure.mjs';
import { formatBytes } from './format.mjs';

export const wrongCommandLine = (what, known) =>
  new SetupFailure('wrong_command_line', exitCodes.wrongCommandLine, {
    what,
    safe: 'Nothing was changed.',
    todo: known.length > 0 ? [`Known here: ${known.join(', ')}`] : ['See --help.'],
  });

export const notEnoughSpace = ({ dir, needBytes, freeBytes }) =>
  new SetupFailure('disk_full', exitCodes.diskFull, {
    what: `${dir} needs ${formatBytes(needBytes)} of free space, has ${formatBytes(freeBytes)}: ${formatBytes(needBytes - freeBytes)} are missing.`,
    todo: [
      'Free that much there, or put the large parts elsewhere: --runtime DIR (environment and models), --data DIR (state).',
    ],
  });

export const diskFilledUp = (tool, dir) =>
  new SetupFailure('disk_full', exitCodes.diskFull, {
    what: `The disk of ${dir} filled up while ${tool} was writing.`,
    todo: ['Free some space there and run the same command again.'],
  });

export const registryUnreachable = (tool, detail) =>
  new SetupFailure('registry_unreachable', exitCodes.unreachable, {
    what: `${tool} could not reach its package registry: ${detail}`,
    todo: [
      'Check the network, then run the same command again: finished downloads are not repeated.',
      `Behind a proxy or with a mirror of your own, tell ${tool}: ${mirrorHint[tool] ?? mirrorHint.pip}`,
    ],
  });

const mirrorHint = {
  npm: 'npm config set registry URL (and proxy, https-proxy, cafile).',
  pip: 'pip config set global.index-url URL (and HTTPS_PROXY, PIP_CERT).',
};

export const wrongChecksum = ({ file, expected, actual }) =>
  new SetupFailure('wrong_checksum', exitCodes.wrongChecksum, {
    what: `${file} is not the file that Attune was tested with.\nsha256 expected ${expected}\n       found    ${actual}`,
    safe: 'The file was deleted and nothing of it was used.',
    todo: [
      'Run the same command again. If it stays, your registry or a proxy serves a changed file: do not use it, ask its keeper.',
    ],
  });

export const portTaken = port =>
  new SetupFailure('port_taken', exitCodes.portTaken, {
    what: `Port ${port} is taken by another program.`,
    safe: 'Nothing was changed.',
    todo: [
      `Choose another: npm run quickstart -- --port ${port === 65535 ? 3210 : port + 1} (or --port 0 for any free one).`,
    ],
  });

export const newerData = ({ dir, found, known }) =>
  new SetupFailure('newer_data', exitCodes.newerData, {
    what: `${dir} was written by a newer Attune (${found}; this one knows up to ${known}).`,
    safe: 'Nothing in it was changed.',
    todo: ['Update this clone (git pull), or choose another directory: --data DIR.'],
  });

export const dataNotWritable = (dir, reason) =>
  new SetupFailure('data_not_writable', exitCodes.missingOnMachine, {
    what: `Attune cannot write to its data directory ${dir}: ${reason}.`,
    safe: 'Nothing was changed.',
    todo: ['Give this user the right to write there, or choose another directory: --data DIR.'],
  });

export const toolFailed = (tool, exit, tail) =>
  new SetupFailure('tool_failed', exitCodes.toolFailed, {
    what: `${tool} ended with ${exit}. Its last lines:\n${tail}`,
    todo: ['Run the same command again. If it fails the same way, the lines above say why.'],
  });

export const toolMissing = (tool, remedy) =>
  new SetupFailure('tool_missing', exitCodes.missingOnMachine, {
    what: `${tool} was not found on this machine.`,
    safe: 'Nothing was changed.',
    todo: [remedy],
  });

export const termsNotAccepted = ({ model, terms, inShort, url, file, again }) =>
  new SetupFailure('terms_not_accepted', exitCodes.termsNotAccepted, {
    what: `${model} comes under the ${terms}, which nobody has accepted here.\n${inShort.join('\n')}`,
    safe: 'Only the terms were fetched, nothing of the model.',
    todo: [`Read them: ${file}\n(also ${url})`, `Then, if you agree: ${again}`],
  });

export const interrupted = () =>
  new SetupFailure('interrupted', exitCodes.interrupted, {
    what: 'Stopped by a signal.',
    todo: ['Run the same command again to go on.'],
  });
