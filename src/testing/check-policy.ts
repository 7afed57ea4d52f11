// The promises of a policy: one reply a request, the same for the same seed whatever is asked beside it, ended by an
// abort; and, of one that learns, those of `check-training.ts`.
import { show } from '../core/errors.ts'
import { canonicalJson, stringifyStrict } from '../core/json.ts'
import { requirePolicy } from '../core/policy-fault.ts'
import { promptMessages, type Message } from '../core/message.ts'
import {
  singleRequests,
  type GenerateRequest,
  type Policy,
  type Reply,
  type Sampling,
  type TokenSequence,
  type TrainablePolicy,
} from '../core/policy.ts'
import { checkTraining } from './check-training.ts'
import { Findings, type Finding } from './findings.ts'

export interface CheckPolicyOptions {
  /** Prompts that the policy can read. At least two. */
  readonly prompts?: readonly string[]
  /** A reply that it can write. */
  readonly reply?: string
  readonly sampling?: Sampling
  /** Whether a seed fixes a reply. True, but for policies with `batching: 'independent'`: servers rarely promise it. */
  readonly deterministic?: boolean
  /** Largest difference between log-probabilities that should be equal but come by different ways. */
  readonly tolerance?: number
  /** Whether to close the policy, twice, at the end. */
  readonly close?: boolean
}

/**
 * Checks a policy against its contract. A policy that learns is trained a few steps and put back as it was; the
 * policy is closed at the end unless `close` is false.
 * @returns a line for every promise
 * @throws RlvrError `RLVR_POLICY` listing the broken ones
 */
export async function checkPolicy(policy: Policy, options: CheckPolicyOptions = {}): Promise<readonly Finding[]> {
  requirePolicy('checkPolicy', policy)
  const {
    prompts = ['12+7=', '3+4=', '25+30='],
    reply = '7',
    sampling = { temperature: 1, topK: 0, topP: 1, maxTokens: 8 },
    deterministic = policy.batching !== 'independent',
    tolerance = 1e-5,
    close = true,
  } = options
  const findings = new Findings(`Policy \`${policy.name}\``)
  const requests = prompts.map((prompt, index) => ({ messages: promptMessages(prompt), seed: `check/${index}` }))
  const generate = async (asked: readonly GenerateRequest[], how: Sampling = sampling): Promise<Reply[]> =>
    await policy.generate(asked, how)

  await findings.check('no requests get no replies', async () => {
    const replies = await generate([])
    return replies.length === 0 ? null : `${replies.length} replies came`
  })
  await findings.check('each request gets one well-formed reply', async () => {
    const replies = await generate(requests)
    if (replies.length !== requests.length) return `${requests.length} requests got ${replies.length} replies`
    return replies.map((each) => faultOf(each, sampling)).find((fault) => fault !== null) ?? null
  })
  await findings.check('a reply survives a trip through JSON', async () => {
    for (const { sequence: _, ...said } of await generate(requests))
      if (canonicalJson(JSON.parse(stringifyStrict(said))) !== canonicalJson(said)) return `${said.text} changes`
    return null
  })
  await findings.check('a token limit is kept and named', async () => {
    const free = deterministic ? await generate(requests) : []
    const limited = await generate(requests, { ...sampling, maxTokens: 1 })
    for (const [at, { lengthTokens = null, finish = 'stop' }] of limited.entries()) {
      if (lengthTokens !== null && lengthTokens > 1) return `${lengthTokens} tokens came where 1 was allowed`
      // The same reply goes on where it may: then the limit ended it, and nothing else.
      if (lengthTokens === 1 && (free[at]?.lengthTokens ?? 0) > 1 && finish !== 'length')
        return `finish is ${finish} where the limit ended a reply`
    }
    return null
  })
  await findings.check('replies tell what the policy says that it tells', async () => {
    const replies = await generate(requests)
    for (const told of policy.tells ?? []) {
      const field = told === 'tokens' ? 'lengthTokens' : 'cost'
      const silent = replies.find((reply) => typeof reply[field] !== 'number')
      if (silent !== undefined) return `${show(silent.text)} has no \`${field}\`, and \`tells\` names ${told}`
    }
    return null
  })
  await findings.check('an aborted call rejects', async () => {
    try {
      await policy.generate(requests, sampling, { signal: AbortSignal.abort() })
      return 'it answered'
    } catch {
      return null
    }
  })
  const seedNames = [
    'the same seed gives the same reply',
    'a reply does not depend on what is asked beside it',
  ] as const
  if (deterministic) {
    await findings.check(seedNames[0], async () => firstDifference(await generate(requests), await generate(requests)))
    await findings.check(seedNames[1], async () => {
      const together = await generate(requests.toReversed())
      const alone: Reply[] = []
      for (const request of requests) alone.push(...(await generate([request])))
      return firstDifference(together.toReversed(), alone)
    })
    await findings.check('at temperature 0 the seed makes no difference', async () => {
      const greedy = { ...sampling, temperature: 0 }
      const reseeded = requests.map((request) => ({ ...request, seed: `${request.seed}/other` }))
      // A script may answer by the seed at any temperature; only a policy with tokens samples.
      const [first, second] = [await generate(requests, greedy), await generate(reseeded, greedy)]
      return first.some(({ sequence }) => sequence !== undefined) ? firstDifference(first, second) : null
    })
    await findings.check('another seed gives another reply', async () => seedsFault(await generate(seedsOf(requests))))
  } else for (const name of seedNames) findings.skip(name, 'the policy does not promise it')
  await checkSeveralReplies(findings, policy, requests, { sampling, deterministic })
  await checkStop(findings, policy, requests, { sampling, deterministic })
  await checkSecondTurn(findings, policy, requests[0] as GenerateRequest, sampling)
  if (isTrainable(policy)) await checkTraining(findings, policy, { prompts, reply, sampling, tolerance })
  if (close)
    await findings.check('close may be called twice', async () => {
      await policy.close?.()
      await policy.close?.()
      return null
    })
  return findings.finish('RLVR_POLICY')
}

