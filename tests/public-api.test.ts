// The names that the five subpaths export, values and types. A change here is a change of the public API: it belongs
// in CHANGELOG.md, and a removal needs a new major version.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

/** The exported names of a facade: every one is an explicit `export { … } from` or `export type { … } from`. */
function exportsOf(path: string): string {
  const source = readFileSync(new URL(`../${path}`, import.meta.url), 'utf8').replaceAll(/^\s*\/\/.*$/gm, '')
  expect(source).not.toMatch(/export (\*|default|const|function|class)/)
  const names = [...source.matchAll(/^export (type )?\{([^}]*)\}/gm)].flatMap(([, isType, list = '']) =>
    list
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean)
      .map((name) => (isType === undefined ? name : `type ${name}`).replace(/\S+ as /, '')),
  )
  const byName = (a: string, b: string): number => (bare(a) < bare(b) ? -1 : 1)
  return names.sort(byName).join('\n')
}

function bare(name: string): string {
  return name.replace(/^type /, '')
}

const subpaths = {
  rlvr: 'src/index.ts',
  'rlvr/verifiers': 'verifiers/index.ts',
  'rlvr/envs': 'envs/index.ts',
  'rlvr/trainers': 'trainers/index.ts',
  'rlvr/testing': 'src/testing.ts',
}

test('package.json exports these five subpaths and each environment, all as source, types and JavaScript', () => {
  const { exports } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    exports: Record<string, unknown>
  }
  const { './package.json': own, './envs/*': environment, ...offered } = exports
  expect(own).toBe('./package.json')
  expect(environment).toEqual({
    'rlvr-source': './envs/*/index.ts',
    types: './dist/envs/*/index.d.ts',
    default: './dist/envs/*/index.js',
  })
  expect(offered).toEqual(
    Object.fromEntries(
      Object.entries(subpaths).map(([name, source]) => [
        name.replace('rlvr', '.'),
        {
          'rlvr-source': `./${source}`,
          types: `./dist/${source.replace('.ts', '.d.ts')}`,
          default: `./dist/${source.replace('.ts', '.js')}`,
        },
      ]),
    ),
  )
})

