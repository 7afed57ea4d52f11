/// <reference lib="esnext.disposable" preserve="true" />
// Public API of `rlvr`.
// oxlint-disable-next-line import/no-unassigned-import -- it makes the built-in environments known by their ids
import '../envs/table.ts'

// Write an environment.
export {
  defineEnv,
  type EnvironmentDefinition,
  type Demonstration,
  type EnvironmentFactory,
  type Observe,
  type ObserveAnswer,
  type RewardTerm,
  type RewardTerms,
} from './core/define-env.ts'
export { curriculum, type CurriculumOptions } from './core/curriculum/curriculum.ts'
export { mix, type MixedEnvironment, type MixOptions } from './core/mix/mix.ts'
export { withHistory, type WithHistoryOptions } from './core/wrap/with-history.ts'
export { withLimits, type WithLimitsOptions } from './core/wrap/with-limits.ts'
export { withMemory, type WithMemoryOptions } from './core/wrap/with-memory.ts'
export {
  clipReward,
  longReplyPenalty,
  scaleReward,
  signReward,
  withRewards,
  type JudgedReward,
  type RewardTransform,
  type WithRewardsOptions,
} from './core/wrap/with-rewards.ts'
export type { WrapperFace } from './core/wrap/wrapped-factory.ts'
export {
  fromTasks,
  generate,
  makeTask,
  taskList,
  type DrawTask,
  type PublicTask,
  type Split,
  type Task,
  type TaskCourse,
  type TaskResult,
  type TaskContext,
  type TaskFields,
  type TaskList,
  type Taskset,
  type TasksetChoice,
  type TaskSource,
} from './core/task.ts'
// Tasks from data.
export { fromCsv, fromJsonl, fromParquet, type FilePath, type TaskFiles } from './data/from-files.ts'
export { fromHub, type FromHubOptions, type SplitNames } from './data/from-hub.ts'
export type { RowOf, RowSchema } from './data/row-schema.ts'
export type { OnRepeat, RowSource, RowTaskOptions } from './data/row-tasks.ts'
export { splitByHash, type DividedTask, type SplitRule } from './data/split-by-hash.ts'
// The schema builder that options and tool arguments are written with; one copy, so that its types fit.
export { Type } from './core/type.ts'
export { EpisodeError, tool, ToolError, type Tool, type ToolAnswer, type ToolContext } from './core/tool.ts'
export type { ArgumentsOf, DescribedSchema, ToolParameters } from './core/tool-parameters.ts'
export {
  configure,
  loadEnvironment,
  make,
  register,
  registered,
  type EnvironmentEntry,
  type EnvironmentLike,
} from './core/registry.ts'
export {
  makeVector,
  VectorEnvironment,
  type VectorOptions,
  type VectorPlace,
  type VectorStepResult,
} from './core/vector-environment.ts'
export type { Closable, EpisodeResources, GivenResources, Resources } from './core/resources.ts'
export type {
  Action,
  Conversation,
  ConversationStep,
  Environment,
  EnvironmentCard,
  EnvironmentSpec,
  Observation,
  PublicVerdict,
  ResetOptions,
  ResetResult,
  StepInfo,
  StepResult,
  StepReward,
} from './core/environment.ts'

// Judge replies.
export { invalid, notApplicable, scored, type InvalidCause, type Verdict } from './core/verdict.ts'
export {
  runVerifier,
  verifierOf,
  type Verifier,
  type JudgedReply,
  type VerifyFunction,
  type VerifyInput,
} from './core/verifier.ts'
export { answerOf, splitReply, type SplitReply } from './core/reasoning/split-reply.ts'
export type {
  GroupContext,
  GroupReply,
  GroupReward,
  GroupScore,
  GroupTerm,
  GroupTerms,
  JudgeGroup,
} from './core/group-rewards.ts'
export { runRubric, weigh, type RubricResult, type Rubric, type RubricTerm } from './core/rubric.ts'

// Run untrusted programs.
export { openSandbox, type SandboxOptions } from './sandbox/open-sandbox.ts'
export { sandboxOf } from './sandbox/sandbox-resource.ts'
export { openTerminal, openTerminals, terminalsOf } from './sandbox/terminal/open-terminals.ts'
export type {
  CommandResult,
  Terminal,
  TerminalEntry,
  TerminalFiles,
  TerminalOptions,
  TerminalSnapshot,
  Terminals,
  TerminalsOptions,
} from './sandbox/terminal/terminal.ts'

