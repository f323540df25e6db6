/// A name in Han characters or kana, kept whole, divided into family and given name where the writer
/// did so, with its readings: the kana one in Latin letters where there is one, otherwise, unless the name
/// is plainly Japanese, how Chinese and Koreans read the characters.
struct EastAsianName: Sendable {
  /// Scalars, variants of one character brought together (髙 → 高), hiragana as katakana.
  var family: [UInt32] = []
  var given: [UInt32] = []
  /// Hepburn romanisation of the reading, long vowels shortened, or pinyin; empty where neither is known.
  var familyRomaji: [UInt8] = []
  var givenRomaji: [UInt8] = []
  /// Family and given name as a display shows them.
  private(set) var shown: (family: [UInt32], given: [UInt32]) = ([], [])
  /// 金敏俊 as 김·민준; nil where the first character is no Korean surname.
  private(set) var korean: (family: [UInt16], given: [UInt16])?
  var hasHonorific = false
  /// Characters of the family name, as its reading divides the name; 0 without one.
  private var familyCountRead = 0
  /// The family name, or what is most likely it where the writer did not divide the name: in Korea and China
  /// one character, in Japan two.
  var familyOrGuess: [UInt32] {
    if isSplit { return family }
    if !isFull { return given }
    return Array(given.prefix(familyCountRead > 0 ? familyCountRead : 2))
  }
  var isSplit: Bool { !family.isEmpty }
  /// One or two characters without a space may be a family name alone.
  var isFull: Bool { isSplit ? !given.isEmpty : given.count >= 3 }

  init?(words: [[UInt32]], kana: [[UInt32]]) {
    var words = words
    cutHonorific(&words, isWhole: words.count == 1)
    words.removeAll { $0.isEmpty }
    let folded = words.map { EastAsianName.written(out: $0).map(EastAsianName.folded) }
    guard !folded.isEmpty, folded.reduce(0, { $0 + $1.count }) <= 32 else { return nil }
    if folded.count == 1 {
      given = folded[0]
    } else {
      family = folded[0]
      given = folded.dropFirst().flatMap { $0 }
    }
    show(words.flatMap { $0 })
    read(kana, written: words.flatMap { $0 })
  }

  init?(family familyWords: [[UInt32]], given givenWords: [[UInt32]], kana: [[UInt32]]) {
    family = EastAsianName.written(out: familyWords.flatMap { $0 }).map(EastAsianName.folded)
    var last = givenWords
    cutHonorific(&last, isWhole: false)
    given = EastAsianName.written(out: last.flatMap { $0 }).map(EastAsianName.folded)
    guard !family.isEmpty, !given.isEmpty, family.count + given.count <= 32 else { return nil }
    show((familyWords + last).flatMap { $0 })
    read(kana, written: (familyWords + last).flatMap { $0 })
  }

  private mutating func show(_ written: [UInt32]) {
    let characters = written.map(EastAsianName.shown)
    shown = (Array(characters.prefix(family.count)), Array(characters.dropFirst(family.count)))
  }

  /// - Parameter written: the characters before variants were brought together: 齊 and 齋 are one character in
  ///   Japan and two in Korea.
  private mutating func read(_ kana: [[UInt32]], written: [UInt32]) {
    let reading = kana.filter { !$0.isEmpty }.map { $0.map(EastAsianName.folded) }
    if reading.count >= 2 {
      familyRomaji = romaji(reading[0])
      givenRomaji = romaji(reading.dropFirst().flatMap { $0 })
    } else if let whole = reading.first {
      givenRomaji = romaji(whole)
    } else if (family + given).allSatisfy({ ScalarScript.of($0) == .kana }) {
      familyRomaji = romaji(family)
      givenRomaji = romaji(given)
    } else if isFull {
      readAsHan(written)
    }
  }

  /// A Japanese reads the characters in a way no table knows, so of a name that begins with a family name
  /// of Japan the characters alone count.
  private mutating func readAsHan(_ characters: [UInt32]) {
    guard characters.count <= 4, !NameVariants.shared.isJapaneseFamily((family + given).prefix(2)) else { return }
    korean = HanReadings.shared.koreanName(characters, familyCount: family.count)
    if let mandarin = HanReadings.shared.mandarinName(characters, familyCount: family.count) {
      familyRomaji = mandarin.family
      givenRomaji = mandarin.given
      familyCountRead = mandarin.familyCount
    }
    if let korean { familyCountRead = korean.family.count }
  }

  private static let honorifics: [[UInt32]] = ["様", "さま", "さん", "サン", "殿", "氏", "先生", "女士", "小姐"].map {
    $0.unicodeScalars.map(\.value)
  }

  /// Titles behind a surname of one character: 王先生, 林様. 尊氏 is a given name.
  private static let titles: [[UInt32]] = ["様", "先生", "女士", "小姐"].map { $0.unicodeScalars.map(\.value) }

