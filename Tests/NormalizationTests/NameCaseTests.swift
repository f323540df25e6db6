import Foundation
import Identity
import Normalization
import Testing

/// Cells of name columns as people fill them in, in every script, and what holds for all of them.
struct NameCaseTests {
  private static func values(_ raw: String) -> [NormalizedValue] {
    let halves = raw.split(separator: "+", maxSplits: 1).map { bytes(String($0)) }
    let parts = halves.count == 2 ? NameParts(given: halves[1], family: halves[0]) : NameParts(full: bytes(raw))
    return collected { normalizer.name(parts, into: $0) }
  }

  private static func keys(_ value: NormalizedValue, _ kind: KeyKind) -> [String] {
    value.keys.filter { $0.kind == kind }.map { text($0.bytes) }
  }

  @Test(arguments: [
    // notes and honorifics
    ("김민준/배우자", "김민준", "김민준"), ("김민준-배우자", "김민준", "김민준"), ("김민준 대리", "김민준", "김민준"),
    ("김민준(남편)", "김민준", "김민준"), ("★김민준 VIP", "김민준", "김민준"), ("미스터김근면", "김근면", "김근면"), ("미스터 김근면", "김근면", "김근면"),
    ("김민준 귀하", "김민준", "김민준"), ("김민준 선생님", "김민준", "김민준"), ("민준 김 님", "김민준", "김민준"),
    ("John Smith님", "John Smith", "john smith"), ("John Smith 고객님", "John Smith", "john smith"),
    ("田中太郎様", "田中太郎", "田中太郎"), ("田中 太郎さん", "田中 太郎", "田中太郎"), ("王小明先生", "王小明", "王小明"),
    ("王小明 女士", "王小明", "王小明"), ("Mme Anne Dupont", "Anne Dupont", "anne dupont"),
    ("Herr Dr. Hans Huber", "Hans Huber", "hans huber"), ("Prof. Dr. med. Anna Schmidt", "Anna Schmidt", "anna schmidt"),
    ("Sr. Juan Pérez", "Juan Pérez", "juan perez"), ("Sig.ra Iolanda Rossi", "Iolanda Rossi", "iolanda rossi"),
    ("Dott. Marco Bianchi", "Marco Bianchi", "bianchi marco"), ("Ing. Pavel Novák, Ph.D.", "Pavel Novák", "novak pavel"),
    ("Mx Alex Jones", "Alex Jones", "alex jones"), ("Robert (Bob) Smith", "Robert Smith", "robert smith"),
    ("Bob \"Bobby\" Smith", "Bob Smith", "bob smith"), ("Robert 'Bob' Smith", "Robert Smith", "robert smith"),
    // suffixes and degrees
    ("John Smith, Jr.", "John Smith Jr.", "john smith"), ("Smith, John, Jr.", "John Smith Jr.", "john smith"),
    ("Smith Jr., John", "John Smith Jr.", "john smith"), ("John Smith, MD, PhD", "John Smith", "john smith"),
    ("John Smith M.D.", "John Smith", "john smith"), ("Edwin Belz, Attorney at Law", "Edwin Belz", "belz edwin"), ("Tonya Fordham, DO", "Tonya Fordham", "fordham tonya"),
    ("JOHN SMITH III", "JOHN SMITH III", "john smith"),
    // order and particles
    ("Beethoven, Ludwig van", "Ludwig van Beethoven", "beethoven ludwig van"),
    ("Juan de la Vega y Ruiz", "Juan de la Vega y Ruiz", "de juan la ruiz vega y"),
    ("David E. Kieras", "David E Kieras", "david e kieras"), ("Ben Y. Zhao", "Ben Y Zhao", "ben y zhao"),
    ("Swanson Peter A", "Peter A Swanson", "a peter swanson"), ("Ann Lee", "Ann Lee", "ann lee"),
    ("Петров Иван Иванович", "Иван Иванович Петров", "ivan ivanovich petrov"),
    ("Nguyen Van Anh", "Anh Van Nguyen", "anh nguyen van"), ("St. John, Jill", "Jill St John", "jill john st"),
    ("Jón Sigurðsson", "Jón Sigurðsson", "jon sigurdsson"),
    // an initial is no syllable
    ("Michael A. Jung", "Michael A. Jung", "a jung michael"), ("Michael A Jung", "Michael A. Jung", "a jung michael"),
    ("Jung, Michael A.", "Michael A. Jung", "a jung michael"), ("Jung+Michael A.", "Michael A. Jung", "a jung michael"),
    ("Jane S. Park", "Jane S. Park", "jane park s"), ("Linda S. Song", "Linda S. Song", "linda s song"),
    ("Michaela Jung", "Michaela Jung", "jung michaela"), ("David J. Lee", "David J Lee", "david j lee"),
    ("Min A Lee", "Min-A Lee", "lee mina"), ("Bo A Kwon", "Bo-A Kwon", "boa kwon"), ("Kim A Ram", "A-Ram Kim", "aram kim"),
    // tickets
    ("KIM/MINJUN MR", "MINJUN KIM", "kim minjun"), ("KIM/MINJUN", "MINJUN KIM", "kim minjun"), ("KIM/MIN JUN", "MIN-JUN KIM", "kim minjun"), ("SMITH/JOHN", "JOHN SMITH", "john smith"),
    ("SMITH/JOHN A MRS", "JOHN A SMITH", "a john smith"), ("SMITH/JOHNMR", "JOHN SMITH", "john smith"),
    // former names and marks
    ("Anna Schmidt, geb. Müller", "Anna Schmidt", "anna schmidt"), ("Anna Schmidt geb. Müller", "Anna Schmidt", "anna schmidt"),
    ("Schmidt, Anna, geb. Müller", "Anna Schmidt", "anna schmidt"), ("Schmidt geb. Müller, Anna", "Anna Schmidt", "anna schmidt"),
    ("Marie Curie née Skłodowska", "Marie Curie", "curie marie"), ("DUPONT Marie NÉE MARTIN", "Marie DUPONT", "dupont marie"),
    ("Anna Schmidt ex Müller", "Anna Schmidt", "anna schmidt"), ("Anna Schmidt aka Anna Müller", "Anna Schmidt", "anna schmidt"),
    ("Anna Schmidt f/k/a Müller", "Anna Schmidt", "anna schmidt"), ("Watchman Nee", "Watchman Nee", "nee watchman"),
    ("peter born hansen", "peter born hansen", "born hansen peter"), ("AOIFE McCARTHY", "AOIFE McCARTHY", "aoife mccarthy"),
    ("Max Born", "Max Born", "born max"), ("Anna Born Schmidt", "Anna Born Schmidt", "anna born schmidt"),
    ("Smith, Anna, Ph.D.", "Anna Smith", "anna smith"), ("Smith, Anna, M.D.", "Anna Smith", "anna smith"),
    ("VIP Anna Schmidt", "Anna Schmidt", "anna schmidt"), ("Anna Schmidt VIP", "Anna Schmidt", "anna schmidt"),
    ("*Anna Schmidt", "Anna Schmidt", "anna schmidt"), ("Anna Schmidt *VIP*", "Anna Schmidt", "anna schmidt"), ("Vip Kumar", "Vip Kumar", "kumar vip"),
    ("고객 김민준", "김민준", "김민준"), ("회원 김민준", "김민준", "김민준"), ("예약자 김민준", "김민준", "김민준"), ("신규 김민준", "김민준", "김민준"),
    ("신규 고객 김민준", "김민준", "김민준"), ("고객 김민준님", "김민준", "김민준"), ("단골 이서연", "이서연", "이서연"), ("김민준 고객", "김민준", "김민준"),
    ("김민준 회원", "김민준", "김민준"), ("김민준 부부", "김민준", "김민준"), ("김 신규", "김신규", "김신규"), ("김민준_강남", "김민준", "김민준"),
    ("VIP_김민준", "김민준", "김민준"),
    // titles
    ("남궁민수원장", "남궁민수", "남궁민수"), ("남궁민원장님", "남궁민", "남궁민"), ("남궁민수 여", "남궁민수", "남궁민수"),
    // a blank that got into a name, a name that is also a word for who somebody is
    ("김철 수", "김철수", "김철수"), ("박지 성", "박지성", "박지성"), ("이민 수", "이민수", "이민수"), ("박하 김", "김박하", "김박하"), ("지영 이", "이지영", "이지영"),
    ("김 원생", "김원생", "김원생"), ("김민준 원생", "김민준", "김민준"),
    // names that end as titles do
    ("정원장", "정원장", "정원장"), ("김대표", "김대표", "김대표"), ("박사랑", "박사랑", "박사랑"), ("이사랑", "이사랑", "이사랑"),
    ("고은샘", "고은샘", "고은샘"), ("한샘", "한샘", "한샘"), ("한 샘", "한샘", "한샘"), ("김한샘", "김한샘", "김한샘"), ("이은쌤", "이은쌤", "이은쌤"),
    ("정통장", "정통장", "정통장"), ("남이수", "남이수", "남이수"), ("여진구", "여진구", "여진구"), ("김 남", "김남", "김남"), ("김이모", "김이모", "김이모"),
    ("김맑은샘", "김맑은샘", "김맑은샘"), ("정이사장", "정이사장", "정이사장"), ("박 지인님", "박지인", "박지인"),
    // 어머님 is how a shop speaks to her, and no relative
    ("김영자 어머님", "김영자", "김영자"), ("김영자어머님", "김영자", "김영자"),
    // the shop beside the name
    ("스타헤어 김민수", "김민수", "김민수"), ("스타헤어(김민수)", "김민수", "김민수"), ("스타 헤어 김민수 원장님", "김민수", "김민수"),
    ("스타헤어 김민수님", "김민수", "김민수"), ("김민수 행복약국", "김민수", "김민수"), ("김민수(스타헤어)", "김민수", "김민수"),
    ("미용실 김민수", "김민수", "김민수"), ("한빛치과 김민수 원장", "김민수", "김민수"), ("대박부동산 김민수실장", "김민수", "김민수"),
    // forms of address
    ("Dña. Ana Pérez", "Ana Pérez", "ana perez"), ("Don Juan Pérez", "Don Juan Pérez", "don juan perez"), ("Don Henley", "Don Henley", "don henley"),
    ("Don Michael Johnson", "Don Michael Johnson", "don johnson michael"), ("Hr. Hans Schmidt", "Hans Schmidt", "hans schmidt"),
    // the family name first
    ("De Smet Jan", "Jan De Smet", "de jan smet"), ("van den Berg Jan", "Jan van den Berg", "berg den jan van"),
    ("VON DER LEYEN HANS-PETER", "HANS-PETER VON DER LEYEN", "der hans leyen peter von"), ("DEL RIO MARIA", "MARIA DEL RIO", "del maria rio"),
    ("LE GALL Anne-Marie", "Anne-Marie LE GALL", "anne gall le marie"), ("DUPONT Jean-Pierre", "Jean-Pierre DUPONT", "dupont jean pierre"),
    ("Van Morrison", "Van Morrison", "morrison van"), ("Le Tuan Anh", "Le Tuan Anh", "anh le tuan"), ("De Andre Smith", "De Andre Smith", "andre de smith"),
    ("Van Dyke Parks", "Van Dyke Parks", "dyke parks van"), ("Del Jones", "Del Jones", "del jones"), ("JP Morgan", "JP Morgan", "jp morgan"),
    // scripts
    ("佐々木 希", "佐々木 希", "佐佐木希"), ("佐佐木 希", "佐佐木 希", "佐佐木希"),
    ("김 Minjun", "Minjun Kim", "kim minjun"), ("김Jinah", "Jinah Kim", "jinah kim"), ("서연 Lee", "이서연", "이서연"),
    ("ﾀﾅｶ ﾊﾅｺ", "タナカ ハナコ", "タナカハナコ"), ("たなか はなこ", "タナカ ハナコ", "タナカハナコ"),
    ("Ευάγγελος Παπαδόπουλος", "Ευάγγελος Παπαδόπουλος", "evangelos papadopoulos"),
    ("Γιώργος Αγγελόπουλος", "Γιώργος Αγγελόπουλος", "angelopoulos giorgos"),
    ("Μπάμπης Μαυρομιχάλης", "Μπάμπης Μαυρομιχάλης", "bampis mavromichalis"),
    ("Юлия Щукина", "Юлия Щукина", "shchukina yuliya"), ("Євген Григоренко", "Євген Григоренко", "hryhorenko yevhen"),
    ("李舜臣", "李舜臣", "李舜臣"), ("金敏俊", "金敏俊", "金敏俊"),
  ])
  func `a cell is read`(_ row: (raw: String, canonical: String, full: String)) throws {
    let values = NameCaseTests.values(row.raw)
    let value = try #require(values.first)
    #expect(values.count == 1)
    #expect(value.shown == row.canonical)
    #expect(NameCaseTests.keys(value, .nameFull).first == row.full)
  }

