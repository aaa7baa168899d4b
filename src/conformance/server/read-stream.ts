export type ServerSentEvent = { readonly id: string; readonly event: string; readonly data: string }

const patienceMs = 30_000

/** The first events of a stream; fewer when it ends, or when they do not come in time. */
export async function readStream(
  url: string,
  {
    token,
    headers,
    count,
  }: { readonly token: string; readonly headers: Record<string, string>; readonly count: number },
): Promise<ServerSentEvent[]> {
  const events: ServerSentEvent[] = []
  const ending = new AbortController()
  const signal = AbortSignal.any([ending.signal, AbortSignal.timeout(patienceMs)])
  try {
    const reply = await fetch(url, {
      signal,
      headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream', ...headers },
    })
    if (reply.status !== 200 || reply.body === null) return events
    let text = ''
    for await (const chunk of reply.body.pipeThrough(new TextDecoderStream())) {
      const blocks = (text + chunk).split('\n\n')
      text = blocks.pop() ?? ''
      events.push(...blocks.flatMap(eventOf))
      if (events.length >= count) break
    }
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    ending.abort()
  }
  return events.slice(0, count)
}

/** Of a block of lines; a block of comments alone is none. */
function eventOf(block: string): ServerSentEvent[] {
  const said: Record<string, string> = {}
  for (const line of block.split('\n')) {
    const [, name, value] = /^([a-z]+): ?(.*)$/.exec(line) ?? []
    if (name !== undefined) said[name] = `${said[name] === undefined ? '' : `${said[name]}\n`}${value}`
  }
  const { id = '', event = 'message', data } = said
  return data === undefined ? [] : [{ id, event, data }]
}
