// Arabic, Persian, Hebrew, Hindi, Bengali, Vietnamese, Indonesian, Thai and Turkish around the label of a choice.
import { words, type Wording } from './wording.ts'

const end = '(?=\\s*(?:[.,;:!?)\\]"\\n⟧。—–✓✅-]|$))'
const sign = '\\s?(?:[:=→]|->|[—–]|\\s-\\s)'

export const arabic: Wording = {
  announces: [
    `(?<![\\p{L}])(?:و|ف|ب)?(?:الإجابة|الاجابة|إجابة|الجواب|جواب|إجابتي|الخيار|الاختيار|الحل|پاسخ|جواب|گزینه|התשובה|תשובה)(?:\\s(?:الصحيح|الصحيحة|النهائي|النهائية|الأنسب|الأفضل|هنا|صحیح|درست|נכונה|הנכונה|על السؤال))*(?:\\s(?:هي|هو|سيكون|ستكون|يكون|تكون|إذن|إذا|היא|הוא)|${sign})`,
    words(['(?:سوف )?(?:أختار|اختار|اخترت|سأختار|نختار|اختر)', 'إنها', 'إنه', 'أعتقد أنها', 'أعتقد أنه', 'هي', 'هو']),
    '(?:^|[\\n.!?;,]\\s*)(?:لذلك|إذن|إذا|بالتالي|وبالتالي|لذا|في الواقع|لا|الإجابة|الجواب)',
  ],
  nouns: ['الخيار', 'الاختيار', 'الإجابة', 'الحرف', 'رقم', 'خيار', 'حرف', 'البديل', 'گزینه', 'אפשרות', 'تشובה'],
  fillers: ['إذن', 'إذا', 'بالتأكيد', 'لذلك', 'بوضوح', 'على الأرجح', 'ربما كان', 'بالتالي', 'الصحيح', 'الصحيحة'],
  refuses: [
    words([
      '(?:و|ف)?(?:ليس|ليست|لا|لن|غير|لם|לא|نیست)(?: (?:هي|هو|أختار|أعتقد))?',
      'بدلا من',
      'بدلًا من',
      'ما عدا',
      'باستثناء',
      'عدا',
      'نستبعد',
      'أستبعد',
      'استبعاد',
      'وليس',
      'وليست',
      'ולא',
    ]),
  ],
  contrasts: ['بل(?: هي| هو)?', 'ولكن', 'لكن', 'وإنما', 'אלא'],
  affirms: [
    `\\s+(?:هي |هو |هما |היא |הוא )?(?:الإجابة |الخيار |الجواب |الاختيار |التשובה |תשובה |התשובה )?(?:صحيح(?:ة)?|الصحيح(?:ة)?|صحيحان|الأنسب|الأفضل|الأدق|صحیح است|درست است|נכונה|הנכונה|נכון)${end}`,
  ],
  denies: [
    '\\s+(?:هي |هو |أيضا )?(?:(?:و|ف)?(?:ليس|ليست|غير|لا|لن|خاطئ|خاطئة|خطأ|مستبعد|مستبعدة|الخطأ|نادرست|اشتباه|نیست|لא|אינה|אינו|שגויה|לא))(?![\\p{L}])',
    '\\s+(?:الإجابة |الخيار )?(?:الخاطئ|الخاطئة)',
  ],
  wavers: ['\\s+(?:أيضا|أيضًا|قد|ربما|يمكن)(?![\\p{L}])', '\\s+(?:صحيح(?:ة)?) (?:أيضا|أيضًا)'],
  adds: [words(['أو(?: ربما)?', 'أم', 'ربما', 'قد (?:يكون|تكون)', 'وربما', 'أيضا', 'یا', 'או'])],
  and: ['و', 'مع', 'ו'],
  or: ['أو', 'او', 'أم', 'یا', 'أو ربما', 'ربما', 'או'],
  unstated: [
    '(?<![\\p{L}])(?:لا (?:أعتقد|أظن|أرى|أختار)|لست|أشك|ليس صحيحا|من الخطأ|خطأ)[^.;:]{0,50}$',
    '(?<![\\p{L}])(?:إذا كان(?:ت)?|لو|إن كان(?:ت)?|قد يظن|يظن|البعض|يعتقد البعض|للوهلة الأولى|في البداية|هل|ظننت|اگر|אם)(?![\\p{L}])[^.;:]{0,50}$',
  ],
  provided: ['(?:إذا|لو|بشرط|إن|اگر|אם)(?![\\p{L}])'],
  retracts: [
    '(?:^|[\\n.!?;]\\s{0,80})(?:(?:انتظر|مهلا)[\\s,.!]*)*لا(?=\\s*[.,!;]|\\s*$)',
    '(?<![\\p{L}])(?:هذا خطأ|أخطأت)(?![\\p{L}])',
  ],
  corrects: [words(['لا', 'انتظر', 'في الواقع', 'تصحيح', 'عذرا', 'بل'])],
}