  /// Titles, in one word with the name and apart.
  @Test(arguments: [
    "박지성원장", "박지성사장", "박지성대표", "박지성실장", "박지성과장", "박지성이사", "박지성교수", "박지성선생", "박지성고객", "박지성회원", "박지성원장님",
    "박지성스님", "박지성부회장님", "박지성변호사님", "박지성약사님", "박지성쌤", "박지성쌤님", "박지성대표이사", "박지성디자이너", "박지성 환자", "박지성 학생",
    "박지성 어린이", "박지성 아동", "박지성 산모", "박지성 원생", "박지성 수강생", "박지성 조합원", "박지성 쌤", "박지성 샘", "박지성 관장", "박지성 점장",
    "박지성 지점장", "박지성 소장", "박지성 국장", "박지성 반장", "박지성 계장", "박지성 총무", "박지성 집사", "박지성 권사", "박지성 장로", "박지성 전도사",
    "박지성 스님", "박지성 수녀", "박지성 이장", "박지성 통장", "박지성 여사", "박지성 어르신", "박지성 이모", "박지성 삼촌", "박지성 아줌마",
    "박지성 디자이너", "박지성 세무사", "박지성 의사", "박지성 약사님", "박지성 변호사님", "박지성 강사님", "박지성 코치님", "박지성 감독님", "박지성 주임님",
    "박지성 부회장님", "박지성 원장님", "박지성 남", "박지성 여", "박지성 남자", "디자이너 박지성", "환자 박지성", "박 지 성 쌤",
  ])
  func `a title is no part of a name`(_ raw: String) throws {
    let value = try #require(NameCaseTests.values(raw).first)
    #expect(value.shown == "박지성")
    #expect(value.keys == NameCaseTests.values("박지성").first?.keys)
  }

