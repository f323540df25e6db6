/// The address of a source record: which source system, and the record's id there.
///
/// Everything that must outlive a re-load hangs on source keys: judgements, history, points. They
/// are compared as UTF-8 bytes, source first, then id, and that order breaks every tie in the
/// product. `String`'s own `==` treats canonically equivalent spellings as equal, so it is not used.
public struct SourceKey: Sendable {
  public var source: String
  public var id: String

  public init(source: String, id: String) {
    self.source = source
    self.id = id
  }

  /// Longest source name and longest id, in UTF-8 bytes.
  public static let sourceBytesMax = 64
  public static let idBytesMax = 255

  /// Reads `SOURCE:ID`. The first colon separates: a source name has none, an id may.
  public init?(parsing text: String) {
    let bytes = text.utf8
    guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), colon != bytes.startIndex else { return nil }
    let rest = bytes.index(after: colon)
    guard rest != bytes.endIndex else { return nil }
    self.init(source: String(text[..<colon]), id: String(text[rest...]))
  }
}

extension SourceKey: Comparable, Hashable {
  public static func == (left: SourceKey, right: SourceKey) -> Bool {
    left.source.utf8.elementsEqual(right.source.utf8) && left.id.utf8.elementsEqual(right.id.utf8)
  }

  public static func < (left: SourceKey, right: SourceKey) -> Bool {
    if !left.source.utf8.elementsEqual(right.source.utf8) {
      return left.source.utf8.lexicographicallyPrecedes(right.source.utf8)
    }
    return left.id.utf8.lexicographicallyPrecedes(right.id.utf8)
  }

  public func hash(into hasher: inout Hasher) {
    for byte in source.utf8 { hasher.combine(byte) }
    hasher.combine(UInt8(0))
    for byte in id.utf8 { hasher.combine(byte) }
  }
}

extension SourceKey: CustomStringConvertible {
  public var description: String { "\(source):\(id)" }
}
