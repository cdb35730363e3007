// Starts the suite's origin server and the gateway, and ends whatever was started.

import { spawn } from 'node:child_process'

const READY_MILLIS = 60_000
const STOP_MILLIS = 15_000
const started = []

/**
 * Starts a process and waits for a line on its stdout.
 *
 * @param ready a pattern; its match is what the promise yields
 */
export function start (name, command, args, { env, cwd, ready }) {
  const child = spawn(command, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  started.push(child)
  return new Promise((resolve, reject) => {
    const fail = why => reject(new Error(`${name} ${why}\n${said}`))
    const timer = setTimeout(() => fail(`not ready after ${READY_MILLIS} ms`), READY_MILLIS)
    const listen = chunk => {
      said = (said + chunk).slice(-20_000)
      const match = ready.exec(said)
      if (match) {
        clearTimeout(timer)
        resolve(match)
      }
    }
    child.stdout.setEncoding('utf8').on('data', listen)
    child.stderr.setEncoding('utf8').on('data', listen)
    child.on('error', error => { clearTimeout(timer); fail(`did not start: ${error.message}`) })
    child.on('exit', code => { clearTimeout(timer); fail(`ended with status ${code}`) })
  })
}

/** Runs a process to its end and yields its stdout. */
export function run (name, command, args, { env, cwd }) {
  const child = spawn(command, args, { env, cwd, stdio: ['ignore', 'pipe', 'inherit'] })
  started.push(child)
  return new Promise((resolve, reject) => {
    let out = ''
    child.stdout.setEncoding('utf8').on('data', chunk => { out += chunk })
    child.on('error', reject)
    child.on('close', code => {
      if (code === 0) resolve(out)
      else reject(new Error(`${name} ended with status ${code}\n${out}`))
    })
  })
}

/** Asks everything to end, the last first, and kills what does not. */
export async function stopAll () {
  for (const child of started.reverse()) {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) continue
    const ended = new Promise(resolve => child.once('exit', resolve))
    child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MILLIS)
    await ended
    clearTimeout(timer)
  }
  started.length = 0
}
