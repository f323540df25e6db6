import Glibc
import Identity
import Normalization
import Testing

/// Numbers of every region against what libphonenumber 9.0.43 makes of them.
///
/// Three files: the fixture that scripts/make_phone_metadata.py writes (judged by the package itself),
/// and two larger sets that lie beside the project where it is developed.
@Suite struct PhoneVectorTests {
  @Test func `every plan of the table is read whole`() {
    let facts = numberingPlanFacts()
    #expect(facts.count == 254)
    #expect(facts.filter { $0.unreadLineCount > 0 }.map { text($0.region) } == [])
    #expect(facts.allSatisfy { $0.stateCount > 2 })
    #expect(Set(facts.map(\.code)).count == 215)
  }

  @Test func `numbers as libphonenumber reads them`() throws {
    let rows = try #require(fileLines(topFolder + "/Fixtures/phones/libphonenumber.csv")).dropFirst()
    var tally = Tally()
    for row in rows {
      let fields = row.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      let expected = Judgement(
        code: Int(fields[2]) ?? 0, national: fields[3], isPossible: fields[4] == "1", isValid: fields[5] == "1",
        type: fields[6])
      let found = DialledNumber.read(dialled(fields[1]), region: bytes(fields[0])).map(Judgement.init)
      tally.count(expected.verdict(on: found), "\(row): \(found.map { "\($0)" } ?? "nothing")")
    }
    tally.show("Fixtures/phones/libphonenumber.csv")
    #expect(rows.count > 5_000)
    #expect(tally.differentCount * 50 <= rows.count)
  }

  @Test func `examples of every region and type in five ways of writing`() throws {
    guard let rows = fileLines(sharedFolder + "/libphonenumber_examples.csv")?.dropFirst() else {
      return print("left out: libphonenumber_examples.csv does not lie in \(sharedFolder)")
    }
    var tally = Tally()
    for row in rows {
      let fields = row.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      let values = collected { normalizer.phone(bytes(fields[3]), region: bytes(fields[0]), into: $0) }
      let number = DialledNumber.read(bytes(fields[4]), region: [])
      let type = number.map { Judgement($0).type } ?? "nothing"
      let isType = type == fields[1] || type == "FIXED_LINE_OR_MOBILE" && ["FIXED_LINE", "MOBILE"].contains(fields[1])
      let isSame = values.map(\.shown) == [fields[4]] && number?.isValid == true
      tally.count(isSame && isType ? .passed : .failed, "\(row): \(values.map(\.shown)) \(type)")
    }
    tally.show("libphonenumber_examples.csv")
    #expect(rows.count > 5_000)
  }

  /// Each row calls a text a mobile number of a language's country. Its user expects that the number is kept as one of
  /// that country, whoever writes it how: that is what passes. Whether such a number was ever given out the rows do not
  /// know (123 456 789 in Prague, 12 34 56 78 in Denmark): libphonenumber 9.0.43 calls 223 of them invalid, and so do
  /// we, as the second table says; the flag is shown and the number compared.
  @Test func `mobile numbers of sixty languages`() throws {
    guard let rows = fileLines(sharedFolder + "/validatorjs_isMobilePhone.jsonl") else {
      return print("left out: validatorjs_isMobilePhone.jsonl does not lie in \(sharedFolder)")
    }
    var codes: [[UInt8]: Int] = [:]
    for plan in numberingPlanFacts() { codes[plan.region] = plan.code }
    var tally = Tally()
    var given: [String: Int] = [:]
    for row in rows {
      guard let (region, input, isMobile) = mobileRow(row) else { continue }
      let values = collected { normalizer.phone(bytes(input), region: bytes(region), into: $0) }
      guard isMobile else { continue }
      #expect(values.count == 1, "\(row)")
      let shown = values.first?.shown ?? ""
      let number = shown.hasPrefix("+") ? DialledNumber.read(bytes(shown), region: []) : nil
      let isHome = number != nil && number?.code == codes[bytes(region)]
      let reason = number == nil ? "no number of the country is so long or begins so: kept as digits" : "a number of another country"
      tally.count(isHome ? .passed : .different(reason), row)
      let flags = values.first?.flags ?? []
      let kind =
        flags.contains(.placeholder) ? "fillers (12345678, 50000000)" : number?.isValid == true ? "given out"
        : flags.contains(.legacy) ? "given out before the country renumbered" : "not in the plan of the country (libphonenumber 9.0.43)"
      given[kind, default: 0] += 1
    }
    tally.show("validatorjs_isMobilePhone.jsonl, valid rows kept as numbers of the country")
    for (word, count) in given.sorted(by: { $0.key < $1.key }) { print("  of all: \(count) \(word)") }
    #expect(tally.passed >= 1_200)
    #expect(tally.differentCount * 50 <= tally.passed + tally.differentCount)
  }
}

