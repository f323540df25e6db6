import Identity
import Normalization
import Testing

/// Addresses as rows of customer files have them, the keys they get, and how well two of them agree.
struct AddressTests {
  private static let normalizer = Normalizer(today: CivilDate(year: 2026, month: 11, day: 21)!)

  private static func value(_ parts: AddressParts) -> NormalizedValue? {
    var value: NormalizedValue?
    normalizer.address(parts) { value = $0 }
    return value
  }

  /// `line # city # postcode # country # region # house number # second line`; what is missing is empty.
  private static func parts(_ text: String) -> AddressParts {
    let fields = text.split(separator: " # ", omittingEmptySubsequences: false).map { Array($0.utf8) }
    func field(_ index: Int) -> [UInt8] { index < fields.count ? Array(fields[index].drop { $0 == 0x20 }) : [] }
    return AddressParts(
      line: field(0), houseNumber: field(5), line2: field(6), city: field(1), region: field(4), postcode: field(2), country: field(3),
      defaultRegion: Array("KR".utf8))
  }

  private static func key(_ value: NormalizedValue?, _ kind: KeyKind) -> String {
    value?.keys.first { $0.kind == kind }.map { String(decoding: $0.bytes, as: UTF8.self) } ?? ""
  }

  private static func level(_ left: String, _ right: String) -> AddressLevel? {
    guard let one = value(parts(left)), let other = value(parts(right)) else { return nil }
    return AddressLevel.of(one.form.span, other.form.span)
  }

  // MARK: readings