test('`rlvr` exports these names', () => {
  expect(exportsOf(subpaths.rlvr)).toMatchInlineSnapshot(`
    "type Action
    type ApplyOptions
    type ApplyResult
    type Architecture
    type ArgumentsOf
    type AssertTests
    type BackendName
    type CalculatorOptions
    type CallCase
    type CallTests
    type Checker
    type Closable
    type CodeTests
    type CodeVerdict
    type CommandResult
    type Compare
    type CompareMode
    type Conversation
    type ConversationStep
    type CreateRunOptions
    type CurriculumOptions
    type Demonstration
    type DescribedSchema
    type DividedTask
    type DrawTask
    type Engine
    type EngineJob
    type Environment
    type EnvironmentCard
    type EnvironmentDefinition
    type EnvironmentEntry
    type EnvironmentFactory
    type EnvironmentLike
    type EnvironmentSpec
    type Episode
    EpisodeError
    type EpisodeLimit
    type EpisodeLimits
    type EpisodePlan
    type EpisodeQuery
    type EpisodeRecord
    type EpisodeResources
    type EpisodeStatus
    type ErrorCode
    type EvaluateOptions
    type EvaluationProgress
    EvaluationStopped
    type EvaluationSummary
    type Execution
    type FilePath
    type FromHubOptions
    type FrozenPolicy
    type GenerateRequest
    type GivenResources
    type Group
    type GroupContext
    type GroupReply
    type GroupReward
    type GroupScore
    type GroupTerm
    type GroupTerms
    type HeldOutOptions
    type HeldOutResult
    type Interval
    type InvalidCause
    type Isolation
    type IsolationLevel
    type Json
    type JsonObject
    type JudgeGroup
    type JudgeJob
    type JudgeResult
    type JudgedReply
    type JudgedReward
    type Language
    type Limits
    type Logger
    type LoraSettings
    type LoraTarget
    type LossFunction
    type McpAnswer
    type McpOptions
    type McpServer
    type McpSource
    type McpTools
    type Message
    type MixOptions
    type MixedEnvironment
    type Observation
    type Observe
    type ObserveAnswer
    type OnRepeat
    type OpenAiPolicyOptions
    type OptimizerSettings
    type Policy
    type Preamble
    type PretrainedOptions
    type PretrainedProgress
    type ProgramToolOptions
    type PublicTask
    type PublicVerdict
    type PytestTests
    type RemoteEngineOptions
    type Reply
    type ResetOptions
    type ResetResult
    type Resources
    type RewardTerm
    type RewardTerms
    type RewardTransform
    RlvrError
    Rng
    type RngState
    type RowOf
    type RowSchema
    type RowSource
    type RowTaskOptions
    type Rubric
    type RubricResult
    type RubricTerm
    type RunConfig
    RunDirectory
    type RunEpisodesOptions
    type RunGroupsOptions
    type RunJob
    type RunResult
    type Sampling
    type Sandbox
    SandboxFault
    type SandboxOptions
    type SandboxStats
    type Scorer
    type Scoring
    type ServerCommand
    type Split
    type SplitNames
    type SplitReply
    type SplitRule
    type StdioCase
    type StdioTests
    type StepInfo
    type StepResult
    type StepReward
    type SuspicionFlag
    type Task
    type TaskContext
    type TaskCourse
    type TaskFields
    type TaskFiles
    type TaskList
    type TaskResult
    type TaskSource
    type Taskset
    type TasksetChoice
    type Terminal
    type TerminalEntry
    type TerminalFiles
    type TerminalOptions
    type TerminalSnapshot
    type TerminalToolOptions
    type Terminals
    type TerminalsOptions
    type TestResult
    type TinkerOptions
    type TinkerPolicy
    type TokenCoefficients
    type TokenScores
    type TokenSequence
    type Tool
    type ToolAnswer
    type ToolCall
    type ToolContext
    type ToolDescription
    ToolError
    type ToolParameters
    type TrainablePolicy
    type TransformerOptions
    TransformerPolicy
    Type
    VectorEnvironment
    type VectorOptions
    type VectorPlace
    type VectorStepResult
    type Verdict
    type Verifier
    type VerifyFunction
    type VerifyInput
    type VllmPolicy
    type VllmRolloutsOptions
    type WithHistoryOptions
    type WithLimitsOptions
    type WithMemoryOptions
    type WithRewardsOptions
    type WrapperFace
    answerOf
    bootstrapInterval
    calculator
    canonicalJson
    clipReward
    configure
    contentHash
    curriculum
    defaultOptimizer
    defaultSampling
    defineEnv
    evaluate
    fromCsv
    fromHub
    fromJsonl
    fromParquet
    fromTasks
    generate
    heldOut
    invalid
    javascript
    loadEnvironment
    longReplyPenalty
    make
    makeTask
    makeVector
    mcp
    mcpServer
    mean
    mix
    notApplicable
    openAiPolicy
    openPretrained
    openSandbox
    openSnapshot
    openTerminal
    openTerminals
    openTinker
    openTransformer
    passAtK
    passHatK
    pistonEngine
    python
    quantile
    readEpisodes
    readGroup
    register
    registered
    runEpisodes
    runGroups
    runRubric
    runVerifier
    sandboxFusionEngine
    sandboxOf
    scaleReward
    scored
    scriptedPolicy
    signReward
    silentLogger
    singleRequests
    splitByHash
    splitReply
    standardDeviation
    stringifyStrict
    taskList
    terminal
    terminalsOf
    tool
    verifierOf
    vllmRollouts
    weigh
    wilsonInterval
    withHistory
    withLimits
    withMemory
    withRewards"
  `)
})

test('`rlvr/verifiers` exports these names', () => {
  expect(exportsOf(subpaths['rlvr/verifiers'])).toMatchInlineSnapshot(`
    "type AnswerFrom
    type AnswerPlace
    type BoxedOptions
    type CertifiedOrOptions
    type CodeAnswer
    type CodeOptions
    type ExactOptions
    type ExpressionOptions
    type ExpressionTask
    type ExtractOptions
    type ExtractedCode
    type FollowsInstructionsOptions
    type Found
    type GoldFault
    type GoldFinding
    type Instruction
    type JoinVotes
    type JsonPlace
    type JsonSchemaOptions
    type JudgeOptions
    type JudgeWords
    type LengthOptions
    type MathCode
    type MathOptions
    type MathTier
    type MathVerdict
    type MultipleChoiceOptions
    type NormaliseOptions
    type NormalisedOptions
    type NumericOptions
    type RegularExpressionOptions
    type RewardMap
    type RewardModelInput
    type RewardModelOptions
    type TagsOptions
    type VoteCache
    boxed
    certifiedOr
    code
    exact
    expression
    extractCode
    followsInstructions
    jsonSchema
    judge
    lengthBetween
    lintGold
    math
    mathOptionsSchema
    multipleChoice
    normalised
    numeric
    regularExpression
    rewardModel
    tags
    verifyMath"
  `)
})

