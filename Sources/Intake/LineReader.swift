/// Lines of a plain text, decoded as a customer file is: gzip, a byte order mark, and the usual encodings.
///
/// Push bytes as they come, finish, and get each line once, in UTF-8 and without its end. However the bytes are cut into
/// portions, the lines are the same. Memory is bounded by a portion, the sample that tells the encoding and `lineBytesMax`.
public struct LineReader: Sendable {
  /// Of a longer line only the beginning is given: no value is that long.
  public static let lineBytesMax = 1 << 16
  /// Bytes looked at from the first character beyond ASCII on, as for files of rows.
  private static let encodingSampleBytes = 64 << 10

  private let limits: IntakeLimits
  private var head: [UInt8] = []
  private var isOpen = false
  private var gzip: GzipReader?
  private var utf16: Utf16Decoder?
  private var textHead: [UInt8] = []
  private var isTextStarted = false
  private var encoding: TextEncoding?
  private var pending: [UInt8] = []
  private var isInLongLine = false

  public init(limits: IntakeLimits = .standard) { self.limits = limits }

  /// Takes the next portion, of any size, and gives the lines that it completes.
  ///
  /// - Throws: what makes the whole text unreadable, and what `body` throws.
  public mutating func push(_ bytes: [UInt8], _ body: ([UInt8]) throws -> Void) throws {
    do {
      if isOpen {
        try pushContained(bytes[...])
      } else {
        head += bytes
        if head.count >= 8 { try openContainer() }
      }
    } catch {
      // what stands before damaged gzip data is given all the same
      try giveLines(isFinal: false, body)
      throw error
    }
    try giveLines(isFinal: false, body)
  }

  /// Says that the text has ended, and gives what is left.
  public mutating func finish(_ body: ([UInt8]) throws -> Void) throws {
    if !isOpen { try openContainer() }
    do {
      try gzip?.finish()
    } catch {
      if !isTextStarted { startText() }
      try giveLines(isFinal: false, body)
      throw error
    }
    if !isTextStarted { startText() }
    utf16?.finish(into: &pending)
    try giveLines(isFinal: true, body)
  }

  private mutating func openContainer() throws(IntakeFailure) {
    isOpen = true
    if !head.isEmpty, let failure = failure(ofMagic: head) { throw failure }
    if head.starts(with: [0x1F, 0x8B]) { gzip = try GzipReader(ratioMax: limits.gzipRatioMax) }
    let bytes = head
    head = []
    try pushContained(bytes[...])
  }

  private mutating func pushContained(_ bytes: ArraySlice<UInt8>) throws(IntakeFailure) {
    guard gzip != nil else { return pushText(bytes) }
    var plain: [UInt8] = []
    defer { pushText(plain[...]) }
    try gzip?.push(bytes, into: &plain)
  }

  private mutating func pushText(_ bytes: ArraySlice<UInt8>) {
    if isTextStarted {
      if utf16 != nil { utf16?.push(bytes, into: &pending) } else { pending.append(contentsOf: bytes) }
    } else {
      textHead += bytes
      if textHead.count >= 4 { startText() }
    }
  }

  private mutating func startText() {
    isTextStarted = true
    var text = textHead[...]
    textHead = []
    if text.starts(with: [0xEF, 0xBB, 0xBF]) {
      encoding = .utf8
      text = text.dropFirst(3)
    } else if text.starts(with: [0xFF, 0xFE]) || text.starts(with: [0xFE, 0xFF]) {
      utf16 = Utf16Decoder(isBigEndian: text.first == 0xFE)
      encoding = .utf8
      text = text.dropFirst(2)
    }
    if utf16 != nil { utf16?.push(text, into: &pending) } else { pending.append(contentsOf: text) }
  }

  private mutating func giveLines(isFinal: Bool, _ body: ([UInt8]) throws -> Void) throws {
    var unknown: IntakeFailure?
    if encoding == nil, let first = pending.firstIndex(where: { $0 >= 0x80 }) {
      // what is ASCII up to here is the same in every encoding; what follows waits for enough to tell
      let end = min(pending.count, first + LineReader.encodingSampleBytes)
      if isFinal || end - first == LineReader.encodingSampleBytes {
        do {
          encoding = try detectEncoding(pending.span.extracting(first..<end)) ?? .utf8
        } catch {
          unknown = error
        }
      }
    }
    let table = encoding.flatMap(LegacyTable.of)
    var start = 0
    while let end = pending[start...].firstIndex(of: 0x0A) {
      if encoding == nil, pending[start..<end].contains(where: { $0 >= 0x80 }) { break }
      try give(pending[start..<end], table, body)
      start = end + 1
    }
    pending.removeSubrange(..<start)
    if let unknown { throw unknown }
    if isFinal, !pending.isEmpty || isInLongLine {
      try give(pending[...], table, body)
      pending = []
    } else if pending.count > LineReader.lineBytesMax, encoding != nil || !pending.contains(where: { $0 >= 0x80 }) {
      // the rest of the line is left out, up to its end
      if !isInLongLine {
        try body(decoded(pending.prefix(LineReader.lineBytesMax), table))
        isInLongLine = true
      }
      pending.removeAll(keepingCapacity: true)
    }
  }

  private mutating func give(_ line: ArraySlice<UInt8>, _ table: LegacyTable?, _ body: ([UInt8]) throws -> Void) throws {
    if isInLongLine {
      isInLongLine = false
      return
    }
    try body(decoded((line.last == 0x0D ? line.dropLast() : line).prefix(LineReader.lineBytesMax), table))
  }

  /// A byte that stands for nothing ends what can be read of the line.
  private func decoded(_ line: ArraySlice<UInt8>, _ table: LegacyTable?) -> [UInt8] {
    guard let table else { return Array(line) }
    var text: [UInt8] = []
    _ = table.decode(Array(line).span, into: &text)
    return text
  }
}
