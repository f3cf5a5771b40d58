import fs from 'node:fs';
import { runProgram } from '../run-program.mjs';

const driver = '/proc/driver/nvidia/gpus';
const programs = ['nvidia-smi', '/usr/lib/wsl/lib/nvidia-smi'];

/** Name of the first NVIDIA GPU that this machine can use, or undefined. */
export async function findAccelerator() {
  for (const program of programs) {
    const { code, output } = await runProgram(program, ['--query-gpu=name', '--format=csv,noheader']);
    const name = output.trim().split('\n')[0];
    if (code === 0 && name) return name;
  }
  return fs.existsSync(driver) && fs.readdirSync(driver).length > 0 ? 'NVIDIA GPU' : undefined;
}