/// The top of the project, seen from this file.
let topFolder = String(#filePath.prefix(#filePath.count - "/Tests/NormalizationTests/PhoneVectorTests.swift".count))

/// `KINDRED_SHARED` says where the sets lie if not beside the project.
private let sharedFolder =
  (getenv("KINDRED_SHARED").map { String(cString: $0) } ?? topFolder + "/../shared") + "/data/phone-vectors"

private func dialled(_ input: String) -> [UInt8] {
  bytes(input).filter { (0x30...0x39).contains($0) || $0 == 0x2B }
}

/// `{"args": ["ko-KR"], "input": "010…", "valid": true}`; nil where the row names no region or no digits.
private func mobileRow(_ row: String) -> (region: String, input: String, isMobile: Bool)? {
  let parts = row.split(separator: "\"").map(String.init)
  guard parts.count >= 8, parts[1] == "args", let locale = parts[3].split(separator: "-").last, locale.count == 2,
    let place = parts.firstIndex(of: "input"), place + 2 < parts.count, parts[place + 1] == ": "
  else { return nil }
  return (String(locale), parts[place + 2], row.contains("\"valid\": true"))
}

enum Verdict: Equatable {
  case passed, failed
  case different(String)
}

struct Tally {
  var passed = 0
  var failed = 0
  var different: [String: Int] = [:]

  var differentCount: Int { different.values.reduce(0, +) }

  mutating func count(_ verdict: Verdict, _ comment: @autoclosure () -> String) {
    switch verdict {
    case .passed: passed += 1
    case .different(let reason): different[reason, default: 0] += 1
    case .failed:
      failed += 1
      Issue.record("\(comment())")
    }
  }

  func show(_ name: String) {
    print("\(name): \(passed) passed, \(failed) failed, \(differentCount) deliberately different")
    for (reason, count) in different.sorted(by: { $0.key < $1.key }) { print("  \(count) \(reason)") }
  }
}

func fileLines(_ path: String) -> [String]? {
  guard let file = fopen(path, "r") else { return nil }
  defer { fclose(file) }
  var content: [UInt8] = []
  var portion = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = fread(&portion, 1, portion.count, file)
    if count == 0 { break }
    content += portion[..<count]
  }
  return content.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
}

struct Judgement: Equatable {
  var code: Int
  var national: String
  var isPossible: Bool
  var isValid: Bool
  var type: String
}

extension Judgement {
  init(_ number: DialledNumber) {
    let type =
      switch number.type {
      case .fixed: "FIXED_LINE"
      case .mobile: "MOBILE"
      case .fixedOrMobile: "FIXED_LINE_OR_MOBILE"
      case .tollFree: "TOLL_FREE"
      case .premium: "PREMIUM_RATE"
      case .sharedCost: "SHARED_COST"
      case .personal: "PERSONAL_NUMBER"
      case .voip: "VOIP"
      case .pager: "PAGER"
      case .companyWide: "UAN"
      case .voicemail: "VOICEMAIL"
      case nil: "UNKNOWN"
      }
    self.init(
      code: number.code, national: text(number.national), isPossible: number.isPossible, isValid: number.isValid,
      type: type)
  }

  /// What both call valid has to agree in everything. Where the judge says that the number cannot be, it
  /// may be read as anything that is not valid. Deliberate differences are only for numbers that the
  /// judge calls invalid, and each has its reason.
  func verdict(on found: Judgement?) -> Verdict {
    if isValid {
      let isSame = found?.code == code && found?.national == national && found?.type == type
      return isSame ? .passed : .failed
    }
    if !isPossible, found?.isValid != true { return .passed }
    if found == self { return .passed }
    if let found, found.code == koreanCode {
      return .different("the plan of Korea is our own")
    }
    if let found, found.isValid, found.code == code {
      let isBare = national.drop { $0 == "0" } == found.national || national.hasSuffix(found.national)
      return isBare || found.national.hasSuffix(national.drop { $0 == "0" })
        ? .different("a 0 too many is dropped where that leaves a valid number") : .failed
    }
    if national.first == "0", found?.isPossible != true {
      return .different("the 0 of home is never a digit of the number, whatever is missing behind it")
    }
    if found == nil { return .different("not valid and without a country: kept as digits, it may be of anywhere") }
    if let found, found.code == code, national.hasSuffix(found.national) {
      return .different("all that is written before a number comes off, not the first of it only")
    }
    return .failed
  }
}

private let koreanCode = 82
