import Identity
import Normalization
import Testing

/// Names as rows of customer files have them, what they become, and how well two of them agree.
struct NameTests {
  private static let normalizer = Normalizer(today: CivilDate(year: 2026, month: 11, day: 21)!)

  private static func values(_ parts: NameParts) -> [NormalizedValue] {
    var values: [NormalizedValue] = []
    normalizer.name(parts) { values.append($0) }
    return values
  }

  /// `family+given` are two columns; anything else is one field. `漢字#カナ` adds the reading.
  private static func parts(_ text: String) -> NameParts {
    let reading = text.split(separator: "#", maxSplits: 1)
    let kana = reading.count == 2 ? Array(reading[1].utf8) : []
    let name = reading.isEmpty || reading.count > 2 ? Substring(text) : reading[0]
    let halves = name.split(separator: "+", maxSplits: 1)
    if halves.count == 2 {
      return NameParts(given: Array(halves[1].utf8), family: Array(halves[0].utf8), kana: kana)
    }
    return NameParts(full: Array(name.utf8), kana: kana)
  }

  private static func keys(_ value: NormalizedValue, _ kind: KeyKind) -> [String] {
    value.keys.filter { $0.kind == kind }.map { String(decoding: $0.bytes, as: UTF8.self) }
  }

  private static func level(_ left: String, _ right: String) -> NameLevel? {
    guard let one = values(parts(left)).first, let other = values(parts(right)).first else { return nil }
    return NameLevel.of(one.form.span, other.form.span)
  }

  // MARK: readings

  @Test(arguments: [
    ("김민준", "김민준", "김|MNCN"),
    ("김 민 준", "김민준", "김|MNCN"),
    ("김민준씨", "김민준", "김|MNCN"),
    ("김민준 고객님", "김민준", "김|MNCN"),
    ("★김민준 VIP", "김민준", "김|MNCN"),
    ("김민준/배우자", "김민준", "김|MNCN"),
    // who and where somebody is
    ("대표 김민준", "김민준", "김|MNCN"), ("박세리 선수", "박세리", "박|SR"), ("가수 김민준", "김민준", "김|MNCN"),
    ("㈜한국 김민준", "김민준", "김|MNCN"), ("(주)한국 김민준", "김민준", "김|MNCN"), ("한국㈜ 김민준", "김민준", "김|MNCN"),
    ("주식회사 한국 김민준", "김민준", "김|MNCN"), ("주식회사한국 김민준 대표", "김민준", "김|MNCN"),
    ("김민준 영업부", "김민준", "김|MNCN"), ("(주)한국 영업부 김민준 과장", "김민준", "김|MNCN"), ("총무팀 김민준", "김민준", "김|MNCN"),
    ("김민준 한국 주식회사", "김민준", "김|MNCN"), ("株式会社山本 田中太郎", "田中太郎", "田中|太"), ("John Company Smith", "John Company Smith", "smith|j"),
    ("김철수 엄마 김민준", "김민준", "김|MNCN"), ("김민준 김철수 엄마", "김민준", "김|MNCN"), ("박 지인", "박지인", "박|CN"), ("김지인", "김지인", "김|CN"),
    // one name, no two people
    ("이순과", "이순과", "이|SNK"),
    ("김敏俊", "김민준", "김|MNCN"),
    ("김민준 (VIP 1203호)", "김민준", "김|MNCN"),
    ("김민준 010-1234-5678", "김민준", "김|MNCN"),
    ("김민준2", "김민준", "김|MNCN"),
    ("ㄱㅣㅁㅁㅣㄴㅈㅜㄴ", "김민준", "김|MNCN"),
    ("민준 김", "김민준", "김|MNCN"),
    ("김+민준", "김민준", "김|MNCN"),
    ("민준+김", "김민준", "김|MNCN"),
    ("김+김민준", "김민준", "김|MNCN"),
    ("\u{1100}\u{1175}\u{11B7}\u{1106}\u{1175}\u{11AB}\u{110C}\u{116E}\u{11AB}", "김민준", "김|MNCN"),
    ("김지양", "김지양", "김|CN"),
    ("김지은양", "김지은", "김|CN"),
    ("황보", "황보", "황|P"),
    ("황보미", "황보미", "황보|M"),
    ("남궁 민수", "남궁민수", "남궁|MNS"),
    ("선우용녀", "선우용녀", "선우|N"),
    ("순규+이", "이순규", "이|SNK"),
    ("서연 Lee", "이서연", "이|SN"),
    ("KIM MINJUN", "MINJUN KIM", "김|MNCN"),
    ("MINJUN KIM MR", "MINJUN KIM", "김|MNCN"),
    ("ＫＩＭ　ＭＩＮ－ＪＵＮ", "MIN-JUN KIM", "김|MNCN"),
    ("Kim, Min-joon", "Min-joon Kim", "김|MNCN"),
    ("Kim Min Joon", "Min-Joon Kim", "김|MNCN"),
    ("Namkoong Minsoo", "Minsoo Namkoong", "남궁|MNS"),
    ("Dr. José Álvarez-García", "José Álvarez-García", "alvarezgarcia|j"),
    ("O’Neil, Seán Jr.", "Seán O'Neil Jr.", "oneil|s"),
    ("Jürgen Müller", "Jürgen Müller", "muller|j"),
    ("Иван Щукин", "Иван Щукин", "shchukin|i"),
    ("Ђорђе Јовановић", "Ђорђе Јовановић", "jovanovic|d"),
    ("Милош Живковић", "Милош Живковић", "zivkovic|m"),
    ("Łukasz Żółkiewski", "Łukasz Żółkiewski", "zolkiewski|l"),
    ("İlker Yıldız", "İlker Yıldız", "yildiz|i"),
    ("De la Cruz, María", "María De la Cruz", "delacruz|m"),
    ("Maria de la Cruz", "Maria de la Cruz", "delacruz|m"),
    ("Smith, John", "John Smith", "smith|j"),
    ("MR JOHN A SMITH", "JOHN A SMITH", "smith|j"),
    ("髙橋 太郎", "髙橋 太郎", "高橋|太"),
    ("李小龙", "李小龙", "李小|竜"),
    ("高橋太郎様", "高橋太郎", "高橋|太"),
    ("王小明", "王小明", "王小|明"),
    ("محمد علي", "محمد علي", "علي|م"),
    ("สมชาย ใจดี", "สมชาย ใจดี", "ใจดี|ส"),
  ])
  func `a name is read`(_ row: (raw: String, canonical: String, group: String)) throws {
    let value = try #require(NameTests.values(NameTests.parts(row.raw)).first)
    #expect(String(decoding: value.canonical, as: UTF8.self) == row.canonical)
    #expect(NameTests.keys(value, .nameGroup).first == row.group)
    #expect(value.sharing == .person)
    #expect(value.keys.first?.kind == .nameFull)
  }

