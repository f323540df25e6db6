import CICU

/// From the encodings customer files come in to UTF-8.
///
/// CP949, Shift-JIS and windows-1252 keep the bytes of CSV's structure (`,` `;` tab `"` and the line
/// breaks never occur as second bytes), so rows are found first and decoded field by field: one bad
/// byte costs one row. UTF-16 does not, and is turned into UTF-8 before rows are looked for.
struct LegacyTable: Sendable {
  private let singles: [UInt16]
  private let pairs: [UInt16]

  /// nil: the ICU at hand has no such converter.
  private init?(icuName: String) {
    var singles = [UInt16](repeating: 0, count: 256)
    var pairs = [UInt16](repeating: 0, count: 65_536)
    guard kindred_decoding_table(icuName, &singles, &pairs) == 0 else { return nil }
    self.singles = singles
    self.pairs = pairs
  }

  /// The table of an encoding; nil for the Unicode ones, which need none.
  static func of(_ encoding: TextEncoding) -> LegacyTable? {
    switch encoding {
    case .cp949: cp949
    case .shiftJIS: shiftJIS
    case .windows1252: windows1252
    case .utf8, .utf16LittleEndian, .utf16BigEndian: nil
    }
  }

  /// Appends `text` as UTF-8.
  ///
  /// - Returns: false where a byte stands for nothing; `output` then holds what came before it.
  func decode(_ text: Span<UInt8>, into output: inout [UInt8]) -> Bool {
    var index = 0
    while index < text.count {
      let lead = text[index]
      if lead < 0x80 {
        output.append(lead)
        index += 1
        continue
      }
      var unit = singles[Int(lead)]
      index += 1
      if unit == 0 {
        guard index < text.count else { return false }
        unit = pairs[Int(lead) << 8 | Int(text[index])]
        index += 1
      }
      guard unit != 0 else { return false }
      appendUtf8(UInt32(unit), to: &output)
    }
    return true
  }

  func isDefined(lead: UInt8, trail: UInt8) -> Bool { pairs[Int(lead) << 8 | Int(trail)] != 0 }
  func isDefined(single: UInt8) -> Bool { singles[Int(single)] != 0 }

  private static let cp949 = LegacyTable(icuName: "windows-949")
  private static let shiftJIS = LegacyTable(icuName: "windows-31j")
  private static let windows1252 = LegacyTable(icuName: "windows-1252")
}

/// UTF-16 in portions to UTF-8. A lone surrogate passes as bytes that are not UTF-8, so that the row
/// it stands in is rejected and no other.
struct Utf16Decoder: Sendable {
  private let isBigEndian: Bool
  private var odd: UInt8?
  private var high: UInt32?

  init(isBigEndian: Bool) { self.isBigEndian = isBigEndian }

  mutating func push(_ bytes: ArraySlice<UInt8>, into output: inout [UInt8]) {
    for byte in bytes {
      guard let first = odd else {
        odd = byte
        continue
      }
      odd = nil
      let unit = isBigEndian ? UInt32(first) << 8 | UInt32(byte) : UInt32(byte) << 8 | UInt32(first)
      if let lead = high {
        high = nil
        if (0xDC00...0xDFFF).contains(unit) {
          appendUtf8(0x10000 + (lead - 0xD800) << 10 + (unit - 0xDC00), to: &output)
          continue
        }
        appendUtf8(lead, to: &output)
      }
      if (0xD800...0xDBFF).contains(unit) { high = unit } else { appendUtf8(unit, to: &output) }
    }
  }

  mutating func finish(into output: inout [UInt8]) {
    if let lead = high { appendUtf8(lead, to: &output) }
    // Half a code unit at the end: the last row is damaged.
    if odd != nil { output.append(0xFF) }
    high = nil
    odd = nil
  }
}

/// Which encoding a stretch of text without a byte order mark is in.
///
/// UTF-8 wins wherever its multi-byte sequences are the rule, a few damaged ones notwithstanding: text
/// in another encoding is almost never valid UTF-8 by chance. Then CP949 and Shift-JIS by the share of
/// two-byte characters in everyday use, then windows-1252, in which nearly every byte means something.
///
/// - Parameter sample: any stretch that starts at a character; a character cut off at its end is passed over.
/// - Returns: nil where all bytes are ASCII and so nothing is known yet.
/// - Throws: `unknownEncoding` where nothing fits.
func detectEncoding(_ sample: Span<UInt8>) throws(IntakeFailure) -> TextEncoding? {
  var sequences = 0
  var damaged = 0
  var index = 0
  while index < sample.count {
    if sample[index] < 0x80 {
      index += 1
    } else if let (_, length) = scalar(at: index, in: sample) {
      sequences += 1
      index += length
    } else {
      if index + 3 < sample.count { damaged += 1 }
      index += 1
    }
  }
  if sequences == 0 && damaged == 0 {
    // Only a cut-off character or one damaged byte at the very end: UTF-8 until shown otherwise.
    return hasHighByte(sample) ? .utf8 : nil
  }
  if damaged * 2 <= sequences { return .utf8 }

  let korean = everydayShare(sample, .cp949) { lead, trail in (0xB0...0xC8).contains(lead) && trail >= 0xA1 }
  let japanese = everydayShare(sample, .shiftJIS) { lead, _ in (0x82...0x83).contains(lead) || (0x88...0x97).contains(lead) }
  let floor = 600
  if let korean, korean >= floor, korean >= japanese ?? 0 { return .cp949 }
  if let japanese, japanese >= floor { return .shiftJIS }
  if everydayShare(sample, .windows1252, isEveryday: { _, _ in false }) != nil { return .windows1252 }
  throw .unknownEncoding
}

private func hasHighByte(_ sample: Span<UInt8>) -> Bool {
  for index in 0..<sample.count where sample[index] >= 0x80 { return true }
  return false
}

/// Everyday two-byte characters per thousand characters above ASCII; nil where more than one in eight
/// is not in the encoding at all.
private func everydayShare(
  _ sample: Span<UInt8>, _ encoding: TextEncoding, isEveryday: (UInt8, UInt8) -> Bool
) -> Int? {
  guard let table = LegacyTable.of(encoding) else { return nil }
  var everyday = 0
  var all = 0
  var undefined = 0
  var index = 0
  while index < sample.count {
    let lead = sample[index]
    index += 1
    if lead < 0x80 { continue }
    all += 1
    if table.isDefined(single: lead) { continue }
    guard index < sample.count else { break }
    let trail = sample[index]
    if table.isDefined(lead: lead, trail: trail) {
      if isEveryday(lead, trail) { everyday += 1 }
      index += 1
    } else {
      undefined += 1
    }
  }
  return undefined * 8 > all ? nil : everyday * 1_000 / max(1, all)
}
