import Identity
public import Intake
public import Normalization

/// What is asked of a lookup: a value and what it means, in the words of mapping files.
public struct LookupTerm: Sendable, Equatable {
  public var role: FieldRole
  /// handle: the platform; identifier: the scheme, which it must have.
  public var detail: String?
  /// As typed, UTF-8, at most `Normalizer.rawBytesMax` bytes.
  public var raw: [UInt8]

  public init(role: FieldRole, detail: String? = nil, raw: [UInt8]) {
    self.role = role
    self.detail = detail
    self.raw = raw
  }

  /// The words that may be asked for; `name` is `full_name`.
  public static let words = ["name"] + FieldRole.allCases.filter(isAskable).map(\.rawValue)

  /// - Parameter word: `email`, `handle:instagram`, `identifier:card` …
  public init(word: String, raw: [UInt8]) throws(LookupFailure) {
    let parts = word.utf8.split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    let name = parts[0] == "name" ? FieldRole.fullName.rawValue : parts[0]
    guard let role = FieldRole(rawValue: name), LookupTerm.isAskable(role) else { throw .unknownWord }
    let detail = parts.count > 1 ? parts[1] : nil
    if role == .identifier, detail?.isEmpty ?? true { throw .schemeMissing }
    guard raw.count <= Normalizer.rawBytesMax else { throw .valueTooLong(word: word) }
    self.init(role: role, detail: detail, raw: raw)
  }

  private static func isAskable(_ role: FieldRole) -> Bool {
    switch role {
    case .recordID, .source, .updatedAt, .kept, .text, .exact, .date, .number, .set: false
    default: true
    }
  }
}

/// A value that the caller has hashed, see `LookupKeys`.
public struct LookupHash: Sendable, Equatable {
  /// One of `LookupKeys.kinds`.
  public var kind: KeyKind
  /// 32 bytes.
  public var hash: [UInt8]

  public init(kind: KeyKind, hash: [UInt8]) {
    self.kind = kind
    self.hash = hash
  }

  /// - Parameters:
  ///   - word: `email`, `phone`, `handle` or `identifier`.
  ///   - hexadecimal: 64 digits.
  public init(word: String, hexadecimal: [UInt8]) throws(LookupFailure) {
    guard let kind = LookupKeys.kinds.first(where: { lookupWord($0) == word }) else { throw .hashOfOtherKind }
    guard hexadecimal.count == 64 else { throw .hashUnreadable }
    var hash: [UInt8] = []
    for index in stride(from: 0, to: 64, by: 2) {
      guard let high = digit(hexadecimal[index]), let low = digit(hexadecimal[index + 1]) else { throw .hashUnreadable }
      hash.append(high << 4 | low)
    }
    self.init(kind: kind, hash: hash)
  }
}

private func digit(_ byte: UInt8) -> UInt8? {
  switch byte {
  case 0x30...0x39: byte - 0x30
  case 0x41...0x46: byte - 0x41 + 10
  case 0x61...0x66: byte - 0x61 + 10
  default: nil
  }
}

/// The word a kind of identifier is asked for by.
func lookupWord(_ kind: KeyKind) -> String {
  switch kind {
  case .emailAccount: "email"
  case .phoneLine: "phone"
  case .handleExact: "handle"
  default: "identifier"
  }
}

/// Why something cannot be looked up. Says nothing of the value.
public enum LookupFailure: Error, Sendable, Equatable, CustomStringConvertible {
  case unknownWord
  case schemeMissing
  case valueTooLong(word: String)
  case hashOfOtherKind
  case hashUnreadable
  case nothingAsked

  public var description: String {
    switch self {
    case .unknownWord:
      "That is nothing to look up by; use one of \(LookupTerm.words.joined(separator: ", ")), as in email=kim@naver.com."
    case .schemeMissing:
      "An identifier needs its scheme, the name its column has in the mapping: identifier:card=1234."
    case .valueTooLong(let word):
      "The value of \(word) is longer than \(Normalizer.rawBytesMax) bytes; no value of a record is."
    case .hashOfOtherKind:
      "Only email, phone, handle and identifier are looked up by a hash; give other values as they are."
    case .hashUnreadable:
      "A hash is 64 hexadecimal digits: HMAC-SHA-256 of the kind, a zero byte and the key, with the lookup secret."
    case .nothingAsked:
      "Say what to look up, as in email=kim@naver.com."
    }
  }
}
