import { AttuneError } from '#platform/http/attune-error.ts';
import { createClient } from '#platform/http/client.ts';
import type { Cli } from '#platform/terminal/command.ts';
import { projectContract } from '#stages/need/project.contract.ts';
import { type ConnectionFlags, findConnection } from './connection.ts';
import { createProgress } from './terminal-progress.ts';
import { uploadFile } from './upload-file.ts';

export type GlobalFlags = ConnectionFlags & { project?: string; json?: boolean; lang?: string };

/** What commands work with; nothing is asked of the server before a command needs it. */
export function createCli(flags: () => GlobalFlags): Cli {
  const access = once(() => findConnection(flags()));
  const headers = () => ({ authorization: `Bearer ${access().key}` });
  // One line for all: what shows it last must be able to end what another began, and keep to its pace.
  const progress = once(() => createProgress(process.stderr as NodeJS.WriteStream, flags().json === true));
  const cli: Cli = {
    client: contract => createClient(contract, { origin: access().origin, headers }),
    fetch: (path, init = {}) =>
      fetch(access().origin + path, {
        ...init,
        headers: { ...headers(), ...(init.headers as Record<string, string>) },
      }),
    project: async () => flags().project ?? process.env.ATTUNE_PROJECT ?? findOnlyProject(cli),
    upload: file => uploadFile(cli, file),
    show(value, text) {
      process.stdout.write((flags().json ? JSON.stringify(value, null, 2) : text(value)) + '\n');
    },
    get progress() {
      return progress();
    },
    get json() {
      return flags().json === true;
    },
    get language() {
      return (flags().lang ?? process.env.LANG ?? 'en').startsWith('zh') ? ('zh' as const) : ('en' as const);
    },
    interruptible,
    input: process.stdin,
    output: process.stdout,
  };
  return cli;
}

async function findOnlyProject(cli: Cli): Promise<string> {
  const { items } = await cli.client(projectContract).list();
  if (items.length === 1) return items[0]!.slug;
  const names = items.map(item => item.slug).join(', ');
  throw new AttuneError(
    'project_needed',
    items.length === 0 ? 'There is no project yet.' : `Which project? There are ${names}.`,
    {
      remedy:
        items.length === 0
          ? 'Make one: attune project create NAME'
          : 'Name it with --project or ATTUNE_PROJECT.',
    },
  );
}

async function interruptible<Result>(
  comeBack: string,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const interrupt = () => {
    process.stderr.write(`\nThe work goes on at the server. Come back with: ${comeBack}\n`);
    controller.abort();
    process.exit(130);
  };
  process.once('SIGINT', interrupt);
  try {
    return await work(controller.signal);
  } finally {
    process.removeListener('SIGINT', interrupt);
  }
}

function once<Value>(make: () => Value): () => Value {
  let made: { value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}