  /// Of a family and of a lone surname nothing but the family name is known.
  @Test(arguments: [
    ("Familie Schmidt", "schmidt"), ("Fam. Schmidt", "schmidt"), ("The Smith Family", "smith"), ("Smith Family", "smith"), ("Familie de Vries", "devries"),
    ("Schmidt, Familie", "schmidt"), ("Schmidt+Familie", "schmidt"), ("Hr. Schmidt", "schmidt"), ("M. et Mme Dupont", "dupont"),
  ])
  func `a household has a family name`(_ row: (raw: String, family: String)) throws {
    let value = try #require(NameCaseTests.values(row.raw).first)
    #expect(value.flags.contains(.partial))
    #expect(NameCaseTests.keys(value, .nameFull).isEmpty)
    #expect(NameCaseTests.keys(value, .nameFamily) == [row.family])
  }

  /// M. is an initial or Monsieur: the name without it is a key, but not what the name is known by.
  @Test(arguments: [("M. Jean Dupont", "dupont jean"), ("D. Juan Pérez", "juan perez"), ("M. Dupont", ""), ("J. Jean Dupont", "")])
  func `a civility of one letter has a second reading`(_ row: (raw: String, full: String)) throws {
    let value = try #require(NameCaseTests.values(row.raw).first)
    #expect(value.flags.contains(.partial))
    #expect(NameCaseTests.keys(value, .nameFull).joined() == row.full)
    #expect(value.keys.first?.kind != .nameFull)
  }

