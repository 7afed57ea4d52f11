// The closed list of what may stand before "X is correct" or "the answer is X" in its clause, so that it states X. What
// is not listed ("It is hard to believe that") states nothing. And what makes a statement a supposition or a hedge.
import { words } from './wording.ts'

const subject =
  "(?:I|we)(?:'m|'d|'ve| am| are| can| have| will| must| would| may)?(?: (?:also|now|then|thus|therefore|clearly|easily|safely|confidently|definitely|be|been|can|firmly|strongly|fairly|quite|very|pretty|absolutely|completely|have))*"
const findings =
  '(?:conclude|see|find|found|get|obtain|know|deduce|infer|determined?|say|think|believe|feel|argue|note|observe|establish(?:ed)?|show|showed|shown|verif(?:y|ied)|confirm(?:ed)?|guess|decide|confident|sure|certain|convinced|proved|proven|concluded|seen|arrive at the conclusion|reach the conclusion)'
const thing =
  '(?:this|these|that|which|it|everything(?: here)?|all (?:of )?this|(?:the|my|our|these)(?: (?!no\\b|lack)[\\p{L}-]+){1,3}(?: above)?)'
const shows =
  '(?:shows?|means?|implies|imply|tells?|confirms?|proves?|indicates?|suggests?|demonstrates?|establishes|establish|reveals?|leads? (?:us )?to the conclusion|makes? it (?:clear|evident|obvious)|leaves?(?: only| us with)?|makes?|gives?|(?:corresponds?|points|leads|matches)(?: us)?(?: directly| exactly| clearly)?(?: to)?)(?: us)?'

/** They say that there is no doubt, though they hold a word that doubts. */
export const certain =
  "(?:there (?:is|can be|remains) (?:absolutely )?(?:no|little) (?:doubt|question)(?: at all)?|(?:without|beyond) (?:a |any )?(?:shadow of a )?doubt|no doubt(?: about it)?|es besteht kein zweifel|ohne (?:jeden )?zweifel|kein zweifel|(?:il n'y a|sans) aucun doute|sans (?:le moindre )?doute|no hay(?: ninguna)? duda(?: de)?|sin (?:ninguna )?duda|não há dúvida(?: de)?|sem dúvida|non c'è(?: alcun)? dubbio|senza(?: alcun)? dubbio|нет (?:никаких )?сомнений|без (?:всякого )?сомнения|несомненно|毫无疑问|毫無疑問|无疑|間違いなく|contrary to [^,;.\\n]{1,60}(?=,))"

/** Alone, never before "that". */
const adverbs = [
  "(?:this|that|which)(?: is|'s)(?: exactly| precisely)? why",
  'not surprisingly|unsurprisingly|needless to say|no wonder|to be clear|in the end|in (?:conclusion|summary|short|fact|total|this case|this question|this problem|my (?:view|opinion))|as a (?:result|consequence)|to (?:summari[sz]e|conclude|sum up|answer the question)|all in all|of course|for sure|after all|for (?:this|these|that) reasons?|with that|by elimination|on (?:balance|the whole)|and|but|so|because|since|as|for|or rather|correction|no|yes|wait|actually|oh|ah|ok|okay|well|sure|right|hmm|sorry|rather|summary|explanation|conclusion|final answer|now|here|again|consequently|accordingly|overall|ultimately|finally|clearly|thereby|while|whereas|not but|both|only|just|all|of these|of them|among them|else|plus|also|is|are|it|hence|ergo|then|lastly|eventually|naturally|logically|simply|evidently|undoubtedly|doubtless|thankfully|surprisingly|interestingly|importantly|in contrast|by contrast|on the other hand|specifically|namely|which|where|for example',
]

