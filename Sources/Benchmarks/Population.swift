import Identity
import Linkage
import Normalization

/// Made-up people and their records, the same on every machine: two records a person and a third for
/// some, with keying errors, moved values and phones that a household shares.
struct Population {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// SplitMix64 (Steele, Lea and Flood 2014).
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

  private mutating func pick(_ words: [String]) -> String { words[below(words.count)] }

  mutating func email() -> [UInt8] {
    let mailbox = "\(pick(Population.latinGiven)).\(pick(Population.latinFamily))\(below(10_000))"
    return Array("\(mailbox)@\(pick(["gmail.com", "naver.com", "example.org", "daum.net", "mail.example.de"]))".utf8)
  }

  mutating func phone() -> [UInt8] {
    let number = digits(8)
    switch below(3) {
    case 0: return Array("010-\(number.prefix(4))-\(number.suffix(4))".utf8)
    case 1: return Array("+82 10 \(number.prefix(4)) \(number.suffix(4))".utf8)
    default: return Array("010\(number)".utf8)
    }
  }

  mutating func name() -> [UInt8] { below(3) == 0 ? latinName() : hangulName() }

  mutating func latinName() -> [UInt8] { Array("\(pick(Population.latinGiven)) \(pick(Population.latinFamily))".utf8) }

  mutating func hangulName() -> [UInt8] {
    Array((pick(Population.hangulFamily) + pick(Population.hangulSyllables) + pick(Population.hangulSyllables)).utf8)
  }

  /// By road, half of them with a unit; one in five by lot.
  mutating func koreanAddress() -> [UInt8] {
    let place = pick([
      "서울 강남구", "서울특별시 송파구", "경기도 성남시 분당구", "부산 해운대구", "강원도 춘천시", "충북 청주시 흥덕구", "인천광역시 연수구", "제주특별자치도 제주시",
    ])
    let road = pick(["테헤란로", "올림픽로35길", "불정로", "퇴계로77번길", "중앙로", "송도과학로27번길", "국제금융로8길", "산남로62번길"])
    let unit = pick(["", " \(101 + below(20))동 \(100 * below(20) + 101)호", ", 101-\(below(2_000) + 101) (한빛마을)", "", " 3층"])
    if below(5) == 0 { return Array("서울 강남구 역삼동 \(1 + below(900))-\(1 + below(40))번지\(unit)".utf8) }
    return Array("\(place) \(road) \(1 + below(400))\(unit)".utf8)
  }

  /// Half American, the rest British, German, French and Korean.
  mutating func address() -> [UInt8] {
    let street = pick(Population.latinFamily)
    let number = 1 + below(9_000)
    switch below(8) {
    case 0: return Array("Flat \(1 + below(20)), \(number % 300)B \(street) Road, London NW\(1 + below(9)) 6XE".utf8)
    case 1: return Array("\(street)straße \(number % 200), 10115 Berlin".utf8)
    case 2: return Array("\(number % 200) bis, avenue du Général \(street), 75014 Paris".utf8)
    case 3: return Array("서울 강남구 테헤란로\(1 + below(90))길 \(number % 400), 101동 \(101 + below(1_900))호".utf8)
    default: return Array("\(number) N \(street) Street Apt. \(1 + below(40))B, Springfield, IL 6\(digits(4))".utf8)
    }
  }

  mutating func birthDate() -> [UInt8] {
    Array("\(1940 + below(70))-\(twoDigits(1 + below(12)))-\(twoDigits(1 + below(28)))".utf8)
  }

  /// For a column of Instagram: bare, with @, a profile address, a label.
  mutating func handle() -> [UInt8] {
    let name = "\(pick(Population.latinGiven)).\(pick(Population.latinFamily))\(below(100))"
    switch below(4) {
    case 0: return Array("@\(name)".utf8)
    case 1: return Array("https://www.instagram.com/\(name)/?igsh=\(below(1_000_000))".utf8)
    case 2 where below(4) == 0: return Array("인스타: \(name)".utf8)
    default: return Array(name.utf8)
    }
  }

  mutating func text() -> [UInt8] { Array("\(pick(Population.latinFamily)) \(pick(Population.latinGiven)) \(below(500))".utf8) }

  /// One keying error.
  mutating func misspelt(_ text: [UInt8]) -> [UInt8] {
    var text = text
    guard text.count > 4, text.allSatisfy({ $0 < 0x80 }) else { return text }
    text.swapAt(1, 2)
    return text
  }

  private mutating func digits(_ count: Int) -> String {
    let text = String(10_000_000 + below(90_000_000))
    return String(text.suffix(count))
  }

  private func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  /// A table of about `recordCount` records.
  static func table(recordCount: Int) -> RecordTable {
    let normalizer = Normalizer(today: CivilDate(daysSince1970: 20_454))
    var people = Population(seed: 20)
    var builder = RecordTable.Builder()
    var homePhone: [UInt8] = []
    func add(_ value: NormalizedValue) { builder.add(value, to: ColumnID(value.attribute), isVerified: false) }
    while builder.recordCount < recordCount {
      let (name, email, phone, birth) = (people.name(), people.email(), people.phone(), people.birthDate())
      if people.below(3) == 0 || homePhone.isEmpty { homePhone = people.phone() }
      for copy in 0..<(2 + people.below(2)) {
        builder.beginRecord(
          source: ["crm", "pos", "web"][copy], id: Array("\(builder.recordCount)".utf8), timestamp: 0,
          tag: Int64(builder.recordCount), content: people.next())
        normalizer.name(NameParts(full: people.below(8) == 0 ? people.misspelt(name) : name), into: add)
        if people.below(3) > 0 {
          normalizer.email(people.below(10) == 0 ? people.misspelt(email) : email, into: add)
        }
        if people.below(4) > 0 {
          normalizer.phone(people.below(5) == 0 ? homePhone : phone, region: Array("KR".utf8), into: add)
        }
        if people.below(2) == 0 { normalizer.birthDate(birth, order: .yearMonthDay, into: add) }
      }
    }
    return builder.build().table
  }

  private static let latinGiven = [
    "anna", "bernd", "carla", "daniel", "emma", "frank", "grace", "henry", "irene", "jonas", "karin", "lukas", "maria",
    "nora", "oscar", "paula", "robert", "sarah", "thomas", "ulrich", "vera", "walter",
  ]
  private static let latinFamily = [
    "adler", "baker", "carter", "dixon", "ebert", "fischer", "garcia", "hughes", "ivanov", "jensen", "keller", "lopez",
    "martin", "novak", "olsen", "peters", "quinn", "rossi", "schmidt", "turner", "unger", "vogel", "weber", "young",
  ]
  private static let hangulFamily = ["김", "이", "박", "최", "정", "강", "조", "윤", "장", "임", "한", "오", "남궁"]
  private static let hangulSyllables = [
    "민", "서", "지", "현", "준", "우", "수", "영", "은", "하", "성", "진", "경", "미", "정", "희", "호", "연", "재", "윤",
  ]
}
