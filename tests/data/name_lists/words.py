"""Names in many languages, as people would list them; none of them taken from core."""

from __future__ import annotations

LISTS = {
    "ru": "Иван Пётр Анна Мария Ольга Сергей Дмитрий Екатерина Юлия Алексей Наталья Владимир",
    "uk": "Олена Андрій Їжакевич Григорій Євген Наталія Оксана Тарас Юрій Дмитро Богдан",
    "bg": "Георги Иванка Стоян Ангелина Димитър Йорданка Цветан Щерьо Пламен",
    "fr": "André Zoé Éloïse François Hélène Rémi Noël Jérôme Chloé Élodie Gaël Agnès Marie Jean",
    "de": "Jürgen Müller Björn Käthe Günther Jörg Bärbel Röschen Groß Weiß Schäfer Hans Anna",
    "es": "José María Ángel Íñigo Núñez Peña Muñoz Andrés Sofía Raúl Martín Inés Jesús Juan",
    "pt": "João Conceição Inês Antônio Gonçalo Luís Fátima Sebastião Cláudia Estêvão Simões",
    "it": "Niccolò Nicolò Mosè Noè Cantù Forlì Giosuè Rocco Maria Luca",
    "sv": "Åsa Björn Göran Håkan Märta Östen Åke Sören Jörgen Bengt Växjö Malmö Örebro",
    "da": "Søren Jørgen Åse Bjørn Kære Mærsk Ærø Tromsø Århus Ålesund Øystein Håvard",
    "is": "Þór Guðrún Sigríður Björk Ólafur Jóhanna Þorsteinn Ásdís Æsa Höskuldur Ýmir",
    "nl": "Daniël Chloë Zoë Noë Joëlle Raphaël Renée Jan Piet Klaas",
    "fi": "Päivi Väinö Hämäläinen Mäkinen Kärkkäinen Jyväskylä Räty Yrjö",
    "pl": "Łukasz Małgorzata Bożena Zbigniew Święcicki Wałęsa Grażyna Michał Jędrzej Śliwa Żaneta",
    "cs": "Jiří Tomáš Kateřina Zdeněk Ondřej Lukáš Růžena Václav Dvořák Novák Černý Šárka Žofie",
    "hu": "György Zoltán István Ágnes Gergő Ernő Szűcs Jenő László Erzsébet Győző Dezső",
    "hr": "Željko Dražen Šime Marković Đorđe Ćosić Živković Petrović Perišić Luka Ivan",
    "ro": "Ştefan Ioană Brăila Iaşi Constanţa Ţepeş Mădălina Cătălin Gheorghe Bălan Mureş",
    "tr": "Ayşe Yıldız Çağlar İbrahim Özgür Gülşah Oğuz Şükrü Işıl Doğan Erdoğan Kılıç Ümit",
    "el": "Γιώργος Μαρία Ελένη Δημήτρης Κώστας Νίκος Αθηνά Σοφία Χρήστος",
    "lt": "Jūratė Rūta Žygimantas Giedrė Šarūnas Česlovas Eglė Mindaugas Kęstutis Ąžuolas",
    "lv": "Jānis Līga Kārlis Pēteris Ģirts Ķīpsala Ilzīte Mārtiņš Ēriks Rūdolfs Žanete",
    "et": "Tõnu Jüri Mäe Kõrvits Märt Õie Ülle Šveits Põlva Võru",
    "he": "דוד שרה משה רחל יוסף מרים יעקב לאה אברהם רבקה",
    "ar": "محمد فاطمة أحمد علي خديجة عمر يوسف مريم حسن زينب",
    "th": "สมชาย สมหญิง มาลี วิชัย สุดา ประเสริฐ อรุณ กมล",
    "zh": "王伟 李娜 张敏 刘洋 陈静 杨丽 赵强 黄磊 周杰 吴刚",
    "zh_Hant": "王偉 李娜 張敏 劉洋 陳靜 楊麗 趙強 黃磊 周傑 吳剛",
    "ja": "さくら たろう 田中 山本 鈴木 花子 ゆき 佐藤 ケンジ アキラ",
    "ko": "김민준 이서연 박지훈 최수빈 정예은 강하늘 조현우 윤지아",
}
NAMES = {language: tuple(words.split()) for language, words in LISTS.items()}
ENCODINGS = {
    "cp1251": "ru uk bg",
    "cp1252": "fr de es pt it sv da is nl fi",
    "cp1250": "pl cs hu hr ro",
    "cp1254": "tr",
    "cp1253": "el",
    "cp1257": "lt lv et",
    "cp1255": "he",
    "cp1256": "ar",
    "cp874": "th",
    "gb18030": "zh",
    "big5": "zh_Hant",
    "shift_jis": "ja",
    "euc_kr": "ko",
    "koi8-r": "ru",
    "cp866": "ru",
    "iso8859-2": "pl",
    "mac_roman": "fr",
}
PAIRS = [
    (encoding, language)
    for encoding, languages in ENCODINGS.items()
    for language in languages.split()
]
