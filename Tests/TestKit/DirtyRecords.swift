import Identity

/// Customer files as dirty as real ones, made of nothing but a seed: three sources that know the same people in
/// three shapes, with slips of the keys, nicknames, both scripts, families on one phone, twins, shop numbers,
/// placeholders, empty cells, and rows that repeat, supersede or contradict each other.
///
/// The rows of a file have no order: whoever writes one gives them theirs.
public struct DirtyRecords: Sendable {
  public struct Row: Sendable {
    /// A line of CSV as one piece, or the members of a JSON object, whose order means nothing.
    public var pieces: [String]
    /// The row's id in its source; nil where the source has none.
    public var id: String?
    /// Repeats, supersedes or contradicts another row of its file.
    public var isFurther: Bool

    public var text: String { pieces.count == 1 ? pieces[0] : "{" + pieces.joined(separator: ",") + "}" }
  }

  public struct File: Sendable {
    public var source: String
    /// `crm.csv`, `web.jsonl`
    public var name: String
    /// The first line of CSV; nil for JSON Lines.
    public var header: String?
    public var rows: [Row]

    /// The file with some of its rows, in the order given.
    public func text(_ rows: [Row]) -> String {
      ((header.map { [$0] } ?? []) + rows.map(\.text)).joined(separator: "\n") + "\n"
    }

    /// The file with all rows and all members of objects in an order that the generator gives.
    public func shuffled(_ generator: inout SeededGenerator) -> String {
      var rows = generator.shuffled(self.rows)
      for index in rows.indices where rows[index].pieces.count > 1 {
        rows[index].pieces = generator.shuffled(rows[index].pieces)
      }
      return text(rows)
    }
  }

  public private(set) var files: [File]

  /// - Parameter recordCount: of the three files together, about.
  public init(recordCount: Int, seed: UInt64) {
    var maker = RecordMaker(seed: seed)
    maker.fill(recordCount)
    files = [
      File(source: "crm", name: "crm.csv", header: RecordMaker.crmHeader, rows: maker.crm),
      File(source: "pos", name: "pos.csv", header: RecordMaker.posHeader, rows: maker.pos),
      File(source: "web", name: "web.jsonl", header: nil, rows: maker.web),
    ]
  }

  /// Without the rows that repeat, supersede or contradict another, and without those of no id that are equal:
  /// what is left means the same however it is cut into files.
  public func withoutFurtherRows() -> [File] {
    files.map { file in
      var file = file
      var seen = Set<String>()
      file.rows = file.rows.filter { !$0.isFurther && ($0.id != nil || seen.insert($0.text).inserted) }
      return file
    }
  }
}

/// One person as the world knows them, before anybody types.
private struct Person {
  var given: String
  var family: String
  /// The name in the other script, or a nickname.
  var otherGiven: String
  var otherFamily: String
  var isKorean: Bool
  var year: Int
  var month: Int
  var day: Int
  var mobile: String
  var homePhone: String
  var email: String
  var handle: String
  var street: String
  var city: String
  var postcode: String
  var isFemale: Bool
}

private struct RecordMaker {
  static let crmHeader = "customer_id,first_name,last_name,email,phone,birth_date,gender,address,city,postcode,country,updated_at"
  static let posHeader = "이름,휴대폰,생년월일,주소,방문메모"

  var generator: SeededGenerator
  var crm: [DirtyRecords.Row] = []
  var pos: [DirtyRecords.Row] = []
  var web: [DirtyRecords.Row] = []

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  private var count: Int { crm.count + pos.count + web.count }

  mutating func fill(_ recordCount: Int) {
    while count < recordCount {
      for person in household() {
        for _ in 0..<(1 + generator.below(4)) {
          switch generator.below(3) {
          case 0: addToCRM(person)
          case 1: addToPOS(person)
          default: addToWeb(person)
          }
        }
      }
    }
  }

  // MARK: people

