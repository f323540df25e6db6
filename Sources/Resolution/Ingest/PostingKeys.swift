import Crypto
public import Linkage
import Normalization

/// The blocking keys of records as a store keeps them: rule and keyed hash.
///
/// A hash of a phone number that anybody can compute is the phone number: there are only 10^8 Korean
/// mobile numbers. So what is stored is HMAC-SHA-256 under a secret of the database, cut to 64 bits.
/// A collision costs one comparison.
public struct PostingKeys: Sendable {
  private let rules: [BlockingRule]
  private let secret: SymmetricKey

  public init(rules: [BlockingRule], secret: [UInt8]) {
    self.rules = rules
    self.secret = SymmetricKey(data: secret)
  }

  /// Of everything that postings depend on beside settings and normaliser: 32 bytes.
  ///
  /// - Parameter roadLotsSHA256: of the table of road and lot addresses, where there is one.
  public static func digest(of rules: [BlockingRule], roadLotsSHA256: [UInt8]?) -> [UInt8] {
    var text = "postings 1\n\(roadLotsSHA256.map { "road lots \($0)\n" } ?? "")"
    for rule in rules { text += "\(rule.id) \(rule.keys.map { String($0.rawValue) }.joined(separator: " "))\n" }
    return Array(SHA256.hash(data: Array(text.utf8)))
  }

  /// For each record its postings, by rule and key. Sharing is not looked at: a value may stop or start
  /// being shared without its record being touched.
  public func postings(of records: [RecordFeatures]) -> [[(kind: Int16, key: Int64)]] {
    var builder = RecordTable.Builder()
    for (row, record) in records.enumerated() {
      var numbered = record
      numbered.source = "batch"
      numbered.id = withUnsafeBytes(of: UInt32(row).bigEndian) { Array($0) }
      builder.append(numbered, tag: Int64(row))
    }
    let table = builder.build().table
    let maker = BlockingKeys(table, rules)
    var keys: [UInt64] = []
    return (0..<table.recordCount).map { record in
      var postings: [(kind: Int16, key: Int64)] = []
      for (index, rule) in rules.enumerated() {
        keys.removeAll(keepingCapacity: true)
        maker.append(rule: index, record: record, table, nil, to: &keys)
        for key in keys { postings.append((rule.id, keyed(rule.id, key))) }
      }
      return postings
    }
  }

  private func keyed(_ rule: Int16, _ key: UInt64) -> Int64 {
    var message: [UInt8] = []
    message.reserveCapacity(10)
    withUnsafeBytes(of: rule.littleEndian) { message.append(contentsOf: $0) }
    withUnsafeBytes(of: key.littleEndian) { message.append(contentsOf: $0) }
    var result: UInt64 = 0
    for byte in HMAC<SHA256>.authenticationCode(for: message, using: secret).prefix(8) { result = result << 8 | UInt64(byte) }
    return Int64(bitPattern: result)
  }
}