export const hindi: Wording = {
  announces: [
    `(?<![\\p{L}\\p{M}])(?:(?:सही|अंतिम|सर्वोत्तम|मेरा|इसका|अतः|इसलिए|সঠিক)\\s*,?\\s*)*(?:उत्तर|जवाब|विकल्प|उत्तर विकल्प|উত্তর)(?:\\s(?:है|होगा|हो|हैं|হল|হলো))?(?:${sign})?\\s*`,
    words(['मैं', 'हम', 'इसलिए', 'अतः']) + '\\s*,?',
  ],
  nouns: ['विकल्प', 'उत्तर', 'अक्षर', 'ऑप्शन', 'বিকল্প'],
  fillers: ['तो', 'स्पष्ट रूप से', 'शायद ही', 'निश्चित रूप से', 'इसलिए', 'अतः', 'सही'],
  refuses: ['(?:के बजाय|के अलावा|को छोड़कर)'],
  contrasts: ['बल्कि', 'वरन', 'लेकिन', 'अपितु'],
  affirms: [
    '\\s+(?:ही\\s+|विकल्प\\s+|एकमात्र\\s+|सबसे\\s+|उत्तर\\s+)*(?:सही|ठीक|उचित|उपयुक्त|सत्य|উত্তর|সঠিক)(?:\\s(?:उत्तर|विकल्प|जवाब|উত্তর))?\\s*(?:है|हैं|होगा)?(?=\\s*(?:[.,;!?।。)"\\n⟧]|$))',
    '\\s+(?:को\\s+)?(?:चुनता|चुनती|चुनूंगा|चुनूँगा|चुनते|चुना)\\s*(?:हूं|हूँ|हैं|है)?(?=\\s*(?:[.,;!?।。)"\\n⟧]|$))',
    '\\s+(?:है|हैं|होगा)(?=\\s*(?:[.,;!?।。)"\\n⟧]|$))(?<=(?:उत्तर|जवाब|विकल्प)[^.।。!?\\n]{0,20})',
  ],
  denies: [
    '\\s+(?:[\\p{L}\\p{M}]+\\s+){0,3}(?:नहीं|नही|না|নয়)(?![\\p{L}\\p{M}])',
    '\\s+(?:विकल्प\\s+|उत्तर\\s+|भी\\s+|स्पष्ट रूप से\\s+)*(?:गलत|ग़लत|असत्य|अनुचित|त्रुटिपूर्ण|ভুল)(?![\\p{L}\\p{M}])',
  ],
  wavers: ['\\s+भी\\s', '\\s+(?:हो सकता|भी हो सकता)'],
  adds: ['(?:शायद|या|अथवा|संभवतः|अथवा शायद|या शायद)'],
  and: ['और', 'तथा', 'एवं', 'व', 'এবং'],
  or: ['या', 'अथवा', 'या फिर', 'या शायद', 'शायद', 'বা'],
  unstated: ['(?<![\\p{L}\\p{M}])(?:यदि|अगर|मान लें|मान लीजिए|क्या|कुछ लोग|पहली नज़र|पहले मैंने|यह कहना गलत)[^.।;!?\\n]{0,50}$'],
  provided: ['\\s*(?:है\\s+)?(?:यदि|अगर|तो)(?![\\p{L}\\p{M}])'],
  retracts: ['(?:^|[\\n.!?;。]\\s*)(?:(?:रुको|रुकिए|ओह)[\\s,.!]*)*नहीं(?=\\s*[.,!;。]|\\s*$)'],
  corrects: [words(['नहीं', 'रुको', 'रुकिए', 'वास्तव में', 'असल में', 'सुधार'])],
}