  /// One to four people: alone, partners, a parent with children, twins.
  private mutating func household() -> [Person] {
    let first = person()
    var people = [first]
    if generator.oneIn(3) {
      for _ in 0..<(1 + generator.below(3)) {
        var next = person()
        (next.street, next.city, next.postcode, next.homePhone) = (first.street, first.city, first.postcode, first.homePhone)
        if next.isKorean == first.isKorean, !generator.oneIn(4) {
          (next.family, next.otherFamily) = (first.family, first.otherFamily)
          if generator.oneIn(5) { (next.year, next.month, next.day) = (first.year, first.month, first.day) }
          // 민준 and 민서: the syllable of a generation.
          if next.isKorean, generator.oneIn(2), let syllable = first.given.first {
            next.given = String(syllable) + String(next.given.suffix(1))
          }
        }
        if generator.oneIn(6) { next.email = first.email }
        if generator.oneIn(6) { next.mobile = first.mobile }
        people.append(next)
      }
    }
    return people
  }

  private mutating func person() -> Person {
    let isKorean = !generator.oneIn(3)
    let number = digits(8)
    var person = Person(
      given: "", family: "", otherGiven: "", otherFamily: "", isKorean: isKorean, year: 1_935 + generator.below(75),
      month: 1 + generator.below(12), day: 1 + generator.below(28), mobile: "010\(number)",
      homePhone: generator.pick(["02", "031", "051"]) + digits(7), email: "", handle: "", street: "", city: "", postcode: digits(5),
      isFemale: generator.oneIn(2))
    if isKorean {
      let family = generator.pick(koreanFamilies)
      let (first, second) = (generator.pick(koreanSyllables), generator.pick(koreanSyllables))
      (person.family, person.given) = (family.hangul, first.hangul + second.hangul)
      (person.otherFamily, person.otherGiven) = (family.latin, first.latin + generator.pick(["", "-", " "]) + second.latin)
      let town = generator.pick(koreanTowns)
      (person.city, person.street) = (town.city, "\(town.road) \(1 + generator.below(300))" + generator.pick(["", " 101동 \(1 + generator.below(20))03호", " 2층"]))
      person.email = "\(first.latin)\(second.latin)\(generator.below(3_000))@\(generator.pick(["naver.com", "gmail.com", "hanmail.net"]))"
    } else {
      let given = generator.pick(latinGiven)
      (person.given, person.otherGiven) = (given.full, given.short)
      person.family = generator.pick(latinFamilies)
      person.otherFamily = person.family
      person.city = generator.pick(["Springfield", "Leeds", "Portland", "Dover"])
      person.street = "\(1 + generator.below(900)) \(generator.pick(latinFamilies)) \(generator.pick(["Street", "Road", "Ave"]))"
      person.email = "\(given.full.lowercased()).\(person.family.lowercased())\(generator.below(500))@\(generator.pick(["gmail.com", "example.org", "mail.example"]))"
    }
    person.handle = String(person.email.prefix { $0 != "@" }) + generator.pick(["", "_", ".kr"])
    return person
  }

  // MARK: rows

  private mutating func addToCRM(_ person: Person) {
    let (given, family) = names(person)
    let id = "C\(100_000 + crm.count)"
    var cells = [
      id, given, family, some(email(person), emptyOneIn: 3), some(phone(person), emptyOneIn: 3),
      some(date(person, separator: "-"), emptyOneIn: 3), some(person.isFemale ? "F" : "M", emptyOneIn: 2), address(person),
      person.city, some(person.postcode, emptyOneIn: 4), person.isKorean ? "KR" : generator.pick(["US", "GB"]), timestamp(),
    ]
    crm.append(DirtyRecords.Row(pieces: [line(cells)], id: id, isFurther: false))
    switch generator.below(60) {
    case 0: crm.append(DirtyRecords.Row(pieces: [line(cells)], id: id, isFurther: true))
    case 1:
      // An older state of the same record.
      (cells[3], cells[11]) = ("old.\(cells[3])", "2019-01-01T00:00:00Z")
      crm.append(DirtyRecords.Row(pieces: [line(cells)], id: id, isFurther: true))
    case 2:
      // Another state of the same moment: nobody knows which one is right.
      cells[2] += "x"
      crm.append(DirtyRecords.Row(pieces: [line(cells)], id: id, isFurther: true))
    default: break
    }
  }