const spacedPhrases = [
  certain,
  `${subject} ${findings}`,
  `it (?:therefore |thus |then |now |also )?(?:follows|turns out|seems|appears|becomes clear|is (?:now |therefore |thus |then |quite |very |also |fairly |pretty )*(?:clear|evident|obvious|apparent|certain|plain|true|easy to see|safe to (?:say|conclude|assume)|fair to say|reasonable to conclude)|(?:should be|must be) (?:clear|evident|obvious)|can (?:therefore |thus |now |easily )?be (?:seen|concluded|deduced|inferred|shown))`,
  `${thing} (?:clearly |therefore |thus |in turn |also |only |then )*${shows}`,
  'note|remember|recall',
  // German
  'daraus (?:folgt|ergibt sich)|das (?:bedeutet|heißt|zeigt)|dies (?:bedeutet|zeigt)|es (?:folgt|ist (?:klar|offensichtlich|sicher|deutlich))|zusammenfassend|ich (?:bin (?:mir )?(?:sehr |ganz )?sicher|denke|glaube|meine|würde sagen)|wir (?:schließen|folgern|sehen|wissen|erhalten)|man sieht|die (?:rechnung|analyse|tabelle) zeigt|letztendlich|letztlich|am ende|insgesamt|damit|dadurch|deswegen|mithin|nun|hier|nur|daher|somit|also|folglich|demnach|offensichtlich|klar|eindeutig|sicherlich|ist|sind|lautet|weil|da|denn|und|aber|sondern|meiner (?:meinung|ansicht) nach|ja|doch|nein|bleibt',
  // French
  "on (?:en )?(?:conclut|déduit|voit|trouve|obtient|sait)|nous (?:concluons|voyons|trouvons|en concluons)|il (?:en résulte|s'ensuit|est (?:clair|évident|certain))|(?:cela|ceci|ce qui) (?:montre|signifie|implique|prouve|confirme)|je (?:pense|crois|suis (?:certaine?|sûre?|convaincue?)|dirais)|au final|au total|en (?:conclusion|résumé|somme|bref)|bref|pour conclure|c'est pourquoi|d'où|car|parce que|puisque|et|mais|oui|non|seule?|ici|parmi (?:elles|eux|les options)|à mon avis|par élimination",
  // Spanish, Portuguese, Italian
  'por lo que|así que|de (?:modo|manera) que|por (?:lo )?tanto|por (?:eso|consiguiente|eliminación|ende)|(?:podemos |se )?(?:concluimos|concluir|vemos|concluye|deduce|sabemos|obtenemos|encontramos)|(?:de esto |de aquí )se (?:deduce|sigue)|esto (?:significa|muestra|implica|demuestra|indica)|creo|pienso|considero|estoy (?:segur[oa]|convencid[oa]) de|(?:está|es|queda) (?:claro|evidente|obvio)|en (?:conclusión|resumen|definitiva)|finalmente|al final|así|de que|porque|ya que|pues|puesto que|y|pero|sino|sí|solo|sólo|en mi opinión|aquí',
  'portanto|logo|assim|por isso|(?:podemos )?(?:concluímos|concluir|vemos|conclui-se|sabemos)|isso (?:significa|mostra|implica|indica)|acho|acredito|penso|estou (?:cert[oa]|convencid[oa]) de|(?:está|é|fica) (?:claro|evidente)|em (?:conclusão|resumo|suma)|no final|porque|pois|já que|mas|sim|apenas|só|somente|e|aqui|na minha opinião',
  'quindi|dunque|pertanto|perciò|(?:possiamo )?(?:concludiamo|concludere|vediamo|sappiamo)|ne (?:segue|consegue)|ciò (?:significa|mostra|implica|dimostra)|questo (?:significa|mostra|implica|dimostra)|credo|penso|ritengo|sono (?:sicur[oa]|cert[oa]|convint[oa])|è (?:chiaro|evidente|ovvio)|in (?:conclusione|sintesi|definitiva)|alla fine|infine|perché|poiché|ma|bensì|sì|solo|soltanto|qui|secondo me',
  // Russian, Ukrainian, Polish
  '(?:отсюда|из этого) следует|(?:это|что) (?:значит|означает|показывает|доказывает)|значит|следовательно|поэтому|итак|таким образом|я (?:думаю|считаю|уверена?|полагаю|бы сказала?)|думаю|считаю|уверена?|(?:ясно|очевидно|видно|понятно)|мы (?:видим|получаем|заключаем)|получаем|видим|в итоге|в результате|в конце концов|тогда|потому|так как|поскольку|и|но|а|да|нет|только|лишь|именно|здесь|по-моему|отже|тому|w rezultacie|ostatecznie|podsumowując|(?:wynika (?:z tego|stąd)|stąd wynika)|(?:uważam|sądzę|myślę|jestem pewn[ya])|(?:to )?(?:oznacza|znaczy|pokazuje)|jasne|więc|zatem|dlatego|czyli|bo|ponieważ|ale|lecz|tylko|i|tak|stąd',
  // Dutch, Swedish, Turkish, Vietnamese, Indonesian, Hindi, Arabic and others
  'dus|daarom|ik denk|alltså|därför|jag tror|bu nedenle|bu yüzden|dolayısıyla|sonuç olarak|yani|bence|o halde|ve|çünkü|vậy|do đó|vì vậy|vì thế|tóm lại|như vậy|nên|tôi (?:nghĩ|cho rằng|tin rằng)(?: rằng)?|jadi|maka|oleh karena itu|dengan demikian|menurut saya|saya (?:pikir|yakin)|इसलिए|अतः|अत|तो|क्योंकि|मुझे लगता है|कि|लेकिन|बल्कि|और|لذلك|إذن|إذا|بالتالي|وبالتالي|لذا|لكن|بل|أعتقد|أن|أظن|من الواضح|هذا يعني|و|לכן|אני חושב|بنابراین|پس',
]
const that = "(?:,? ?(?:that|dass|daß|que|qu'|che|что|że|rằng|dat|att)(?![\\p{L}]))?"
/** Words that may stand before "answer", "option" or the label itself. */
const attributes =
  "(?:the|a|an|my|our|your|this|these|best|most|very|single|only|correct|right|true|final|appropriate|suitable|accurate|likely|plausible|logical|reasonable|intended|closest|proper|valid|obvious|clear|next|option|choice|answer|statement|letter|item|(?:die|der|das|den|meine|unsere|beste|richtige[nrs]?|korrekte[nrs]?|endgültige)|(?:la|le|les|l'|ma|notre|bons?|bonnes?|meilleure?|correctes?|seule)|(?:el|las|los|mi|nuestra|mejor|única)|(?:a|as|o|os|minha|melhor)|(?:il|i|gli|mia|migliore|giusta|corretta)|(?:правильн|верн|лучш|корректн|окончательн|единственн)\\p{L}+|мой|утверждения?|ответ\\p{L}*|вариант\\p{L}*|(?:poprawn|prawidłow|najlepsz)\\p{L}+|odpowiedzią|de|het|juiste|correcte|goede|rätt|rätta|doğru|yanıt|đáp án|câu trả lời|yang|benar|jawaban|सही|उत्तर|विकल्प|الإجابة|الصحيحة)"

