import CEmbedded
import Synchronization

/// What a telephone number is for.
package enum NumberType: UInt8, Sendable, CaseIterable {
  case fixed = 1
  case mobile, fixedOrMobile, tollFree, premium, sharedCost, personal, voip, pager, companyWide, voicemail
}

/// How the numbers of one region are built: which are possible, what they are for, and what is written
/// before them at home.
///
/// The plans are those of libphonenumber (tables/phone_metadata.txt). Opening the table only notes where
/// each plan lies; a plan is read when its first number comes, once, whatever thread that is on.
final class NumberingPlan: Sendable {
  let region: [UInt8]
  let code: Int
  let codeDigits: [UInt8]
  private let text: ArraySlice<UInt8>
  /// Address of the rules, which live as long as the program; 0 until they are read.
  private let readRules = Atomic<UInt>(0)

  fileprivate init(region: [UInt8], codeDigits: [UInt8], text: ArraySlice<UInt8>) {
    self.region = region
    self.code = decimal(codeDigits)
    self.codeDigits = codeDigits
    self.text = text
  }

  var rules: NumberRules {
    if let known = UnsafeRawPointer(bitPattern: readRules.load(ordering: .acquiring)) {
      return Unmanaged<NumberRules>.fromOpaque(known).takeUnretainedValue()
    }
    let made = Unmanaged.passRetained(NumberRules(text))
    let kept = readRules.compareExchange(
      expected: 0, desired: UInt(bitPattern: made.toOpaque()), ordering: .acquiringAndReleasing)
    guard !kept.exchanged, let first = UnsafeRawPointer(bitPattern: kept.original) else { return made.takeUnretainedValue() }
    made.release()
    return Unmanaged<NumberRules>.fromOpaque(first).takeUnretainedValue()
  }

  var isKorea: Bool { code == 82 }

  static func of(region: [UInt8]) -> NumberingPlan? {
    guard region.count == 2, let place = NumberingPlans.place(region[0], region[1]) else { return nil }
    let index = Int(NumberingPlans.shipped.byRegion[place])
    return index == 0 ? nil : NumberingPlans.shipped.plans[index - 1]
  }

  /// The plans that share a country code, the main one first; none where the code is not in use.
  static func of(code: Int) -> ArraySlice<NumberingPlan> {
    guard (1..<1_000).contains(code) else { return [] }
    return NumberingPlans.shipped.plans[NumberingPlans.shipped.byCode[code]]
  }

  /// Length of the country code at the start of an international number, nil where there is none.
  static func codeLength(_ digits: Span<UInt8>) -> Int? {
    var code = 0
    for length in 1...3 where digits.count > length {
      code = code * 10 + Int(digits[length - 1] &- 0x30)
      if code == 0 { return nil }
      if !NumberingPlans.shipped.byCode[code].isEmpty { return length }
    }
    return nil
  }

  /// What a national number of a country code is for, nil where it is not valid in any of its regions.
  static func type(of national: Span<UInt8>, code: Int) -> NumberType? {
    let plans = of(code: code)
    if plans.count == 1, let only = plans.first { return only.rules.type(of: national) }
    if code == 1, national.count > 3 { return NorthAmerica.shipped.type(of: national) }
    for plan in plans {
      let rules = plan.rules
      if let leading = rules.leading {
        if leading.isPrefix(of: national) { return rules.type(of: national) }
      } else if let type = rules.type(of: national) {
        return type
      }
    }
    return nil
  }
}

/// The two dozen plans behind +1: an area code says which of them a number belongs to, so that most
/// numbers ask one or two.
private final class NorthAmerica: Sendable {
  static let shipped = NorthAmerica()

  /// Plans that do not say which areas are theirs.
  private let anywhere: [NumberRules]
  /// By area code the plan that names it; nil where none does.
  private let ofArea: [NumberRules?]

  private init() {
    let plans = NumberingPlan.of(code: 1).map(\.rules)
    anywhere = plans.filter { $0.leading == nil }
    ofArea = (0..<1_000).map { area in
      let digits = [0x30 + UInt8(area / 100), 0x30 + UInt8(area / 10 % 10), 0x30 + UInt8(area % 10)]
      return plans.first { $0.leading?.isPrefix(of: digits.span) == true }
    }
  }

