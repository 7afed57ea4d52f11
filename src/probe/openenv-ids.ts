// The 46 check ids of OpenEnv's validation policy (meta-pytorch/OpenEnv, openenv 0.10.0, openenv/validation/policies/
// severity-v2.json), and which findings of ours look at the same. An id without findings says why it has none.
import type { CheckFinding, CheckStatus, OpenEnvResult } from './check-report.ts'

type Correspondence = readonly string[] | string

const served = 'about a container that is built and served; `rlvr check URL` looks at one that runs'
const hub = 'about the hub that it is published on'
const models = 'needs replies of a model: `rlvr eval` and `rlvr train` say it'

export const openEnvIds: { readonly [id: string]: Correspondence } = {
  'static.manifest': 'about `openenv.yaml`; `rlvr export` writes it',
  'static.reproducible_build': served,
  'static.image_hygiene': served,
  'static.layout': served,
  'static.sbom': served,
  'static.oci_labels': served,
  'static.resource_declaration': served,
  'static.timeout_ceiling': ['an-episode-ends-within-maxturns', 'quick'],
  'static.dependency_pinning': 'about a Python project; npm has its lock file',
  'static.task_distribution_pinning': ['the-same-seed-and-index-give-the-same-task'],
  'runtime.startup': ['close-may-be-called-twice', 'disposal'],
  'runtime.reward_well_formed': ['reply-gets-verdict', 'a-step-fits-into-a-record'],
  'runtime.rubric_introspectable': ['gold-most'],
  'runtime.observation_schema': ['a-step-fits-into-a-record', 'results-short'],
  'runtime.state_contract': ['step-is-refused-before-reset-and-after-the-end'],
  'runtime.trajectory_record': ['a-step-fits-into-a-record', 'json-round-trip'],
  'runtime.reward_attribution': ['gold-most', 'farmed'],
  'runtime.tool_declaration_accuracy': ['tools-hold', 'tool-unknown'],
  'runtime.task_declaration_accuracy': ['faulty', 'length', 'every-task-has-a-reference-answer-or-none-has-one'],
  'runtime.seed_control': ['the-same-seed-and-index-give-the-same-task'],
  'runtime.episode_determinism': ['verdicts-stand', 'the-same-reply-gets-the-same-verdict'],
  'runtime.network_policy': 'about a container; programs of ours run without a network (`docs/sandbox.md`)',
  'runtime.host_containment': 'about a container; `rlvr doctor` says how programs are isolated',
  'runtime.resource_bounds': ['memory', 'left-open', 'tool-oversize', 'long-runs'],
  'runtime.episode_isolation': ['episodes-apart'],
  'runtime.oracle_containment': ['answer-in-public', 'answer-told', 'program-patches-tester'],
  'semantic.oracle_max': ['a-demonstration-solves-its-task', 'gold-most'],
  'semantic.floor_gap': ['garbage-least', 'junk-never-solves-a-task', 'empty'],
  'semantic.canary_floor': ['format-only', 'refusal', 'claimed', 'random-play', 'tool-once'],
  'semantic.no_solution_leakage': ['answer-in-prompt', 'answer-in-public', 'answer-told', 'near-leak'],
  'semantic.verifier_determinism': ['verdicts-stand', 'the-same-reply-gets-the-same-verdict'],
  'semantic.verifier_portability': ['json-round-trip', 'a-task-survives-a-trip-through-json'],
  'semantic.resource_envelope': ['quick', 'memory'],
  'semantic.replayability': ['verdicts-stand', 'json-round-trip'],
  'hub.layer_isolation': hub,
  'hub.time_to_first_work': hub,
  'hub.cosign_signature': hub,
  'hub.cross_host_determinism': hub,
  'hub.immutable_versioning': hub,
  'statistical.reward_reachability': ['a-demonstration-solves-its-task'],
  'statistical.difficulty_separation': models,
  'statistical.headroom': models,
  'statistical.variance_bound': models,
  'statistical.training_signal': models,
  'statistical.adversarial_floor': [
    'echo',
    'to-the-grader',
    'instructed',
    'injected',
    'forged-turns',
    'spam',
    'every-box',
    'every-number',
    'all-choices',
    'denied',
    'nearly',
    'in-reasoning',
    'program-early-exit',
    'program-equals-all',
    'program-shown-tests',
    'program-stub',
    'program-mutant',
  ],
  'statistical.gameability_gap': [
    'best-constant',
    'constant',
    'neighbour',
    'longest-choice',
    'last-number',
    'first-choice',
  ],
}

const worst: readonly CheckStatus[] = ['fault', 'warning', 'ok', 'skipped']

/** What findings say of each id. */
export function openEnvResults(findings: readonly CheckFinding[]): readonly OpenEnvResult[] {
  const byId = new Map(findings.map((finding) => [finding.id, finding]))
  return Object.entries(openEnvIds).map(([id, ours]) => {
    if (typeof ours === 'string') return { id, status: 'not-applicable', findings: [], reason: ours }
    const own = ours.flatMap((each) => byId.get(each) ?? [])
    if (own.length === 0)
      return { id, status: 'not-applicable', findings: [], reason: 'nothing of this check was looked at here' }
    const status = worst.find((each) => own.some((finding) => finding.status === each)) ?? 'skipped'
    return { id, status, findings: own.map((finding) => finding.id), reason: '' }
  })
}

/** The ids that a finding of ours corresponds to. */
export function openEnvIdsOf(finding: string): readonly string[] {
  return Object.entries(openEnvIds).flatMap(([id, ours]) =>
    typeof ours !== 'string' && ours.includes(finding) ? [id] : [],
  )
}