const unspacedPhrases =
  '(?:選択(?:肢)?|最終的な?|所以|因此|因而|故|综上(?:所述)?|綜上(?:所述)?|由此|由上|由以上|可知|可见|可見|可以?(?:看出|知道|得出|判断|确定)|不难(?:看出|发现)|(?:我们|我)?(?:可以|能够)?(?:认为|認為|觉得|觉得|得出|得到|知道|确定|判断|看出|发现|选择|推出|推断)|毫无疑问|显然|顯然|明显|很明显|本题|此题|该题|这道题|這題|这题|这说明|這說明|说明|表明|这表明|这意味着|意味着|总之|總之|最终|最終|最后|最後|即|也就是|那么|则|就|而|且|并且|但是?|而是|不过|其实|其實|实际上|应该|應該|应|應|结论|因为|因|由于|正确|正確|的|了|只有|仅|唯一|以上|其中|这里|我|我们|从[^,。]{1,16}(?:可以|可)?(?:看出|知|得出|得知)|(?:根据|基于|通过|經過|经过|按照|依据|结合|代入|经)[^,。]{1,24}?(?=可知|得|选|選|答案|正确|$)|在[^,。]{1,12}(?:中|里)|是|为|選|选|不|对|错|等等|更正|还|都|才|题目|问题|本|最佳|合适|符合|题意|一定|肯定|必须|确实|同样|因此可得|可得|得|' +
  'よって|従って|したがって|ゆえに|故に|つまり|すなわち|だから|やはり|結局|そのため|以上より|以上から|この(?:問題|場合)の?|これらの?(?:うち|中)?|ここで(?:は)?|正しい|最も|適切な|最終的な?|明らかに|私の?|の|は|が|こと(?:から)?|から|ので|で|に|いや|実は|実際は|そして|また|しかし|なので|唯一|選択(?:肢)?|' +
  '따라서|그러므로|결국|즉|그래서|결론적으로|그런데|하지만|그러나|분명히|이|의|가장|최종|올바른|옳은|맞는|적절한|문제의?|사실|저는|나는|제|내|답은?|정답은?|이므로|그리고|오직|것은?)'