  /// - Parameter isWhole: whether the only word is all there is of the name.
  private mutating func cutHonorific(_ words: inout [[UInt32]], isWhole: Bool) {
    guard let last = words.last else { return }
    for honorific in EastAsianName.honorifics where last.suffix(honorific.count).elementsEqual(honorific) {
      let isTitle = isWhole && ScalarScript.of(last[0]) == .han && EastAsianName.titles.contains(honorific)
      if last.count > honorific.count + (isTitle ? 0 : 1) {
        words[words.count - 1].removeLast(honorific.count)
      } else if last.count == honorific.count, words.count > 1 {
        words.removeLast()
      } else {
        continue
      }
      hasHonorific = true
      return
    }
  }

  /// 佐々木 is 佐佐木: 々 stands for the character before it.
  private static func written(out characters: [UInt32]) -> [UInt32] {
    var characters = characters
    for index in characters.indices.dropFirst() where characters[index] == 0x3005 { characters[index] = characters[index - 1] }
    return characters
  }

  static func folded(_ scalar: UInt32) -> UInt32 {
    if (0x3041...0x3096).contains(scalar) { return scalar + 0x60 }
    return variants[scalar] ?? chineseVariants[scalar] ?? scalar
  }

  /// Shapes of characters that names use for one another; Unicode does not fold them. The first of a row is
  /// the one that is kept.
  static let variantRows: [[UInt32]] = {
    let rows = [
      "高髙", "崎﨑碕", "斎齋斉齊齐斋", "辺邊邉边", "沢澤泽", "浜濱濵滨", "広廣广", "桜櫻樱", "島嶋嶌岛", "竜龍龙", "国國", "吉𠮷", "恵惠", "徳德", "栄榮荣", "滝瀧泷", "関關关",
      "浅淺", "塚\u{FA10}", "隆\u{F9DC}", "瀬瀨", "蔵藏", "円圓圆", "応應应", "学學", "寿壽", "実實实", "真眞", "豊豐丰", "巌巖", "与與", "万萬", "亀龜龟", "来來", "宝寶寳", "峰峯",
      "柳栁", "富冨", "曽曾", "慎愼", "静靜", "黒黑", "緑綠绿", "渋澁", "条條", "団團团", "芦蘆", "鉄鐵铁", "児兒儿", "会會", "沖冲", "崎埼",
      "当當", "県縣", "区區", "駅驛", "寛寬", "横橫", "増增", "弥彌", "穂穗", "麹麴", "淵渕渊", "郷鄕", "郎郞", "清淸", "青靑", "稲稻", "尭堯", "遥遙",
      "禄祿", "祢禰", "桧檜", "薮藪", "槙槇", "将將", "顕顯", "浄淨", "館舘", "船舩", "桑桒", "鶏鷄",
    ]
    return rows.map { $0.unicodeScalars.map(\.value) }
  }()

  /// Traditional and simplified characters of Chinese names, and shapes of Japan beside them. They fold together, and
  /// are shown as written.
  static let chineseRows: [[UInt32]] = {
    let rows = """
      長长 陳陈 張张 劉刘 馬马 呉吳吴 趙赵 黄黃 楊杨 孫孙 鄭郑 馮冯 鄧邓 許许 韓韩 蕭萧 葉叶 蘇苏 盧卢 蔣蒋 賈贾
      錢钱 譚谭 陸陆 羅罗 鐘鍾钟 華华 偉伟 麗丽 軍军 強强 傑杰 濤涛 艶艷艳 紅红 蘭兰 鳳凤 雲云 飛飞 鵬鹏 輝辉
      東东 慶庆 義义 曉晓暁 夢梦 穎颖 歡欢歓 寧宁 興兴 貴贵 財财 勝胜 順顺 鋒锋 銀银 錦锦 銘铭 語语 詩诗 誠诚
      謙谦 賢贤 軒轩 達达 運运 進进 遠远 連连 賓宾 倫伦 儀仪 億亿 衛卫衞 喬乔 嚴严厳 壯壮 奮奋 婭娅 嬌娇 憲宪
      懷怀懐 時时 書书 曄晔 歷历歴 漢汉 瀟潇 煒炜 燁烨 爾尔 瑋玮 瓊琼 璽玺 畢毕 禮礼 禎祯 簡简 紀纪 純纯 綺绮
      維维 縈萦 聰聪聡 聖圣 莊庄荘 蓮莲 薩萨 藍蓝 諾诺 譽誉 躍跃 輪轮 邁迈 郵邮 鈞钧 鎮镇鎭 閆闫閻阎 陽阳 韋韦
      項项 頌颂 顏颜顔 顧顾 駱骆 駿骏 魯鲁 鴻鸿 鶴鹤 麥麦 齡龄 賴赖頼 鄒邹 龔龚 湯汤 賀贺 欒栾 聶聂 鮑鲍 鄔邬
      鄺邝 酈郦 諸诸 費费 樂乐楽 貝贝 計计 龐庞
      """
    return rows.split(whereSeparator: { $0 == " " || $0 == "\n" }).map { $0.unicodeScalars.map(\.value) }
  }()

