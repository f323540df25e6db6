import Identity
import Normalization
import Testing

/// The government's road and lot files, read in portions, and what a normaliser makes of the table.
struct RoadLotTableTests {
  /// Lines in the layouts of 건물DB, 도로명주소 한글 and 주소DB, numbers invented where they do not matter.
  private static let buildings = """
    1168010100|서울특별시|강남구|역삼동||0|737|0|116803122010|테헤란로|0|152|0|강남파이낸스센터||1168010100107370000013880|01|1168064000|역삼1동|135081|||||||0|06236|0||
    1111011900|서울특별시|종로구|세종로||0|1|68|111102005001|세종대로|0|175|0|세종문화회관||1111011900100010068029401|01|1111053000|사직동|110050|||||||0|03172|0||
    1168010100|서울특별시|강남구|역삼동||1|12|3|116803122010|테헤란로|1|9|1|||1168010100200120003000001|01||||||||||0|06236|0||
    """
  private static let relatedLots = """
    1168010100|서울특별시|강남구|역삼동||0|737|1|116803122010|0|152|0|1|
    1168010100|서울특별시|강남구|역삼동||0|999|0|116803122010|0|152|0|2|
    1168010100|서울특별시|강남구|역삼동||0|999|0|116803122010|0|154|0|3|
    """
  private static let roadAddresses = """
    51110104320010000004200000|5111010400|강원특별자치도|춘천시|퇴계동||0|393|2|511104455077|퇴계로77번길|0|42|0|||24425|||||||
    """
  private static let addressLines = """
    4511010400100050000012345|451114567001|01|0|7|2|54999|||0
    4511010400100050000012345|1|4511110400|전라북도|전주시 완산구|중앙동||0|5|0|1
    451114567001|팔달로|Paldal-ro|01|전라북도|Jeollabuk-do|전주시 완산구||||1||0||||
    """

  private static func table(_ files: [[UInt8]], portion: Int) -> (RoadLotTable, RoadLotReader) {
    var reader = RoadLotReader()
    for file in files {
      var start = 0
      while start < file.count {
        reader.read(Array(file[start..<min(file.count, start + portion)]))
        start += portion
      }
      reader.endFile()
    }
    return (reader.finish(), reader)
  }

  private static let files = [buildings, relatedLots, roadAddresses, addressLines].map { bytes($0) }

  @Test(arguments: [1, 7, 100_000]) func `all layouts are read, in portions of any size`(_ portion: Int) {
    let (table, reader) = RoadLotTableTests.table(RoadLotTableTests.files, portion: portion)
    #expect(reader.lineCount == 10)
    #expect(reader.unreadCount == 0)
    #expect(table.roadCount == 4)
    // the lot 999 has two buildings and stands for none
    #expect(table.pairCount == 6)
    let tower = RoadNumber(district: 11_680, road: bytes("테헤란로"), main: 152)
    #expect(
      table.lots(of: tower) == [
        LotNumber(dong: 1_168_010_100, main: 737), LotNumber(dong: 1_168_010_100, main: 737, sub: 1),
      ])
    #expect(table.road(of: LotNumber(dong: 1_168_010_100, main: 737)) == tower)
    #expect(table.road(of: LotNumber(dong: 1_168_010_100, main: 999)) == nil)
    #expect(
      table.road(of: LotNumber(dong: 1_168_010_100, isMountain: true, main: 12, sub: 3))
        == RoadNumber(district: 11_680, road: bytes("테헤란로"), isUnderground: true, main: 9, sub: 1))
    // the code of 전라북도 before 2024, and a district that counts as its city
    #expect(
      table.road(of: LotNumber(dong: 5_211_110_400, main: 5))
        == RoadNumber(district: 52_110, road: bytes("팔달로"), main: 7, sub: 2))
    #expect(table.lots(of: RoadNumber(district: 11_680, road: bytes("테헤란"), main: 152)) == [])
  }

  @Test func `names in CP949`() {
    // 테헤란로
    let name: [UInt8] = [0xC5, 0xD7, 0xC7, 0xEC, 0xB6, 0xF5, 0xB7, 0xCE]
    let file =
      bytes("1168010100|||||0|737|0|116803122010|") + name + bytes("|0|152|0|||||||||||||||||||\r\n")
    let (table, reader) = RoadLotTableTests.table([file], portion: 9)
    #expect(reader.unreadCount == 0)
    #expect(table.road(of: LotNumber(dong: 1_168_010_100, main: 737))?.road == bytes("테헤란로"))
  }

  @Test func `the table survives being kept as bytes`() throws {
    let (table, _) = RoadLotTableTests.table(RoadLotTableTests.files, portion: 4_096)
    let kept = table.bytes
    let again = try #require(RoadLotTable(bytes: kept))
    #expect(again.bytes == kept)
    #expect(again.road(of: LotNumber(dong: 1_168_010_100, main: 737))?.main == 152)
    for count in 0..<kept.count { #expect(RoadLotTable(bytes: Array(kept[..<count])) == nil) }
    var random = SplitMix64(seed: 0x726F_6164)
    for _ in 0..<2_000 {
      var spoilt = kept
      spoilt[random.below(spoilt.count)] = UInt8(random.below(256))
      guard let table = RoadLotTable(bytes: spoilt) else { continue }
      _ = table.road(of: LotNumber(dong: 1_168_010_100, main: 737))
      _ = table.lots(of: RoadNumber(district: 11_680, road: bytes("테헤란로"), main: 152))
    }
  }

  @Test func `any bytes are survived`() {
    var random = SplitMix64(seed: 0x6C6F_7473)
    let pieces = ["1168010100", "|", "|", "|", "0", "737", "116803122010", "테헤란로", "\n", "\r\n", "||||", "99999999999"]
    for _ in 0..<200 {
      var reader = RoadLotReader()
      for _ in 0..<60 {
        reader.read(random.below(12) == 0 ? [UInt8(random.below(256))] : bytes(pieces[random.below(pieces.count)]))
      }
      #expect(reader.finish().pairCount <= reader.lineCount)
    }
  }

  @Test func `an address gets the keys of its other form, and a flag`() throws {
    let (table, _) = RoadLotTableTests.table(RoadLotTableTests.files, portion: 4_096)
    let both = Normalizer(today: CivilDate(daysSince1970: 20_778), roadLots: table)
    func value(_ raw: String) -> NormalizedValue? {
      collected { both.address(AddressParts(line: bytes(raw), defaultRegion: bytes("KR")), into: $0) }.first
    }
    let road = try #require(value("서울 강남구 테헤란로 152, 101동 1203호"))
    let lot = try #require(value("서울 강남구 역삼동 737-1 101동 1203호"))
    #expect(road.flags.contains(.translated))
    #expect(lot.flags.contains(.translated))
    #expect(road.shownKeys.contains("address.unit=KR-L|1168010100|0|737|1|101|1203"))
    #expect(lot.shownKeys.contains("address.unit=KR-R|11680|테헤란로|0|152|0|101|1203"))
    #expect(lot.shownKeys.contains("address.building=KR-RE|11680|teheranro|0|152|0"))
    #expect(road.keys.first.map { text($0.bytes) } == "KR-R|11680|테헤란로|0|152|0|101|1203")
    #expect(AddressLevel.of(road.form.span, lot.form.span) == .unit)
    #expect(try #require(value("서울 강남구 역삼동 738")).flags.isEmpty)
  }
}
