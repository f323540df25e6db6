/// The numbers and ids that address things. Distinct types, so that one cannot stand in for another.

/// Position of a record in a table that is sorted by source key.
public struct RecordIndex: RawRepresentable, Hashable, Comparable, Sendable {
  public var rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }
  public static func < (left: RecordIndex, right: RecordIndex) -> Bool { left.rawValue < right.rawValue }
}

/// A stored source record's own number: never re-used, survives deletion and erasure of the record.
public struct RecordNumber: RawRepresentable, Hashable, Comparable, Sendable {
  public var rawValue: Int64
  public init(rawValue: Int64) { self.rawValue = rawValue }
  public static func < (left: RecordNumber, right: RecordNumber) -> Bool { left.rawValue < right.rawValue }
}

/// The public id of a customer: a UUIDv7 (RFC 9562), minted once, resolvable for ever.
public struct CustomerID: Hashable, Comparable, Sendable {
  public var high: UInt64
  public var low: UInt64

  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// Makes a UUIDv7 from a moment and 74 random bits, both given by the caller.
  ///
  /// - Parameters:
  ///   - instant: its milliseconds become the first 48 bits, so that ids sort by the time they were minted.
  ///   - randomHigh: the low 12 bits are used.
  ///   - randomLow: the low 62 bits are used.
  public init(mintedAt instant: Instant, randomHigh: UInt64, randomLow: UInt64) {
    let milliseconds = UInt64(bitPattern: instant.microseconds / 1_000) & 0xFFFF_FFFF_FFFF
    high = milliseconds << 16 | 0x7000 | (randomHigh & 0x0FFF)
    low = 0x8000_0000_0000_0000 | (randomLow & 0x3FFF_FFFF_FFFF_FFFF)
  }

  public static func < (left: CustomerID, right: CustomerID) -> Bool {
    left.high != right.high ? left.high < right.high : left.low < right.low
  }
}

extension CustomerID: CustomStringConvertible {
  /// The usual 8-4-4-4-12 hexadecimal form, lower case.
  public var description: String {
    let digits = Array("0123456789abcdef".utf8)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(36)
    for nibble in 0..<32 {
      if nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20 { bytes.append(UInt8(ascii: "-")) }
      let word = nibble < 16 ? high : low
      bytes.append(digits[Int(word >> UInt64((15 - nibble % 16) * 4) & 15)])
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Reads the 8-4-4-4-12 form, upper or lower case; nothing else.
  public init?(parsing text: String) {
    var high: UInt64 = 0
    var low: UInt64 = 0
    var nibbles = 0
    var position = 0
    for byte in text.utf8 {
      defer { position += 1 }
      if position == 8 || position == 13 || position == 18 || position == 23 {
        guard byte == UInt8(ascii: "-") else { return nil }
        continue
      }
      let value: UInt8
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = byte - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): value = byte - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): value = byte - UInt8(ascii: "A") + 10
      default: return nil
      }
      if nibbles < 16 { high = high << 4 | UInt64(value) } else { low = low << 4 | UInt64(value) }
      nibbles += 1
      guard nibbles <= 32 else { return nil }
    }
    guard nibbles == 32, position == 36 else { return nil }
    self.init(high: high, low: low)
  }
}
