// Judges the suite's results: what passed, what failed, what could not run.

/**
 * Kinds of test, in the suite's terms, and one more: tests of Surrogate-Control, which no RFC
 * defines and which published results leave out. The first two can be failed, the others tell.
 */
export const KINDS = ['required', 'optimal', 'check', 'surrogate']

/**
 * @param suites the suite's definitions: [{ tests: [{ id, kind?, depends_on?, browser_only? }] }]
 * @param results by id: true, or [name, message] with the name "Assertion" when the cache misbehaved,
 *     "Setup" when the test's own precondition did not hold, else that of an error of the client
 * @returns a Map from id to { kind, outcome: "passed" | "failed" | "not run", detail }
 */
export function judge (suites, results) {
  const tests = new Map(suites.flatMap(suite => suite.tests).map(test => [test.id, test]))
  const verdicts = new Map()
  for (const test of tests.values()) {
    if (test.browser_only !== true) verdicts.set(test.id, verdictOf(test))
  }
  return verdicts

  function verdictOf (test) {
    const kind = test.id.startsWith('surrogate-') ? 'surrogate' : test.kind ?? 'required'
    const result = results[test.id]
    const broken = (test.depends_on ?? []).find(id => !holds(id))
    if (broken !== undefined) {
      return { kind, outcome: 'not run', detail: `depends on ${broken}` }
    }
    if (result === true) return { kind, outcome: 'passed', detail: '' }
    if (result === undefined) return { kind, outcome: 'failed', detail: 'no result' }
    const [name, message] = result
    const detail = name === 'Assertion' ? message : `${name}: ${message}`
    return { kind, outcome: 'failed', detail }
  }

  /** A test whose own dependency does not hold does not hold either, whatever it returned. */
  function holds (id) {
    const test = tests.get(id)
    return results[id] === true && (test?.depends_on ?? []).every(holds)
  }
}

export const canFail = kind => kind === 'required' || kind === 'optimal'

/**
 * Compares with what is allowed to fail.
 *
 * @param allowed by id: the reason why it may fail
 * @returns { regressions, mended, unknown }, each a list of ids
 */
export function compare (verdicts, allowed) {
  const failed = [...verdicts].filter(([, v]) => canFail(v.kind) && v.outcome === 'failed')
  return {
    regressions: failed.map(([id]) => id).filter(id => !Object.hasOwn(allowed, id)),
    mended: Object.keys(allowed).filter(id => verdicts.get(id)?.outcome === 'passed'),
    unknown: Object.keys(allowed).filter(id => !verdicts.has(id))
  }
}