  @Test(arguments: [
    ("Jürgen Müller", "juergen mueller"), ("Søren Kjær", "kjaer soeren"), ("Åse Berg", "aase berg"),
    ("Юлия Щукина", "iuliia shchukina"), ("Юлия Щукина", "sukina ulia"), ("Иван Щукин", "ivan sukin"),
  ])
  func `another spelling is a key too`(_ row: (raw: String, key: String)) throws {
    let value = try #require(NameCaseTests.values(row.raw).first)
    #expect(NameCaseTests.keys(value, .nameFull).dropFirst().contains(row.key), "\(value.shownKeys)")
  }

  @Test(arguments: [
    ("김민준/이서연", ["김민준", "이서연"]), ("김민준 / 이서연", ["김민준", "이서연"]), ("김민준, 이서연", ["김민준", "이서연"]),
    ("이서연♥김민준", ["이서연", "김민준"]), ("이서연 ❤️ 김민준", ["이서연", "김민준"]), ("김민준과 이서연", ["김민준", "이서연"]),
    ("이서아와 김민준", ["이서아", "김민준"]), ("김민준 및 이서연", ["김민준", "이서연"]), ("김민준·이서연", ["김민준", "이서연"]), ("김민준-이서연", ["김민준", "이서연"]),
    ("김민준 외 2명", ["김민준"]), ("김민준 외1", ["김민준"]), ("김민수외1", ["김민수"]), ("김민수외 1명", ["김민수"]), ("김민수 외 1명", ["김민수"]),
    ("Kim Minjun & Lee Seoyeon", ["Minjun Kim", "Seoyeon Lee"]),
    ("Kim Minjun / Lee Seoyeon", ["Minjun Kim", "Seoyeon Lee"]), ("John & Mary Smith", ["John Smith", "Mary Smith"]),
    ("John and Mary van der Berg", ["John van der Berg", "Mary van der Berg"]),
    ("John Smith & Mary Jones", ["John Smith", "Mary Jones"]), ("John Smith; Mary Jones", ["John Smith", "Mary Jones"]),
    ("Ronald T. & Karen P. Lindsay", ["Ronald T Lindsay", "Karen P Lindsay"]),
    ("John/Mary Smith", ["John Smith", "Mary Smith"]), ("Mr. and Mrs. John Smith", ["John Smith"]), ("Mr & Mrs Smith", ["Smith"]), ("Smith+John & Mary", ["John Smith", "Mary Smith"]),
  ])
  func `of several people the first is the name`(_ row: (raw: String, people: [String])) throws {
    let values = NameCaseTests.values(row.raw)
    #expect(values.map(\.shown) == row.people)
    #expect(values.allSatisfy { $0.flags.contains(.severalPeople) })
    #expect(values.first?.sharing == .person)
    for other in values.dropFirst() {
      #expect(other.sharing == .unknown)
      #expect(other.keys.isEmpty)
      #expect(other.form.isEmpty)
    }
    let alone = try #require(NameCaseTests.values(row.people[0]).first)
    if values.first?.flags.contains(.honorific) == false { #expect(values.first?.keys == alone.keys) }
  }

  @Test(arguments: [
    ("김*준", "김민준", NameLevel.compatible), ("홍○동", "홍길동", .compatible), ("홍○동", "홍길순", .conflict),
    // every sign that hides a syllable
    ("김ㅇ수", "김민수", .compatible), ("김ㅁ수", "김민수", .compatible), ("김□수", "김민수", .compatible), ("김?수", "김민수", .compatible),
    ("김？수", "김*수", .compatible), ("김●수", "김민수", .compatible), ("김☐수", "김민수", .compatible), ("김민ㅇ", "김민수", .compatible),
    ("김ㅇㅇ", "김민수", .compatible), ("ㅇ민수", "김민수", .compatible), ("김ㅇ수", "김영희", .conflict),
    // what is shown contradicts
    ("김*수", "김영희", .conflict), ("김*수", "이*희", .conflict), ("변*우", "변주숙", .conflict), ("김*수", "김민주", .different),
    ("김**", "이민준", .conflict), ("김*수", "김*수", .compatible), ("김*수", "김수", .different), ("이*호", "리민호", .compatible),
    ("김*수", "남궁민수", .conflict),
    // surnames of two syllables
    ("남**수", "남궁민수", .compatible), ("남*수", "남궁수", .compatible), ("남**수", "남궁민희", .conflict),
    ("이?민 수", "이민수", .different), ("이?민수", "이영민수", .compatible), ("김0수", "김민수", .compatible), ("김00", "김민수", .compatible), ("김oo", "김민수", .compatible),
    ("*민수", "김민수", .compatible), ("*민수", "*민수", .compatible), ("*민수", "김영희", .conflict), ("*민수", "Kim Minsu", .compatible),
    ("*민수", "Kim Younghee", .different),
    // Latin letters must spell what is shown
    ("김*수", "KIM MINSU", .compatible), ("김*수", "Min-su Kim", .compatible), ("김*수", "Kim Min Soo", .compatible), ("김*수", "KIM YOUNGHEE", .different),
    ("박*결", "PARK SEONGHO", .different), ("박*결", "PARK HANGYEOL", .compatible), ("김**", "KIM YOUNGHEE", .compatible),
    ("김*수", "M.S. Kim", .compatible), ("김*수", "M.H. Kim", .different), ("김*수", "LEE MINSU", .different),
    ("K** M*****", "Kim Minjun", .compatible), ("K** M*****", "Minjun Kim", .compatible),
    ("K** M*****", "Lee Minjun", .different), ("J*** S****", "John Smith", .compatible),
    ("J*** S****", "J*** S****", .compatible), ("J*** Smith", "John Smith", .compatible),
    ("J*** Smith", "John Miller", .different), ("J*hn Sm*th", "John Smith", .compatible),
    ("J*** Smith", "James Smith", .compatible),
  ])
  func `a masked name fits or does not`(_ row: (masked: String, other: String, level: NameLevel)) throws {
    let masked = try #require(NameCaseTests.values(row.masked).first)
    let other = try #require(NameCaseTests.values(row.other).first)
    #expect(masked.flags.contains(.partial))
    #expect(NameCaseTests.keys(masked, .nameFull).isEmpty)
    #expect(NameLevel.of(masked.form.span, other.form.span) == row.level)
    #expect(NameLevel.of(other.form.span, masked.form.span) == row.level)
  }

  @Test(arguments: [
    ("Иван Иванович Петров", "Иван Петров", NameLevel.similar), ("Петров Иван Иванович", "Ivan Petrov", .similar),
    ("Mohammed bin Rashid Al Maktoum", "Mohammed Al Maktoum", .similar), ("Ahmed ibn Khalid", "Ahmed Khalid", .similar),
    ("María García López", "María García", .similar), ("Beethoven, Ludwig van", "Ludwig van Beethoven", .same),
    ("Ευάγγελος Παπαδόπουλος", "Evangelos Papadopoulos", .crossScript), ("김 Minjun", "김민준", .crossScript),
    ("Nguyen Van Anh", "Anh Nguyen", .similar), ("차유나", "Cha Yoon Ah", .different), ("차윤아", "Cha Yoon Ah", .variant),
    ("주현민", "Zhou Hyun Min", .variant), ("김민준/이서연", "이서연", .apart),
  ])
  func `optional parts weigh little`(_ row: (left: String, right: String, level: NameLevel)) throws {
    let left = try #require(NameCaseTests.values(row.left).first)
    let right = try #require(NameCaseTests.values(row.right).first)
    #expect(NameLevel.of(left.form.span, right.form.span) == row.level)
    #expect(NameLevel.of(right.form.span, left.form.span) == row.level)
  }

  // MARK: properties

  @Test func `dress does not change a name`() throws {
    var random = SplitMix64(seed: 0x4E61_6D65_73)
    print("seed of the generated names: 0x4E616D6573")
    for _ in 0..<3_000 {
      let raw = NameCaseTests.generated(&random)
      let value = try #require(NameCaseTests.values(raw).first, "\(raw)")
      for (what, variant) in NameCaseTests.disguises(raw) {
        let other = NameCaseTests.values(variant).first
        #expect(other?.keys == value.keys, "\(raw) \(what)")
        #expect(other?.form == value.form, "\(raw) \(what)")
        #expect(other?.flags == value.flags, "\(raw) \(what)")
      }
    }
  }

  @Test func `a canonical name is the same name`() throws {
    var random = SplitMix64(seed: 0x6964_656D)
    print("seed of the generated names: 0x6964656D")
    for _ in 0..<3_000 {
      let raw = NameCaseTests.generated(&random)
      let value = try #require(NameCaseTests.values(raw).first, "\(raw)")
      let again = try #require(collected { normalizer.name(NameParts(full: value.canonical), into: $0) }.first)
      #expect(again.keys.first == value.keys.first, "\(raw) → \(value.shown)")
      #expect(!value.canonical.isEmpty)
      for key in value.keys { #expect(!key.bytes.isEmpty) }
    }
  }

  @Test func `any bytes make values that can be compared`() {
    var random = SplitMix64(seed: 0x6279_7465_73)
    print("seed of the random bytes: 0x6279746573")
    let alphabet = Array("ab &/;|,.'\"*-()+김민준외 and Jr. 李ミ ЩЮ ά\u{200B}é２".unicodeScalars)
    for round in 0..<6_000 {
      var raw: [UInt8] = []
      for _ in 0..<random.next() % 40 {
        if round % 3 == 0 {
          raw.append(UInt8(truncatingIfNeeded: random.next()))
        } else {
          appendScalar(alphabet[Int(random.next() % UInt64(alphabet.count))].value, to: &raw)
        }
      }
      let values = collected { normalizer.name(NameParts(full: raw), into: $0) }
      #expect(values.count <= 4)
      for value in values {
        #expect(!value.canonical.isEmpty)
        #expect(value.sharing == .person || value.keys.isEmpty && value.form.isEmpty, "\(raw)")
        // of *민 nothing is known that could be compared
        let isNameless = value.form.starts(with: [1]) && value.canonical.first == UInt8(ascii: "*")
        if value.form.isEmpty || isNameless { continue }
        #expect(NameLevel.of(value.form.span, value.form.span) >= .compatible, "\(raw)")
      }
    }
  }

  /// A name of two to four words in one script.
  private static func generated(_ random: inout SplitMix64) -> String {
    func one(_ words: [String]) -> String { words[Int(random.next() % UInt64(words.count))] }
    func capital(_ word: String) -> String { word.prefix(1).uppercased() + word.dropFirst() }
    let latin = [
      "an", "bel", "ca", "dor", "élé", "fü", "gri", "ñor", "la", "mi", "no", "ø", "pé", "ra", "šo", "ti", "vá",
      "wen", "zy",
    ]
    let cyrillic = ["ан", "бо", "ва", "гри", "де", "ло", "ми", "на", "ро", "са", "ти", "щу", "ю", "жа", "йо"]
    let greek = ["αν", "βα", "γι", "δη", "κώ", "λα", "μή", "νο", "πα", "ρε", "σο", "τί", "ου", "χρ"]
    let hangul = ["민", "준", "서", "연", "지", "훈", "은", "경", "하", "늘", "도", "윤", "재", "현", "수", "빈"]
    let kana = ["タ", "ナ", "カ", "ハ", "コ", "サ", "ト", "ミ", "ユ", "キ", "ガ", "ダ", "プ"]
    let han = ["田", "中", "太", "郎", "山", "花", "子", "明", "小", "佐", "藤", "翔"]
    func word(_ syllables: [String], _ least: Int) -> String {
      (0..<least + Int(random.next() % 3)).map { _ in one(syllables) }.joined()
    }
    switch random.next() % 7 {
    case 0, 1:
      let words = (0..<2 + Int(random.next() % 3)).map { _ in capital(word(latin, 2)) }
      return words.joined(separator: one([" ", " ", "-"]))
    case 2: return capital(word(cyrillic, 2)) + " " + capital(word(cyrillic, 2))
    case 3: return capital(word(greek, 2)) + " " + capital(word(greek, 2))
    case 4: return one(["김", "이", "박", "남궁", "최"]) + one(hangul) + one(hangul)
    case 5: return word(kana, 2) + " " + word(kana, 2)
    default: return one(han) + one(han) + " " + one(han) + one(han)
    }
  }

  private static func disguises(_ raw: String) -> [(String, String)] {
    let wide = raw.unicodeScalars.reduce(into: "") { text, scalar in
      text.unicodeScalars.append((0x21...0x7E).contains(scalar.value) ? Unicode.Scalar(scalar.value + 0xFEE0)! : scalar)
    }
    let invisible = raw.unicodeScalars.reduce(into: "") { text, scalar in
      text.unicodeScalars.append(scalar)
      text += "\u{200B}"
    }
    return [
      ("upper case", raw.uppercased()), ("lower case", raw.lowercased()), ("wide", wide), ("invisible", invisible),
      ("spaces", " \t" + raw.split(separator: " ").joined(separator: "\u{3000} ") + "\u{A0}"),
      ("NFD", raw.decomposedStringWithCanonicalMapping), ("NFC", raw.precomposedStringWithCanonicalMapping),
      ("soft hyphen", raw.prefix(1) + "\u{AD}" + raw.dropFirst()),
    ]
  }
}
