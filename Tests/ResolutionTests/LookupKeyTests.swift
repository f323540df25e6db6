import Identity
import Linkage
import Normalization
import Resolution
import Testing

/// Postings for lookup: the recipe that callers follow, held against what Python's `hmac` makes of it.
@Suite struct LookupKeyTests {
  private let keys = LookupKeys(storeSecret: [UInt8](repeating: 7, count: 32))

  @Test func `the secret and the hashes are what the recipe says`() {
    #expect(hexadecimal(keys.lookupSecret) == "61a52586d42e0feb834ef60c6ee54b454a24c4dd5ea6a4f13980cf78564fa523")
    let rows: [(kind: KeyKind, key: String, hash: String)] = [
      (.emailAccount, "kim@naver.com", "edf4117dcdcea5a90167c3099669c2e9bd6c92e97acc3e22fc8ee376bc8017c6"),
      (.phoneLine, "+821012345678", "e3384faf8ba98246f7f39309c1f119e22a32793649d5f87fc197d7ab1b6be817"),
      (.identifierExact, "card:44170021", "7905627864b68688e9d502d36662007e5dab8b8a2f118e2e6ed77ceffa8e65a7"),
      (.handleExact, "instagram:kim", "26a426070f8ada5ab6585e599f8a208509238d994c5087c3b13c2dd129125bcc"),
    ]
    for (kind, key, expected) in rows {
      let hash = keys.hash(kind, Array(key.utf8))
      #expect(hexadecimal(hash) == expected, "\(key)")
      let posting = LookupKeys.posting(kind, hash)
      #expect(posting.kind == -Int16(kind.rawValue) && !PostingKeys.isBlocking(kind: posting.kind))
      #expect(hexadecimal(withUnsafeBytes(of: posting.key.bigEndian) { Array($0) }) == String(expected.prefix(16)))
    }
  }

  @Test func `every identifier of a record has a posting, whatever the rules and whatever its class`() {
    let normalizer = Normalizer(today: CivilDate(year: 2026, month: 1, day: 1)!)
    var values: [FeatureValue] = []
    func add(_ value: NormalizedValue) {
      values.append(FeatureValue(column: ColumnID(value.attribute), value: value, isVerified: false, origin: 0))
    }
    normalizer.email(Array("Kim@naver.com".utf8), into: add)
    normalizer.email(Array("abc123@privaterelay.appleid.com".utf8), into: add)
    normalizer.phone(Array("010-3187-4402".utf8), region: Array("KR".utf8), into: add)
    normalizer.handle(Array("@kim_minjun".utf8), platform: Array("instagram".utf8), into: add)
    normalizer.identifier(Array("4417-0021".utf8), scheme: Array("card".utf8), into: add)
    normalizer.name(NameParts(full: Array("김민준".utf8)), into: add)
    normalizer.email(Array("test@test.com".utf8), into: add)
    let record = RecordFeatures(source: "web", id: [0x31], timestamp: nil, line: 1, content: 1, values: values)
    let own = Set(keys.postings(of: record))
    #expect(own.count == 5, "\(own)")
    #expect(Set(own.map(\.kind)) == [-1, -10, -50, -70])
    // They stand beside the rules' keys and what carriers are counted by.
    let all = PostingKeys(rules: [], secret: [UInt8](repeating: 7, count: 32)).postings(of: [record])[0]
    #expect(Set(all.filter { $0.kind < 0 }.map { RecordKey(kind: $0.kind, key: $0.key) }) == own)
    #expect(all.allSatisfy { !PostingKeys.isBlocking(kind: $0.kind) })
  }

  private func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }
}