  @Test(arguments: [
    ("고객", ValueFlags.placeholder), ("Guest", .placeholder), ("ㅇㅇㅇ", .placeholder), ("김김", .placeholder),
    ("님", .placeholder), ("test", .placeholder), ("N/A", .placeholder), ("없음", .placeholder),
    ("Walk-in Customer", .placeholder), ("-", .placeholder), (".", .placeholder), ("VIP", .placeholder),
    ("Mr.", .unreadable), ("Dr", .unreadable), ("Jr.", .unreadable), ("MD", .unreadable), ("and", .unreadable),
    ("de la", .unreadable), ("名無し", .placeholder), ("xxxx", .placeholder),
    ("minjun_kim88", .unreadable), ("hernandezscott3236", .unreadable), ("010-9876-5432", .unreadable),
    ("kim@naver.com", .unreadable),
  ])
  func `what is not a name makes no keys`(_ row: (raw: String, flag: ValueFlags)) throws {
    let value = try #require(NameTests.values(NameTests.parts(row.raw)).first)
    #expect(value.isMissing)
    #expect(value.keys.isEmpty)
    #expect(value.flags.contains(row.flag))
    #expect(row.flag != .placeholder || !value.flags.contains(.repaired))
  }

  @Test(arguments: ["Mr. Kim", "김", "Lang", "김님", "김*준", "김**", "김O준", "김ㅇ준", "김ㅁ준", "김□준", "김?준", "김？준", "*민준", "J. Smith", "Smith/wife", "Smith/VIP", "John/Mary", "Kim/Lee"])
  func `half a name has no identity`(_ raw: String) throws {
    let value = try #require(NameTests.values(NameTests.parts(raw)).first)
    #expect(value.sharing == .person)
    #expect(value.flags.contains(.partial))
    #expect(NameTests.keys(value, .nameFull).isEmpty)
  }

