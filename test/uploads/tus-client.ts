import { type HttpRequest, Upload } from 'tus-js-client'

export type TusClientSettings = {
  readonly endpoint: string
  readonly token: string
  readonly bytes: Buffer
  readonly chunkSize?: number
  readonly onBeforeRequest?: (request: HttpRequest) => void
  readonly onSent?: (bytes: number) => void
}

/** Uploads with a client that others wrote, and gives back the path of the upload. It tries again at once, many times. */
export function uploadByTus({ endpoint, token, bytes, chunkSize, onBeforeRequest, onSent }: TusClientSettings) {
  return new Promise<string>((resolve, reject) => {
    const upload = new Upload(bytes, {
      endpoint,
      headers: { authorization: `Bearer ${token}` },
      metadata: { filename: 'rapat terbuka.mp4', filetype: 'video/mp4' },
      // At once while a wire breaks, and patiently while a service starts anew.
      retryDelays: [...Array(150).fill(20), ...Array(200).fill(250)],
      storeFingerprintForResuming: false,
      ...(chunkSize !== undefined && { chunkSize }),
      ...(onBeforeRequest !== undefined && { onBeforeRequest }),
      ...(onSent !== undefined && { onProgress: onSent }),
      onError: reject,
      onSuccess: () => resolve(new URL(upload.url ?? '', endpoint).pathname),
    })
    upload.start()
  })
}
