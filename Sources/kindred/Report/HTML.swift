import Resolution

/// A piece of a page. What stands in a literal is markup, what is put into it is text and gets escaped, so a
/// customer's name can never become an element.
///
///     let cell: HTML = "<td>\(name)</td>"
struct HTML: ExpressibleByStringInterpolation, Sendable {
  private(set) var bytes: [UInt8] = []

  init() {}
  init(stringLiteral value: String) { bytes = Array(value.utf8) }
  init(stringInterpolation: Interpolation) { bytes = stringInterpolation.bytes }
  typealias StringInterpolation = Interpolation

  struct Interpolation: StringInterpolationProtocol {
    fileprivate var bytes: [UInt8] = []
    init(literalCapacity: Int, interpolationCount: Int) { bytes.reserveCapacity(literalCapacity + interpolationCount * 16) }
    mutating func appendLiteral(_ literal: String) { bytes += Array(literal.utf8) }
    mutating func appendInterpolation(_ text: String) { HTML.escape(text, into: &bytes) }
    mutating func appendInterpolation(_ number: Int) { bytes += Array(String(number).utf8) }
    mutating func appendInterpolation(_ piece: HTML) { bytes += piece.bytes }
    mutating func appendInterpolation(_ pieces: [HTML]) { for piece in pieces { bytes += piece.bytes } }
  }

  static func += (left: inout HTML, right: HTML) { left.bytes += right.bytes }

  /// For content and for attributes in double quotes. Control characters and marks that turn the direction
  /// of writing show as their codes.
  private static func escape(_ text: String, into bytes: inout [UInt8]) {
    for byte in visible(text).utf8 {
      switch byte {
      case UInt8(ascii: "&"): bytes += Array("&amp;".utf8)
      case UInt8(ascii: "<"): bytes += Array("&lt;".utf8)
      case UInt8(ascii: ">"): bytes += Array("&gt;".utf8)
      case UInt8(ascii: "\""): bytes += Array("&quot;".utf8)
      case UInt8(ascii: "'"): bytes += Array("&#39;".utf8)
      default: bytes.append(byte)
      }
    }
  }
}

/// A coordinate with one decimal.
func coordinate(_ value: Double) -> String {
  let tenths = Int((value * 10).rounded())
  let sign = tenths < 0 ? "-" : ""
  return tenths % 10 == 0 ? "\(sign)\(tenths.magnitude / 10)" : "\(sign)\(tenths.magnitude / 10).\(tenths.magnitude % 10)"
}
