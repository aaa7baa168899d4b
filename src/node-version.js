// JavaScript, not TypeScript: it must run on the versions that it turns away. `npm start` loads it before anything
// else (node --import), because they cannot even read the other files.
if (Number(process.versions.node.split('.')[0]) < 24) {
  process.stderr.write(
    `Penerusan needs Node 24 or later, and this is Node ${process.versions.node}; see https://nodejs.org\n`,
  )
  process.exit(1)
}