/** `n` replies must be those that the same seeds give one by one, in their place among those of other requests. */
async function checkSeveralReplies(
  findings: Findings,
  policy: Policy,
  requests: readonly GenerateRequest[],
  { sampling, deterministic }: { sampling: Sampling; deterministic: boolean },
): Promise<void> {
  const name = 'a request for several replies gets that many, each from its own seed'
  if (policy.multipleReplies !== true) return findings.skip(name, 'the policy does not promise it')
  await findings.check(name, async () => {
    const [first, second] = requests as [GenerateRequest, GenerateRequest]
    const asked = [{ ...first, n: 3 }, second, { ...second, n: 2, seeds: ['check/many', 7] }]
    const replies = await policy.generate(asked, sampling)
    if (replies.length !== 6) return `requests for 3, 1 and 2 replies got ${replies.length}`
    const alone = await policy.generate(asked.flatMap(singleRequests), sampling)
    return deterministic ? firstDifference(replies, alone) : null
  })
}

/** A text that the policy has written once ends its reply when it is asked to stop there. */
async function checkStop(
  findings: Findings,
  policy: Policy,
  requests: readonly GenerateRequest[],
  { sampling, deterministic }: { sampling: Sampling; deterministic: boolean },
): Promise<void> {
  const name = 'a reply ends before a text of `stop`'
  if (!deterministic) return findings.skip(name, 'the policy promises no seed to try it with')
  const free = await answersOf(policy, requests, sampling)
  const at = free.findIndex((reply) => typeof reply?.lengthTokens === 'number' && reply.text?.length > 0)
  if (at < 0) return findings.skip(name, 'no reply counts its tokens, or all are empty')
  await findings.check(name, async () => {
    const { text } = free[at] as Reply
    const last = Array.from(text).at(-1) as string
    const [reply] = await policy.generate([requests[at] as GenerateRequest], { ...sampling, stop: [last] })
    const due = text.slice(0, text.indexOf(last))
    if (reply?.text !== due) return `${show(reply?.text)} came, ${show(due)} was due before ${show(last)}`
    return (reply.finish ?? 'stop') === 'stop' ? null : `finish is ${reply.finish}`
  })
}

