import type { FastifyInstance } from 'fastify'

/** A description of the service at a path of its own, for everybody. */
export function serveDocument(app: FastifyInstance, path: string, describe: () => object): void {
  // Made once and shared by all answers, so that many slow readers do not each hold a copy.
  let document: Buffer | undefined
  app.get(path, { config: { public: true }, schema: { hide: true } }, async (_, reply) => {
    document ??= Buffer.from(JSON.stringify(describe()))
    return reply.type('application/json; charset=utf-8').send(document)
  })
}