// Tools for any environment.
export {
  javascript,
  python,
  terminal,
  type ProgramToolOptions,
  type TerminalToolOptions,
} from './sandbox/agent-tools.ts'

// What programs are judged by.
export type { JudgeJob, JudgeResult, RunJob, RunResult, Sandbox, SandboxStats, TestResult } from './sandbox/sandbox.ts'
export type {
  AssertTests,
  CallCase,
  CallTests,
  Checker,
  CodeTests,
  Compare,
  CompareMode,
  Preamble,
  PytestTests,
  Scoring,
  StdioCase,
  StdioTests,
} from './sandbox/code-tests.ts'
export type { CodeVerdict, SuspicionFlag } from './sandbox/code-verdict.ts'
export { SandboxFault, type Engine, type EngineJob, type Execution, type Language } from './sandbox/engine.ts'
export type { Isolation, IsolationLevel } from './sandbox/isolation.ts'
export type { Limits } from './sandbox/limits.ts'
export { calculator, type CalculatorOptions } from './tools/calculator/calculator.ts'
export { mcp, mcpServer } from './tools/mcp/mcp.ts'
export type { McpAnswer, McpOptions, McpServer, McpSource, McpTools, ServerCommand } from './tools/mcp/mcp-server.ts'
export { pistonEngine } from './sandbox/remote/piston-engine.ts'
export type { RemoteEngineOptions } from './sandbox/remote/remote-engine.ts'
export { sandboxFusionEngine } from './sandbox/remote/sandbox-fusion-engine.ts'

// Bring a policy.
export {
  defaultOptimizer,
  defaultSampling,
  singleRequests,
  type ApplyOptions,
  type ApplyResult,
  type FrozenPolicy,
  type GenerateRequest,
  type LossFunction,
  type OptimizerSettings,
  type Policy,
  type Reply,
  type Sampling,
  type Scorer,
  type TokenCoefficients,
  type TokenScores,
  type TokenSequence,
  type TrainablePolicy,
} from './core/policy.ts'
export {
  openSnapshot,
  openTransformer,
  TransformerPolicy,
  type TransformerOptions,
} from './policy/transformer/transformer-policy.ts'
export {
  openPretrained,
  type PretrainedOptions,
  type PretrainedProgress,
} from './policy/transformer/open-pretrained.ts'
export type { Architecture } from './policy/transformer/model/architecture.ts'
export type { LoraSettings, LoraTarget } from './policy/transformer/model/lora.ts'
export type { BackendName } from './tensor/open-backend.ts'
export { openAiPolicy, type OpenAiPolicyOptions } from './policy/servers/openai-policy.ts'
export { openTinker, type TinkerOptions } from './policy/servers/tinker/open-tinker.ts'
export type { TinkerPolicy } from './policy/servers/tinker/tinker-policy.ts'
export { vllmRollouts, type VllmPolicy, type VllmRolloutsOptions } from './policy/servers/vllm/vllm-rollouts.ts'
export { scriptedPolicy } from './policy/scripts/scripted-policy.ts'

// Roll out, record, measure.
export { runEpisodes, type RunEpisodesOptions } from './rollout/run-episodes.ts'
export type { EpisodePlan } from './rollout/episode-plan.ts'
export { runGroups, type RunGroupsOptions } from './rollout/run-groups.ts'
export { heldOut, type HeldOutOptions } from './rollout/held-out.ts'
export { evaluate, type EvaluateOptions, type EvaluationProgress, type EvaluationSummary } from './eval/evaluate.ts'
export { EvaluationStopped } from './eval/evaluation-stop.ts'
export { RunDirectory, type CreateRunOptions, type RunConfig } from './record/run-directory.ts'
export { readEpisodes, readGroup, type EpisodeQuery } from './record/episode-reader.ts'
export type { EpisodeLimit, EpisodeLimits } from './core/limits.ts'
export type { Episode, EpisodeRecord, EpisodeStatus, Group } from './core/episode.ts'
export type { HeldOutResult } from './core/held-out.ts'
export {
  bootstrapInterval,
  mean,
  passAtK,
  passHatK,
  quantile,
  standardDeviation,
  wilsonInterval,
  type Interval,
} from './core/statistics.ts'

// Common ground.
export { Rng, type RngState } from './core/random.ts'
export { RlvrError, type ErrorCode } from './core/errors.ts'
export { silentLogger, type Logger } from './core/logger.ts'
export { canonicalJson, contentHash, stringifyStrict, type Json, type JsonObject } from './core/json.ts'
export type { Message, ToolCall, ToolDescription } from './core/message.ts'
