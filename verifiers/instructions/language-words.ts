// The languages that IFEval asks for by their ISO 639-1 codes, under their scripts, with the most common words of those
// that share one, and neighbours that replies may be in instead. The lists are our own.

export interface LanguageMarks {
  readonly code: string
  readonly common: ReadonlySet<string>
  /** Letters that no other language of the script here has. */
  readonly letters?: RegExp
}

interface Script {
  /** A letter or mark of it. */
  readonly script: RegExp
  readonly languages: readonly LanguageMarks[]
}

function marks(code: string, common: string, letters?: RegExp): LanguageMarks {
  return { code, common: new Set(common.split(' ')), ...(letters !== undefined && { letters }) }
}

const latin: readonly LanguageMarks[] = [
  marks(
    'en',
    'the of and to in is that it was for on with as are be this by from at have not or you your which an they we can will has i my but there about would what when more',
  ),
  marks(
    'es',
    'el la los las de que y en un una es por con para no se del al lo como más su este esta pero son ser muy también hay fue está sobre yo mi',
    /[ñ¿¡]/g,
  ),
  marks(
    'pt',
    'o a os as de que e em um uma é por com para não se do da dos das no na ao como mais seu sua este mas são ser muito também há foi está eu meu',
    /[ãõ]/g,
  ),
  marks(
    'fr',
    'le la les de des et en un une est pour avec que qui ne pas se du au aux ce cette dans sur plus son sa mais sont être très aussi il elle nous vous je',
    /[œêûç]/g,
  ),
  marks(
    'de',
    'der die das und ist nicht ein eine einen einem zu den dem des mit von für auf im sich auch als wie es sie wir ich aber sind werden wird war bei nach oder',
    /ß/g,
  ),
  marks(
    'it',
    'il lo la gli le di che e in un una è per con non si del della dei delle al alla come più suo questo questa ma sono essere molto anche nel nella io mio',
  ),
  marks('pl', 'i w na z do nie się jest to że o jak po dla ale są od przez być co tak ten który oraz', /[łąęśźżń]/g),
  marks(
    'vi',
    'và của là có cho không một các những được trong với này đã người từ khi để như về đến rất tôi cũng',
    /[ơưđạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]/g,
  ),
  marks(
    'sw',
    'na ya wa kwa ni katika la za cha kuwa hii ambayo pia sana kama lakini au yake wake watu mimi hiyo huo ili si vya',
  ),
  marks('fi', 'ja on ei se että oli hän joka myös mutta kuin niin ovat voi sen tämä minä sekä kun olla tai ole hyvin'),
  marks('nl', 'de het een en van is niet dat op te in zijn met voor aan er maar ook als bij dit naar wordt worden ik'),
  marks('sv', 'och att det som en på är av för med den till inte har ett om var jag men så också kan'),
  marks('ro', 'și de la în a cu nu o este un pe care mai din pentru sunt ce se dar fi', /[țș]/g),
  marks('id', 'yang dan di dengan untuk dari ini itu tidak pada adalah dalam ke akan juga oleh ada saya'),
  marks('tr', 've bir bu için ile çok da de ne olarak daha gibi en var ben değil olan', /[ığ]/g),
]

const cyrillic: readonly LanguageMarks[] = [
  marks('ru', 'и в не на что я с он как это по но они мы все она так его к из у же вы за бы для от о', /[ыэё]/g),
  marks('uk', 'і в не на що я з він як це по але вони ми все вона так його до та у ж ви за для від є', /[їєґі]/g),
  marks('bg', 'и в не на че аз с той как това по но те ние са тя така го към от за е да се ще ли през'),
]

const arabic: readonly LanguageMarks[] = [
  marks('ar', 'في من على إلى أن هذا هذه التي الذي ما لا هو هي كان مع عن و أو كل بعد', /[ةىأإ]/g),
  marks('fa', 'و در به از که این را با است برای آن یک خود تا کرد بر هم می شود ها نیز یا'),
  marks('ur', 'کے کی کا میں ہے اور سے کو نے پر یہ ہیں کہ اس ایک نہیں تھا بھی وہ ہم', /[ٹڈڑںےہ]/g),
]

const devanagari: readonly LanguageMarks[] = [
  marks('hi', 'है के में की से का को और यह हैं पर एक नहीं कि ने इस भी हो था मैं जो कर'),
  marks('mr', 'आहे आणि या ते एक हे ही तो त्या नाही होते मी आहेत पण करून असे केले व च्या', /ळ/g),
  marks('ne', 'छ र मा को लाई यो हो पनि छन् गर्न भएको तर एक थियो म हरू गरेको लागि'),
]

const sole = (code: string, script: RegExp): Script => ({ script, languages: [marks(code, '')] })

export const languagesOfScript: readonly Script[] = [
  { script: /[\p{Script=Latin}\p{M}]/gu, languages: latin },
  { script: /[\p{Script=Cyrillic}\p{M}]/gu, languages: cyrillic },
  { script: /[\p{Script=Arabic}\p{M}]/gu, languages: arabic },
  { script: /[\p{Script=Devanagari}\p{M}]/gu, languages: devanagari },
  sole('bn', /[\p{Script=Bengali}]/gu),
  sole('pa', /[\p{Script=Gurmukhi}]/gu),
  sole('gu', /[\p{Script=Gujarati}]/gu),
  sole('ta', /[\p{Script=Tamil}]/gu),
  sole('te', /[\p{Script=Telugu}]/gu),
  sole('kn', /[\p{Script=Kannada}]/gu),
  sole('ml', /[\p{Script=Malayalam}]/gu),
  sole('th', /[\p{Script=Thai}]/gu),
  sole('he', /[\p{Script=Hebrew}]/gu),
  sole('ko', /[\p{Script=Hangul}]/gu),
  // Han without kana is Chinese, which is not asked for.
  {
    script: /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}ー]/gu,
    languages: [marks('ja', '', /[\p{Script=Hiragana}\p{Script=Katakana}]/gu), marks('zh', '的 是 了')],
  },
]

/** Codes of the languages that may be asked for. */
export const languageCodes: ReadonlySet<string> = new Set(
  languagesOfScript.flatMap(({ languages }) => languages.map(({ code }) => code)),
)