/** Each piece is taken once and for all (a look-ahead and its copy), so that the time is bounded. */
export const introduced: RegExp = new RegExp(
  `^(?:(?=([\\s"'(\\[).\\]…>*|#-]|\\d{1,2}[.)]|\\p{So}|[→⇒∴\\uFE0F]|(?<![\\p{L}])(?:${spacedPhrases.join('|')})${that}(?![\\p{L}])|(?<![\\p{L}])(?:${adverbs.join('|')})(?![\\p{L}])|(?<![\\p{L}])${attributes}(?![\\p{L}])|${unspacedPhrases}))\\1)*$`,
  'iu',
)

/** An introduction of any words that goes on into the statement without a comma, unless it holds one of `spoils`. */
export const opens: RegExp = new RegExp(
  `^\\s*(?:${words([
    'based on|after|by|given|from|using|upon|on|according to|among|amongst|between|of|out of|in|with|for|at|considering|looking|comparing|checking|since|because|as|through|under|per|due to|following|thanks to|when (?:we|I)|if (?:we|I|you)|to|putting|taking|substituting|having',
    'aufgrund|nach|da|weil|von|aus|bei|durch|mit|wie|laut|gemäß|für|unter|im|in',
    "d'après|selon|après|comme|puisque|parmi|en|dans|avec|pour|suite à|à partir",
    'según|después|tras|como|dado|entre|al|en|con|para|de|analizando|basándo\\p{L}+',
    'segundo|depois|após|dado|entre|ao|em|com|no|na|com base',
    'secondo|dopo|tra|fra|dato|in|nel|con|confrontando',
    'исходя|согласно|после|среди|из|по|в|при|для|с|сравнивая|так как|поскольку|на основ\\p{L}+',
    'po|według|spośród|na podstawie|w|z',
  ])})(?:[^,;:]|,(?= (?:что|dass|że)))*$`,
  'iu',
)
export const spoils: RegExp = new RegExp(
  `${words([
    'no|not|never|nor|none|nothing|nobody|few|fewer|little|hardly|rarely|barely|scarcely|seldom|nowhere|doubt\\p{L}*|hard|difficult|wrong\\p{L}*|false\\p{L}*|mistak\\p{L}*|errors?|fail\\p{L}*|cannot|unlikely|den(?:y|ies|ied)|refuse\\p{L}*|lack|why|whether|how|might|could|claims?|tempt\\p{L}*|probability|chance|odds|risk|odd|strange|believes?|reject\\p{L}*|impossible|absurd|naive\\p{L}*|superstition|myth|assum\\p{L}*|suppose\\p{L}*|theory|theoretically|principle|first',
    'nicht|kein\\p{L}*|nie|niemand|kaum|zweifel\\p{L}*|falsch\\p{L}*|ob|warum|weder|selten|schwer\\p{L}*|unwahrscheinlich|fraglich|theorie',
    'pas|jamais|aucune?|personne|rien|doute\\p{L}*|faux|fausse|difficile|rarement|peu|improbable|pourquoi|théorie',
    'no|nunca|nadie|ninguna?|nada|dudo|falso|difícil|rara|raramente|poco|improbable|teoría',
    'não|nem|ninguém|nenhuma?|duvido|errado|difícil|teoria|non|nessuno|nessuna|niente|dubito|falso|mai|teoria',
    'не|ни|никто|ничто|нет|никак\\p{L}*|сомн\\p{L}*|вряд|едва|трудно|неверно|редко|мало|теории|nie|nikt|żaden|wątpię|trudno|rzadko',
  ])}|n't`,
  'iu',
)

