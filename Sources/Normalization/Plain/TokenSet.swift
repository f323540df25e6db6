import Identity

/// A set in one cell or in a list: tags, interests, the shops somebody goes to. Order and repetition mean nothing.
///
/// The comparison form is the folded members, sorted by their bytes, each but the last with a line break behind it.
extension Normalizer {
  /// Most members that are read; of more the first in byte order count.
  public static let setMembersMax = 64

  /// - Parameters:
  ///   - cells: the cells of the column in one row, each parted at comma, semicolon, bar, slash and line break.
  ///   - into: called once, or not at all where there is no member.
  public func set(_ cells: [[UInt8]], into: (NormalizedValue) -> Void) {
    var flags: ValueFlags = []
    var members: [(folded: [UInt8], shown: [UInt8])] = []
    for cell in cells {
      if cell.count > Normalizer.rawBytesMax { flags.insert(.clipped) }
      let cell = withoutResidentNumbers(clipped(cell))
      // n/a is not two members.
      let whole = foldText(cell)
      for piece in Placeholder.isMissing(whole) ? [cell] : parted(cell) {
        let folded = foldText(piece)
        if !folded.isEmpty { members.append((folded, displayed(piece, folded))) }
      }
    }
    if members.isEmpty { return }
    let telling = members.filter { !Placeholder.isMissing($0.folded) && !isHiddenResidentNumber($0.folded) }.sorted { left, right in
      left.folded == right.folded
        ? left.shown.lexicographicallyPrecedes(right.shown) : left.folded.lexicographicallyPrecedes(right.folded)
    }
    if telling.isEmpty {
      into(
        NormalizedValue(
          attribute: .set, canonical: members[0].shown, form: [], keys: [], flags: flags.union(.placeholder), sharing: .junk))
      return
    }
    var kept: [(folded: [UInt8], shown: [UInt8])] = []
    for member in telling where kept.last.map({ $0.folded != member.folded }) ?? true { kept.append(member) }
    if kept.count > Normalizer.setMembersMax {
      kept.removeSubrange(Normalizer.setMembersMax...)
      flags.insert(.clipped)
    }
    let form = Array(kept.map(\.folded).joined(separator: [lineBreak]))
    into(
      NormalizedValue(
        attribute: .set, canonical: Array(kept.map(\.shown).joined(separator: [0x3B, 0x20])), form: form,
        keys: [NormalizedKey(.setFull, form)] + kept.map { NormalizedKey(.setMember, $0.folded) }, flags: flags))
  }
}

extension SetLevel {
  /// How much two comparison forms of sets have in common, by the share of their members that are in both
  /// (P. Jaccard 1901).
  public static func of(_ left: Span<UInt8>, _ right: Span<UInt8>) -> SetLevel {
    if left.isEmpty || right.isEmpty { return .different }
    var (leftCount, rightCount, common) = (0, 0, 0)
    var (leftStart, rightStart) = (0, 0)
    // Both are sorted: one walk along them.
    while leftStart <= left.count || rightStart <= right.count {
      let leftEnd = memberEnd(left, leftStart)
      let rightEnd = memberEnd(right, rightStart)
      let order =
        leftStart > left.count ? 1 : rightStart > right.count ? -1 : compare(left, leftStart..<leftEnd, right, rightStart..<rightEnd)
      if order <= 0 {
        leftCount += 1
        leftStart = leftEnd + 1
      }
      if order >= 0 {
        rightCount += 1
        rightStart = rightEnd + 1
      }
      if order == 0 { common += 1 }
    }
    let union = leftCount + rightCount - common
    if common == union { return .same }
    let smaller = min(leftCount, rightCount)
    if common * 2 >= union || smaller >= 2 && common == smaller { return .most }
    return common * 4 >= union ? .some : .different
  }

  private static func memberEnd(_ form: Span<UInt8>, _ start: Int) -> Int {
    var end = start
    while end < form.count, form[end] != lineBreak { end += 1 }
    return end
  }

  private static func compare(_ left: Span<UInt8>, _ a: Range<Int>, _ right: Span<UInt8>, _ b: Range<Int>) -> Int {
    var offset = 0
    while offset < a.count, offset < b.count {
      let (x, y) = (left[a.lowerBound + offset], right[b.lowerBound + offset])
      if x != y { return x < y ? -1 : 1 }
      offset += 1
    }
    return a.count == b.count ? 0 : a.count < b.count ? -1 : 1
  }
}

private let lineBreak: UInt8 = 0x0A

/// The pieces between separators: `,` `;` `|` `/`, line breaks, and the commas of East Asia.
private func parted(_ cell: [UInt8]) -> [[UInt8]] {
  var pieces: [[UInt8]] = [[]]
  var index = 0
  while index < cell.count {
    switch cell[index] {
    case 0x2C, 0x3B, 0x7C, 0x2F, 0x0A, 0x0D:
      pieces.append([])
      index += 1
    case 0xE3 where cell[index...].starts(with: [0xE3, 0x80, 0x81]), 0xEF where cell[index...].starts(with: [0xEF, 0xBC, 0x8C]):
      pieces.append([])
      index += 3
    case let byte:
      pieces[pieces.count - 1].append(byte)
      index += 1
    }
  }
  return pieces
}
