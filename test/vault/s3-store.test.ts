import { randomBytes } from 'node:crypto'
import { S3 } from '@aws-sdk/client-s3'
import t from 'tap'
import { StoreUnavailable } from '../../src/vault/object-store.ts'
import { createS3Store } from '../../src/vault/s3-store.ts'
import { until } from '../support/until.ts'
import { collect, contentOf, inPieces, listOf, MIB } from './contents.ts'
import { storeContract } from './store-contract.ts'

const never = new Date(8.64e15)
const {
  TEST_S3_ENDPOINT: endpoint,
  TEST_S3_ACCESS_KEY: accessKeyId = '',
  TEST_S3_SECRET_KEY: secretAccessKey = '',
  TEST_S3_BUCKET: bucket = '',
} = process.env

t.test('a bucket that cannot be reached is unavailable, and that is known quickly', async t => {
  const store = createS3Store({
    endpoint: 'http://127.0.0.1:1',
    region: 'us-east-1',
    bucket: 'evidence',
    accessKeyId: 'nobody',
    secretAccessKey: 'nothing',
  })
  const begun = performance.now()
  await t.rejects(store.check(), StoreUnavailable)
  await t.rejects(collect(store.read('a')), StoreUnavailable)
  await t.rejects(
    store.write(inPieces(contentOf(9 * MIB)), () => 'a'),
    StoreUnavailable,
  )
  await t.rejects(listOf(store.list()), StoreUnavailable)
  await t.rejects(store.sweep(never), StoreUnavailable)
  await t.rejects(store.remove('a'), StoreUnavailable)
  t.ok(performance.now() - begun < 10_000)
})

// Against a real server only: `.ci/s3-server.sh` starts one and sets these variables.
if (endpoint !== undefined) {
  const options = { endpoint, region: 'us-east-1', bucket, accessKeyId, secretAccessKey }
  const makeStore = () => {
    const prefix = `${randomBytes(6).toString('hex')}/`
    return { store: createS3Store({ ...options, prefix }), prefix }
  }
  const s3 = new S3({ ...options, credentials: { accessKeyId, secretAccessKey }, forcePathStyle: true })
  t.teardown(() => s3.destroy())

  storeContract(t, async () => makeStore().store)

  t.test('an object of many parts is copied in parts', async t => {
    const { store, prefix } = makeStore()
    const content = contentOf(150 * MIB + 7)
    await store.write(inPieces(content, MIB), () => 'big')
    t.ok(content.equals(await collect(store.read('big'))))
    t.equal(await store.sweep(never), 0)
    const { Contents } = await s3.listObjectsV2({ Bucket: bucket, Prefix: prefix })
    t.strictSame(
      Contents?.map(({ Key }) => Key),
      [`${prefix}objects/big`],
    )
  })

  t.test('what a killed process has left is swept when nothing is added to it any more', async t => {
    const { store, prefix } = makeStore()
    const Key = `${prefix}incoming/left`
    const { UploadId } = await s3.createMultipartUpload({ Bucket: bucket, Key })
    await s3.uploadPart({ Bucket: bucket, Key, UploadId, PartNumber: 1, Body: contentOf(5 * MIB) })
    await s3.putObject({ Bucket: bucket, Key: `${prefix}incoming/whole`, Body: 'whole' })
    await s3.createMultipartUpload({ Bucket: bucket, Key: `${prefix}objects/copy` })
    await s3.createMultipartUpload({ Bucket: bucket, Key: `${prefix}elsewhere` })

    t.equal(await store.sweep(new Date(Date.now() - 60_000)), 0, 'it may still be somebody’s')
    t.equal(await store.sweep(never), 3)
    t.equal(await store.sweep(never), 0)
    const { Uploads } = await s3.listMultipartUploads({ Bucket: bucket, Prefix: prefix })
    t.strictSame(
      Uploads?.map(({ Key }) => Key),
      [`${prefix}elsewhere`],
      'what is not the store’s stays',
    )
  })

  t.test('at 100 random moments an abort leaves all or nothing', async t => {
    const { store, prefix } = makeStore()
    const content = contentOf(18 * MIB)
    const outcomes = { stored: 0, aborted: 0 }
    // The moments are spread over the time that a write takes with this server, and a little more.
    const began = performance.now()
    await store.write(inPieces(content), () => 'whole')
    const withinMs = 1.5 * (performance.now() - began)
    await store.remove('whole')
    for (let attempt = 0; attempt < 100; attempt++) {
      const length = attempt % 2 === 0 ? content.length : MIB
      const signal = AbortSignal.timeout(Math.ceil((Math.random() * length * withinMs) / content.length))
      try {
        await store.write(inPieces(content.subarray(0, length)), () => `attempt-${attempt}`, { signal })
        outcomes.stored++
        await store.remove(`attempt-${attempt}`)
      } catch (error) {
        if ((error as Error).name !== 'TimeoutError') throw error
        outcomes.aborted++
      }
    }
    t.ok(outcomes.aborted > 0 && outcomes.stored > 0, JSON.stringify(outcomes))
    t.equal(await store.sweep(never), 0)
    const { KeyCount } = await s3.listObjectsV2({ Bucket: bucket, Prefix: prefix })
    t.equal(KeyCount, 0)
  })

  t.test('a read that is given up closes its connection', async t => {
    const { store } = makeStore()
    await store.write(inPieces(contentOf(60 * MIB), MIB), () => 'long')
    const connections = () => process.getActiveResourcesInfo().filter(name => name === 'TCPSocketWrap').length
    const before = connections()
    for (let index = 0; index < 20; index++) {
      for await (const _ of store.read('long')) break
    }
    await until(() => connections() <= before)
    t.ok(connections() <= before)
  })

  t.test('more than one page of objects is listed', async t => {
    const { store } = makeStore()
    const names = Array.from({ length: 1_005 }, (_, index) => `n${index}`)
    for (let start = 0; start < names.length; start += 20) {
      await Promise.all(names.slice(start, start + 20).map(name => store.write(inPieces(contentOf(1)), () => name)))
    }
    const listed = await listOf(store.list())
    t.strictSame(listed.map(({ name }) => name).sort(), names.sort())
  })

  t.test('a wrong secret or a bucket that does not exist is unavailable, and no object is called missing', async t => {
    for (const wrong of [{ secretAccessKey: 'wrong' }, { bucket: 'no-such-bucket' }]) {
      const store = createS3Store({ ...options, ...wrong })
      await t.rejects(store.check(), StoreUnavailable)
      await t.rejects(collect(store.read('a')), StoreUnavailable)
    }
  })
}
