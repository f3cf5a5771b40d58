import { type Key, parseKeys } from './press-key.ts';

/**
 * Keys as they are pressed: from a terminal in raw mode, which is given back as it was however the loop ends, or from
 * a pipe, so that a script can vote. Ends with the input.
 */
export async function* readKeys(input: NodeJS.ReadStream): AsyncGenerator<Key> {
  const isTerminal = input.isTTY === true;
  const wasRaw = isTerminal && input.isRaw;
  input.setEncoding('utf8');
  if (isTerminal) input.setRawMode(true);
  try {
    for await (const piece of input) for (const key of parseKeys(String(piece))) yield key;
  } finally {
    if (isTerminal) input.setRawMode(wasRaw);
    input.pause();
  }
}