test('`rlvr/envs` exports these names', () => {
  expect(exportsOf(subpaths['rlvr/envs'])).toMatchInlineSnapshot(`
    "type BuiltIn
    type EnvironmentModule
    type Family
    type Recipe
    builtIn
    families
    recipeFor"
  `)
})

test('`rlvr/trainers` exports these names', () => {
  expect(exportsOf(subpaths['rlvr/trainers'])).toMatchInlineSnapshot(`
    "type AdaptiveKlOptions
    type Advantage
    type AdvantageContext
    type AdvantageEstimator
    type AdvantageName
    type Aggregate
    type AggregateName
    type Alarm
    type AlarmName
    type AlarmThresholds
    type Algorithm
    type AlgorithmOptions
    type AlgorithmParts
    type CispoOptions
    type ClipOptions
    type ClipRange
    type ClippedSurrogateOptions
    type Coefficient
    type ColdStartSettings
    type ConstantOptions
    type DecayOptions
    type Denominator
    type DpoLoss
    type DpoOptions
    type FilterDecision
    type FilterName
    type GroupFilter
    type GroupMember
    type GroupNormOptions
    type GroupNormPreset
    type HeldOutResult
    type K3Options
    type KlEstimate
    type KlEstimator
    type KlEstimatorName
    type KlPenalty
    type LengthWeighedEstimator
    type Measured
    type MemberGroups
    type Metrics
    type NullRewards
    type PlainAlgorithm
    type PlainSettings
    type PolicyLoss
    type PreferencePair
    type PreferenceTerms
    type Preset
    type PresetOrigin
    type RaisedAlarm
    type RewardEstimator
    type RewardGroups
    type SapoOptions
    type SapoSurrogateOptions
    type Schedule
    type SelfPlaySettings
    type SequenceTerms
    type SettingsContext
    type StoppedSummary
    type SupervisedLoss
    type Surrogate
    type SurrogateResult
    type TargetEntropyOptions
    type TokenClipOptions
    type TrainEvent
    type TrainOptions
    type TrainPhase
    type TrainSettings
    type TrainSettingsInput
    type TrainSummary
    type TurnRange
    type TurnReturnsOptions
    type ValueLoss
    type ValueLossOptions
    type ValueTerms
    adaptiveKl
    algorithmNamed
    algorithms
    checkSettings
    cispo
    cispoBounds
    cispoSurrogate
    clippedSurrogate
    constant
    constantCoefficient
    cosine
    dapo
    defaultAlarmThresholds
    denominatorOf
    describe
    dpoLoss
    drGrpo
    groupMember
    groupNorm
    groupNormPresets
    grpo
    gspo
    gspoSurrogate
    k1
    k2
    k3
    k3Bounds
    k3WithGradientOfK2
    keepAll
    klPenalty
    linear
    lossMetrics
    maxRl
    maxTokens
    none
    outcomeVaries
    planLines
    policyLoss
    reinforcePlusPlus
    reinforcePlusPlusBaseline
    reinforceSurrogate
    resolveSettings
    rewardVaries
    rloo
    sameNumbersAs
    sapo
    sapoSurrogate
    sequenceMean
    sequenceRatioSurrogate
    sequenceSum
    supervisedLoss
    targetEntropy
    tokenMean
    train
    turnReturns
    valueLoss
    writeReport"
  `)
})

test('`rlvr/testing` exports these names', () => {
  expect(exportsOf(subpaths['rlvr/testing'])).toMatchInlineSnapshot(`
    "type CheckEnvironmentOptions
    type CheckFinding
    type CheckGroup
    type CheckOptions
    type CheckPolicyOptions
    type CheckReport
    type CheckStatus
    type Finding
    type JudgedWork
    type PaidReply
    type ScriptedVote
    type TestRunner
    type VerifierCase
    type VerifierCases
    check
    checkEnvironment
    checkPolicy
    checkVerifier
    describeEnv
    scriptedJudge"
  `)
})
