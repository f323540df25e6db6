import Normalization
import Testing

/// American addresses, class by class: roads of numbers, boxes, grids, corners, units, recipients, towns without a comma.
struct AmericanAddressTests {
  @Test func `every class of address is read`() throws {
    let rows = try #require(fileLines(topFolder + "/Fixtures/addresses/american.tsv")).filter { !$0.hasPrefix("#") && !$0.isEmpty }
    #expect(rows.count > 800)
    for row in rows {
      let fields = row.split(separator: "\t", omittingEmptySubsequences: false).map { String($0) }
      try #require(fields.count == 4, "\(row)")
      let reading = AddressVectorTests.reading(fields[0])
      #expect([reading.number, reading.street, reading.unit] == Array(fields[1...]), "\(fields[0])")
    }
  }
}