  @Test func `of a hidden surname the given name is looked up`() throws {
    let value = try #require(NameTests.values(NameTests.parts("*민수")).first)
    #expect(NameTests.keys(value, .nameGiven) == ["민수"])
    #expect(value.keys.count == 1)
    // a sign before a whole name is a slip, and one behind it no fourth syllable
    for raw in ["ㅇ김민수", "김민수ㅇ", "김민수?"] {
      #expect(try #require(NameTests.values(NameTests.parts(raw)).first).keys.first?.bytes == Array("김민수".utf8), "\(raw)")
    }
  }

  @Test(arguments: ["홍길동", "John Doe", "DOE, JOHN", "山田太郎"])
  func `names of samples are kept with a mark`(_ raw: String) throws {
    let value = try #require(NameTests.values(NameTests.parts(raw)).first)
    #expect(value.sharing == .person)
    #expect(value.flags.contains(.placeholder))
    #expect(value.keys.first?.kind == .nameFull)
  }

  @Test(arguments: ["", "   ", "\u{200B}"])
  func `blank gives nothing`(_ raw: String) { #expect(NameTests.values(NameTests.parts(raw)).isEmpty) }

  @Test(arguments: [
    ("김민준", "Kim Min-joon"), ("김민준", "Gim Minjun"), ("이서연", "Rhee Seo Yeon"), ("정다은", "CHUNG DA EUN"),
    ("이순규", "Lee Soonkyu"), ("김영아", "Young-ah Kim"), ("최유진", "Choi Yujin"),
    ("박지훈", "Bag Jihun"), ("김민준", "kim.minjun"),
  ])
  func `a Korean name and its spelling share a group`(_ row: (hangul: String, latin: String)) throws {
    let hangul = try #require(NameTests.values(NameTests.parts(row.hangul)).first)
    let latin = try #require(NameTests.values(NameTests.parts(row.latin)).first)
    let shared = Set(NameTests.keys(hangul, .nameGroup)).intersection(NameTests.keys(latin, .nameGroup))
    #expect(!shared.isEmpty, "\(NameTests.keys(latin, .nameGroup))")
  }

  @Test func `places of work are nobody's name`() {
    for raw in ["스타헤어 강남점", "행복약국 서초동", "서울대 병원", "서울대 치과", "마케팅팀장", "유치원교사", "피부과원장"] {
      let names = collected { Self.normalizer.name(NameParts(full: bytes(raw)), into: $0) }
      #expect(!names.contains { ["강남점", "서초동", "서울대", "마케팅", "유치원", "피부과"].contains($0.shown) }, "\(raw): \(names.map(\.shown))")
    }
  }

  @Test(arguments: [
    ("김철수 엄마", ValueFlags.relative), ("김철수엄마", .relative), ("철수 엄마", .relative), ("철수엄마", .relative), ("김철수 어머니", .relative),
    ("김민준 배우자", .relative), ("김 철 수 보호자", .relative), ("김철수 母", .relative), ("남궁민수 아빠 님", .relative),
    ("(주)한국 영업부", .role), ("(주)한국", .role), ("㈜대한상사", .role), ("주식회사 한국", .role), ("영업부", .role), ("고객지원팀", .role),
    ("박지성 보호자님", .relative), ("박지성보호자님", .relative),
    ("박지성 엄마님", .relative), ("박지성 학생 어머니", .relative), ("박지성학생 어머니", .relative), ("박지성 환자 보호자", .relative), ("민수맘", .relative),
    ("김민수맘", .relative), ("이영희 baby", .relative), ("이영희아기", .relative), ("영희아기", .relative), ("이영희 아기A", .relative), ("이영희아기B", .relative),
    ("이영희 아기 A", .relative), ("B/O 이영희", .relative), ("b/o 이영희", .relative), ("이영희 신생아", .relative), ("이영희신생아", .relative),
    ("영업부장", .role), ("김민준 부", .relative), ("김민준 모", .relative),
    ("Smith Roofing LLC", .role), ("Acme, Inc.", .role), ("Müller GmbH", .role), ("Acme GmbH & Co. KG", .role), ("SARL Dupont", .role),
    ("株式会社田中", .role), ("有限会社山本", .role), ("田中株式会社", .role), ("삼성전자 주식회사", .role),
  ])
  func `whom a cell does not name it gives no keys of`(_ row: (raw: String, flag: ValueFlags)) throws {
    let values = NameTests.values(NameParts(full: Array(row.raw.utf8)))
    let value = try #require(values.first)
    #expect(values.count == 1)
    #expect(value.canonical == Array(row.raw.utf8))
    #expect(value.keys.isEmpty && value.form.isEmpty && value.isMissing)
    #expect(value.flags.contains(row.flag))
  }

  // MARK: levels

  @Test(arguments: [
    // Hangul
    ("김민준", "김 민준", NameLevel.same), ("김민준씨", "김민준", .same), ("김민준", "민준 김", .reordered),
    ("김민준", "김민서", .conflict), ("김민준", "김서준", .conflict), ("김재현", "김제현", .near),
    ("이서연", "이서현", .similar), ("김민준", "김민중", .similar), ("이은정", "이은경", .conflict),
    ("김민준", "박민준", .given), ("유현진", "류현진", .variant), ("이민호", "리민호", .variant),
    ("김민준", "김*준", .compatible), ("김민준", "김**", .compatible), ("홍길동", "홍*동", .compatible),
    ("김민준", "김*호", .conflict), ("김민준", "김O준", .compatible), ("김민준", "김", .compatible),
    ("김민준", "이", .different), ("긴민준", "김민준", .near), ("남다영", "남남영", .similar), ("정태호", "태정호", .similar),
    ("조유진", "Jo*진", .compatible),
    ("주영희", "주영이", .similar), ("심형철", "신형철", .similar), ("심현철", "신형철", .similar), ("성민호", "송민호", .similar),
    ("강민준", "장민준", .given), ("신형철", "심민호", .apart), ("신형철", "심형준", .conflict),
    // Hangul and Latin
    ("김민준", "Min-joon Kim", .crossScript), ("김민준", "KIM MINJUN", .crossScript), ("김민준", "Kim Minjung", .different),
    ("이서연", "Lee, Seo-Yeon", .crossScript), ("이서연", "Yi Soyeon", .variant), ("이서연", "SEOYEON RHEE", .variant),
    ("정다은", "JEONG DAEUN", .crossScript), ("정다은", "Chung Da Eun", .variant),
    ("남궁민수", "Namkoong Minsoo", .crossScript), ("유현진", "Ryu Hyunjin", .variant),
    ("류현진", "Ryu Hyunjin", .crossScript), ("박지훈", "Park Ji Hoon", .crossScript), ("박지훈", "Bag Jihun", .variant),
    ("김민준", "M.J. Kim", .compatible), ("김민준", "Mr. Kim", .compatible), ("김민준", "John Smith", .different),
    ("길아영", "Gil Ah Young", .variant), ("남궁민", "Nam Goong Min", .crossScript), ("황보라", "Whang Bo Ra", .variant),
    ("황보미", "Hwangbo Mi", .crossScript), ("배진우", "Jin Woo Bae", .crossScript), ("김민준", "Min Joon Kim", .crossScript),
    ("손현우", "Son Hyun Woo", .crossScript), ("우성현", "Son Hyun Woo", .different), ("예민우", "Min Woo Ye", .crossScript),
    ("우성현", "Woo Sung Hyun", .crossScript), ("성지은", "Ji Sung", .different), ("김민준", "MJ Kim", .compatible),
    ("유서영", "Yoo So Yeon", .different), ("주승민", "Jo Sung Min", .different), ("전승준", "Cheon Sung Jun", .different),
    ("현우성", "Woo Sung Hyun", .compatible), ("민진우", "Jin Woo Min", .compatible), ("민진우", "Jin-woo Min", .crossScript),
    // foreign given names
    ("유제이크", "Jake Yu", .variant), ("김니콜", "Nicole Kim", .variant), ("김니콜", "Michael Kim", .different), ("김하늘", "Kim Haneul", .crossScript),
    ("박아이엔", "Park I.N", .variant), ("이크리스", "Chris Lee", .variant), ("이크리스", "Grace Lee", .different),
    ("마이클 잭슨", "Michael Jackson", .variant), ("마이클 잭슨", "Janet Jackson", .different), ("김크리스토퍼", "Christopher Kim", .variant),
    // hidden letters
    ("김민준", "K** M*****", .compatible), ("김민준", "M***** K**", .compatible), ("김민준", "Kim M**", .compatible), ("이서연", "K** M*****", .different),
    ("김민준", "K** S*****", .different), ("이서연", "L** S***", .compatible),
    ("김+민준", "Kim+Minjun", .crossScript), ("김민준", "Minjun+Kim", .crossScript),
    // romanised twice
    ("Kim Min-joon", "Kim Minjun", .variant), ("Kim Minjun", "Gim Minjun", .variant),
    ("Kim Min Jun", "KIM MINJUN", .same),
    ("Park Jihoon", "Pak Ji Hun", .variant), ("Kim Minjun", "Kim Minseo", .conflict),
    ("Kim Minjun", "Minjun Kim", .same),
    ("Lee Seoyeon", "Lee Seohyeon", .similar), ("Ujee Suh", "Woojee Suh", .variant), ("Popppy+Fox", "Fox+Poppy", .near),
    ("Ryu Hyunjin", "Yoo Hyun Jin", .variant),
    // Latin
    ("Jonh Smith", "John Smith", .near), ("John Smith", "Smith, John", .same), ("John Smith", "Smith John", .reordered),
    ("Smith+John", "John+Smith", .reordered), ("Bob Smith", "Smith, Robert", .variant),
    ("Bob Smith", "Rob Smith", .variant), ("Ted Smith", "Ned Smith", .near),
    ("John Smith", "James Smith", .apart), ("John Smith", "John Miller", .given),
    ("J. Smith", "John Smith", .compatible),
    ("John S", "John Smith", .compatible), ("M. Smith", "John Smith", .different),
    ("Maria Garcia Lopez", "Maria Garcia", .similar), ("John A Smith", "John Smith", .compatible),
    ("John A Smith", "John Andrew Smith", .compatible), ("John Andrew Smith", "John Smith", .similar),
    ("Jonh Smiht", "John Smith", .near), ("Catherine Jones", "Kathryn Jones", .variant),
    ("Jürgen Müller", "Juergen Mueller", .same), ("Jürgen Müller", "Jurgen Muller", .same),
    ("Søren Kjær", "Soeren Kjaer", .same), ("De la Cruz, María", "Maria Delacruz", .same),
    ("Mary Ann Evans", "Maryann Evans", .reordered), ("Иван Щукин", "Ivan Shchukin", .crossScript),
    ("Ђорђе Јовановић", "Đorđe Jovanović", .crossScript), ("Милош Његош", "Miloš Njegoš", .crossScript),
    ("John Smith", "Mary Jones", .apart), ("Mark Smith", "Mary Smith", .similar),
    ("John Smith Jr", "John Smith Sr", .conflict), ("John Smith Jr.", "John Smith III", .conflict), ("John Smith II", "John Smith III", .conflict),
    ("John A Smith Jr", "John Smith Sr", .conflict), ("J. Smith Jr", "John Smith Sr", .different), ("John Smith Jr", "John Smith II", .compatible),
    ("John Smith Jr", "John Smith Jr.", .same), ("John Smith Jr", "John Smith", .same), ("John Smith Jr", "John Miller Sr", .given),
    ("Brown William", "Bill Brown", .variant), ("Brown Ted", "Ned Brown", .near), ("Brown William", "Bob Brown", .conflict),
    ("Michael A. Jung", "Michael Jung", .compatible), ("Michael A. Jung", "Michael Andrew Jung", .compatible),
    ("Patrick Smith", "Patricia Smith", .similar), ("Patrick Smith", "Pat Smith", .variant),
    ("Mr. Kim", "Kim Minjun", .compatible), ("Alan+Robert", "Allan+Robert", .near),
    ("Suzanne Miller", "Susan Miller", .near), ("Eliza Miller", "Alice Miller", .conflict),
    ("Anna Stephenson", "Anna Stevenson", .near), ("John Smith", "John Schmidt", .given),
    // Japanese
    ("髙橋 太郎", "高橋太郎", .same), ("當麻 彌生", "当麻 弥生", .same), ("驛 寬", "駅 寛", .same), ("橫山 增男", "横山 増男", .same), ("縣 禮子", "県 礼子", .same), ("たなか はなこ", "タナカ ハナコ", .same), ("田中 花子#タナカ ハナコ", "Hanako Tanaka", .crossScript),
    ("佐藤 翔太#サトウ ショウタ", "Shota Sato", .crossScript), ("佐藤 翔太#サトウ ショウタ", "Satoh Shouta", .crossScript),
    ("田中 花子#タナカ ハナコ", "タナカ ハナコ", .crossScript), ("田中 花子", "田中 太郎", .apart), ("田中 花子", "Hanako Tanaka", .different),
    ("田中 花子", "鈴木 花子", .given),
  ])
  func `two names agree as far as they do`(_ row: (left: String, right: String, level: NameLevel)) {
    #expect(NameTests.level(row.left, row.right) == row.level, "\(row)")
    #expect(NameTests.level(row.right, row.left) == row.level, "\(row)")
  }

  // MARK: properties

  @Test func `the canonical name means the same name`() throws {
    for raw in NameTests.samples {
      guard let value = NameTests.values(NameTests.parts(raw)).first, value.sharing == .person else { continue }
      let again = try #require(NameTests.values(NameParts(full: value.canonical)).first)
      #expect(again.canonical == value.canonical, "\(raw)")
      #expect(again.keys.first == value.keys.first, "\(raw)")
    }
  }

  @Test func `case, width, spaces and composition do not matter`() throws {
    for raw in NameTests.samples {
      guard let value = NameTests.values(NameTests.parts(raw)).first else { continue }
      for variant in NameTests.disguises(raw) {
        let other = try #require(NameTests.values(NameParts(full: variant)).first)
        #expect(other.keys == value.keys, "\(raw) as \(String(decoding: variant, as: UTF8.self))")
      }
    }
  }

  /// Inputs that broke a promise once, beside what others may break it alike.
  @Test func `odd cells keep every promise`() {
    var cells: [[UInt8]] = [
      [0xA6, 0xCE, 0x85, 0xFF, 0xCE, 0x85, 0x60, 0xCE, 0x85, 0xFF, 0xCE, 0x85, 0x60, 0xCE],
      [0xA6, 0xCE, 0x85, 0xFF, 0xCE, 0x85, 0x60], [0xCE, 0x85], [0xCD, 0xBA], Array("΅ ΅`".utf8), Array("Ἀ᾽ Β᾽".utf8),
      [0x31, 0xE3, 0x08, 0x23, 0, 0x61, 0x6E, 0xDD], Array("i\u{11}J".utf8), Array("antgϼ".utf8),
    ]
    for dash: UInt32 in [0x2D, 0x2010, 0x2013, 0x2014, 0x2015, 0x2043, 0x2212, 0xFE31, 0xFE32, 0xFE33, 0xFE58, 0xFE63, 0xFF0D, 0x30A0, 0x30FC] {
      let dash = Unicode.Scalar(dash)!
      for letter in ["И", "i", "Σ", "é", "ћ", "ע", "ไ", "李", "김", "ä"] {
        cells.append(Array("Иван\(String(repeating: "\(dash)\(letter)", count: 10)) ab ab ab ab ab cd".utf8))
        cells.append(Array("\(letter)\(String(repeating: "\(dash)И", count: 10)) ab ab ab ab ab ab ab".utf8))
      }
    }
    var values: [NormalizedValue] = []
    for cell in cells {
      values += NameTests.values(NameParts(full: cell))
      values += NameTests.values(NameParts(given: cell, family: Array("Иван".utf8)))
    }
    for value in values {
      #expect(!value.canonical.isEmpty || value.sharing == .junk)
      #expect(String(validating: value.canonical, as: UTF8.self) != nil)
      for key in value.keys {
        #expect(!key.bytes.isEmpty && String(validating: key.bytes, as: UTF8.self) != nil, "\(value.keys)")
      }
    }
    let forms = values.map(\.form).filter { !$0.isEmpty }
    for left in forms {
      for right in forms {
        #expect(NameLevel.of(left.span, right.span) == NameLevel.of(right.span, left.span))
      }
    }
  }

  @Test func `any bytes are survived and every level is symmetric`() {
    var random = SplitMix64(seed: 0x6E61_6D65)
    print("seed of the name bytes: 0x6E616D65")
    var forms: [[UInt8]] = []
    for _ in 0..<4_000 {
      let value = NameTests.values(NameTests.randomParts(&random)).first
      guard let value else { continue }
      #expect(!value.canonical.isEmpty)
      #expect(value.keys.allSatisfy { !$0.bytes.isEmpty })
      #expect(value.sharing != .junk || value.keys.isEmpty)
      if !value.form.isEmpty { forms.append(value.form) }
    }
    for raw in NameTests.samples {
      if let value = NameTests.values(NameTests.parts(raw)).first, !value.form.isEmpty { forms.append(value.form) }
    }
    for _ in 0..<60_000 {
      let left = forms[Int(random.next() % UInt64(forms.count))]
      let right = forms[Int(random.next() % UInt64(forms.count))]
      #expect(NameLevel.of(left.span, right.span) == NameLevel.of(right.span, left.span))
    }
    for form in forms { #expect(NameLevel.of(form.span, form.span) >= .compatible) }
  }

  private static let samples = [
    "김민준", "김 서연", "남궁민수", "Kim Min-joon", "Minjun Kim", "José Álvarez-García", "Jürgen Müller", "Smith, John",
    "Seán O’Neil", "Maria de la Cruz", "Иван Щукин", "高橋 太郎", "タナカ ハナコ", "Mary Ann Lee", "Jung Min", "Lee Seo Yeon",
    "John A. Smith", "Emma Lee", "Łukasz Żółkiewski", "Nguyen Thi Mai",
  ]

  private static func disguises(_ raw: String) -> [[UInt8]] {
    let spaced = raw.split(separator: " ").joined(separator: " \u{3000}\t")
    let wide = raw.unicodeScalars.reduce(into: "") { text, scalar in
      text.unicodeScalars.append((0x21...0x7E).contains(scalar.value) ? Unicode.Scalar(scalar.value + 0xFEE0)! : scalar)
    }
    return ["  " + spaced + " ", raw.uppercased(), wide, NameTests.decomposed(raw), "\u{FEFF}" + raw].map {
      Array($0.utf8)
    }
  }

  /// Hangul syllables and a few letters with marks in parts.
  private static func decomposed(_ raw: String) -> String {
    raw.unicodeScalars.reduce(into: "") { text, scalar in
      guard isHangulSyllable(scalar.value) else {
        switch scalar {
        case "é": text += "e\u{301}"
        case "ü": text += "u\u{308}"
        default: text.unicodeScalars.append(scalar)
        }
        return
      }
      let index = scalar.value - 0xAC00
      text.unicodeScalars.append(Unicode.Scalar(0x1100 + index / 588)!)
      text.unicodeScalars.append(Unicode.Scalar(0x1161 + index / 28 % 21)!)
      if index % 28 > 0 { text.unicodeScalars.append(Unicode.Scalar(0x11A7 + index % 28)!) }
    }
  }

  private static func randomParts(_ random: inout SplitMix64) -> NameParts {
    func field() -> [UInt8] {
      let length = Int(random.next() % 24)
      let kind = random.next() % 4
      var bytes: [UInt8] = []
      for _ in 0..<length {
        switch kind {
        case 0: bytes.append(UInt8(truncatingIfNeeded: random.next()))
        case 1: appendScalar(UInt32(random.next() % 0x3000), to: &bytes)
        case 2: appendScalar(0xAC00 + UInt32(random.next() % 11_172), to: &bytes)
        default:
          bytes.append(contentsOf: Array("abcdeghiklmnorsuwy -.,*1()/".utf8)[Int(random.next() % 27)...].prefix(1))
        }
      }
      return bytes
    }
    return random.next() % 2 == 0
      ? NameParts(full: field(), kana: field())
      : NameParts(given: field(), middle: field(), family: field(), suffix: field())
  }
}
