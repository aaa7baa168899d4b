import { joinCluster } from '../../src/db/embedded/cluster.ts'

// A process that uses the database of a data folder: `node cluster-member.ts <folder>`. Says `{ adminUrl, serviceUrl }`
// when it has joined, leaves in order at SIGTERM.
const [dataDir] = process.argv.slice(2)
if (dataDir === undefined) throw new Error('which data folder?')

const cluster = await joinCluster({ dataDir, log: { info() {}, warn() {}, error() {} } })
process.once('SIGTERM', () => cluster.release())
console.log(JSON.stringify({ adminUrl: cluster.adminUrl, serviceUrl: cluster.serviceUrl }))
