public import Identity
public import Linkage
public import Normalization

/// One source record as the engine sees it: its key, its moment and its normalised values.
public struct RecordFeatures: Sendable {
  public var source: String
  public var id: [UInt8]
  /// The source's own timestamp; nil where it gave none.
  public var timestamp: Instant?
  /// Line of the file the record starts on.
  public var line: Int
  /// Hash of the raw row: tells a repeated row from a changed one.
  public var content: UInt64
  public var values: [FeatureValue]
  /// More values of one attribute than `valuesMax`: the row is rejected.
  public var hasTooManyValues = false

  /// Most values of one attribute that one record may have. Values are compared each with each, so a row
  /// of ten thousand phones would stop the whole job.
  public static let valuesMax = 64

  public init(source: String, id: [UInt8], timestamp: Instant?, line: Int, content: UInt64, values: [FeatureValue]) {
    self.source = source
    self.id = id
    self.timestamp = timestamp
    self.line = line
    self.content = content
    self.values = values
  }
}

/// A normalised value, where it belongs in a record table and where it came from.
public struct FeatureValue: Sendable, Hashable {
  public var column: ColumnID
  public var value: NormalizedValue
  /// The source has checked that the value is this person's.
  public var isVerified: Bool
  /// Index of the column of the source's settings it came from.
  public var origin: UInt16

  public init(column: ColumnID, value: NormalizedValue, isVerified: Bool, origin: UInt16) {
    self.column = column
    self.value = value
    self.isVerified = isVerified
    self.origin = origin
  }
}

extension RecordTable.Builder {
  /// Adds a record with all its values.
  public mutating func append(_ record: RecordFeatures, tag: Int64) {
    beginRecord(
      source: record.source, id: record.id, timestamp: record.timestamp?.microseconds ?? RecordTable.noTimestamp, tag: tag,
      content: record.content)
    for value in record.values { add(value.value, to: value.column, isVerified: value.isVerified) }
  }
}

extension RecordBatch {
  /// Adds a record with all its values.
  mutating func append(_ record: RecordFeatures) {
    beginRecord(
      source: record.source, id: record.id, timestamp: record.timestamp?.microseconds ?? RecordTable.noTimestamp,
      content: record.content)
    for value in record.values { add(value.value, to: value.column, isVerified: value.isVerified) }
  }
}

/// Normalised values of a record as bytes and back: what a store keeps, so that resolving again needs
/// no normalising again.
///
/// Layout, version 1: version; count; then for each value attribute, label, origin, verified, class, flags,
/// canonical, form, keys (kind, bytes). Numbers and lengths are LEB128.
public enum FeatureCodec {
  public static let version: UInt8 = 1

  public static func encode(_ values: [FeatureValue]) -> [UInt8] {
    var out: [UInt8] = [version]
    out.reserveCapacity(values.count * 64)
    put(UInt64(values.count), &out)
    for feature in values {
      out.append(feature.column.attribute.rawValue)
      put(Array(feature.column.label.utf8), &out)
      put(UInt64(feature.origin), &out)
      out.append(feature.isVerified ? 1 : 0)
      out.append(feature.value.sharing.rawValue)
      put(feature.value.flags.rawValue, &out)
      feature.value.withCanonical { put($0, &out) }
      feature.value.withForm { put($0, &out) }
      put(UInt64(feature.value.keyCount), &out)
      feature.value.eachKey { kind, text in
        out.append(kind.rawValue)
        put(text, &out)
      }
    }
    return out
  }

  /// - Returns: nil where the bytes are not a payload of this version.
  public static func decode(_ bytes: [UInt8]) -> [FeatureValue]? {
    var reader = Reader(bytes: bytes)
    guard reader.byte() == version, let count = reader.number(), count <= 100_000 else { return nil }
    var values: [FeatureValue] = []
    values.reserveCapacity(Int(count))
    for _ in 0..<count {
      guard let attribute = reader.byte().flatMap({ Attribute(rawValue: $0) }), let label = reader.string(),
        let origin = reader.number(), let verified = reader.byte(), let sharing = reader.byte().flatMap({ ValueClass(rawValue: $0) }),
        let flags = reader.number(), let canonical = reader.string(), let form = reader.string(),
        let keyCount = reader.number(), keyCount <= 100_000
      else { return nil }
      var keys: [NormalizedKey] = []
      for _ in 0..<keyCount {
        guard let kind = reader.byte().flatMap({ KeyKind(rawValue: $0) }), let key = reader.string(), !key.isEmpty else {
          return nil
        }
        keys.append(NormalizedKey(kind, key))
      }
      values.append(
        FeatureValue(
          column: ColumnID(attribute, label: String(decoding: label, as: UTF8.self)),
          value: NormalizedValue(
            attribute: attribute, canonical: canonical, form: form, keys: keys,
            flags: ValueFlags(rawValue: flags), sharing: sharing),
          isVerified: verified == 1, origin: UInt16(truncatingIfNeeded: origin)))
    }
    return reader.isAtEnd ? values : nil
  }

  private static func put(_ number: UInt64, _ out: inout [UInt8]) {
    var number = number
    while number >= 0x80 {
      out.append(UInt8(truncatingIfNeeded: number) | 0x80)
      number >>= 7
    }
    out.append(UInt8(number))
  }

  private static func put(_ bytes: Span<UInt8>, _ out: inout [UInt8]) {
    put(UInt64(bytes.count), &out)
    bytes.withUnsafeBufferPointer { out.append(contentsOf: $0) }
  }

  private static func put(_ bytes: [UInt8], _ out: inout [UInt8]) {
    put(UInt64(bytes.count), &out)
    out.append(contentsOf: bytes)
  }

  private struct Reader {
    let bytes: [UInt8]
    var position = 0
    var isAtEnd: Bool { position == bytes.count }

    mutating func byte() -> UInt8? {
      guard position < bytes.count else { return nil }
      defer { position += 1 }
      return bytes[position]
    }

    mutating func number() -> UInt64? {
      var result: UInt64 = 0
      var shift: UInt64 = 0
      while let next = byte(), shift < 63 {
        result |= UInt64(next & 0x7F) << shift
        if next < 0x80 { return result }
        shift += 7
      }
      return nil
    }

    mutating func string() -> [UInt8]? {
      guard let length = number(), length <= UInt64(bytes.count - position) else { return nil }
      defer { position += Int(length) }
      return Array(bytes[position..<position + Int(length)])
    }
  }
}