  private mutating func addToPOS(_ person: Person) {
    let (given, family) = names(person)
    let name = generator.oneIn(25) ? generator.pick(["고객", "손님", "test"]) : person.isKorean ? family + given : "\(given) \(family)"
    let birth = generator.oneIn(3) ? "" : "\(two(person.year % 100))\(two(person.month))\(two(person.day))"
    let cells = [
      name, some(phone(person), emptyOneIn: 6), birth, some(person.city + " " + address(person), emptyOneIn: 2),
      generator.oneIn(5) ? generator.pick(["단골", "VIP", "우산 두고 감", "window seat please"]) : "",
    ]
    let row = DirtyRecords.Row(pieces: [line(cells)], id: nil, isFurther: false)
    pos.append(row)
    if generator.oneIn(40) { pos.append(row) }
  }

  private mutating func addToWeb(_ person: Person) {
    let (given, family) = names(person)
    let id = "w-\(web.count)"
    var members = ["\"user_id\":\"\(id)\""]
    members.append("\"name\":\"\(person.isKorean && !generator.oneIn(4) ? family + given : "\(given) \(family)")\"")
    let mail = email(person)
    if generator.oneIn(8) {
      members.append("\"email\":[\"\(mail)\",\"\(slip(mail))\"]")
    } else if !generator.oneIn(5) {
      members.append("\"email\":\"\(mail)\"")
    }
    if !generator.oneIn(3) { members.append("\"phone\":\"\(phone(person))\"") }
    if !generator.oneIn(3) { members.append("\"instagram\":\"\(generator.pick(["", "@"]))\(person.handle)\"") }
    if generator.oneIn(3) { members.append("\"birthday\":\"\(date(person, separator: "."))\"") }
    if generator.oneIn(4) { members.append("\"address\":{\"street\":\"\(address(person))\",\"city\":\"\(person.city)\",\"zip\":\"\(person.postcode)\"}") }
    // Names that few objects have: the columns of the file are met in another order each time.
    if generator.oneIn(4) { members.append("\"utm_\(generator.below(30))\":\"\(generator.below(9))\"") }
    web.append(DirtyRecords.Row(pieces: members, id: id, isFurther: false))
    if generator.oneIn(60) { web.append(DirtyRecords.Row(pieces: generator.shuffled(members), id: id, isFurther: true)) }
  }

  // MARK: what becomes of a value when somebody types it

  private mutating func names(_ person: Person) -> (given: String, family: String) {
    var (given, family) = generator.oneIn(6) ? (person.otherGiven, person.otherFamily) : (person.given, person.family)
    if generator.oneIn(12) { given = slip(given) }
    if generator.oneIn(20) { family = slip(family) }
    if generator.oneIn(30) { given = String(given.prefix(1)) }
    if generator.oneIn(30) { swap(&given, &family) }
    return (given, family)
  }

  private mutating func email(_ person: Person) -> String {
    switch generator.below(30) {
    case 0: "test@test.com"
    case 1: "info@shop.example"
    case 2, 3: slip(person.email)
    case 4: person.email.uppercased()
    default: person.email
    }
  }

  private mutating func phone(_ person: Person) -> String {
    let number = generator.oneIn(5) ? person.homePhone : person.mobile
    switch generator.below(20) {
    case 0: return generator.pick(["02-555-0100", "1588-0000", "010-0000-0000"])
    case 1, 2: return slip(number)
    case 3...7: return "+82 \(number.dropFirst())"
    case 8...12 where number.utf8.count == 11: return "\(number.prefix(3))-\(number.dropFirst(3).prefix(4))-\(number.suffix(4))"
    default: return number
    }
  }