  func type(of national: Span<UInt8>) -> NumberType? {
    for rules in anywhere { if let type = rules.type(of: national) { return type } }
    let area = Int(national[0] &- 0x30) * 100 + Int(national[1] &- 0x30) * 10 + Int(national[2] &- 0x30)
    return area < ofArea.count ? ofArea[area]?.type(of: national) : nil
  }
}

/// One plan, ready to be read by.
final class NumberRules: Sendable {
  let idd: NumberPrefix?
  let trunk: [UInt8]
  let strip: NumberPrefix?
  /// Digits that come before what the last group of `strip` holds; nil: what matched only comes off.
  let rewrite: [UInt8]?
  let leading: NumberAutomaton?
  /// Lines of the table that could not be read; a test holds it at none.
  let unreadLineCount: Int
  let automaton: NumberAutomaton
  /// For each length the types that have numbers as long; bit 0 is any type.
  private let typesOfLength: [UInt16]
  private let lengthMax: Int

  fileprivate init(_ text: ArraySlice<UInt8>) {
    var prefixes: [[UInt8]: ArraySlice<UInt8>] = [:]
    var graph = NumberGraph()
    var starts: [Int32] = []
    var typesOfLength = [UInt16](repeating: 0, count: 18)
    var unreadLineCount = 0
    for line in text.split(separator: 0x0A) {
      let words = line.split(separator: 0x20)
      if words.count == 2 {
        prefixes[Array(words[0])] = words[1]
      } else if words.count == 3, let bits = typeBits(words[0]), let start = graph.add(words[2], accepting: bits) {
        starts.append(start)
        for run in words[1].split(separator: 0x2C) {
          let ends = run.split(separator: 0x2D).map(decimal)
          for length in ends[0]...max(ends[0], ends[ends.count - 1]) where length < typesOfLength.count {
            typesOfLength[length] |= bits
          }
        }
      } else {
        unreadLineCount += 1
      }
    }
    func prefix(_ word: String) -> NumberPrefix? {
      guard let pattern = prefixes[Array(word.utf8)] else { return nil }
      let read = NumberPrefix(pattern)
      if read == nil { unreadLineCount += 1 }
      return read
    }
    idd = prefix("idd")
    strip = prefix("strip")
    trunk = Array(prefixes[Array("trunk".utf8)] ?? [])
    rewrite = prefixes[Array("rewrite".utf8)].map { Array($0.prefix(while: isASCIIDigit)) }
    if let pattern = prefixes[Array("leading".utf8)] {
      var graph = NumberGraph()
      let start = graph.add(pattern, accepting: 1)
      if start == nil { unreadLineCount += 1 }
      leading = start.map { NumberAutomaton(graph, from: [$0]) }
    } else {
      leading = nil
    }
    automaton = NumberAutomaton(graph, from: starts)
    self.typesOfLength = typesOfLength
    self.unreadLineCount = unreadLineCount
    lengthMax = typesOfLength.lastIndex { $0 & 1 != 0 } ?? 0
  }

  /// The type of a valid national number.
  func type(of national: Span<UInt8>) -> NumberType? {
    guard national.count < typesOfLength.count else { return nil }
    let bits = automaton.bits(of: national) & typesOfLength[national.count]
    guard bits & 1 != 0, bits > 1 else { return nil }
    for type in typesBeforeLines where bits & 1 << UInt16(type.rawValue) != 0 { return type }
    let isFixed = bits & 1 << UInt16(NumberType.fixed.rawValue) != 0
    let isMobile = bits & 1 << UInt16(NumberType.mobile.rawValue) != 0
    return isFixed ? (isMobile ? .fixedOrMobile : .fixed) : isMobile ? .mobile : nil
  }

  /// Whether the number is built as numbers of the plan are, valid or not.
  func isViable(_ national: Span<UInt8>) -> Bool { automaton.bits(of: national) & 1 != 0 }

  /// Whether the plan has numbers of this length that can be dialled from anywhere in the country.
  func isPossible(length: Int) -> Bool { length < typesOfLength.count && typesOfLength[length] & 1 != 0 }

  func isTooLong(length: Int) -> Bool { length > lengthMax }

