import { readdirSync, readFileSync } from 'node:fs';

export type FoundProcess = { pid: number; command: string };

/** Processes that have to do with a folder: it stands in their command line. */
export const findProcessesOf = (folder: string): FoundProcess[] =>
  listProcesses('cmdline', text => text.includes(folder));

/** Processes that a server on a folder started, whatever they work on: it stands in what they inherited. */
export const findHeirsOf = (folder: string): FoundProcess[] =>
  listProcesses('environ', text => text.includes(folder));

function listProcesses(file: 'cmdline' | 'environ', isMeant: (text: string) => boolean): FoundProcess[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap(name => {
      try {
        if (!isMeant(readFileSync(`/proc/${name}/${file}`, 'utf8'))) return [];
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        return command === '' ? [] : [{ pid: Number(name), command }];
      } catch {
        return [];
      }
    });
}