  /// As a display shows a character: Han as written, kana in one way.
  static func shown(_ scalar: UInt32) -> UInt32 { ScalarScript.of(scalar) == .kana ? folded(scalar) : scalar }

  private static let chineseVariants: ScalarTable = {
    var variants: [UInt32: UInt32] = [:]
    for members in chineseRows {
      for member in members.dropFirst() { variants[member] = members[0] }
    }
    return ScalarTable(variants)
  }()

  private static let variants: ScalarTable = {
    var variants: [UInt32: UInt32] = [:]
    for members in variantRows {
      for member in members.dropFirst() { variants[member] = members[0] }
    }
    return ScalarTable(variants)
  }()
}

/// Hepburn romanisation of katakana without marks for long vowels: ショウタ → shota.
func romaji(_ katakana: [UInt32]) -> [UInt8] {
  var out: [UInt8] = []
  var doublesNext = false
  for (index, scalar) in katakana.enumerated() {
    switch scalar {
    case 0x30C3: doublesNext = true
    case 0x30FC: continue
    case 0x30E3, 0x30E5, 0x30E7, 0x30A1, 0x30A3, 0x30A5, 0x30A7, 0x30A9:
      // a small vowel takes the place of the one before it
      let vowel: [UInt8] =
        switch scalar {
        case 0x30E3: Array("ya".utf8)
        case 0x30E5: Array("yu".utf8)
        case 0x30E7: Array("yo".utf8)
        case 0x30A1: Array("a".utf8)
        case 0x30A3: Array("i".utf8)
        case 0x30A5: Array("u".utf8)
        case 0x30A7: Array("e".utf8)
        default: Array("o".utf8)
        }
      if let last = out.last,
        last == UInt8(ascii: "i") || vowel.count == 1 && last == UInt8(ascii: "u")
          || vowel.count == 1 && last == UInt8(ascii: "e")
      {
        out.removeLast()
      }
      let isSibilant = out.last == UInt8(ascii: "h") && out.count >= 2 || out.last == UInt8(ascii: "j")
      if vowel.count == 2, isSibilant, index > 0, katakana[index - 1] != 0x30D2 {
        out.append(vowel[1])
      } else {
        out.append(contentsOf: vowel)
      }
    default:
      guard (0x30A2...0x30F4).contains(scalar) else { continue }
      let syllable = Array(hepburn[Int(scalar - 0x30A1)].utf8)
      if doublesNext, let first = syllable.first {
        out.append(first == UInt8(ascii: "c") ? UInt8(ascii: "t") : first)
        doublesNext = false
      }
      out.append(contentsOf: syllable)
    }
  }
  return shorteningLongVowels(out)
}

/// ou, oo, oh and uu are one sound that romanisation writes in as many ways: all become o and u. An n
/// before b, m and p is also written m.
func shorteningLongVowels(_ letters: [UInt8]) -> [UInt8] {
  var out: [UInt8] = []
  for (index, letter) in letters.enumerated() {
    let next = index + 1 < letters.count ? letters[index + 1] : 0
    let isVowelNext = "aeiou".utf8.contains(next)
    if let last = out.last {
      if last == UInt8(ascii: "o"), letter == UInt8(ascii: "u") || letter == last { continue }
      if last == UInt8(ascii: "o"), letter == UInt8(ascii: "h"), !isVowelNext { continue }
      if last == UInt8(ascii: "u"), letter == last { continue }
    }
    let isBeforeLip = next == UInt8(ascii: "b") || next == UInt8(ascii: "p") || next == UInt8(ascii: "m")
    out.append(letter == UInt8(ascii: "m") && isBeforeLip ? UInt8(ascii: "n") : letter)
  }
  return out
}

/// U+30A1...U+30F4.
private let hepburn: [String] = [
  "a", "a", "i", "i", "u", "u", "e", "e", "o", "o", "ka", "ga", "ki", "gi", "ku", "gu", "ke", "ge", "ko", "go", "sa",
  "za", "shi", "ji", "su", "zu", "se", "ze", "so", "zo", "ta", "da", "chi", "ji", "", "tsu", "zu", "te", "de", "to",
  "do", "na", "ni", "nu", "ne", "no", "ha", "ba", "pa", "hi", "bi", "pi", "fu", "bu", "pu", "he", "be", "pe", "ho",
  "bo", "po", "ma", "mi", "mu", "me", "mo", "ya", "ya", "yu", "yu", "yo", "yo", "ra", "ri", "ru", "re", "ro", "wa",
  "wa", "i", "e", "o", "n", "vu",
]
