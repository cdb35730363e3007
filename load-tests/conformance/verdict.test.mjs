// node --test

import assert from 'node:assert/strict'
import test from 'node:test'

import { compare, judge } from './verdict.mjs'

const suites = [{
  tests: [
    { id: 'base' },
    { id: 'child', depends_on: ['base'], kind: 'optimal' },
    { id: 'grandchild', depends_on: ['child'] },
    { id: 'behaviour', kind: 'check' },
    { id: 'browser', browser_only: true }
  ]
}]
const all = value => ({ base: value, child: value, grandchild: value, behaviour: value })
const outcomes = results => Object.fromEntries([...judge(suites, results)].map(([id, v]) => [id, v.outcome]))

test('true is a pass, and tests for browsers are left out', () => {
  assert.deepEqual(outcomes(all(true)), all('passed'))
})

test('what depends on a failed test was not run, however far down, whatever it returned', () => {
  assert.deepEqual(outcomes({ ...all(true), base: ['Assertion', 'stale'] }),
    { base: 'failed', child: 'not run', grandchild: 'not run', behaviour: 'passed' })
})

test('a broken precondition, an error of the client and a missing result are failures', () => {
  const { behaviour, base } = Object.fromEntries(
    judge(suites, { ...all(true), base: ['Setup', 'status is 502'], behaviour: undefined }))
  assert.equal(base.outcome, 'failed')
  assert.equal(base.detail, 'Setup: status is 502')
  assert.equal(behaviour.detail, 'no result')
})

test('only what may fail and was not allowed to is a regression', () => {
  const verdicts = judge(suites, { ...all(true), child: ['Assertion', 'x'], behaviour: ['Assertion', 'y'] })
  assert.deepEqual(compare(verdicts, {}), { regressions: ['child'], mended: [], unknown: [] })
  assert.deepEqual(compare(verdicts, { child: 'why', base: 'old', gone: 'renamed' }),
    { regressions: [], mended: ['base'], unknown: ['gone'] })
})
