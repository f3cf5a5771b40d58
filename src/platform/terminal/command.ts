import type { AnyContractRouter, ContractRouterClient } from '@orpc/contract';
import type { Command } from 'commander';

/**
 * What a stage adds to the `attune` command: it registers its commands on the program. Commands talk to the server
 * through the typed client only, print through `cli.show`, and throw errors with a code; the app turns those into
 * sentences and exit codes.
 */
export type CommandModule = (program: Command, cli: Cli) => void;

export type Cli = {
  client<Contract extends AnyContractRouter>(contract: Contract): ContractRouterClient<Contract>;
  /** The project of `--project`, of ATTUNE_PROJECT, or the only one there is. */
  project(): Promise<string>;
  /** Sends a file to the artifact store, with progress. Gives its digest. */
  upload(file: string): Promise<{ digest: string; sizeBytes: number }>;
  /** Raw access for what is no contract: the gateway. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** With --json the value as JSON, else what `text` makes of it. */
  show<Value>(value: Value, text: (value: Value) => string): void;
  /** A live line on a terminal, a line a while elsewhere, nothing with --json. */
  progress: Progress;
  json: boolean;
  language: 'en' | 'zh';
  /** Aborts on Ctrl-C; work on the server goes on. `comeBack` is the command that shows it again. */
  interruptible<Result>(comeBack: string, work: (signal: AbortSignal) => Promise<Result>): Promise<Result>;
  input: NodeJS.ReadStream;
  output: NodeJS.WriteStream;
};

export type Progress = {
  update(text: string): void;
  /** Ends the live line, leaving `text` behind. */
  done(text?: string): void;
};
