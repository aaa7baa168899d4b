const pauseMs = 1000

/**
 * Follows a stream of server-sent events with a token, which EventSource cannot send: calls `heard` with each event, and
 * goes on after the last one when the stream ends. A refusal ends it, and is given back.
 */
export async function follow(path, { after, authorization, heard }) {
  let last = after
  for (;;) {
    const reply = await fetch(path, { headers: { authorization: authorization(), 'last-event-id': String(last) } })
    if (!reply.ok) return reply
    try {
      for await (const event of eventsOf(reply.body)) {
        last = event.id
        heard(event)
      }
    } catch {
      // The line broke, or the server stopped: from the last number on it is the same again.
    }
    await new Promise(resolve => setTimeout(resolve, pauseMs))
  }
}

async function* eventsOf(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  for (;;) {
    const { value, done } = await reader.read()
    if (done) return
    const blocks = (text + value).split('\n\n')
    text = blocks.pop()
    for (const block of blocks) {
      const event = Object.fromEntries(block.split('\n').map(line => line.split(/: ?(.*)/s, 2)))
      if (event.data !== undefined) yield { id: event.id, type: event.event, data: JSON.parse(event.data) }
    }
  }
}
