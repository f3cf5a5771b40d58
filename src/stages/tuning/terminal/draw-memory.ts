import { bytes, pad, textWidth } from '#platform/terminal/format.ts';
import { describeAdvice } from '../methods/describe-advice.ts';
import type { Say } from '../methods/say.ts';
import type { Preflight } from '../runs/run.contract.ts';

const barWidth = 40;

/** The parts of the estimate as bars of one scale, what is free below them, and what would make it fit. */
export function drawMemory({ memory, base }: Preflight, say: Say): string[] {
  const { components, low_bytes: low, high_bytes: high, available_bytes: free, total_bytes: total } = memory;
  if (components.length === 0) return [];
  const names = components.map(({ name }) => say(`memory.${name}`));
  const width = Math.max(...names.map(textWidth));
  const scale = Math.max(...components.map(part => part.bytes), 1);
  const lines = components.map(
    (part, at) => `  ${pad(names[at]!, width)}  ${bytes(part.bytes).padStart(9)}  ${bar(part.bytes / scale)}`,
  );
  const advice = memory.advice.map(
    (each, at) =>
      `  ${at === 0 ? '→' : ' '} ${describeAdvice(each, say)}: ${say('advice.need', { bytes: bytes(each.total_bytes), now: bytes(total) })}`,
  );
  const [first] = memory.advice;
  return [
    `${say('memory.total', { low: bytes(low), high: bytes(high) })}  ·  ${say('memory.free', { bytes: bytes(free) })}`,
    ...lines.map(line => line.trimEnd()),
    ...(base.parameters > 1 ? [`  ${say('memory.rule', { bytes: bytes(base.parameters * 16) })}`] : []),
    ...(first ? [say(first.fits ? 'advice.fits' : 'advice.nearest'), ...advice] : []),
  ];
}

const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A bar to an eighth of a column. */
function bar(share: number): string {
  const parts = Math.max(1, Math.round(share * barWidth * 8));
  return '█'.repeat(Math.floor(parts / 8)) + eighths[parts % 8];
}
