import CEmbedded

/// What is known of mail domains and of local parts, as two tables that the program carries as text.
///
/// Only documented rules make two addresses the same mailbox; what is merely likely makes a group. The
/// files say for each rule where it is written.
struct MailTraits: OptionSet, Sendable {
  var rawValue: UInt32

  static let dropsTag = MailTraits(rawValue: 1 << 0)
  static let dropsDots = MailTraits(rawValue: 1 << 1)
  static let hyphenForDot = MailTraits(rawValue: 1 << 2)
  static let noDots = MailTraits(rawValue: 1 << 3)
  static let oddDots = MailTraits(rawValue: 1 << 4)
  static let subdomainMailboxes = MailTraits(rawValue: 1 << 5)
  static let yahooGroup = MailTraits(rawValue: 1 << 6)
  static let protonGroup = MailTraits(rawValue: 1 << 7)
  static let relay = MailTraits(rawValue: 1 << 8)
  static let disposable = MailTraits(rawValue: 1 << 9)
  static let filler = MailTraits(rawValue: 1 << 10)
  static let dead = MailTraits(rawValue: 1 << 11)
  static let slip = MailTraits(rawValue: 1 << 12)
  static let role = MailTraits(rawValue: 1 << 13)
  static let missing = MailTraits(rawValue: 1 << 14)
  static let known = MailTraits(rawValue: 1 << 15)
  static let into = MailTraits(rawValue: 1 << 16)

  /// The words of the tables' headings.
  static let words: [(String, MailTraits)] = [
    ("drops-tag", .dropsTag), ("drops-dots", .dropsDots), ("hyphen-for-dot", .hyphenForDot), ("no-dots", .noDots),
    ("odd-dots", .oddDots), ("subdomain-mailboxes", .subdomainMailboxes), ("yahoo-group", .yahooGroup),
    ("proton-group", .protonGroup), ("relay", .relay), ("disposable", .disposable), ("filler", .filler),
    ("dead", .dead), ("slip", .slip), ("role", .role), ("missing", .missing), ("known", .known),
  ]
}

/// Words with traits, looked up by bytes without allocating: open addressing over one block of text.
///
/// Read from text of headings, `[trait trait into=word]`, and the words below them; `word=target` leads
/// from one word to another, as `into=` does for all words of a section.
final class MailTable: Sendable {
  struct Row: Sendable {
    /// What the headings above the word say.
    fileprivate(set) var traits: MailTraits = []
    fileprivate var start: UInt32
    fileprivate var count: UInt16
    fileprivate var target: UInt16

    var lengthBytes: Int { Int(count) }
  }

  /// Domains: providers, relays, throw-away hosts, fillers, slips.
  static let domains = MailTable(["tables/email_domains.txt", "tables/email_disposable.txt"])
  /// Local parts: roles and fillers.
  static let mailboxes = MailTable(["tables/email_mailboxes.txt"])

  private let text: [UInt8]
  private let rows: [Row]
  /// Row and one; 0 is free. At most half are taken.
  private let slots: [UInt16]

  init(_ names: [String]) {
    var builder = Builder()
    for name in names { builder.read(name) }
    text = builder.text
    rows = builder.rows
    slots = builder.slots
  }

  /// What is known of a word; nil where it is in no section.
  ///
  /// - Complexity: linear in the length of the word.
  func row(_ word: Span<UInt8>) -> Row? {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: MailTable.hash(word)) & mask
    while true {
      let taken = slots[slot]
      if taken == 0 { return nil }
      let row = rows[Int(taken) - 1]
      if Int(row.count) == word.count, isEqual(Int(row.start), word) { return row }
      slot = (slot + 1) & mask
    }
  }

  /// The word that `row` leads to: the provider's first domain, the domain that was meant.
  func target(of row: Row) -> Row { rows[Int(row.target)] }

  func put(_ row: Row, to value: inout ValueWriter) {
    for index in Int(row.start)..<Int(row.start) + Int(row.count) { value.put(text[index]) }
  }

  private func isEqual(_ start: Int, _ word: Span<UInt8>) -> Bool {
    for index in 0..<word.count where text[start + index] != word[index] { return false }
    return true
  }

  /// FNV-1a with the high half folded in (Fowler, Noll and Vo).
  private static func hash(_ word: Span<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for index in 0..<word.count { hash = (hash ^ UInt64(word[index])) &* 0x0000_0100_0000_01B3 }
    return hash ^ hash >> 32
  }

  private struct Builder {
    var text: [UInt8] = []
    var rows: [Row] = []
    var slots: [UInt16] = [0, 0]

    mutating func read(_ name: String) {
      guard let file = kindred_embedded(name) else {
        preconditionFailure("the program was built without \(name)")
      }
      let bytes = UnsafeBufferPointer(start: file.pointee.bytes, count: file.pointee.count)
      var traits: MailTraits = []
      var target: ArraySlice<UInt8> = []
      for line in bytes.split(separator: 0x0A) where line.first != 0x23 {
        if line.first == 0x5B {
          (traits, target) = heading(line.dropFirst().dropLast())
          continue
        }
        for word in line.split(separator: 0x20) {
          let sides = word.split(separator: 0x3D)
          add(sides[0], traits, target: sides.count > 1 ? ArraySlice(sides[1]) : target)
        }
      }
    }

    private func heading(_ line: Slice<UnsafeBufferPointer<UInt8>>) -> (MailTraits, ArraySlice<UInt8>) {
      var traits: MailTraits = []
      var target: ArraySlice<UInt8> = []
      for word in line.split(separator: 0x20) {
        if let equals = word.firstIndex(of: 0x3D) {
          traits.insert(.into)
          target = ArraySlice(word[word.index(after: equals)...])
        } else if let known = MailTraits.words.first(where: { word.elementsEqual($0.0.utf8) }) {
          traits.formUnion(known.1)
        }
      }
      return (traits, target)
    }

    private mutating func add(_ word: some Collection<UInt8>, _ traits: MailTraits, target: ArraySlice<UInt8>) {
      let row = place(word)
      rows[row].traits.formUnion(traits)
      if !target.isEmpty { rows[row].target = UInt16(place(target)) }
    }

    /// The row of a word, new where it has none.
    private mutating func place(_ word: some Collection<UInt8>) -> Int {
      let bytes = Array(word)
      var slot = Int(truncatingIfNeeded: MailTable.hash(bytes.span)) & (slots.count - 1)
      while slots[slot] != 0 {
        let row = rows[Int(slots[slot]) - 1]
        let start = Int(row.start)
        if text[start..<start + Int(row.count)].elementsEqual(bytes) { return Int(slots[slot]) - 1 }
        slot = (slot + 1) & (slots.count - 1)
      }
      rows.append(Row(start: UInt32(text.count), count: UInt16(bytes.count), target: UInt16(rows.count)))
      text += bytes
      slots[slot] = UInt16(rows.count)
      if rows.count * 2 > slots.count { rehash() }
      return rows.count - 1
    }

    private mutating func rehash() {
      slots = [UInt16](repeating: 0, count: slots.count * 4)
      for (index, row) in rows.enumerated() {
        let start = Int(row.start)
        var slot = Int(truncatingIfNeeded: MailTable.hash(text.span.extracting(start..<start + Int(row.count))))
          & (slots.count - 1)
        while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = UInt16(index + 1)
      }
    }
  }
}