/** A clause that ends in a comma and makes what follows a condition's, or denies it. */
export const supposes: RegExp = new RegExp(
  `^[\\s"'(]*(?:${words([
    'and|but|so|then|now|or|even|und|aber|et|mais|y|pero|e|mas|ma|и|но|а|i|ale',
  ])}[\\s,]*)*(?:${words([
    "(?:only |even )?(?:if|when)(?! (?:I(?: am|'m) not mistaken)| (?:we|I|you|one) (?!assume|suppose|ignore|were|had|could))(?! \\p{L}+ing(?![\\p{L}]))|unless(?! I(?: am|'m) (?:very much )?mistaken)|had|were|should|suppos(?:e|ing)|assum(?:e|ing)(?! (?:standard|ideal|typical|normal))|provided|in case|imagine|let us (?:suppose|assume)|as long as|were it|in theory|theoretically|in principle|according to (?:some|many|others|critics|rumou?rs)|by no means|in no (?:way|case)|under no|on no account|at no|rarely|seldom|hardly|never|nowhere|scarcely|barely",
    '(?:nur |auch )?(?:wenn|falls|sofern)|angenommen|wäre|hätte|es sei denn|gesetzt den fall|unter keinen',
    'si|sauf si|à moins|supposons|supposé|en supposant|à condition|au cas où|en aucun cas|en théorie|selon certains|en teoría|según algunos|em teoria|segundo alguns|in teoria|theoretisch|in der theorie|angeblich|в теории|по мнению некоторых|(?:solo |sólo )?si|a menos que|suponiendo|supongamos|siempre que|en caso de|en ningún caso|de ningún modo',
    'se|caso|a menos que|supondo|suponha|desde que|somente se|de modo algum|a meno che|supponiamo|supponendo|purché|solo se|in nessun caso',
    '(?:только )?если|допустим|предположим|при условии|в случае|будь|якщо|jeśli|jeżeli|gdyby|gdy|o ile|załóżmy|als|indien|tenzij|om|eğer|nếu|jika|kalau|यदि|अगर|لو|إذا كان\\p{L}*|إن كان\\p{L}*|ни в коем случае|w żadnym',
  ])}|(?:如果|假如|若|假设|假設|要是|倘若|除非|只有当|只要|当且仅当|もし|仮に|만약|만일|가령)|[^,]*(?:的话|のとき|の場合|ならば?|라면|이면|경우)\\s*$)`,
  'iu',
)

/** A hedge: it is none of two, and states nothing. */
export const hedges: RegExp = new RegExp(
  `${words([
    'perhaps|maybe|possibly|conceivably|it (?:may|might|could) (?:well )?be|vielleicht|möglicherweise|eventuell|es (?:kann|könnte|mag) sein|peut-être|il se peut|possiblement|quizás?|tal vez|posiblemente|puede (?:ser )?que|talvez|possivelmente|pode ser que|forse|può darsi|magari|возможно|может быть|być może|możliwe|misschien|kanske|belki|có thể|có lẽ|mungkin|शायद|ربما|אולי',
  ])}|也许|也許|或许|或許|(?<!不|最|最有)可能(?!性)|もしかし|ひょっとし|어쩌면|혹시`,
  'iu',
)

/** Behind a statement, in its sentence: it is taken back. */
export const takenBack: RegExp = new RegExp(
  `[\\s)\\]}"'.]*(?:${[
    "[,;—–(:-]\\s*(?:which|(?:and |but |yet |though |although |however,? )?(?:in fact |actually |of course )?(?:that|this|it))(?:(?:'s| is| was| would be| turns out to be| proves)(?: (?:clearly|obviously|of course|plainly|simply|actually|just|an?|in fact))* (?:false|wrong|incorrect|untrue|impossible|absurd|nonsense|mistake|error|mistaken|not (?:so|true|correct|right|the case|possible))|(?:(?:is|was)n't| is not| was not)(?: (?:so|true|correct|right|the case))?\\s*[.!\\n])",
    "[,;—–(-]\\s*(?:but|yet|though|although|however),? I (?:doubt|disagree|do not|don't)",
    '(?:[,;:(]|[—–-])\\s*(?:not|no|false|wrong|incorrect|untrue|nonsense|falsch|nein|faux|non|falso|errado|não|no|sbagliato|неверно|нет|ложь|błąd|nie|不对|错误?|错了|誤り|間違い|틀림)[\\s"\')]*(?:[.!\\n]|$)',
    ',?\\s*or so (?:it|they|one|he|she|I|we)\\b',
    ',?\\s*(?:supposedly|allegedly|they say|some say|it is said|wrongly|falsely|mistakenly)(?![\\p{L}])',
    ',\\s*(?:was|aber das|doch das) (?:ist )?(?:aber |jedoch )?(?:ist )?(?:falsch|nicht)',
    ",\\s*(?:ce qui|mais (?:ce|cela)) (?:est |n')?(?:faux|est pas|incorrect)",
    ',\\s*(?:lo cual|lo que|pero eso|o que|mas isso|il che|ma questo) (?:es|é|è|no|não|non) ?(?:falso|incorrect[oa]|errado|sbagliato|es|é|è)',
    ',\\s*(?:что|но это) (?:неверно|не так|ложно|неправильно|ошибочно)',
    ',\\s*(?:但)?(?:这|這|那)(?:是|并)?(?:错|錯|不)',
    '\\s*(?:とは(?:限|言え|思え)|というのは)',
  ].join('|')})`,
  'iuy',
)