  private mutating func date(_ person: Person, separator: String) -> String {
    if generator.oneIn(12) { return ["1900", "01", "01"].joined(separator: separator) }
    let (month, day) = generator.oneIn(25) ? (person.day, person.month) : (person.month, person.day)
    return ["\(person.year + (generator.oneIn(40) ? 1 : 0))", two(month), two(day)].joined(separator: separator)
  }

  private mutating func address(_ person: Person) -> String { generator.oneIn(8) ? slip(person.street) : person.street }

  private mutating func timestamp() -> String {
    generator.oneIn(10) ? "" : "2024-\(two(1 + generator.below(12)))-\(two(1 + generator.below(28)))T10:\(two(generator.below(60))):00Z"
  }

  private mutating func some(_ text: String, emptyOneIn odds: Int) -> String { generator.oneIn(odds) ? "" : text }

  /// One slip of the keys: a letter less, twice, or in its neighbour's place.
  private mutating func slip(_ text: String) -> String {
    var scalars = Array(text.unicodeScalars)
    guard scalars.count > 1 else { return text }
    let place = generator.below(scalars.count - 1)
    switch generator.below(3) {
    case 0: scalars.remove(at: place)
    case 1: scalars.insert(scalars[place], at: place)
    default: scalars.swapAt(place, place + 1)
    }
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars)
    return String(text)
  }

  private mutating func digits(_ count: Int) -> String { String(String(100_000_000 + generator.below(900_000_000)).suffix(count)) }

  private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  private func line(_ cells: [String]) -> String {
    cells.map { cell in cell.utf8.contains(UInt8(ascii: ",")) ? "\"\(cell)\"" : cell }.joined(separator: ",")
  }
}

private let koreanFamilies: [(hangul: String, latin: String)] = [
  ("김", "Kim"), ("이", "Lee"), ("박", "Park"), ("최", "Choi"), ("정", "Jung"), ("강", "Kang"), ("조", "Cho"), ("윤", "Yoon"),
  ("장", "Jang"), ("임", "Lim"), ("한", "Han"), ("오", "Oh"), ("남궁", "Namgung"), ("제갈", "Jegal"),
]
private let koreanSyllables: [(hangul: String, latin: String)] = [
  ("민", "min"), ("서", "seo"), ("지", "ji"), ("현", "hyun"), ("준", "jun"), ("우", "woo"), ("수", "soo"), ("영", "young"), ("은", "eun"),
  ("하", "ha"), ("성", "sung"), ("진", "jin"), ("경", "kyung"), ("미", "mi"), ("정", "jung"), ("희", "hee"), ("호", "ho"), ("연", "yeon"),
]
private let koreanTowns: [(city: String, road: String)] = [
  ("서울 강남구", "테헤란로"), ("서울 마포구", "양화로"), ("부산 해운대구", "센텀중앙로"), ("경기도 성남시 분당구", "불정로"), ("대전 유성구", "대학로"),
]
private let latinGiven: [(full: String, short: String)] = [
  ("Robert", "Bob"), ("William", "Bill"), ("Elizabeth", "Liz"), ("James", "Jim"), ("Katherine", "Kate"), ("Thomas", "Tom"), ("Margaret", "Peggy"),
  ("Richard", "Dick"), ("Susan", "Sue"), ("Daniel", "Dan"), ("Patricia", "Pat"), ("Patrick", "Pat"), ("Samantha", "Sam"), ("Samuel", "Sam"),
]
private let latinFamilies = [
  "Adler", "Baker", "Carter", "Dixon", "Fischer", "Garcia", "Hughes", "Jensen", "Keller", "Lopez", "Martin", "Novak", "Olsen", "Peters", "Quinn",
  "Rossi", "Turner", "Vogel", "Weber", "Young",
]
