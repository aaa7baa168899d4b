import t from 'tap'
import { ConfigError, readConfig } from '../../src/config.ts'
import { variables } from '../../src/variables.ts'

t.test('without any variable the service runs on its own, on the loopback address', async t => {
  t.match(readConfig({}), {
    host: '127.0.0.1',
    port: 3000,
    dataDir: /^[/\\A-Z].*data$/,
    agenciesFile: undefined,
    database: { kind: 'embedded' },
    logLevel: 'info',
    mode: 'development',
    audience: 'https://penerusan.example/v1',
    quotas: { agencyPerMinute: 30_000, personPerMinute: 6_000, addressPerMinute: 600, casesPerHour: 300 },
    trustedProxies: [],
    publicUrl: 'https://penerusan.example',
    dpopNonces: false,
    tls: undefined,
    certificateProxy: undefined,
    sandbox: false,
    evidence: {
      store: { kind: 'disk', folder: /data.evidence$/ },
      keyFile: undefined,
      maxBytes: 2 * 1024 ** 3,
      quotaBytes: 1024 ** 4,
      scrubHours: 24,
      clamd: undefined,
    },
  })
})

t.test('an empty variable counts as not set', async t => {
  const empty = Object.fromEntries(variables.map(({ name }) => [name, '']))
  t.strictSame(readConfig(empty), readConfig({}))
})

t.test('every variable changes the configuration', async t => {
  const changed = readConfig({
    HOST: '::',
    PORT: '0',
    DATA_DIR: '/srv/penerusan',
    DATABASE_URL: 'postgresql://penerusan_service:geheim@db.example:6432/penerusan?sslmode=require',
    DATABASE_ADMIN_URL: 'postgres://postgres:geheim@db.example:6432/postgres',
    AGENCIES: import.meta.filename,
    CATALOGUE_FOLDER: import.meta.dirname,
    LOG_LEVEL: 'silent',
    NODE_ENV: 'production',
    AUDIENCE: 'urn:penerusan:api',
    PUBLIC_URL: 'http://127.0.0.1:3000/',
    DPOP_NONCE: 'required',
    TLS_CERT: import.meta.filename,
    TLS_KEY: import.meta.filename,
    CLIENT_CERT_PROXY: '10.0.0.7, ::1',
    CLIENT_CERT_HEADER: 'X-Client-Cert',
    RATE_LIMIT: '1',
    RATE_LIMIT_PERSON: '2',
    RATE_LIMIT_ADDRESS: '3',
    HARVEST_LIMIT: '4',
    TRUSTED_PROXIES: '10.0.0.1, 10.1.0.0/16,fd00::/8',
    WEBHOOK_KEYS: new URL('tls.test.ts', import.meta.url).pathname,
    WEBHOOK_HOSTS: 'kasn.go.id, GO.ID',
    WEBHOOK_LOOPBACK: 'on',
    EMERGENCY_MINUTES: '5',
    METRICS_PORT: '9464',
    METRICS_HOST: '::1',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector.example:4318',
    OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20geheim',
    OTEL_TRACES_SAMPLER_ARG: '0.25',
    DRAIN_SECONDS: '15',
    FINISH_SECONDS: '30',
    EVIDENCE_STORE: 's3://bukti/penerusan',
    EVIDENCE_KEYS: import.meta.filename,
    REPORTER_KEYS: new URL('server.test.ts', import.meta.url).pathname,
    EVIDENCE_MAX_BYTES: '1000',
    EVIDENCE_QUOTA_BYTES: '9000000000000',
    EVIDENCE_SCRUB_HOURS: '1',
    CLAMD: '/run/clamav/clamd.sock',
    S3_ENDPOINT: 'http://127.0.0.1:7070',
    S3_REGION: 'id-jkt',
    S3_ACCESS_KEY_ID: 'user',
    S3_SECRET_ACCESS_KEY: 'secret',
  })
  const defaults = readConfig({})
  for (const key of Object.keys(defaults) as (keyof typeof defaults)[]) {
    if (key !== 'sandbox') t.notSame(changed[key], defaults[key], key)
  }
  t.equal(readConfig({ SANDBOX: 'true' }).sandbox, true, 'which production mode excludes')
  t.equal(changed.publicUrl, 'http://127.0.0.1:3000')
  t.strictSame(changed.metrics, { host: '::1', port: 9464 })
  t.strictSame(changed.traces, {
    endpoint: 'http://collector.example:4318',
    headers: { authorization: 'Bearer geheim' },
    ratio: 0.25,
  })
  t.equal(changed.drainSeconds, 15)
  t.equal(changed.finishSeconds, 30)
  t.strictSame(changed.certificateProxy, { addresses: ['10.0.0.7', '::1'], header: 'x-client-cert' })
  t.strictSame(changed.evidence.store, {
    kind: 's3',
    bucket: 'bukti',
    prefix: 'penerusan/',
    endpoint: 'http://127.0.0.1:7070',
    region: 'id-jkt',
    accessKeyId: 'user',
    secretAccessKey: 'secret',
  })
  t.strictSame(changed.quotas, { agencyPerMinute: 1, personPerMinute: 2, addressPerMinute: 3, casesPerHour: 4 })
  t.strictSame(changed.trustedProxies, ['10.0.0.1', '10.1.0.0/16', 'fd00::/8'])
  t.strictSame(changed.database, {
    kind: 'external',
    url: 'postgresql://penerusan_service:geheim@db.example:6432/penerusan?sslmode=require',
    adminUrl: 'postgres://postgres:geheim@db.example:6432/postgres',
  })
})

