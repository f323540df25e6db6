import Glibc
import Identity
import Linkage
import Normalization

/// A hash of everything normalised values hold, in the order they came. Two builds of the normaliser that give the
/// same digest of the same text give the same values, byte for byte.
struct ValueDigest {
  private(set) var hash: UInt64 = 0
  private(set) var valueCount = 0

  mutating func take(_ value: NormalizedValue) {
    valueCount += 1
    func add(_ next: UInt64) { hash = KeyHash.combine(hash, next) }
    func add(_ bytes: [UInt8]) { add(KeyHash.hash(bytes.span, seed: UInt64(bytes.count))) }
    add(UInt64(value.attribute.rawValue) << 8 | UInt64(value.sharing.rawValue))
    add(value.flags.rawValue)
    let (canonical, form, keys) = (value.canonical, value.form, value.keys)
    add(canonical)
    add(form)
    add(UInt64(keys.count))
    for key in keys {
      add(UInt64(key.kind.rawValue))
      add(key.bytes)
    }
  }

  /// Reads every line of a file, and every cell of a line between tabs, semicolons and commas, as a value of every
  /// kind, and prints the digest of each kind.
  ///
  /// - Returns: false where the file cannot be read.
  static func show(path: String, lineCountMax: Int) -> Bool {
    guard let file = fopen(path, "r") else { return false }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while bytes.count < 64 << 20 {
      let count = fread(&buffer, 1, buffer.count, file)
      if count == 0 { break }
      bytes += buffer[..<count]
    }
    let normalizer = Normalizer(today: CivilDate(daysSince1970: 20_454))
    var kinds: [(name: String, digest: ValueDigest)] = []
    func of(_ name: String, _ cell: [UInt8], _ body: ([UInt8], (NormalizedValue) -> Void) -> Void) {
      let place = kinds.firstIndex { $0.name == name } ?? kinds.count
      if place == kinds.count { kinds.append((name, ValueDigest())) }
      body(cell) { kinds[place].digest.take($0) }
    }
    func ascii(_ text: String) -> [UInt8] { Array(text.utf8) }
    func read(_ cell: [UInt8], before: [UInt8]) {
      of("name", cell) { normalizer.name(NameParts(full: $0), into: $1) }
      of("name-columns", cell) { normalizer.name(NameParts(given: $0, family: before), into: $1) }
      of("name-kana", cell) { normalizer.name(NameParts(full: before, kana: $0), into: $1) }
      of("email", cell) { normalizer.email($0, into: $1) }
      for region in ["KR", "US", "DE", "JP", ""] { of("phone", cell) { normalizer.phone($0, region: ascii(region), into: $1) } }
      for order in [NormalizedDateOrder.yearMonthDay, .monthDayYear, .dayMonthYear] {
        of("birth-date", cell) { normalizer.birthDate($0, order: order, into: $1) }
      }
      of("address", cell) { normalizer.address(AddressParts(line: $0), into: $1) }
      for country in ["KR", "US", "DE", "JP", "FR", "GB"] {
        of("address-country", cell) {
          normalizer.address(AddressParts(line: $0, city: before, country: ascii(country)), into: $1)
        }
      }
      of("address-columns", cell) {
        normalizer.address(AddressParts(line: before, city: $0, postcode: $0, defaultRegion: ascii("KR")), into: $1)
      }
      for platform in ["instagram", "naver", "kakaotalk", "facebook", ""] {
        of("handle", cell) { normalizer.handle($0, platform: ascii(platform), into: $1) }
      }
      of("organisation", cell) { normalizer.organisation($0, into: $1) }
      of("identifier", cell) { normalizer.identifier($0, scheme: ascii("card"), into: $1) }
      of("text", cell) { normalizer.text($0, into: $1) }
      of("gender", cell) { normalizer.gender($0, into: $1) }
    }
    for line in bytes.split(separator: 0x0A, maxSplits: lineCountMax).prefix(lineCountMax) {
      var before: [UInt8] = []
      let cells = line.split { $0 == 0x09 || $0 == 0x2C || $0 == 0x3B }
      for cell in cells {
        read(Array(cell), before: before)
        before = Array(cell)
      }
      if cells.count > 1 { read(Array(line), before: []) }
    }
    for kind in kinds { print(kind.name, kind.digest.valueCount, String(kind.digest.hash, radix: 16)) }
    return true
  }
}
