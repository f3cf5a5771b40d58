export type Uploaded = { digest: string; sizeBytes: number };

/** Sends a file to the artifact store; the answer means that it is on the disk. `onProgress` hears bytes sent of all. */
export function uploadFile(
  file: File,
  onProgress: (sent: number) => void,
  signal?: AbortSignal,
): Promise<Uploaded> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', '/api/v1/artifacts');
    request.responseType = 'json';
    request.upload.addEventListener('progress', event => onProgress(event.loaded));
    request.addEventListener('load', () => {
      if (request.status < 300) resolve(request.response as Uploaded);
      else reject(Object.assign(new Error(), request.response ?? { code: 'unreachable' }));
    });
    request.addEventListener('error', () => reject(new TypeError('upload failed')));
    request.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
    signal?.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}
