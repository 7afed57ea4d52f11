// The LaTeX commands and plain names that mean something, by what they mean. A command in no table is unreadable.

/** Commands that only set type. */
export const layoutCommands: ReadonlySet<string> = new Set(
  (
    'left right mleft mright big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr middle displaystyle ' +
    'textstyle scriptstyle limits nolimits quad qquad nonumber hfill boldsymbol bm bf rm it centering hline ' +
    'notag thinspace enspace mathstrut mathop large Large'
  ).split(' '),
)

/** Commands whose braces hold words. */
export const textCommands: ReadonlySet<string> = new Set(
  'text textbf textit textrm textnormal texttt textsf mbox hbox mathrm mathit mathsf mathtt mathbf operatorname emph'.split(
    ' ',
  ),
)

/** Accents: with their argument they name a symbol of its own. */
export const accentCommands: ReadonlySet<string> = new Set(
  'vec overrightarrow overleftarrow hat widehat bar overline underline tilde widetilde dot ddot mathbb mathcal mathfrak mathscr variable'.split(
    ' ',
  ),
)

export const matrixEnvironments: ReadonlySet<string> = new Set(
  'matrix pmatrix bmatrix Bmatrix vmatrix Vmatrix smallmatrix array cases aligned align align* gathered'.split(' '),
)

export const greek: ReadonlySet<string> = new Set(
  (
    'alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi omicron pi varpi rho ' +
    'varrho sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi ' +
    'Omega ell hbar imath jmath partial nabla Re Im aleph infty emptyset varnothing ldots dots cdots dotsc vdots ddots prime ' +
    'square triangle angle exponentialE imaginaryI imaginaryJ top bot star bullet checkmark'
  ).split(' '),
)

/** Names that are another's. */
export const symbolAliases: { readonly [name: string]: string } = {
  exponentialE: 'e',
  imaginaryI: 'i',
  imaginaryJ: 'i',
  imath: 'i',
  jmath: 'j',
  varnothing: 'emptyset',
  dots: 'ldots',
  cdots: 'ldots',
  dotsc: 'ldots',
  oo: 'infty',
  inf: 'infty',
  infinity: 'infty',
  varepsilon: 'epsilon',
}

/** Functions by every name they go under. The value is the name in a tree. */
export const functions: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ...Object.fromEntries(
      (
        'sin cos tan cot sec csc sinh cosh tanh coth sech csch ln log lg exp sqrt gcd lcm max min arg deg det dim ker ' +
        'floor ceil sgn cis abs sup inf Re Im tr rank factorial binomial Integral Sum Product Derivative Limit'
      )
        .split(' ')
        .map((name) => [name, name]),
    ),
    ...Object.fromEntries(
      'sin cos tan cot sec csc sinh cosh tanh coth sech csch'
        .split(' ')
        .flatMap((name) => [`arc${name}`, `ar${name}`, `a${name}`].map((each) => [each, `a${name}`])),
    ),
    Abs: 'abs',
    ceiling: 'ceil',
    Max: 'max',
    Min: 'min',
    cosec: 'csc',
    tg: 'tan',
    ctg: 'cot',
    arctg: 'atan',
    sign: 'sgn',
    Mod: 'mod',
    GCD: 'gcd',
    LCM: 'lcm',
  }),
)
/** Names above that are never functions. */
export const neverFunctions: ReadonlySet<string> = new Set(['ar', 'asec', 'inf', 'Re', 'Im'])

/** Operators and relations by command. */
export const commandMarks: { readonly [name: string]: string } = {
  cdot: '*',
  times: '*',
  ast: '*',
  div: '/',
  pm: '±',
  mp: '∓',
  le: '<=',
  leq: '<=',
  leqslant: '<=',
  ge: '>=',
  geq: '>=',
  geqslant: '>=',
  lt: '<',
  gt: '>',
  ne: '!=',
  neq: '!=',
  approx: '≈',
  simeq: '≈',
  doteq: '≈',
  equiv: '≡',
  sim: '~=',
  cong: '~=',
  propto: '∝',
  in: '∈',
  notin: '∉',
  subset: '⊂',
  subseteq: '⊂=',
  supset: '⊃',
  supseteq: '⊃=',
  to: '→',
  rightarrow: '→',
  longrightarrow: '→',
  Rightarrow: '→',
  Longrightarrow: '→',
  implies: '→',
  mapsto: '→',
  iff: '⇔',
  Leftrightarrow: '⇔',
  mid: 'mid',
  perp: '⊥',
  parallel: '∥',
  cup: '∪',
  bigcup: '∪',
  cap: '∩',
  setminus: '∖',
  backslash: '∖',
  smallsetminus: '∖',
  land: ',and',
  wedge: ',and',
  lor: ',or',
  vee: ',or',
  mod: 'mod',
  bmod: 'mod',
  colon: ':',
  circ: '°',
  degree: '°',
  lbrace: '\\{',
  rbrace: '\\}',
  lbrack: '[',
  rbrack: ']',
  lgroup: '(',
  rgroup: ')',
  lparen: '(',
  rparen: ')',
  langle: '⟨',
  rangle: '⟩',
  lfloor: '⌊',
  rfloor: '⌋',
  llcorner: '⌊',
  lrcorner: '⌋',
  lceil: '⌈',
  rceil: '⌉',
  ulcorner: '⌈',
  urcorner: '⌉',
  vert: '|',
  lvert: '|',
  rvert: '|',
  Vert: '‖',
  lVert: '‖',
  rVert: '‖',
  choose: 'choose',
  over: 'over',
}

/** Delimiters that models join to what follows: `\left\lvertx`, `\quadx`. Longest first. */
export const joinedPrefixes: readonly string[] = [
  ...['llcorner', 'lrcorner', 'ulcorner', 'urcorner', 'lbrace', 'rbrace', 'lbrack', 'rbrack', 'lgroup', 'rgroup'],
  ...['lfloor', 'rfloor', 'lceil', 'rceil', 'langle', 'rangle', 'lvert', 'rvert', 'qquad', 'vert', 'quad', 'cdot'],
]

/** Characters that people and models write for ASCII ones or commands. NFKC folds full-width forms. */
export const unicodeForms: { readonly [character: string]: string } = {
  '−': '-',
  '–': '-',
  '—': '-',
  '×': '*',
  '·': '*',
  '⋅': '*',
  '∗': '*',
  '÷': '/',
  '⁄': '/',
  '≤': '<=',
  '⩽': '<=',
  '≥': '>=',
  '⩾': '>=',
  '≠': '!=',
  '≡': '\\equiv ',
  '√': '\\sqrt ',
  '∛': '\\sqrt[3]',
  π: '\\pi ',
  '∞': '\\infty ',
  '∅': '\\emptyset ',
  '²': '^2 ',
  '³': '^3 ',
  '⁴': '^4 ',
  º: '°',
  '，': ',',
  '。': '.',
  '：': ':',
  '；': ';',
  ℝ: '\\mathbb{R}',
  ℤ: '\\mathbb{Z}',
  ℕ: '\\mathbb{N}',
  '⟹': '→',
  '⇒': '→',
  θ: '\\theta ',
  α: '\\alpha ',
  β: '\\beta ',
  φ: '\\varphi ',
  λ: '\\lambda ',
  '½': '\\frac12',
  '¼': '\\frac14',
  '¾': '\\frac34',
}