  /// The number without what is written before it at home, nil where nothing comes off.
  ///
  /// What is viable as it stands stays, unless what is left is viable as well; what would be too short
  /// stays in any case.
  func withoutTrunk(_ national: [UInt8]) -> [UInt8]? {
    guard let match = strip?.match(national.span) else { return nil }
    var rest = Array(national[match.end...])
    if let rewrite, let group = match.group { rest = rewrite + national[group] + rest }
    guard rest != national else { return nil }
    if isViable(national.span), !isViable(rest.span) { return nil }
    return isPossible(length: rest.count) || isTooLong(length: rest.count) ? rest : nil
  }
}

/// Asked in this order: a range for a service may lie inside one for lines.
private let typesBeforeLines: [NumberType] = [
  .premium, .tollFree, .sharedCost, .voip, .personal, .pager, .companyWide, .voicemail,
]

private func typeBits(_ word: ArraySlice<UInt8>) -> UInt16? {
  func bit(_ type: NumberType) -> UInt16 { 1 << UInt16(type.rawValue) }
  let words: [(String, UInt16)] = [
    ("any", 1), ("fixed", bit(.fixed)), ("mobile", bit(.mobile)), ("both", bit(.fixed) | bit(.mobile)),
    ("tollfree", bit(.tollFree)), ("premium", bit(.premium)), ("shared", bit(.sharedCost)),
    ("personal", bit(.personal)), ("voip", bit(.voip)), ("pager", bit(.pager)), ("uan", bit(.companyWide)),
    ("voicemail", bit(.voicemail)),
  ]
  return words.first { word.elementsEqual($0.0.utf8) }?.1
}

/// The table, opened: where each plan lies.
private struct NumberingPlans: Sendable {
  var plans: [NumberingPlan] = []
  /// Index of a region's plan plus one; 0: no such region.
  var byRegion = [UInt16](repeating: 0, count: 26 * 26)
  /// Plans of each country code, the main one first.
  var byCode = [Range<Int>](repeating: 0..<0, count: 1_000)

  static let shipped = NumberingPlans(shippedTable())

  static func place(_ first: UInt8, _ second: UInt8) -> Int? {
    guard first &- 0x41 < 26, second &- 0x41 < 26 else { return nil }
    return Int(first - 0x41) * 26 + Int(second - 0x41)
  }

  init(_ table: [UInt8]) {
    var heading = table.startIndex..<table.startIndex
    var lineStart = table.startIndex
    func close(at end: Int, _ plans: inout NumberingPlans) {
      let words = table[heading].split(separator: 0x20)
      guard words.count >= 2, words[0].count >= 2 else { return }
      let region = Array(words[0])
      let plan = NumberingPlan(region: region, codeDigits: Array(words[1]), text: table[heading.upperBound..<end])
      let index = plans.plans.count
      plans.plans.append(plan)
      if let place = Self.place(region[0], region[1]) { plans.byRegion[place] = UInt16(index + 1) }
      guard plan.code < 1_000 else { return }
      let before = plans.byCode[plan.code]
      plans.byCode[plan.code] = before.isEmpty ? index..<index + 1 : before.lowerBound..<index + 1
    }
    while lineStart < table.count {
      let lineEnd = table[lineStart...].firstIndex(of: 0x0A) ?? table.count
      let first = table[lineStart]
      if first != 0x20, lineEnd > lineStart {
        close(at: lineStart, &self)
        heading = first == 0x23 ? lineEnd..<lineEnd : lineStart..<lineEnd
      }
      lineStart = lineEnd + 1
    }
    close(at: table.count, &self)
  }
}

private func shippedTable() -> [UInt8] {
  guard let file = kindred_embedded("tables/phone_metadata.txt")?.pointee else {
    preconditionFailure("the program carries no numbering plans")
  }
  return Array(UnsafeBufferPointer(start: file.bytes, count: file.count))
}

/// What became of one plan of the table, for the tests that go through all of it.
package struct NumberingPlanFacts: Sendable {
  package var region: [UInt8]
  package var code: Int
  package var unreadLineCount: Int
  package var stateCount: Int
}

/// Reads every plan of the table.
package func numberingPlanFacts() -> [NumberingPlanFacts] {
  NumberingPlans.shipped.plans.map {
    NumberingPlanFacts(
      region: $0.region, code: $0.code, unreadLineCount: $0.rules.unreadLineCount,
      stateCount: $0.rules.automaton.stateCount)
  }
}
