import { setTimeout } from 'node:timers/promises'
import { createDiskStore } from '../../src/vault/disk-store.ts'
import { contentOf, MIB } from './contents.ts'

// Writes to a disk store without end, as `disk-store.test.ts` asks: as fast as it can, or a little now and then.
const [folder = '', pace] = process.argv.slice(2)
const content = contentOf(MIB)

async function* endless() {
  for (;;) {
    yield content
    await setTimeout(pace === 'slow' ? 200 : 1)
  }
}

await createDiskStore({ folder }).write(endless(), () => 'never')