  @Test(arguments: [
    ("123 North Main Street Apt. 4B, Springfield, IL 62704", "62704|main|123", "4b"),
    ("5801 North Highway 763, Columbia, MO 65202", "65202|763|5801", ""),
    ("12 Old St. Augustine Rd, Tallahassee FL 32301", "32301|oldstaugustine|12", ""),
    ("RR 2 Box 17A, Greenfield, IL 62044", "62044|rr2|17a", ""),
    ("216 N Pine St PO Box 318, Burlington, WI 53105", "53105|pine|216", "box318"),
    ("Hwy 16 & Minnesota Rd NW, Preston, MN 55965", "55965|16&minnesota|corner", ""),
    ("One Penn Plaza, 250 W 34th St, New York NY 10119", "10119|34th/st|250", ""),
    ("3/45 Smith Street, Marsden QLD 4132", "4132|smith|45", "3"),
    ("1001 Avenue H, Brooklyn, NY 11230", "11230|h/ave|1001", ""),
    ("12 Spring Road # London # SW11 1PN", "sw111pn|spring|12", ""),
    ("Calle de Alcalá 45, 3º B, 28014 Madrid, España", "28014|callealcala|45", "3-b"),
    ("Fabisch, Rosenthaler Straße 1, 10119 Berlin, Germany", "10119|rosenthalerstrasse|1", ""),
    ("Biblioteca Benguerel, Avinguda del Bogatell, 17, 08005 Barcelona, España", "08005|avingudabogatell|17", ""),
    ("16 Sandilands Road #  # 546080 # SG", "546080|sandilands|16", ""),
    ("Attn: Greg Earth PO Box 628, Lake Butler, FL 32054", "32054|pobox|628", ""),
    ("Kerkstraat 12-2, 1017 GP Amsterdam", "1017gp|kerkstraat|12", "2"),
    ("Kerkstraat 12-14, 1017 GP Amsterdam", "1017gp|kerkstraat|12", ""), ("Kerkstraat 12-I, 1017 GP Amsterdam", "1017gp|kerkstraat|12", "i"),
    ("Kerkstraat 12 hs, 1017 GP Amsterdam", "1017gp|kerkstraat|12", "hs"),
    ("Ground Floor Flat, 10 High St, London E15 2PX", "e152px|high|10", "ground"),
    ("Top Floor Flat, 10 High St, London E15 2PX", "e152px|high|10", "top"),
    ("First Floor Flat, 10 High St, London E15 2PX", "e152px|high|10", "fl1"),
    ("Basement Flat, 10 High St, London E15 2PX", "e152px|high|10", "bsmt"),
    ("Garden Flat, 10 High St, London E15 2PX", "e152px|high|10", "garden"),
    ("Hauptstr. 12, Hinterhaus, 10827 Berlin", "10827|hauptstrasse|12", "hh"), ("Hauptstr. 12 VH, 10827 Berlin", "10827|hauptstrasse|12", "vh"),
    ("Unit 4/123 Main St, Sydney NSW 2000", "2000|main|123", "4"), ("123 Main St, Springfield, IL 62704, Apt 4", "62704|main|123", "4"),
    ("28 Bowery at Bayard St, New York, NY 10013", "10013|bowery|28", ""), ("489-27th Street, East Moline, IL", "eastmoline,il|27th/st|489", ""),
    ("Hauptstr. 12, EG, 10827 Berlin", "10827|hauptstrasse|12", "0"), ("Hauptstr. 12 - 14, 10827 Berlin", "10827|hauptstrasse|12", ""),
    ("Via Garibaldi 10/A, 20121 Milano, Italia", "20121|viagaribaldi|10a", ""), ("Via Garibaldi 10 A, 20121 Milano, Italia", "20121|viagaribaldi|10a", ""),
    ("Mariahilfer Straße 12/2/15, 1060 Wien, Österreich", "1060|mariahilferstrasse|12", "2-15"),
    ("Rue de la Loi 16 # Bruxelles # 1000 # Belgium", "1000|rueloi|16", ""),
    ("東京都渋谷区広尾1丁目2番3号 4階", "東京都渋谷区|広尾|1-2-3", "fl4"),
    ("Blk 123 Ang Mo Kio Ave 6 #12-34 #  # 560123 # SG", "560123|angmokio|123", "12-34"),
    ("APT BLK 123 ANG MO KIO AVE 6 #12-34 S560123 #  #  # SG", "560123|angmokio|123", "12-34"),
    ("123 Ang Mo Kio Avenue 6, #12-34, Singapore 560123", "560123|angmokio|123", "12-34"),
    ("BLK 456A TAMPINES STREET 42 #05-123 S(521456) #  #  # SG", "521456|tampines|456a", "05-123"),
    ("Rua das Flores, 123, Apto 45, Centro, São Paulo - SP, 01001-000 #  #  # BR", "01001000|ruaflores|123", "45"),
    ("Rua das Flores 123 apto 45, Sao Paulo SP 01001000 #  #  # BR", "01001000|ruaflores|123", "45"),
    ("R Augusta, 1500 cj 12, Consolacao, Sao Paulo SP 01304001 #  #  # BR", "01304001|ruaaugusta|1500", "12"),
    ("Rua XV de Novembro 200 bl B ap 302 Curitiba PR 80020310 #  #  # BR", "80020310|ruaxvnovembro|200", "b-302"),
    ("Rua XV de Novembro, 200, bloco B, apto 302, Curitiba - PR, 80020-310 #  #  # BR", "80020310|ruaxvnovembro|200", "b-302"),
    ("中国北京市朝阳区建国路88号A座1203室", "北京市朝阳区|建国路|88", "a-1203"),
    ("北京朝阳区建国路88号 B座 1203", "北京市朝阳区|建国路|88", "b-1203"),
    ("广东省深圳市南山区深南大道10000号", "深圳市南山区|深南大道|10000", ""), ("深圳市南山区深南大道10000号", "深圳市南山区|深南大道|10000", ""),
    ("广西壮族自治区南宁市青秀区民族大道1号5楼", "南宁市青秀区|民族大道|1", "fl5"),
    ("東京都渋谷区廣尾1-2-3", "東京都渋谷区|広尾|1-2-3", ""),
    ("123 N MAIN ST #4B, Springfield, Illinois 62704-1234", "62704|main|123", "4b"),
    ("123 main st n apt 4-b springfield il 62704", "62704|main|123", "4b"),
    ("400 N Oak Ave Grand Union Square, Chicago, IL 60601", "60601|oak|400", ""),
    ("900 31st St No St Augustine FL 32084", "32084|31st/st|900", ""),
    ("700 W. Lake Road (east side) 2nd floor", "eastside|lake|700", "fl2"),
    ("101½ Elm St, Boston MA 02118", "02118|elm|1011/2", ""),
    ("101 1/2 Elm Street, Boston, Massachusetts", "boston,ma|elm|1011/2", ""),
    ("P.O. Box 0123, Anytown, CA 90210", "90210|pobox|123", ""),
    ("350 Fifth Avenue, 34th Floor, New York, NY 10118", "10118|5th/ave|350", "fl34"),
    ("350 5th Ave Fl 34, New York NY 10118", "10118|5th/ave|350", "fl34"),
    ("1600 Pennsylvania Avenue NW, Washington, DC 20500", "20500|pennsylvania|1600", ""),
    ("45-12 Queens Blvd, Queens NY 11104", "11104|queens|45-12", ""),
    ("100 North Avenue, Atlanta GA 30313", "30313|north|100", ""),
    ("Flat 3, 221B Baker Street, London NW1 6XE", "nw16xe|baker|221b", "3"),
    ("221b baker st flat 3 london nw16xe", "nw16xe|baker|221b", "3"),
    ("Rose Cottage, Church Lane, Oxford OX1 2JD", "ox12jd|church|rosecottage", ""),
    ("10 St. John's Rd, London SW11 1PN", "sw111pn|stjohns|10", ""),
    ("Hauptstraße 12 a, 10115 Berlin", "10115|hauptstrasse|12a", ""),
    ("Hauptstr. 12A, 10115 Berlin-Mitte", "10115|hauptstrasse|12a", ""),
    ("HAUPT-STRASSE 12a # Berlin # 10115 # DE", "10115|hauptstrasse|12a", ""),
    ("Königsallee 1-3 # Düsseldorf # 40212 # DE", "40212|konigsallee|1", ""),
    ("Koenigsallee 1 # Duesseldorf # 40212 # DE", "40212|konigsallee|1", ""),
    ("Straße des 17. Juni 135, 10623 Berlin", "10623|strassedes17juni|135", ""),
    ("12 bis, avenue du Général de Gaulle, 75014 Paris", "75014|avenuegeneralgaulle|12bis", ""),
    ("12B Av. Gal de Gaulle # Paris # 75014 # FR", "75014|avenuegeneralgaulle|12bis", ""),
    ("5 rue de l'Église, 69005 Lyon", "69005|rueeglise|5", ""),
    ("5, R. Eglise # Lyon # 69005 # FR", "69005|rueeglise|5", ""),
    ("〒100-0005 東京都千代田区丸の内1丁目9番1号", "1000005|丸内|1-9-1", ""),
    ("東京都千代田区丸ノ内一丁目九-一", "東京都千代田区|丸内|1-9-1", ""),
    ("茅ヶ崎市本村1-2-3", "茅崎市|本村|1-2-3", ""), ("茅が崎市本村1丁目2番3号", "茅崎市|本村|1-2-3", ""), ("鎌ケ谷市中央1-2-3", "鎌谷市|中央|1-2-3", ""),
    ("東京都千代田区霞ヶ関1-2-3", "東京都千代田区|霞関|1-2-3", ""), ("東京都千代田区霞が関1-2-3", "東京都千代田区|霞関|1-2-3", ""),
    ("つがる市木造1-2-3", "つがる市|木造|1-2-3", ""), ("四日市市諏訪町1-2-3", "四日市市|諏訪町|1-2-3", ""), ("市川市市川1-2-3", "市川市|市川|1-2-3", ""),
    ("奈良県高市郡明日香村岡1-2-3", "奈良県高市郡明日香村|岡|1-2-3", ""), ("余市郡余市町黒川町1-2-3", "余市郡余市町|黒川町|1-2-3", ""),
    ("横浜市神奈川区三ツ沢上町1-2-3", "横浜市神奈川区|三沢上町|1-2-3", ""), ("東京都澁谷區神宮前1-2-3", "東京都渋谷区|神宮前|1-2-3", ""),
    ("千葉県冨津市關豐1-2-3", "千葉県富津市|関豊|1-2-3", ""),
    ("東京都港区六本木六丁目10番1号 六本木ヒルズ 1203号室", "東京都港区|六本木|6-10-1", "1203"),
    ("札幌市中央区北1条西2-1-1", "札幌市中央区|北1条西|2-1-1", ""),
    ("札幌市中央区北一条西二十八丁目3番5号", "札幌市中央区|北1条西|28-3-5", ""),
    ("東京都府中市宮町1-1-1", "東京都府中市|宮町|1-1-1", ""),
    ("宮崎県都城市姫城町6-21", "宮崎県都城市|姫城町|6-21", ""),
    ("中央区本町1-1-1 #  #  # JP # 神奈川県", "神奈川県中央区|本町|1-1-1", ""),
    ("渋谷区広尾1-2-3 A棟203", "渋谷区|広尾|1-2-3", "a-203"), ("渋谷区広尾1-2-3 2号棟203号室", "渋谷区|広尾|1-2-3", "2-203"),
    ("渋谷区広尾1-2-3 ヒルズ3F", "渋谷区|広尾|1-2-3", "fl3"), ("渋谷区広尾1-2-3 地下1階", "渋谷区|広尾|1-2-3", "flb1"),
    ("六本木 # 港区 #  # JP # 東京都 # 6-10-1 # 203", "東京都港区|六本木|6-10-1", "203"),
    ("六本木6-10-1 # 港区 #  # JP # 東京都 #  # 203", "東京都港区|六本木|6-10-1", "203"),
    ("横浜市港南区一ツ橋19丁目4-4 # 横浜市港南区 # 851-5657 # JP", "8515657|一橋|19-4-4", ""),
    ("435 s. la cienega blv. # los angeles", "losangeles|lacienega|435", ""),
    ("7815 Hunt Ct # Wood City # 47837 # US", "47837|hunt|7815", ""),
    ("45/2 Byres Road # Glasgow # G12 8AU", "g128au|byres|45", "2"), ("2/1 45 Byres Road, Glasgow G12 8AU", "g128au|byres|45", "2/1"),
    ("17/2 Byres Road, Glasgow # Glasgow #  # GB", "glasgow|byres|17", "2"),
    ("3/45 Smith Street # Marsden # 4132 # AU", "4132|smith|45", "3"), ("1011/2 Elm St, Boston MA 02118", "02118|elm|1011/2", ""),
    ("12 route de Lyon, 69005 Lyon", "69005|routelyon|12", ""), ("12 route de Genas, 69005 Lyon", "69005|routegenas|12", ""),
    ("Appt 12 Bât A, 12 rue Mercière, 69002 Lyon", "69002|ruemerciere|12", "a-12"), ("Bât A Appt 12, 12 rue Mercière, 69002 Lyon", "69002|ruemerciere|12", "a-12"),
    ("Neue Straße 5, 21073 Hamburg", "21073|neuestrasse|5", ""), ("Neustraße 5, 21073 Hamburg", "21073|neustrasse|5", ""),
    ("Alte Oelmuehlenstr. 5 # Hamburg # 21073 # DE", "21073|alteolmuhlenstrasse|5", ""),
    ("Lange Straße 5 # Baden-Baden #  # DE", "badenbaden|langestrasse|5", ""), ("Lange Straße 5 # Koeln-Ehrenfeld #  # DE", "koln|langestrasse|5", ""),
    ("100 Main St # Springfield #  # US # Illinois", "springfield,il|main|100", ""),
    ("10 Main St Bldg 1 Apt 12, Springfield IL 62704", "62704|main|10", "1-12"),
    ("10 Main St Bldg 11 Apt 2, Springfield IL 62704", "62704|main|10", "11-2"),
    ("10 Main St, Floor 1 Apt 12, Springfield IL 62704", "62704|main|10", "fl1-12"),
    ("10 Main St, Floor 11 Apt 2, Springfield IL 62704", "62704|main|10", "fl11-2"),
    ("10 Main St Unit 1-12, Springfield IL 62704", "62704|main|10", "1-12"),
    ("10 Main St Unit 11-2, Springfield IL 62704", "62704|main|10", "11-2"),
    ("Gasse 5, Stiege 1 Top 15 # Wien # 1060 # AT", "1060|gasse|5", "1-15"),
    ("Gasse 5/1/15 # Wien # 1060 # AT", "1060|gasse|5", "1-15"),
    ("Gasse 5, Stiege 11 Top 5 # Wien # 1060 # AT", "1060|gasse|5", "11-5"),
    ("12 rue Mercière, Bât 1, Appt 12, 69002 Lyon", "69002|ruemerciere|12", "1-12"),
    ("12 rue Mercière, Bât 11, Appt 2, 69002 Lyon", "69002|ruemerciere|12", "11-2"),
    // homes of Germany and Austria
    ("Hauptstr. 12, 2. OG links, 10827 Berlin", "10827|hauptstrasse|12", "2-links"), ("Hauptstr. 12, links, 2.OG, 10827 Berlin", "10827|hauptstrasse|12", "2-links"),
    ("Hauptstr. 12, DG, 10827 Berlin", "10827|hauptstrasse|12", "dg"), ("Hauptstr. 12, Dachgeschoss, 10827 Berlin", "10827|hauptstrasse|12", "dg"),
    ("Hauptstr. 12, 1. UG, 10827 Berlin", "10827|hauptstrasse|12", "u1"), ("Hauptstr. 12, Whg 3, Hinterhaus, 10827 Berlin", "10827|hauptstrasse|12", "hh-3"),
    ("Gasse 5, Top 15, Stiege 1 # Wien # 1060 # AT", "1060|gasse|5", "1-15"), ("Gasse 5/1, Top 15 # Wien # 1060 # AT", "1060|gasse|5", "1-15"),
    ("Hauptstr. 12 Gartenlaube, 10827 Berlin", "10827|hauptstrasse|12", ""),
    ("c/o Meyer, Hauptstr. 12, 10827 Berlin", "10827|hauptstrasse|12", ""), ("Hauptstr. 12, c/o Meyer, 10827 Berlin", "10827|hauptstrasse|12", ""),
    ("12 Main St c/o Bob Jones, Springfield IL 62704", "62704|main|12", ""),
    ("Postfach 12 34, 10827 Berlin", "10827|pobox|1234", ""), ("Postfach 1234, 10827 Berlin", "10827|pobox|1234", ""), ("B.P. 123 # Lyon # 69002 # FR", "69002|pobox|123", ""),
    // the writer's order of the parts of a unit is not kept
    ("9837 SW 184th St Bld A FLR 3 STE 222, Miami FL 33157", "33157|184th/st|9837", "a-fl3-222"),
    ("10 Main St Apt 12 Bldg B, Springfield IL 62704", "62704|main|10", "b-12"), ("10 Main St Bldg B Apt 12, Springfield IL 62704", "62704|main|10", "b-12"),
    ("1 Main St, North Tower, Suite 700, Springfield IL 62704", "62704|main|1", "n-700"),
    ("1 Cooper Plaza Rm 623 Dorrance Bldg, Camden NJ 08103", "08103|cooper|1", "dorrance-623"),
    ("12 Main St Apt 4 North, Springfield IL 62704", "62704|main|12", "4n"), ("12 Main St Apt 4N, Springfield IL 62704", "62704|main|12", "4n"),
    ("12 Main St Suite 14 A Springfield IL 62704", "62704|main|12", "14a"), ("12 Main St Suite 5 & 6, Springfield IL 62704", "62704|main|12", "5&6"),
    ("12 Main St 2ndFl, Springfield IL 62704", "62704|main|12", "fl2"), ("12 Main St No 5, Springfield IL 62704", "62704|main|12", "5"),
    ("12 Main St Garden Apt, Springfield IL 62704", "62704|main|12", "garden"), ("12 Main St Concourse Level, Springfield IL 62704", "62704|main|12", "concourse"),
    ("30-12 30th Ave, Astoria NY 11102", "11102|30th/ave|30-12", ""), ("30-12 30 Dr, Astoria NY 11102", "11102|30th/dr|30-12", ""),
    // a road has many signs
    ("100 FM 1960 Rd W, Houston TX 77090", "77090|1960/fm|100", ""), ("100 Farm to Market Road 1960 West, Houston TX 77090", "77090|1960/fm|100", ""),
    ("100 I-35 N, Austin TX 78701", "78701|35/i|100", ""), ("100 Interstate 35 N, Austin TX 78701", "78701|35/i|100", ""),
    ("100 U S Highway 9, Ely MN 55731", "55731|9/us|100", ""), ("100 US-9, Ely MN 55731", "55731|9/us|100", ""), ("100 United States Highway 9, Ely MN 55731", "55731|9/us|100", ""),
    ("1234 Van Zandt County Road 5678, Canton TX 75103", "75103|5678/cr|1234", ""), ("W1234 Cty Rd FF, Ely WI 54801", "54801|ff/cr|w1234", ""),
    ("100 State Route 9, Ely MN 55731", "55731|9/sr|100", ""), ("100 Route 9, Ely MN 55731", "55731|9|100", ""), ("100 Avenue 120, Ely MN 55731", "55731|120/ave|100", ""),
    ("123 Road 12, Ely MN 55731", "55731|12/rd|123", ""), ("12 Avenue of the Americas, New York NY 10001", "10001|aveofamericas|12", ""),
    ("12 The Circle, Ely MN 55731", "55731|thecircle|12", ""), ("12 S.4th Ave, Ely MN 55731", "55731|4th/ave|12", ""),
    ("12 No. Main St, Ely MN 55731", "55731|main|12", ""), ("12 N.Main St, Ely MN 55731", "55731|main|12", ""), ("12 O Brien St, Ely MN 55731", "55731|obrien|12", ""),
    // numbers in several words and words in one
    ("48S 400E, Salt Lake City UT 84111", "84111|400|48", ""), ("123 W 400 South Provo UT 84601", "84601|400|123", ""), ("123main st, Ely MN 55731", "55731|main|123", ""),
    ("12-1/2 Main St, Ely MN 55731", "55731|main|121/2", ""), ("12 - 14 Main St, Ely MN 55731", "55731|main|12-14", ""), ("12 & 14 Main St, Ely MN 55731", "55731|main|12-14", ""),
    ("233 S Wacker Dr 60606 6306", "60606|wacker|233", ""), ("Oak Ave / Elm St, Dallas TX 75201", "75201|elm&oak|corner", ""),
    ("NE corner of Oak and Elm Streets, Dallas TX 75201", "75201|elm&oak|corner", ""), ("Oak Ave at Elm St, Dallas TX 75201", "75201|elm&oak|corner", ""),
    // boxes
    ("UNIT 2050 BOX 4190 APO AP 96278", "96278|unit2050|4190", ""), ("PSC 1234 Box 678 APO AE 09012", "09012|psc1234|678", ""),
    ("POBox12, Ely MN 55731", "55731|pobox|12", ""), ("Post Office 20387, Ely MN 55731", "55731|pobox|20387", ""), ("Drawer CS 198422, Atlanta GA 30384", "30384|pobox|cs198422", ""),
    ("PO Box 12, 45 Main St, Ely MN 55731", "55731|main|45", "box12"), ("HC-1 Box 12, Ely MN 55731", "55731|hc1|12", ""), ("R R 1 Box 12, Ely MN 55731", "55731|rr1|12", ""),
    // letters and fractions of numbers, buildings, towns called by saints and kinds
    ("214 B E Treasure Dr, Miami FL 33141", "33141|treasure|214b", ""), ("214 B 21st Ave, Ely MN 55731", "55731|21st/ave|214b", ""),
    ("100-B Main St, Ely MN 55731", "55731|main|100b", ""), ("358 370 38th St N, Ely MN 55731", "55731|38th/st|358370", ""),
    ("12, 34 High St, London E15 2PX", "e152px|high|34", "12"), ("0430, 3545 NW 58th, Ely MN 55731", "55731|58th|3545", "0430"),
    ("Six 15th St SW, Minot ND 58701", "58701|15th/st|6", ""), ("Rodney Square North 1320 West Webster, Chicago IL 60622", "60622|webster|1320", ""),
    ("116 S Dr Martin Luther King Jr Dr, Ely MN 55731", "55731|martinlutherkingjr|116", ""), ("3348 44th Avenue West Mountlake Terrace WA 98043", "98043|44th/ave|3348", ""),
    ("9840 Park Ave Temple Terrace FL 33617", "33617|park|9840", ""), ("3340 Main St Tower Place, Ste 1685, Atlanta GA 30326", "30326|main|3340", "1685"),
    ("2910 Meadow Glen St Marion IA 52302", "52302|meadowglen|2910", ""), ("2616 N Lincoln Park West St Petersburg FL 33712", "33712|lincoln|2616", ""),
    ("9543 N State Road 37 St Louis MO 63126", "63126|37/sr|9543", ""), ("11 Marsielle Flowery Br GA 30542", "30542|marsielle|11", ""),
    ("1 Washington Square Village Apt 10A, New York NY 10012", "10012|washingtonsquare|1", "10a"), ("815 Hutchinson Rvr Py SR, Bronx NY 10465", "10465|hutchinsonrvr|815", ""),
    ("7000 Peachtree Dunwoody, B-17, Ste 200, Atlanta GA 30328", "30328|peachtreedunwoody|7000", "b17-200"),
    ("8725 NW 18th Ter St 2, Doral FL 33172", "33172|18th/ter|8725", "2"), ("401 N Michigan Ave, MS 5-230, Chicago IL 60611", "60611|michigan|401", "5-230"),
    ("12 Main St Bldg-A, Ely MN 55731", "55731|main|12", "a"), ("3348 N Pine Attn: David Allman, Ely MN 55731", "55731|pine|3348", ""),
    ("Empire State Building 350 5th Ave Ste 3304, New York NY 10118", "10118|5th/ave|350", "3304"), ("123.5 Main St, Ely MN 55731", "55731|main|123.5", ""),
    ("38 Booker T Washington Hwy 54606", "54606|bookertwashington|38", ""), ("RR 1 PO Box 406, Grayville IL 62844", "62844|rr1|406", ""),
    ("RFD Route 4 #87A, Ely MN 55731", "55731|rr4|87a", ""),
    // no comma, no kind
    ("115 Broadway San Francisco CA", "sanfrancisco,ca|broadway|115", ""), ("12 N Main Chicago", "chicago|main|12", ""),
    ("Mission & Valencia San Francisco CA", "sanfrancisco,ca|mission&valencia|corner", ""),
    ("９８１４ Elliott Avenue, Apartment 10 # Turner City # 01830", "01830|elliott|9814", "10"),
  ])
  func `an address is read`(_ row: (raw: String, building: String, unit: String)) throws {
    let value = try #require(AddressTests.value(AddressTests.parts(row.raw)))
    #expect(AddressTests.key(value, .addressBuilding) == row.building)
    if !row.unit.isEmpty { #expect(AddressTests.key(value, .addressUnit) == row.building + "|" + row.unit) }
    #expect(value.keys.first?.kind == (row.unit.isEmpty ? .addressBuilding : .addressUnit))
  }

  @Test(arguments: [
    ("123 North Main Street Apt. 4B, Springfield, IL 62704", "n/st"), ("123 main st n apt 4-b springfield il 62704", "n/st"),
    ("1600 Pennsylvania Avenue NW, Washington, DC 20500", "nw/ave"), ("100 North Avenue, Atlanta GA 30313", "/ave"),
  ])
  func `direction and kind of a street are kept beside its core`(_ row: (raw: String, side: String)) throws {
    let form = try #require(AddressTests.value(AddressTests.parts(row.raw))).form
    #expect(AddressVectorTests.Reading(form).side == row.side)
  }

  @Test(arguments: [
    ("12 bis, avenue du Général de Gaulle, 75014 Paris", "FR", "75014|avenuegeneralgaulle|12bis"),
    ("12B Av. Gal de Gaulle, 75014 Paris", "FR", "75014|avenuegeneralgaulle|12bis"),
    ("5 rue de l'Église, 69005 Lyon", "FR", "69005|rueeglise|5"), ("5, R. Eglise, 69005 Lyon", "FR", "69005|rueeglise|5"),
    ("12 r. Mercière, 69002 Lyon", "FR", "69002|ruemerciere|12"), ("12 bd Victor Hugo, 69002 Lyon", "FR", "69002|boulevardvictorhugo|12"),
    ("12 cours Gambetta, 69003 Lyon", "FR", "69003|coursgambetta|12"), ("350 Fifth Avenue, New York, NY 10118", "FR", "10118|5th/ave|350"),
    ("10 High Street, London E15 2PX", "FR", "e152px|high|10"), ("HAUPT-STRASSE 12a, 10115 Berlin", "DE", "10115|hauptstrasse|12a"),
    ("Königsallee 1-3, 40212 Düsseldorf", "DE", "40212|konigsallee|1"), ("Koenigsallee 1, 40212 Duesseldorf", "DE", "40212|konigsallee|1"),
    ("101 1/2 Elm Street, Boston, Massachusetts", "US", "boston,ma|elm|1011/2"), ("100 North Avenue, Atlanta GA 30313", "US", "30313|north|100"),
    ("Rose Cottage, Church Lane, Oxford OX1 2JD", "GB", "ox12jd|church|rosecottage"),
    ("221b baker st flat 3 london nw16xe", "GB", "nw16xe|baker|221b"), ("17/2 Byres Road, Glasgow", "GB", "glasgow|byres|17"),
    ("東京都港区六本木六丁目10番1号 六本木ヒルズ 1203号室", "JP", "東京都港区|六本木|6-10-1"),
  ])
  func `one line and the source's own country are enough`(_ row: (raw: String, region: String, building: String)) {
    let value = AddressTests.value(AddressParts(line: Array(row.raw.utf8), defaultRegion: Array(row.region.utf8)))
    #expect(AddressTests.key(value, .addressBuilding) == row.building)
  }

  @Test(arguments: [
    // a penthouse, a townhouse, a cellar and a storey of a house of two are no apartments of their number
    ("100 Main St PH 2, Reno NV 89501", "US", "89501|main|100", "ph2"), ("100 Main St PH2, Reno NV 89501", "US", "89501|main|100", "ph2"),
    ("100 Main St Penthouse 2, Reno NV 89501", "US", "89501|main|100", "ph2"), ("100 Main St Unit PH2, Reno NV 89501", "US", "89501|main|100", "ph2"),
    ("100 Main St Penthouse A, Reno NV 89501", "US", "89501|main|100", "pha"), ("100 Main St Penthouse, Reno NV 89501", "US", "89501|main|100", "ph"),
    ("100 Main St TH 2, Reno NV 89501", "US", "89501|main|100", "th2"), ("100 Main St Bsmt 2, Reno NV 89501", "US", "89501|main|100", "bsmt2"),
    ("100 Main St Lower 2, Reno NV 89501", "US", "89501|main|100", "lowr2"), ("100 Main St Bldg B PH 2, Reno NV 89501", "US", "89501|main|100", "b-ph2"),
    ("100 Main St Apt 2, Reno NV 89501", "US", "89501|main|100", "2"), ("100 Main St #2, Reno NV 89501", "US", "89501|main|100", "2"),
    ("100 Main St Ste 2, Reno NV 89501", "US", "89501|main|100", "2"), ("100 Main St Rm 2, Reno NV 89501", "US", "89501|main|100", "2"),
    // sides of a floor, entrances
    ("100 Main St Apt 2 Left, Reno NV 89501", "US", "89501|main|100", "2l"), ("100 Main St Apt 2 Right, Reno NV 89501", "US", "89501|main|100", "2r"),
    ("100 Main St Apt 2L, Reno NV 89501", "US", "89501|main|100", "2l"), ("17 Oak St 3 Left, Reno NV 89501", "US", "89501|oak|17", "3l"),
    ("17 Oak St 3 Up, Reno NV 89501", "US", "89501|oak|17", "3up"), ("17 Oak St 2nd Floor Left, Reno NV 89501", "US", "89501|oak|17", "fl2l"),
    ("17 Oak St Floor 2 Right, Reno NV 89501", "US", "89501|oak|17", "fl2r"), ("17 Oak St 2nd Floor, Reno NV 89501", "US", "89501|oak|17", "fl2"),
    ("100 Main St Apt 2 Left Hand WV 25251", "US", "25251|main|100", "2"), ("100 Main St Entrance B Apt 5, Reno NV 89501", "US", "89501|main|100", "b-5"),
    ("100 Main St Section B Apt 5, Reno NV 89501", "US", "89501|main|100", "b-5"), ("100 Main St Dock 5, Reno NV 89501", "US", "89501|main|100", "5"),
    // branches of highways, ranch roads, routes
    ("800 Business Hwy 51, Mosinee WI 54455", "US", "54455|51business|800", ""), ("800 Bus Hwy 51, Mosinee WI 54455", "US", "54455|51business|800", ""),
    ("800 Hwy 51 Bus, Mosinee WI 54455", "US", "54455|51business|800", ""), ("800 Alt Hwy 51, Mosinee WI 54455", "US", "54455|51alt|800", ""),
    ("800 Highway 51 Alternate, Mosinee WI 54455", "US", "54455|51alt|800", ""), ("800 Hwy 51, Mosinee WI 54455", "US", "54455|51|800", ""),
    ("800 Business 51, Mosinee WI 54455", "US", "54455|51|800", ""), ("800 Business Park Dr, Mosinee WI 54455", "US", "54455|businesspark|800", ""),
    ("22500 RR 12, Austin TX 78738", "US", "78738|12/fm|22500", ""), ("22500 Ranch Road 12, Austin TX 78738", "US", "78738|12/fm|22500", ""),
    ("RR 12 Box 5, Ely MN 55731", "US", "55731|rr12|5", ""), ("HC 01 Box 23, Ely MN 55731", "US", "55731|hc1|23", ""),
    ("HC 1 Box 23, Ely MN 55731", "US", "55731|hc1|23", ""), ("RR 02 Box 5, Ely MN 55731", "US", "55731|rr2|5", ""),
    ("RR 20 Box 5, Ely MN 55731", "US", "55731|rr20|5", ""),
    // blocks of flats
    ("Flat 4, Rosewood House, Reading RG1 3AA", "GB", "rg13aa|rosewoodhouse|4", ""), ("4 Rosewood House, Reading RG1 3AA", "GB", "rg13aa|rosewoodhouse|4", ""),
    ("Unit 4, Rosewood House, Reading RG1 3AA", "GB", "rg13aa|rosewoodhouse|4", ""), ("Flat 4, Rosewood Court, London Road, Reading RG1 3AA", "GB", "rg13aa|rosewood|4", ""),
    ("4 Rosewood Court, London Road, Reading RG1 3AA", "GB", "rg13aa|rosewood|4", ""), ("Rosewood Court, Flat 4, London Road, Reading RG1 3AA", "GB", "rg13aa|rosewood|4", ""),
    ("4 Rosewood House, 50 Kings Road, Reading RG1 3AA", "GB", "rg13aa|kings|50", "4"), ("Flat 4 Rosewood House, 50 Kings Road, Reading RG1 3AA", "GB", "rg13aa|kings|50", "4"),
    ("4 Rosewood House, London Road, Reading RG1 3AA", "GB", "rg13aa|london|rosewoodhouse", "4"),
    ("Flat 4, Rosewood House, London Road, Reading RG1 3AA", "GB", "rg13aa|london|rosewoodhouse", "4"),
    ("10 Gordon Street, London WC1HOAF", "GB", "wc1h0af|gordon|10", ""), ("10 Gordon Street, London WC1H OAF", "GB", "wc1h0af|gordon|10", ""),
    ("FFF, 10 High St, London E15 2PX", "GB", "e152px|high|10", "fl1"), ("GFF, 10 High St, London E15 2PX", "GB", "e152px|high|10", "ground"),
    ("TFF 10 High St, London E15 2PX", "GB", "e152px|high|10", "top"),
    // France: who is there, and which door
    ("Les Lilas, 4 avenue Foch, 69006 Lyon", "FR", "69006|avenuefoch|4", ""), ("Cabinet Durand, 4 avenue Foch, 69006 Lyon", "FR", "69006|avenuefoch|4", ""),
    ("M. Jean Dupont, 4 avenue Foch, 69006 Lyon", "FR", "69006|avenuefoch|4", ""), ("4 avenue Foch, M. Dupont, 69006 Lyon", "FR", "69006|avenuefoch|4", ""),
    ("Chez M. Dupont, 4 avenue Foch, 69006 Lyon", "FR", "69006|avenuefoch|4", ""), ("ZA des Landes, 12 rue Ampère, 69006 Lyon", "FR", "69006|rueampere|12", ""),
    ("Porte 14, 18 rue Monge, 75005 Paris", "FR", "75005|ruemonge|18", "14"), ("18 avenue de la Porte d'Italie, 75013 Paris", "FR", "75013|avenueporteitalie|18", ""),
    ("Apt 12 4 avenue Foch, 69006 Lyon", "FR", "69006|avenuefoch|4", "12"), ("Bât B 4 avenue Foch, 69006 Lyon", "FR", "69006|avenuefoch|4", "b"),
    ("4 avenue Foch bât B 69006 Lyon", "FR", "69006|avenuefoch|4", "b"), ("4 route de Vienne 3e étage 69006 Lyon", "FR", "69006|routevienne|4", "3"),
    ("4 avenue Foch, 3ème étage, 69006 Lyon", "FR", "69006|avenuefoch|4", "3"), ("3e étage, 4 avenue Foch, 69006 Lyon", "FR", "69006|avenuefoch|4", "3"),
    ("4 avenue Foch, Etage 3, 69006 Lyon", "FR", "69006|avenuefoch|4", "3"), ("4 avenue Foch, Lyon 69006", "FR", "69006|avenuefoch|4", ""),
    ("4 avenue Foch, Lyon 69006, France", "FR", "69006|avenuefoch|4", ""), ("12 rue St-Jean, 69005 Lyon", "FR", "69005|ruesaintjean|12", ""),
    ("12 rue Saint-Jean, 69005 Lyon", "FR", "69005|ruesaintjean|12", ""), ("12 blvd St Jean, 69005 Lyon", "FR", "69005|boulevardsaintjean|12", ""),
    ("4 Grand'Rue, 69006 Lyon", "FR", "69006|granderue|4", ""), ("4 Gde Rue, 69006 Lyon", "FR", "69006|granderue|4", ""),
    ("Boîte postale 123, 69006 Lyon", "FR", "69006|pobox|123", ""), ("BP 123, 69006 Lyon", "FR", "69006|pobox|123", ""),
    // Austria and Switzerland in a file of Germany
    ("Bahnhofstr. 12, CH-8001 Zürich", "DE", "8001|bahnhofstrasse|12", ""), ("Bahnhofstr. 12, 8001 Zürich", "DE", "8001|bahnhofstrasse|12", ""),
    ("Mariahilfer Straße 45/2/12, A-1060 Wien", "DE", "1060|mariahilferstrasse|45", "2-12"), ("Kirchengasse 4, 4020 Linz", "DE", "4020|kirchengasse|4", ""),
    ("Mariahilfer Str. 45/2/12, 1060 Wien", "KR", "1060|mariahilferstrasse|45", "2-12"), ("Lange Str. 1234, Berlin", "DE", "berlin|langestrasse|1234", ""),
    ("St.-Anna-Str. 5, 10115 Berlin", "DE", "10115|stannastrasse|5", ""), ("Sankt-Anna-Straße 5, 10115 Berlin", "DE", "10115|stannastrasse|5", ""),
    ("Gewerbepark 15 Halle 3, 10115 Berlin", "DE", "10115|gewerbepark|15", "3"), ("PF 101234, 10115 Berlin", "DE", "10115|pobox|101234", ""),
    ("Le Moulin, 1000 Lausanne", "FR", "", ""),
  ])
  func `what writers differ in is read alike, and two homes are two`(_ row: (raw: String, region: String, building: String, unit: String)) {
    let value = AddressTests.value(AddressParts(line: Array(row.raw.utf8), defaultRegion: Array(row.region.utf8)))
    #expect(AddressTests.key(value, .addressBuilding) == row.building, "\(row.raw)")
    #expect(AddressTests.key(value, .addressUnit) == (row.unit.isEmpty ? "" : row.building + "|" + row.unit), "\(row.raw)")
  }

  @Test(arguments: [
    ("62704-1234", "US", "62704"), ("sw1w 9tq", "United Kingdom", "sw1w9tq"), ("〒100-0005", "JP", ""), ("100-0005", "일본", "1000005"),
    ("F-75014", "FR", "75014"), ("D-10115", "Deutschland", "10115"), ("1017 GP", "NL", "1017gp"), ("K1A 0B1", "CA", "k1a0b1"),
    ("06236", "대한민국", "06236"), ("96000", "FR", ""), ("1234", "US", ""), ("", "US", ""), ("12345", "Atlantis", ""),
  ])
  func `a postcode is known by its country`(_ row: (raw: String, country: String, code: String)) {
    let code = Postcode.normalized(Array(row.raw.utf8), country: Array(row.country.utf8))
    #expect(String(decoding: code ?? [], as: UTF8.self) == row.code)
  }

  @Test func `what no grammar reads is equal to nothing`() throws {
    let value = try #require(AddressTests.value(AddressTests.parts("12 Nguyễn Huệ, Quận 1 # Hồ Chí Minh # 70000 # VN")))
    #expect(value.keys.map(\.kind) == [.addressStreet, .addressPostcode, .addressCity])
    #expect(value.flags.contains(.unreadable))
    #expect(AddressLevel.of(value.form.span, value.form.span) == .loose)
  }

  @Test(arguments: ["", "  "])
  func `blank gives nothing`(_ raw: String) { #expect(AddressTests.value(AddressParts(line: Array(raw.utf8))) == nil) }

  // MARK: levels

  @Test(arguments: [
    ("서울 강남구 테헤란로 152", "서울특별시 강남구 테헤란로 152 (역삼동)", AddressLevel.unit),
    ("서울 강남구 테헤란로 152 101동 1203호", "서울 강남구 테헤란로 152, 101-1203", .unit),
    ("서울 강남구 테헤란로 152 101동 1203호", "서울 강남구 테헤란로 152", .open),
    ("Hauptstr. 12 Gartenlaube, 10827 Berlin", "Hauptstr. 12, 10827 Berlin", .open),
    ("Hauptstr. 12 Gartenlaube, 10827 Berlin", "Hauptstr. 12 Gartenlaube, 10827 Berlin", .unit),
    ("서울 강남구 강남우체국 사서함 12호", "서울 강남구 강남우체국사서함 제12호", .unit),
    ("서울 강남구 강남우체국 사서함 12호", "서울 강남구 강남우체국 사서함 13호", .near),
    ("서울 강남구 테헤란로 152 101동 1203호", "서울 강남구 테헤란로 152 101동 1204호", .building),
    ("서울 강남구 테헤란로 152", "테헤란로 152", .loose),
    ("서울 강남구 테헤란로 152", "152, Teheran-ro, Gangnam-gu, Seoul 06236", .loose),
    ("강원도 춘천시 퇴계로77번길 42", "42, Toegye-ro 77beon-gil, Chuncheon-si, Gangwon-do", .loose),
    ("서울 강남구 테헤란로 152", "서울 강남구 테헤란로 154", .near),
    ("서울 강남구 테헤란로 152", "서울 강남구 논현로 152", .area),
    ("서울 강남구 테헤란로 152", "서울 서초구 테헤란로 152", .different),
    ("서울 강남구 논현로44길 10", "서울 강남구 논현로45길 10", .area),
    ("광주 동구 의재로43길 27-3", "광주광역시 동구 의재로43번길 27-3", .unit), ("광주 동구 의재로43길 27-3", "광주 동구 의재로44번길 27-3", .area),
    ("221 E. 51st St. # Chicago", "221 East 51st Street, Chicago IL 60615", .unit),
    ("435 s. la cienega blv. # los angeles", "435 s. la cienega blvd. # los angeles", .unit),
    ("123 North Main Street Apt. 4B, Springfield, IL 62704", "123 main st n apt 4-b springfield il 62704", .unit),
    ("123 Main St # Springfield # 62704", "123 Maine St # Springfield # 62704", .near),
    ("123 Wallaby Place # Cleveland # 2119 # AU", "123 Walaby Pl # Cleveland # 2119 # AU", .near),
    ("7815 Hunt Ct # Wood City # 47837 # US", "7815 Hunt Court # Wood City # 47838 # US", .unit),
    ("100 N Main St # Chicago # 60601", "100 South Main Street # Chicago # 60601", .area),
    ("100 N Main St # Chicago # 60601", "100 Main Street # Chicago # 60601", .unit),
    ("7815 Hunt Ct # Wood City # 47837 # US", "99 Elm Rd # Wood City # 47837 # US", .area),
    ("7815 Hunt Ct # Wood City # 47837 # US", "7815 Hunt Ct # Northfield # 10001 # US", .different),
    ("7815 Hunt Ct # Wood City # 47837 # US", "7817 Hunt Ct # Wood City # 47837 # US", .near),
    ("100 Main St, Springfield, IL 62704", "100 Main St, Springfield, MO 65806", .area),
    ("100 Main St, Springfield, IL", "100 Main St, Springfield, MO", .different),
    ("100 Main St, Springfield, IL", "100 Main St, Springfield", .unit),
    ("Hauptstr. 12, 10827 Berlin", "Hauptstr. 12, 10317 Berlin", .area),
    ("10 High Street, London E15 2PX", "10 High Street, London NW10 4LX", .area),
    ("12 Smith St # Sydney # 2010 # AU", "12 Smith St # Sydney # 2001 # AU", .unit),
    ("24-15 30th Ave, Astoria NY 11102", "24-15 30th Dr, Astoria NY 11102", .area),
    ("24-15 30th Ave, Astoria NY 11102", "24-15 30th, Astoria NY 11102", .unit),
    ("10 High Street, London E15 2PX", "10 High Road, London E15 2PX", .near),
    // roads of one number and several signs
    ("100 I-35 N, Austin TX 78701", "100 US-35 N, Austin TX 78701", .area), ("100 I-35 N, Austin TX 78701", "100 Interstate 35, Austin TX 78701", .unit),
    ("100 State Route 9, Ely MN 55731", "100 US Route 9, Ely MN 55731", .area), ("100 Route 9, Ely MN 55731", "100 US Highway 9, Ely MN 55731", .unit),
    ("100 Road 120, Ely MN 55731", "100 Avenue 120, Ely MN 55731", .area), ("100 Road 120, Ely MN 55731", "100 County Road 120, Ely MN 55731", .unit),
    ("100 County Road DB, Ely WI 54801", "100 State Road DB, Ely WI 54801", .area), ("100 Old Highway 9, Ely MN 55731", "100 US 9, Ely MN 55731", .area),
    ("12 Main St N, Ely MN 55731", "12 Main St S, Ely MN 55731", .area), ("12 Main St N, Ely MN 55731", "12 Main St, Ely MN 55731", .unit),
    // houses with names, homes behind a hyphen
    ("Rose Cottage, Mill Lane, Oxford OX1 2JD", "Ivy Cottage, Mill Lane, Oxford OX1 2JD", .area), ("Rose Cottage, Mill Lane # Oxford", "Ivy Cottage, Mill Lane # Oxford", .area),
    ("Mill Lane, Rose Cottage # Oxford", "Rose Cottage, Mill Lane # Oxford", .unit),
    ("Damrak 1-2, 1012 LG Amsterdam", "Damrak 1-3, 1012 LG Amsterdam", .open), ("Damrak 1-2 # Amsterdam #  # NL", "Damrak 1-4 # Amsterdam #  # NL", .building),
    ("Calle Mayor, Local 3, 28013 Madrid, Spain", "Calle Arenal, Local 3, 28013 Madrid, Spain", .area),
    ("Rua das Flores, Lote 12, 1250-096 Lisboa, Portugal", "Rua do Sol, Lote 12, 1250-096 Lisboa, Portugal", .area),
    ("Damrak 1-2 # Amsterdam", "Damrak 1-3 # Amsterdam", .open), ("Damrak 1-3 # Amsterdam", "Damrak 1-3 # Amsterdam", .unit),
    ("12 Main St Apt 4 North, Ely MN 55731", "12 Main St Apt 4 South, Ely MN 55731", .building),
    ("Hauptstr. 12, DG, 10827 Berlin", "Hauptstr. 12, EG, 10827 Berlin", .building), ("Postfach 12 34, 10827 Berlin", "Postfach 1234, 10827 Berlin", .unit),
    ("Appt 12 Bât A, 12 rue Mercière, 69002 Lyon", "12 rue Mercière, Bât A, Appt 12, 69002 Lyon", .unit),
    ("177 pridhamstreet # marsden # 3165", "177 Pridham Street # marsden # 3165", .unit),
    ("Hauptstraße 12 a, 10115 Berlin", "HAUPT-STRASSE 12A # Berlin # 10115 # DE", .unit),
    ("〒100-0005 東京都千代田区丸の内1丁目9番1号", "東京都千代田区丸ノ内一丁目九-一", .unit),
    ("東京都府中市宮町1-1-1", "広島県府中市宮町1-1-1", .different), ("東京都府中市宮町1-1-1", "府中市宮町1-1-1", .unit),
    ("本町1-1-1 # 中央区 #  # JP # 神奈川県", "本町1-1-1 # 中央区 #  # JP # 埼玉県", .different),
    ("六本木 # 港区 #  # JP #  # 6-10-1", "六本木 # 港区 #  # JP #  # 7-1-2", .near),
    ("Flat 3, 221B Baker Street, London NW1 6XE", "221b baker st flat 3 london nw16xe", .unit),
    // homes of one number
    ("100 Main St PH 2, Reno NV 89501", "100 Main St Apt 2, Reno NV 89501", .building), ("100 Main St PH 2, Reno NV", "100 Main St TH 2, Reno NV", .building),
    ("100 Main St PH 2, Reno NV 89501", "100 Main Street Penthouse 2, Reno NV 89501", .unit), ("100 Main St PH 2, Reno NV 89501", "100 Main St, Reno NV 89501", .open),
    ("100 Main St PH 2, Reno NV 89501", "100 Main St Unit PH2, Reno NV 89501", .unit),
    ("100 Main St Apt 2 Left, Reno NV 89501", "100 Main St Apt 2 Right, Reno NV 89501", .building),
  ])
  func `two addresses agree as far as they do`(_ row: (left: String, right: String, level: AddressLevel)) {
    #expect(AddressTests.level(row.left, row.right) == row.level, "\(row)")
    #expect(AddressTests.level(row.right, row.left) == row.level)
  }

  // MARK: properties

  private static let samples = [
    "서울 강남구 테헤란로 152 101동 1203호", "경기 성남시 분당구 불정로 6 # 성남시 분당구 # 13561 # KR",
    "123 N Main St Apt 4B # Springfield # 62704 # US # IL",
    "Hauptstraße 12 a # Berlin # 10115 # DE", "5 rue de l'Église # Lyon # 69005 # FR",
    "横浜市港南区豊町6丁目4-9 # 横浜市港南区 # 913-4476 # JP",
    "435 s. la cienega blv. # los angeles", "221b baker st flat 3 # london # NW1 6XE",
    "Ullmannplatz 150 # Mühldorf am Inn # 48642 # DE",
  ]

  @Test func `the canonical address means the same address`() throws {
    for raw in AddressTests.samples {
      let value = try #require(AddressTests.value(AddressTests.parts(raw)))
      let again = try #require(
        AddressTests.value(AddressParts(line: value.canonical, country: AddressTests.parts(raw).country)))
      #expect(again.canonical == value.canonical, "\(raw)")
      #expect(again.keys.first == value.keys.first, "\(raw): \(String(decoding: value.canonical, as: UTF8.self))")
    }
  }

  @Test func `case, width and spaces do not matter`() throws {
    for raw in AddressTests.samples {
      let value = try #require(AddressTests.value(AddressTests.parts(raw)))
      let wide = raw.unicodeScalars.reduce(into: "") { text, scalar in
        text.unicodeScalars.append(
          (0x30...0x7A).contains(scalar.value) ? Unicode.Scalar(scalar.value + 0xFEE0)! : scalar)
      }
      for variant in [
        raw.uppercased(), raw.split(separator: " ").joined(separator: " \u{3000} "), wide, "\u{FEFF}" + raw,
      ] {
        #expect(AddressTests.value(AddressTests.parts(variant))?.keys == value.keys, "\(variant)")
      }
    }
  }

  @Test func `any bytes are survived and every level is symmetric`() {
    print("seed of the address bytes: 0x61646472")
    var random = SplitMix64(seed: 0x6164_6472)
    var forms: [[UInt8]] = []
    let pieces = [
      "서울 ", "강남구 ", "테헤란로", "8길 ", "152", "-3", "동 ", "호", ", ", "(", ")", "main ", "st ", "apt ", "10115 ", "berlin",
      "丁目", "六", "番", "市",
      "1", " ", "#", "½", "\u{301}", "nw1 6xe", "북", "지하", "산", "가 ", "로", "길", "번", "a", "-",
    ]
    for _ in 0..<6_000 {
      func field() -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<random.below(10) {
          bytes += random.below(10) == 0 ? [UInt8(random.below(256))] : Array(pieces[random.below(pieces.count)].utf8)
        }
        return bytes
      }
      let parts = AddressParts(
        line: field(), houseNumber: random.below(3) == 0 ? field() : [], line2: random.below(4) == 0 ? field() : [],
        city: random.below(2) == 0 ? field() : [], postcode: random.below(2) == 0 ? field() : [],
        country: Array(["", "KR", "US", "DE", "FR", "JP", "GB", "XX"][random.below(8)].utf8),
        defaultRegion: Array("KR".utf8))
      guard let value = AddressTests.value(parts) else { continue }
      #expect(!value.canonical.isEmpty)
      #expect(value.keys.allSatisfy { !$0.bytes.isEmpty })
      if !value.form.isEmpty { forms.append(value.form) }
    }
    for _ in 0..<60_000 {
      let left = forms[random.below(forms.count)]
      let right = forms[random.below(forms.count)]
      #expect(AddressLevel.of(left.span, right.span) == AddressLevel.of(right.span, left.span))
    }
  }
}