/** A second turn must go on from the tokens of the first: text that is tokenised again may come out otherwise. */
async function checkSecondTurn(
  findings: Findings,
  policy: Policy,
  request: GenerateRequest,
  sampling: Sampling,
): Promise<void> {
  const name = 'a second turn goes on from the tokens of the first'
  const replies = await answersOf(policy, [request], sampling)
  const sequence = replies[0]?.sequence
  if (sequence === undefined) return findings.skip(name, 'the policy does not give its tokens')
  await findings.check(name, async () => {
    const messages: Message[] = [
      ...request.messages,
      { role: 'assistant', content: replies[0]?.text ?? '' },
      request.messages[0] as Message,
    ]
    const previous = { sequence, messages: request.messages.length + 1 }
    const [second] = await policy.generate([{ messages, seed: 'check/second', previous }], sampling)
    const tokens = second?.sequence?.tokens
    if (tokens === undefined) return 'the second reply has no tokens'
    if (!sequence.tokens.every((token, at) => tokens[at] === token)) return 'the first tokens have changed'
    if (!sequence.sampled.every((mark, at) => second?.sequence?.sampled[at] === mark))
      return 'the first reply is not marked as sampled any more'
    return sequence.logProbs.every((logProb, at) => second?.sequence?.logProbs[at] === logProb)
      ? null
      : 'the first log-probabilities have changed'
  })
}

/** The replies, none where it fails: another check tells of that. A policy may answer at once, without a promise. */
async function answersOf(policy: Policy, requests: readonly GenerateRequest[], sampling: Sampling): Promise<Reply[]> {
  try {
    const replies: unknown = await policy.generate(requests, sampling)
    return Array.isArray(replies) ? replies : []
  } catch {
    return []
  }
}

function isTrainable(policy: Policy): policy is TrainablePolicy {
  return 'accumulate' in policy && 'apply' in policy
}

/** What is wrong with a reply; null where nothing is. */
function faultOf(reply: Reply, sampling: Sampling): string | null {
  if (typeof reply !== 'object' || reply === null) return `a reply is ${show(reply)}`
  if (typeof reply.text !== 'string') return `the text of a reply is ${typeof reply.text}`
  const { finish = 'stop', lengthTokens = null, sequence } = reply
  if (!['stop', 'length', 'refusal'].includes(finish)) return `finish is ${finish}`
  if (lengthTokens !== null && !(Number.isInteger(lengthTokens) && lengthTokens >= 0))
    return `lengthTokens is ${lengthTokens}`
  if (lengthTokens !== null && lengthTokens > sampling.maxTokens)
    return `${lengthTokens} tokens came where ${sampling.maxTokens} were allowed`
  return sequence === undefined ? null : sequenceFault(sequence, lengthTokens)
}

function sequenceFault({ tokens, sampled, logProbs }: TokenSequence, lengthTokens: number | null): string | null {
  const marked = sampled.reduce((sum, mark) => sum + mark, 0)
  if (sampled.length !== tokens.length) return `${tokens.length} tokens have ${sampled.length} marks`
  if (logProbs.length !== marked) return `${marked} sampled tokens have ${logProbs.length} log-probabilities`
  if (lengthTokens !== null && marked !== lengthTokens) return `lengthTokens is ${lengthTokens}, ${marked} are marked`
  return logProbs.every((value) => Number.isFinite(value) && value <= 1e-6)
    ? null
    : 'a log-probability is above 0 or not finite'
}

/** The first prompt again and again, by other seeds. */
function seedsOf([request]: readonly GenerateRequest[]): GenerateRequest[] {
  return Array.from({ length: 16 }, (_, at) => ({ ...(request as GenerateRequest), seed: `check/seed/${at}` }))
}

/** Replies by many seeds that are all the same, where that is less likely than one in a million. */
function seedsFault(replies: readonly Reply[]): string | null {
  const [first] = replies
  if (first?.sequence === undefined || replies.some((reply) => identityOf(reply) !== identityOf(first))) return null
  const logProb = first.sequence.logProbs.reduce((sum, value) => sum + value, 0)
  return (replies.length - 1) * logProb < Math.log(1e-6)
    ? `${replies.length} seeds gave ${JSON.stringify(first.text)}, which is written with probability ${Math.exp(logProb).toPrecision(2)}`
    : null
}

function firstDifference(left: readonly Reply[], right: readonly Reply[]): string | null {
  const at = left.findIndex((reply, index) => identityOf(reply) !== identityOf(right[index] as Reply))
  return at < 0
    ? null
    : `reply ${at} is ${JSON.stringify(left[at]?.text)} once, ${JSON.stringify(right[at]?.text)} then`
}

/** What makes a reply the same. Log-probabilities are left out: their last digits depend on the shape of the batch. */
function identityOf({ text, toolCalls, finish = 'stop', sequence }: Reply): string {
  return canonicalJson({ text, toolCalls, finish, tokens: sequence === undefined ? null : [...sequence.tokens] })
}