const service = 'postgres://penerusan_service:geheim@db.example/penerusan'

const s3Keys = { S3_ACCESS_KEY_ID: 'user', S3_SECRET_ACCESS_KEY: 'geheim' }

const unusable: Record<string, Record<string, string>[]> = {
  HOST: [{ HOST: 'http://localhost' }, { HOST: 'two words' }, { HOST: '-' }],
  PORT: [{ PORT: 'http' }, { PORT: '-1' }, { PORT: '65536' }, { PORT: '3000.5' }, { PORT: ' 3000' }, { PORT: '0x50' }],
  DATABASE_URL: [
    { DATABASE_URL: 'db.example' },
    { DATABASE_URL: 'mysql://penerusan_service:geheim@db.example/penerusan' },
    { DATABASE_URL: 'postgres://db.example/penerusan' },
    { DATABASE_URL: 'postgres://penerusan_service:geheim@db.example' },
    { DATABASE_URL: 'postgres://penerusan_service:geheim@/penerusan' },
    { DATABASE_URL: 'postgres://postgres:geheim@db.example/penerusan' },
    { DATABASE_URL: 'postgres://_service:geheim@db.example/penerusan' },
    { DATABASE_URL: 'postgres://%zz:geheim@db.example/penerusan' },
  ],
  DATABASE_ADMIN_URL: [
    { DATABASE_ADMIN_URL: 'postgres://postgres:geheim@db.example/postgres' },
    { DATABASE_URL: service, DATABASE_ADMIN_URL: 'geheim' },
    { DATABASE_URL: service, DATABASE_ADMIN_URL: service },
  ],
  CATALOGUE_FOLDER: [{ CATALOGUE_FOLDER: '/no/such/folder' }, { CATALOGUE_FOLDER: import.meta.filename }],
  AGENCIES: [{ AGENCIES: '/no/such/agencies.json' }, { AGENCIES: import.meta.dirname }, { AGENCIES: 'two\nlines' }],
  LOG_LEVEL: [{ LOG_LEVEL: 'verbose' }, { LOG_LEVEL: 'INFO' }],
  NODE_ENV: [{ NODE_ENV: 'staging' }],
  AUDIENCE: [{ AUDIENCE: 'penerusan' }, { AUDIENCE: '/v1' }],
  PUBLIC_URL: [
    { AUDIENCE: 'urn:penerusan:api' },
    { PUBLIC_URL: 'penerusan.example' },
    { PUBLIC_URL: 'ftp://penerusan.example' },
    { PUBLIC_URL: 'https://penerusan.example/v1' },
    { PUBLIC_URL: 'https://siti:geheim@penerusan.example' },
  ],
  DPOP_NONCE: [{ DPOP_NONCE: 'yes' }],
  SANDBOX: [
    { SANDBOX: 'yes' },
    { SANDBOX: 'true', NODE_ENV: 'production' },
    { SANDBOX: 'true', DATABASE_URL: service },
  ],
  TLS_CERT: [{ TLS_CERT: '/no/such/cert.pem' }, { TLS_CERT: import.meta.filename }],
  TLS_KEY: [{ TLS_KEY: import.meta.filename }],
  CLIENT_CERT_PROXY: [{ CLIENT_CERT_PROXY: 'proxy.example' }, { CLIENT_CERT_PROXY: '10.0.0.7,' }],
  CLIENT_CERT_HEADER: [{ CLIENT_CERT_HEADER: 'two words' }],
  EVIDENCE_STORE: [
    { EVIDENCE_STORE: 's3://' },
    { EVIDENCE_STORE: 's3://UPPER/case' },
    { EVIDENCE_STORE: 's3://bukti/a b', ...s3Keys },
  ],
  WEBHOOK_KEYS: [
    { WEBHOOK_KEYS: '/no/such/keys.json' },
    { EVIDENCE_KEYS: import.meta.filename, WEBHOOK_KEYS: import.meta.filename },
    { REPORTER_KEYS: import.meta.filename, WEBHOOK_KEYS: import.meta.filename },
  ],
  WEBHOOK_HOSTS: [{ WEBHOOK_HOSTS: 'https://go.id' }, { WEBHOOK_HOSTS: 'go.id,' }],
  WEBHOOK_LOOPBACK: [{ WEBHOOK_LOOPBACK: 'true' }],
  REPORTER_KEYS: [
    { REPORTER_KEYS: '/no/such/keys.json' },
    { EVIDENCE_KEYS: import.meta.filename, REPORTER_KEYS: import.meta.filename },
  ],
  EVIDENCE_KEYS: [{ EVIDENCE_KEYS: '/no/such/keys.json' }, { EVIDENCE_KEYS: import.meta.dirname }],
  EVIDENCE_MAX_BYTES: [{ EVIDENCE_MAX_BYTES: '2GiB' }, { EVIDENCE_MAX_BYTES: '0' }, { EVIDENCE_MAX_BYTES: '1e9' }],
  EVIDENCE_QUOTA_BYTES: [{ EVIDENCE_QUOTA_BYTES: '-1' }, { EVIDENCE_QUOTA_BYTES: '99999999999999999' }],
  EVIDENCE_SCRUB_HOURS: [{ EVIDENCE_SCRUB_HOURS: '0' }, { EVIDENCE_SCRUB_HOURS: 'daily' }],
  CLAMD: [{ CLAMD: 'localhost' }, { CLAMD: 'clamd.sock' }, { CLAMD: 'host:port' }],
  S3_ENDPOINT: [{ ...s3Keys, EVIDENCE_STORE: 's3://bukti', S3_ENDPOINT: 'minio:9000/x y' }],
  S3_REGION: [{ ...s3Keys, EVIDENCE_STORE: 's3://bukti', S3_REGION: 'id jkt' }],
  S3_ACCESS_KEY_ID: [{ EVIDENCE_STORE: 's3://bukti' }],
  S3_SECRET_ACCESS_KEY: [{ EVIDENCE_STORE: 's3://bukti', S3_ACCESS_KEY_ID: 'user' }],
  RATE_LIMIT_PERSON: [{ RATE_LIMIT_PERSON: '0' }, { RATE_LIMIT_PERSON: 'many' }],
  RATE_LIMIT_ADDRESS: [{ RATE_LIMIT_ADDRESS: '0' }, { RATE_LIMIT_ADDRESS: '-1' }],
  HARVEST_LIMIT: [{ HARVEST_LIMIT: '0' }, { HARVEST_LIMIT: '1.5' }],
  TRUSTED_PROXIES: [
    { TRUSTED_PROXIES: 'proxy.example' },
    { TRUSTED_PROXIES: '*' },
    { TRUSTED_PROXIES: '0.0.0.0/0' },
    { TRUSTED_PROXIES: '10.0.0.0/33' },
    { TRUSTED_PROXIES: '10.0.0.1,' },
    { TRUSTED_PROXIES: '10.0.0.0/8/8' },
  ],
  METRICS_PORT: [{ METRICS_PORT: 'http' }, { METRICS_PORT: '65536' }],
  METRICS_HOST: [{ METRICS_PORT: '9464', METRICS_HOST: 'a host' }],
  OTEL_EXPORTER_OTLP_ENDPOINT: [
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' },
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'ftp://collector' },
  ],
  OTEL_EXPORTER_OTLP_HEADERS: [
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318', OTEL_EXPORTER_OTLP_HEADERS: 'no value' },
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318', OTEL_EXPORTER_OTLP_HEADERS: 'a=%zz' },
  ],
  OTEL_TRACES_SAMPLER_ARG: [
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318', OTEL_TRACES_SAMPLER_ARG: '1.5' },
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318', OTEL_TRACES_SAMPLER_ARG: 'all' },
  ],
  DRAIN_SECONDS: [{ DRAIN_SECONDS: '-1' }, { DRAIN_SECONDS: '3601' }],
  FINISH_SECONDS: [{ FINISH_SECONDS: '0' }, { FINISH_SECONDS: 'soon' }],
  EMERGENCY_MINUTES: [{ EMERGENCY_MINUTES: '0' }, { EMERGENCY_MINUTES: '16' }, { EMERGENCY_MINUTES: '5m' }],
  RATE_LIMIT: [{ RATE_LIMIT: '0' }, { RATE_LIMIT: 'none' }, { RATE_LIMIT: '1e3' }, { RATE_LIMIT: '99999999999' }],
}

for (const [name, environments] of Object.entries(unusable)) {
  t.test(`an unusable ${name} is refused in one line that names it and holds no password`, async t => {
    for (const env of environments) {
      const refusal = refusalOf(env)
      t.match(refusal, new RegExp(`^${name} [^\\n]+$`), JSON.stringify(env))
      t.notMatch(refusal, 'geheim')
    }
  })
}

t.test('there is a refusal for every variable but the data folder, which only its use can prove wrong', async t => {
  const names = variables.map(({ name }) => name).filter(name => name !== 'DATA_DIR')
  t.strictSame(Object.keys(unusable).sort(), names.sort())
})

function refusalOf(env: Record<string, string>): string {
  try {
    readConfig(env)
  } catch (error) {
    if (error instanceof ConfigError) return error.message
    throw error
  }
  return 'accepted'
}