export const vietnameseAndIndonesian: Wording = {
  announces: [
    `(?<![\\p{L}])(?:đáp án|câu trả lời|lựa chọn|phương án|kết quả|đáp số|jawaban|jawabannya|pilihan|opsi|คำตอบ|ข้อ)(?: (?:đúng|chính xác|cuối cùng|cần chọn|phù hợp|nhất|của tôi|cho câu hỏi này|yang|benar|tepat|paling|akhir|ที่ถูกต้อง))*(?:ที่ถูกต้อง)?(?:\\s?(?:là|sẽ là|phải là|adalah|ialah|คือ|คือข้อ)(?![\\p{L}]|(?<=คือ)\\p{M})|${sign})`,
    words(['(?:tôi |ta |chúng ta |em )?(?:xin |sẽ )?chọn', 'saya (?:memilih|pilih)', 'đó là', 'เลือก']),
    '(?:^|[\\n.!?;,]\\s*)(?:vậy|do đó|vì vậy|vì thế|suy ra|như vậy|thực ra|jadi|oleh karena itu|không)',
    'คำตอบ(?:ที่ถูกต้อง)?(?:คือ|เป็น)?(?:ข้อ)?',
  ],
  nouns: ['đáp án', 'phương án', 'lựa chọn', 'câu', 'ý', 'opsi', 'pilihan', 'ข้อ'],
  fillers: ['do đó', 'chắc chắn', 'rõ ràng', 'có lẽ', 'vì vậy', 'chính là', 'jadi', 'tentu', 'là', 'adalah', 'đúng'],
  refuses: [
    words([
      'không(?: (?:phải|chọn|thể))?(?: (?:là|chọn))?',
      'chẳng phải(?: là)?',
      'thay vì',
      'loại(?: bỏ| trừ)?',
      'ngoại trừ',
      'trừ',
      'bukan',
      'bukanlah',
      'tidak',
      'chứ không phải(?: là)?',
      'ไม่ใช่',
      'ไม่ใช่ข้อ',
    ]),
    'ไม่ใช่(?:ข้อ)?',
  ],
  contrasts: ['mà(?: là)?', 'nhưng', 'melainkan', 'tetapi', 'là'],
  affirms: [
    `\\s+(?:là |chính là |mới là |adalah |yang )*(?:đáp án |phương án |câu trả lời |lựa chọn |jawaban |pilihan |yang )*(?:đúng|chính xác|phù hợp|benar|tepat)(?: nhất)?${end}`,
    `\\s+(?:là|adalah) (?:đáp án|jawabannya)${end}`,
    'ถูกต้อง',
  ],
  denies: [
    '\\s+(?:cũng |là |đều |juga |adalah )*(?:không|chưa|sai|chẳng|bukan|tidak|salah|bị loại|keliru)(?![\\p{L}])',
    '\\s*ไม่',
  ],
  wavers: ['\\s+cũng ', '\\s+(?:có thể|mungkin|bisa)(?![\\p{L}])', '\\s+juga '],
  adds: [words(['hoặc(?: có thể| có lẽ)?', 'hay', 'có thể(?: là)?', 'atau', 'mungkin', 'cũng', 'và cả'])],
  and: ['và', 'dan', 'cùng', 'với', 'และ'],
  or: ['hoặc', 'hay', 'hoặc là', 'atau', 'hoặc có thể', 'có thể là', 'หรือ'],
  unstated: [
    '(?<![\\p{L}])(?:không (?:nghĩ|cho rằng|tin|chắc|chọn)|nghi ngờ|sai lầm|tidak (?:yakin|berpikir|memilih)|ragu)[^.;:]{0,50}$',
    '(?<![\\p{L}])(?:nếu|giả sử|một số người|nhiều người|thoạt nhìn|ban đầu|có người|liệu|jika|apabila|kalau|beberapa orang|awalnya)(?![\\p{L}])[^.;:]{0,50}$',
  ],
  provided: ['(?:nếu|khi|jika|kalau|với điều kiện)(?![\\p{L}])'],
  retracts: [
    '(?:^|[\\n.!?;]\\s{0,80})(?:(?:khoan|đợi đã|tunggu)[\\s,.!]*)*(?:không|bukan|tidak)(?=\\s*[.,!;]|\\s*$)',
    '(?<![\\p{L}])(?:tôi nhầm|sai rồi)(?![\\p{L}])',
  ],
  corrects: [words(['khoan', 'thực ra', 'không', 'đính chính', 'sebenarnya', 'tunggu'])],
}

