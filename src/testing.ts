/// <reference lib="esnext.disposable" preserve="true" />
// `rlvr/testing`: contract suites for what others plug in. They need no test runner but `describeEnv`: each gives a list of
// findings and throws one error that names every broken promise; `check` gives a report.
// oxlint-disable-next-line import/no-unassigned-import -- environments may be given by their ids
import '../envs/table.ts'

export { check, type CheckOptions } from './probe/check.ts'
export type { CheckFinding, CheckGroup, CheckReport, CheckStatus, PaidReply } from './probe/check-report.ts'
export { describeEnv, type TestRunner } from './probe/describe-env.ts'
export { checkEnvironment, type CheckEnvironmentOptions } from './testing/check-environment.ts'
export { checkPolicy, type CheckPolicyOptions } from './testing/check-policy.ts'
export { checkVerifier, type VerifierCase, type VerifierCases } from './testing/check-verifier.ts'
export type { Finding } from './testing/findings.ts'
export { scriptedJudge, type JudgedWork, type ScriptedVote } from '../verifiers/judge/scripted-judge.ts'
