// Runs the suite against a gateway and reports; run.sh installs what this needs. See README.md.

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

import { run, start, stopAll } from './processes.mjs'
import { canFail, compare, judge, KINDS } from './verdict.mjs'

const here = path.dirname(fileURLToPath(import.meta.url))
const suiteHome = path.join(here, 'node_modules', 'http-cache-tests')

const USAGE = `usage: run.sh [--jar FILE] [--redis URL | --no-redis] [--env NAME=VALUE]…
              [--expected FILE] [--results FILE]
       run.sh --base URL --origin-port PORT …      tests a cache that runs already`

async function main () {
  const options = readOptions()
  const scratch = await mkdtemp(path.join(tmpdir(), 'conformance-'))
  try {
    const originPort = await startOrigin(options, scratch)
    const base = options.base ?? await startGateway(options, originPort)
    console.error(`origin on port ${originPort}, testing ${base} (10 to 60 s)`)
    const results = await runSuite(base, scratch)
    if (options.results) await writeFile(options.results, JSON.stringify(results, null, 2) + '\n')
    return await report(results, options)
  } finally {
    await stopAll()
    await rm(scratch, { recursive: true, force: true })
  }
}

function readOptions () {
  const { values } = parseArgs({
    options: {
      base: { type: 'string' },
      env: { type: 'string', multiple: true, default: [] },
      expected: { type: 'string', default: path.join(here, 'expected.json') },
      jar: { type: 'string', default: path.join(here, '..', '..', 'target', 'sluice.jar') },
      'no-redis': { type: 'boolean', default: false },
      'origin-port': { type: 'string', default: '0' },
      redis: { type: 'string' },
      results: { type: 'string' }
    }
  })
  if (values.redis && values['no-redis']) throw new TypeError('--redis or --no-redis, not both')
  return values
}

/** Port 0 lets the system choose; the server then says which one it got. */
async function startOrigin (options, cwd) {
  const port = options['origin-port']
  const [, actual] = await start('origin', process.execPath, [path.join(suiteHome, 'server', 'server.mjs')], {
    // The suite reads npm's configuration from the environment. It serves files from its directory.
    env: { ...plainEnvironment(), npm_config_protocol: 'http', npm_config_port: port, npm_config_pidfile: 'pid' },
    cwd,
    ready: /Listening on \S*:(\d+)\//
  })
  return actual
}

async function startGateway (options, originPort) {
  const java = process.env.JAVA_HOME ? path.join(process.env.JAVA_HOME, 'bin', 'java') : 'java'
  const redis = options.redis ? { REDIS_ENABLED: 'true', REDIS_URL: options.redis } : { REDIS_ENABLED: 'false' }
  const extra = Object.fromEntries(options.env.map(pair => pair.split(/=(.*)/s, 2)))
  const [, port] = await start('gateway', java, ['-jar', path.resolve(options.jar), 'run'], {
    env: {
      ...plainEnvironment(),
      SLUICE_ORIGIN: `http://127.0.0.1:${originPort}`,
      SLUICE_HTTP_HOST: '127.0.0.1',
      SLUICE_HTTP_PORT: '0',
      SLUICE_ADMIN_PORT: '0',
      // The suite expects Set-Cookie to be stored where the origin says how long.
      CACHE_COOKIES: 'explicit',
      ...redis,
      ...extra
    },
    ready: /^sluice ready http=\S*?:(\d+)(?=[\s/])/m
  })
  return `http://127.0.0.1:${port}`
}

async function runSuite (base, cwd) {
  const out = await run('suite', process.execPath, ['--no-warnings', path.join(suiteHome, 'cli.mjs')], {
    env: { ...plainEnvironment(), npm_config_base: base, npm_package_config_id: '' },
    cwd
  })
  return JSON.parse(out.slice(out.indexOf('{')))
}

async function report (results, options) {
  const { default: suites } = await import(path.join(suiteHome, 'tests', 'index.mjs'))
  const { default: surrogate } = await import(path.join(suiteHome, 'tests', 'surrogate-control.mjs'))
  const verdicts = judge([...suites, surrogate], results)
  const expected = JSON.parse(await readFile(options.expected, 'utf8'))
  const { regressions, mended, unknown } = compare(verdicts, expected.allowedToFail)

  for (const kind of KINDS) {
    const mine = [...verdicts].filter(([, verdict]) => verdict.kind === kind)
    const count = outcome => mine.filter(([, verdict]) => verdict.outcome === outcome).length
    const words = canFail(kind) ? ['passed', 'failed'] : ['yes', 'no']
    console.log(`${kind}: ${count('passed')} ${words[0]}, ${count('failed')} ${words[1]}, ` +
      `${count('not run')} not run, of ${mine.length}`)
    for (const [id, verdict] of mine) {
      if (verdict.outcome === 'passed') continue
      const reason = verdict.outcome === 'failed' ? expected.allowedToFail[id] : undefined
      console.log(`  ${verdict.outcome === 'failed' ? words[1] : 'not run'}  ${id}: ${verdict.detail}` +
        (reason ? `  [allowed: ${reason}]` : ''))
    }
  }
  for (const id of mended) console.log(`passes now, strike it from the expectations: ${id}`)
  for (const id of unknown) console.log(`the suite has no such test: ${id}`)
  for (const id of regressions) console.log(`REGRESSION ${id}: ${verdicts.get(id).detail}`)
  return regressions.length + unknown.length === 0 ? 0 : 1
}

/** Without the caller's own settings of gateway or npm, so that a run depends on its arguments. */
function plainEnvironment () {
  return Object.fromEntries(Object.entries(process.env)
    .filter(([name]) => !/^(SLUICE_|CACHE_|CACHEABLE_|ENABLE_|REDIS_|npm_)/i.test(name)))
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => stopAll().finally(() => process.exit(130)))
}

try {
  process.exitCode = await main()
} catch (error) {
  console.error(error.message)
  if (error.code?.startsWith('ERR_PARSE_ARGS') || error instanceof TypeError) console.error(USAGE)
  process.exitCode = 2
}