export const turkish: Wording = {
  announces: [
    `(?<![\\p{L}])(?:(?:doğru|nihai|son|benim|kesin|en uygun)\\s+)*(?:cevap|cevabım|cevabı|yanıt|yanıtım|yanıtı|seçenek|seçeneği|şık|şıkkı|sonuç)(?:${sign}|\\s)`,
    words(['bu nedenle', 'dolayısıyla', 'bu yüzden', 'yani', 'aslında', 'sonuç olarak', 'o halde', 'hayır']) + '\\s*,?',
  ],
  nouns: ['seçenek', 'seçeneği', 'şık', 'cevap'],
  fillers: ['bu nedenle', 'açıkça', 'kesinlikle', 'muhtemelen', 'elbette', 'dolayısıyla', 'yani', 'olarak'],
  refuses: [],
  contrasts: ['aksine', 'bilakis', 'ama', 'fakat'],
  affirms: [
    '\\s*(?:şıkkı|seçeneği|şıkkıdır|seçeneğidir)?\\s*(?:en )?(?:doğru|doğrudur|uygundur|doğru cevaptır|doğru cevap|doğru yanıttır|doğru seçenektir)(?=\\s*(?:[.,;!?)"\\n⟧]|$))',
    '\'?(?:d[ıiuü]r|t[ıiuü]r)(?=\\s*(?:[.,;!?)"\\n⟧]|$))(?<=(?:cevap|cevab\\p{L}+|yanıt\\p{L}*|seçene\\p{L}+|şık\\p{L}*)[^.!?\\n]{0,24})',
    "'?(?:y?[ıiuü])?\\s+(?:şıkkını |seçeneğini )?(?:seçiyorum|seçerim|işaretliyorum|seçtim)",
  ],
  denies: [
    '\\s*(?:şıkkı|seçeneği)?\\s*(?:doğru |cevap )?değil(?:dir)?(?![\\p{L}])',
    '\\s*(?:şıkkı|seçeneği)?\\s*(?:da |de )?(?:yanlış|yanlıştır|hatalı|hatalıdır|elenir|olamaz)(?![\\p{L}])',
    "'?(?:y?[ıiuü])?\\s+(?:seçmiyorum|eleyebiliriz|eliyoruz)",
  ],
  wavers: ['\\s+(?:de|da) (?:doğru|olabilir|uygun)', '\\s*(?:da |de )?olabilir'],
  adds: [words(['veya', 'ya da', 'belki', 'yahut', 'ayrıca', 'muhtemelen de'])],
  and: ['ve', 'ile'],
  or: ['veya', 'ya da', 'yahut', 'belki', 'veya belki'],
  unstated: [
    '(?<![\\p{L}])(?:eğer|diyelim|bazıları|ilk bakışta|başlangıçta|önce|acaba|sanmıyorum|varsayalım)(?![\\p{L}])[^.;:]{0,50}$',
  ],
  provided: [
    "'?(?:ysa|yse|sa|se)(?![\\p{L}])",
    '\\s+ise(?![\\p{L}])',
    "'?(?:d[ıiuü]r|olduğunu)?\\s*(?:olduğunu )?(?:sanmıyorum|düşünmüyorum)",
  ],
  retracts: ['(?:^|[\\n.!?;]\\s{0,80})(?:(?:bekle|dur)[\\s,.!]*)*hayır(?=\\s*[.,!;]|\\s*$)'],
  corrects: [words(['hayır', 'bekle', 'aslında', 'düzeltme', 'pardon'])],
}
