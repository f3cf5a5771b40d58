import type { CompletionRequest, EnginePort, LlamaModel, PythonModel } from './engine-port.ts';
import type { LlamaAnswers } from './llama/open-llama.ts';
import type { PythonEngine } from './python/create-python-engine.ts';

/** The two engines behind one port: Python trains, scores, and answers what llama.cpp cannot load. */
export function joinEngines(python: PythonEngine, llama: LlamaAnswers): EnginePort {
  return {
    launch: python.launch,
    run: python.run,
    complete(request, options) {
      const { model } = request;
      switch (model.kind) {
        case 'llama.cpp':
          return llama.complete({ ...request, model } satisfies CompletionRequest<LlamaModel>, options);
        case 'python':
          return python.complete({ ...request, model } satisfies CompletionRequest<PythonModel>, options);
      }
    },
    close: async () => void (await Promise.all([python.close(), llama.close()])),
  };
}
