/** A command of the Python engine; `contract-fixtures/README.md` says what each reads and writes. */
export type EngineCommand =
  'train' | 'score' | 'preflight' | 'import-gguf' | 'export' | 'export-gguf' | 'generate' | 'probe';

/** One line of what the engine says, as it came. */
export type EngineEvent = { seq: number; time: string; type: string } & Record<string, unknown>;

export type ChatMessage = { role: 'system' | 'user' | 'assistant'; content: string };

export type LlamaModel = {
  kind: 'llama.cpp';
  /** The base's GGUF file; one copy of its weights is shared by all its adapters. Or a tuned model's own. */
  ggufPath: string;
  /** A GGUF LoRA on top, or none. */
  adapterPath: string | null;
};

/** What llama.cpp cannot load: soft prompts, and whatever stands on a base without a GGUF file. */
export type PythonModel = {
  kind: 'python';
  /** The base's folder, and its digest as the engine counts it; a changed base is refused. */
  basePath: string;
  baseDigest: string;
  /** What a run left, by its own file names, or nothing. */
  adapterFolder: string | null;
};

export type LocalModel = LlamaModel | PythonModel;

export type CompletionRequest<Model extends LocalModel = LocalModel> = {
  model: Model;
  /** Starts with the system message that training used (an empty one if there was none). */
  messages: ChatMessage[];
  temperature: number;
  topP: number;
  maxTokens: number;
  seed: number | null;
  stop?: string[];
};

export type Completion = {
  text: string;
  promptTokens: number;
  completionTokens: number;
  finishReason: 'stop' | 'length';
  firstTokenMs: number;
  totalMs: number;
};

/** What the rest of the program may ask of the engines: the Python one trains and scores, llama.cpp or Python answer. */
export type EnginePort = {
  /**
   * Starts a command in a process that outlives this one. Its stdout and stderr go to `logFile`; for `train` the event
   * file in the run folder is the truth. Gives the process id.
   */
  launch(command: EngineCommand, args: string[], logFile: string): Promise<{ pid: number }>;
  /** Runs a command to its end; every event is passed on. Throws an AttuneError made from `failed`. Gives the last event. */
  run(
    command: EngineCommand,
    args: string[],
    options?: { onEvent?(event: EngineEvent): void; signal?: AbortSignal },
  ): Promise<EngineEvent>;
  /** An answer by the engine that can load the model; `onText` gets pieces as they come. Aborting stops it and gives what there is. */
  complete(
    request: CompletionRequest,
    options?: { onText?(piece: string): void; signal?: AbortSignal },
  ): Promise<Completion>;
  close(): Promise<void>;
};
