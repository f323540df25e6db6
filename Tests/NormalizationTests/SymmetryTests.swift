import Identity
import Normalization
import Testing

/// Cells that a fuzzer made, of which it once counted who was named first. A unit separator parts the columns.
@Suite struct SymmetryTests {
  @Test func `two values agree as much whoever is named first`() {
    func values(_ kind: Attribute, _ cell: [UInt8], _ region: String) -> [NormalizedValue] {
      let parts = cell.split(separator: 0x1F, omittingEmptySubsequences: false).map(Array.init)
      func part(_ index: Int) -> [UInt8] { index < parts.count ? parts[index] : [] }
      return collected { take in
        if kind == .name {
          let columns = NameParts(given: part(0), middle: part(2), family: part(1), suffix: part(3), kana: part(4))
          normalizer.name(parts.count > 1 ? columns : NameParts(full: cell), into: take)
        } else {
          normalizer.address(
            AddressParts(
              line: part(0), houseNumber: part(7), line2: part(1), district: part(6), city: part(2), region: part(3),
              postcode: part(4), country: part(5), defaultRegion: bytes(region)), into: take)
        }
      }
    }
    func check(_ kind: Attribute, _ region: String, _ left: [UInt8], _ right: [UInt8], line: Int = #line) {
      for one in values(kind, left, region) {
        for other in values(kind, right, region) where one.attribute == other.attribute {
          let (a, b) = (one.form, other.form)
          let there = agreementLevel(one.attribute, a.span, b.span)
          #expect(there == agreementLevel(one.attribute, b.span, a.span), sourceLocation: .here(line))
        }
      }
    }
    check(
      .name, "US",
      [0xEF, 0x95, 0x2B, 0xE4, 0x75, 0x1F, 0xDF, 0x00, 0x10, 0x10, 0xBC, 0x00, 0x00, 0x00, 0x2B, 0xE4, 0x75, 0x01, 0x20, 0xFF, 0xFF, 0xFF, 0x55, 0x49, 0x74, 0x55, 0x73, 0x73, 0xEA, 0xBA, 0xBA, 0xEA, 0xEA, 0xBA, 0xA3, 0x73, 0xEA, 0xBA, 0xBA, 0xEA, 0xBA, 0xA3, 0x2A, 0x73],
      [0x1E, 0x1E, 0x1E, 0x14, 0x49, 0x69, 0x75, 0xFF, 0xFF, 0xFF, 0xFF, 0x55, 0x49, 0x74, 0x55, 0x73, 0x73, 0xEA, 0xBA, 0xBA, 0xEA, 0xEA, 0xBA, 0xA3, 0x73, 0xEA, 0xBA, 0xBA, 0xEA, 0xBA, 0xA3, 0x2A, 0x1F, 0xDF, 0x00, 0x10, 0xBC])
    check(
      .address, "",
      [0x23, 0x7C, 0x09, 0x30, 0xE2, 0x8E],
      [0x8E, 0x36, 0xF8, 0x7C, 0x7C, 0x7C, 0x7C, 0x7C, 0x7C, 0x7C, 0x7C, 0x7C, 0x7C, 0xC2, 0xC2, 0x23])
  }
}
