const uriCharacters = /^https?:\/\/[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]+$/i
const unreserved = /^[A-Za-z0-9\-._~]$/

/**
 * An http or https URI without query and fragment, normalised by syntax and by scheme (RFC 3986, sections 6.2.2 and
 * 6.2.3), so that two spellings of one target compare equal. Undefined when it is no such URI.
 */
export function normalUri(text: string): string | undefined {
  // First, because the parser repairs what is no URI: it drops tabs and takes a backslash for a slash.
  const url = uriCharacters.test(text) ? URL.parse(text) : null
  if (url === null || url.username !== '' || url.password !== '') return undefined
  return `${url.protocol}//${url.host}${normalPath(url.pathname)}`
}

/** The same of a request, whose target is believed for its path alone: where we are comes from the configuration. */
export function requestUri(publicUrl: string, target: string): string | undefined {
  return target.startsWith('/') ? normalUri(publicUrl + target) : undefined
}

function normalPath(path: string): string {
  return path.replace(/%[0-9a-f]{2}/gi, triplet => {
    const character = String.fromCharCode(Number.parseInt(triplet.slice(1), 16))
    return unreserved.test(character) ? character : triplet.toUpperCase()
  })
}
