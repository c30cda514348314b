"""Sentences in many scripts, with and without tags, and what methods need to change them."""

from lowres.augmentation.sentence import Sentence

TEXTS = {
    "Latn": [
        "Ọjà náà «tóbi» púpọ̀, àwọn ènìyàn sì pọ̀ níbẹ̀ — lánàá, ní 3,5 km.",
        "Àwọn ọmọ ń lọ sí ilé-ìwé ní Ìbàdàn; bàbá wọn ń ṣiṣẹ́ n'ílé.",
    ],
    "Arab": ["مع ذلك، فهم يتمتعون بنوعٍ مختلف من الجمال.", "كَتَبَ الولد رسالةً طويلة إلى أمه في المدينة؟"],
    "Deva": ["हालांकि, सर्दियों के दौरान उनका एक अलग तरह का सौंदर्य होता है।", "वह ज़मीन बहुत अच्छी है और क्षेत्र बड़ा है।"],
    "Ethi": ["ሆኖም ግን ፣ በክረምቱ ወቅት የተለየ ዓይነት ውበት አላቸው።", "ልጆቹ፡ወደ፡ትምህርት፡ቤት፡ሄዱ።"],
    "Tibt": ["རང་སོའི་མཛེས་ཆ་དང་ མཛེས་སྡུག་ཚུ་ཡོདཔ་ལས།", "བོད་སྐད་ཡིག་གི་སློབ་གྲྭ།"],
    "Mong": ["ᠮᠣᠩᠭᠣᠯ ᠬᠡᠯᠡ ᠪᠢᠴᠢᠭ᠌ ᠰᠣᠶᠣᠯ"],
    "Khmr": ["ទោះជាយ៉ាងណាក៏ដោយ ពួកគេ\u200bមាន\u200bភាពស្រស់ស្អាត ក្រុមការងារ។", "ក្មេងស្រីទៅសាលារៀន 2 ដង។"],
    "Thai": ["น้ำใจของคนไทยดีมาก iPhone ใหม่", "เด็กๆไปโรงเรียนกำลังทำการบ้าน"],
    "Hani": ["北京是中国的首都，人口很多。"],
    "Hang": ["한국어 문장을 조금 바꾸어 봅니다, 그렇지요?"],
}
TAGGED = [
    Sentence(
        ("Ààrẹ", "Muhammadu", "Buhari", ",", "lọ", "sí", "Èkó", "ní", "Sátidé", "."),
        ("O", "B-PER", "I-PER", "O", "O", "O", "B-LOC", "O", "B-DATE", "O"),
    ),
    Sentence(
        ("Ìjọba", "Ìpínlẹ̀", "Ọ̀ṣun", "àti", "Kòfí", "Annan", "ń", "ṣiṣẹ́", "ní", "Gánà"),
        ("B-ORG", "I-ORG", "I-ORG", "O", "B-PER", "I-PER", "O", "O", "O", "B-LOC"),
    ),
    Sentence(("Wọ́n", "lọ", "sílé", "!"), ("O", "O", "O", "O")),
]
WORD_CLASSES = [
    Sentence(("Ọmọ", "náà", "ń", "ṣiṣẹ́", "dáadáa", "."), ("NOUN", "DET", "AUX", "VERB", "ADV", "PUNCT")),
    Sentence(("Ìwé", "dára", ",", "ọmọ", "kà", "á"), ("NOUN", "ADJ", "PUNCT", "NOUN", "VERB", "PRON")),
]
LEXICON = [
    ("ọjà", "market"),
    ("ilé-ìwé", "school (building), college"),
    ("lọ sí", "go to"),
    ("ọmọ", "child; kid"),
    ("Èkó", "Lagos City"),
    ("مختلف", "different"),
    ("المدينة", "the city"),
    ("अलग", "different"),
    ("बहुत अच्छी", "very good"),
    ("ልጆቹ", "the children"),
    ("ወቅት", "season"),
    ("བོད", "Tibet"),
    ("མཛེས", "beauty"),
    ("ᠬᠡᠯᠡ", "language"),
    ("ក្រុម", "team"),
    ("ស្រី", "girl"),
    ("โรงเรียน", "school"),
    ("น้ำใจ", "kindness"),
    ("北京", "Beijing"),
    ("문장을", "sentence"),
]
RULES = {
    "ṣ": "sh", "ọ": "o", "ً": "", "ة": "ه", "ज़": "ज", "ड़": "ड", "ሐ": "ሀ", "ዓ": "አ", "སྐ": "ཀ", "ྭ": "", "ᠬ": "ᠭ",
    "ៈ": "ះ", "ក្រុម": "កុម", "ๆ": "", "น้ำ": "น้า", "國": "国", "的": "地", "조": "죠", "སྡུ": "དུ",
}  # fmt: skip
"""Spellings of every script above: with and without marks, of one letter and of several."""
