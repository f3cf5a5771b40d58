import { diskFilledUp, registryUnreachable, toolFailed } from './failures.mjs';

const unreachable = [
  /Failed to establish a new connection: ([^'\n]+)/,
  /(Temporary failure in name resolution|Name or service not known|Network is unreachable|nodename nor servname)/,
  /connection broken by '(\w+)/,
  /(ReadTimeoutError|ConnectTimeoutError|ProxyError|SSLError|CERTIFICATE_VERIFY_FAILED)/,
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_GET_ISSUER_CERT_LOCALLY)\b/,
  /\b(E401|E403|E407|E5\d\d)\b/,
  /(No matching distribution found for \S+|code E404.*)/,
];

const fullDisk = /No space left on device|ENOSPC|EDQUOT|Disk quota exceeded/;

/** Reads out of a package tool's last lines why it failed, as a failure with a remedy. */
export function explainToolFailure(tool, { code, signal, tail }, dir) {
  if (fullDisk.test(tail)) return diskFilledUp(tool, dir);
  const detail = findUnreachable(tail);
  if (detail) return registryUnreachable(tool, detail);
  return toolFailed(tool, signal ?? `exit code ${code}`, lastLines(tail, 12));
}

export function findUnreachable(text) {
  for (const pattern of unreachable) {
    const match = pattern.exec(text);
    if (match) return match[1];
  }
  return undefined;
}

const lastLines = (text, count) => text.split('\n').slice(-count).join('\n');
