import { AttuneError } from '#platform/http/attune-error.ts';

const newline = 0x0a;

/** No event of a model is so long; one that never ends must not fill the memory. */
export const mostWaitingBytes = 16 * 2 ** 20;

/**
 * Cuts what comes in pieces into whole lines: gives all lines that are whole by now, undefined where none is. UTF-8 is
 * never cut inside a character. Throws `upstream_line_too_long`.
 */
export function createLineCutter(): (bytes: Buffer) => string | undefined {
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  const keep = (bytes: Buffer) => {
    if (bytes.length === 0) return;
    waiting.push(bytes);
    waitingBytes += bytes.length;
    if (waitingBytes > mostWaitingBytes) throw tooLong();
  };
  return bytes => {
    const end = bytes.lastIndexOf(newline) + 1;
    if (end === 0) return void keep(bytes);
    const whole = bytes.subarray(0, end);
    const lines = (waiting.length > 0 ? Buffer.concat([...waiting, whole]) : whole).toString();
    [waiting, waitingBytes] = [[], 0];
    keep(bytes.subarray(end));
    return lines;
  };
}

const tooLong = () =>
  new AttuneError('upstream_line_too_long', 'The model sends a line that does not end.', {
    status: 502,
    remedy: 'See whether the connection leads to a server that speaks as OpenAI does.',
  });
