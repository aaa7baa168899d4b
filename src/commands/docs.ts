import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { referenceDocs, variablesTable } from '../reference/pages.ts'

// Writes the reference pages and the README's table of variables.
const root = new URL('../../', import.meta.url)
for (const [path, text] of Object.entries(referenceDocs())) writeFileSync(new URL(path, root), text)

const readme = new URL('README.md', root)
if (existsSync(readme)) {
  const text = readFileSync(readme, 'utf8')
  writeFileSync(
    readme,
    text.replace(
      /(<!-- variables -->\n)[\s\S]*?(\n<!-- \/variables -->)/,
      (_, open, close) => open + variablesTable() + close,
    ),
  )
}
