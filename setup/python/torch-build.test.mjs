import { describe, expect, test } from 'vitest';
import { findTorchBuild } from './find-torch-build.mjs';
import { readOffer } from './torch-build.mjs';

const linux = { system: 'Linux', architecture: 'x86_64' };
const common = [
  'filelock',
  'typing-extensions>=4.10.0',
  'sympy>=1.13.3',
  'optree>=0.13.0; extra == "optree"',
];
const nvidia = [
  'cuda-toolkit[cublas,cudart]==13.0.3; platform_system == "Linux"',
  'nvidia-cudnn-cu13==9.20.0.48; platform_system == "Linux"',
  'triton==3.7.1; platform_system == "Linux" and python_version < "3.15"',
];
const report = (version, requires = common) => ({
  install: [{ metadata: { name: 'torch', version, requires_dist: requires } }],
});

describe('the build that pip would take', () => {
  test('is told by the local part of the version', () => {
    const kinds = ['2.13.0+cpu', '2.13.0+cu130', '2.13.0+rocm7.1', '2.13.0+xpu'].map(
      v => readOffer(report(v), linux).kind,
    );
    expect(kinds).toEqual(['cpu', 'cuda', 'rocm', 'xpu']);
  });

  test('is CUDA when it requires NVIDIA libraries on this machine, and then lists them', () => {
    const offer = readOffer(report('2.13.0', [...common, ...nvidia]), linux);
    expect(offer).toEqual({ version: '2.13.0', kind: 'cuda', cudaLibraries: nvidia });
  });

  test('is a CPU build where those requirements are for other machines', () => {
    const mac = { system: 'Darwin', architecture: 'arm64' };
    expect(readOffer(report('2.13.0', [...common, ...nvidia]), mac).kind).toBe('cpu');
    const intelOnly = nvidia.map(line => `${line} and platform_machine == "x86_64"`);
    expect(readOffer(report('2.13.0', intelOnly), { system: 'Linux', architecture: 'aarch64' }).kind).toBe(
      'cpu',
    );
  });
});

describe('finding a build', () => {
  const cuda = { report: report('2.13.0', [...common, ...nvidia]) };
  const cpu = { report: report('2.13.0+cpu') };
  const nothing = { tail: 'ERROR: No matching distribution found for torch' };
  const down = {
    tail: "Failed to establish a new connection: [Errno -2] Name or service not known')': /whl/cpu/torch/",
  };

  /** `answers`: one per question, in order. Gives the questions asked and the build, or the failure's code. */
  async function find(answers, options = {}, accelerator) {
    const asked = [];
    const ask = async (requirement, pipArguments) => {
      asked.push([requirement, ...pipArguments].join(' '));
      return answers[asked.length - 1];
    };
    try {
      const { requirement, offer, reason } = await findTorchBuild({
        version: '2.13.0',
        accelerator,
        options,
        ask,
        machine: linux,
      });
      return { asked, requirement, kind: offer.kind, reason };
    } catch (failure) {
      return { asked, code: failure.code, todo: failure.todo?.join('\n'), what: failure.what };
    }
  }

  test('a CPU build offered first is taken without a second question', async () => {
    expect(await find([cpu])).toEqual({
      asked: ['torch==2.13.0'],
      requirement: 'torch==2.13.0',
      kind: 'cpu',
      reason: 'CPU build: no NVIDIA GPU here',
    });
  });

  test('CUDA first, then the CPU build of the same index', async () => {
    expect(await find([cuda, cpu])).toMatchObject({ requirement: 'torch==2.13.0+cpu', kind: 'cpu' });
  });

  test("only CUDA there: PyTorch's CPU index is asked, and the report says so", async () => {
    const found = await find([cuda, nothing, cpu]);
    expect(found.asked[2]).toMatch(/^torch==2\.13\.0\+cpu --index-url https:/);
    expect(found.reason).toContain("from PyTorch's CPU index");
  });

  test('that index out of reach: stops with both ways on', async () => {
    const found = await find([cuda, nothing, down]);
    expect(found).toMatchObject({ code: 'no_cpu_build' });
    expect(found.todo).toMatch(/--torch-index URL[^]*--allow-cuda/);
    expect(found.what).toContain('Name or service not known');
  });

  test('CUDA is taken for a GPU, or when asked for', async () => {
    expect((await find([cuda], {}, 'NVIDIA H100')).reason).toBe('CUDA build, for the NVIDIA H100 here');
    expect((await find([cuda], { allowCuda: true })).kind).toBe('cuda');
  });

  test('a CPU build beside a GPU is taken, and the report says that another index may serve better', async () => {
    expect((await find([cpu], {}, 'NVIDIA H100')).reason).toContain('--torch-index');
  });

  test('an index that the user names is the only one asked', async () => {
    const found = await find([cuda, nothing], { torchIndex: 'https://mirror/simple' });
    expect(found.code).toBe('only_cuda_offered');
    expect(found.asked).toEqual(
      ['torch==2.13.0', 'torch==2.13.0+cpu'].map(each => `${each} --index-url https://mirror/simple`),
    );
  });

  test('no torch at all: registry out of reach is told from no build for this machine', async () => {
    expect((await find([down])).code).toBe('registry_unreachable');
    expect((await find([{ tail: 'ERROR: something else' }])).code).toBe('tool_failed');
  });
});
