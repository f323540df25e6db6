import Foundation
import Identity
import Intake
import Testing

/// Profile and guess of a file's text.
func guess(_ bytes: [UInt8], region: String = "KR") throws -> (columns: [ColumnGuess], settings: SourceSettings, profile: FileProfile) {
  var reader = RowReader()
  var profile = FileProfile()
  try reader.push(bytes)
  try reader.finish()
  while let batch = reader.next(rowCountMax: 1_000) { profile.add(batch, header: reader.header) }
  profile.add(RowBatch(), header: reader.header)
  let detected = try #require(reader.detected)
  return (guessColumns(profile, detected: detected), guessSettings(profile, detected: detected, region: region), profile)
}

func roles(_ columns: [ColumnGuess]) -> [String] {
  columns.map { $0.mapping.role.rawValue + ($0.mapping.detail.map { ":\($0)" } ?? "") }
}

@Suite struct SettingsGuessTests {
  /// Header lines of exports and what they mean, told by the names alone.
  static let headers: [(export: String, header: String, roles: [String])] = [
    ("Korean shop", "회원번호,이름,휴대폰,이메일,우편번호,주소,상세주소,생년월일,성별,가입일,수정일", [
      "record_id", "full_name", "phone", "email", "postcode", "address", "address_line_2", "birth_date", "gender", "kept", "updated_at",
    ]),
    ("Korean, family name apart", "고객번호,성,이름,핸드폰번호,전자우편", ["record_id", "family_name", "given_name", "phone", "email"]),
    ("Cafe24", "이름,회원등급,나이,이메일,휴대폰번호,총 사용 적립금,사용가능 적립금,회원 가입일,아이디", [
      "full_name", "kept", "kept", "email", "phone", "kept", "kept", "kept", "record_id",
    ]),
    ("Naver Smartstore", "상품주문번호,주문번호,구매자명,구매자ID,구매자연락처,수취인명,수취인연락처1,통합배송지,우편번호,배송메세지", [
      "record_id", "kept", "full_name", "handle:naver", "phone", "kept", "kept", "kept", "kept", "kept",
    ]),
    (
      "Shopify customers",
      "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,Default Address Address1,Default Address Address2,Default Address City,Default Address Province Code,Default Address Country Code,Default Address Zip,Default Address Phone,Phone,Accepts SMS Marketing,Total Spent,Total Orders,Note,Tax Exempt,Tags,State",
      [
        "record_id", "given_name", "family_name", "email", "kept", "organisation", "address", "address_line_2", "city", "region", "country",
        "postcode", "phone", "phone", "kept", "kept", "kept", "kept", "kept", "kept", "kept",
      ]
    ),
    ("Senzing", "DATA_SOURCE,RECORD_ID,NAME_FIRST,NAME_LAST,NAME_FULL,NAME_ORG,PHONE_NUMBER,EMAIL_ADDRESS,ADDR_LINE1,ADDR_CITY,ADDR_STATE,ADDR_POSTAL_CODE,DATE_OF_BIRTH,SSN_NUMBER,PASSPORT_NUMBER,DRIVERS_LICENSE_NUMBER", [
      "source", "record_id", "given_name", "family_name", "full_name", "organisation", "phone", "email", "address", "city", "region", "postcode",
      "birth_date", "identifier:ssn", "identifier:passport", "identifier:drivers_licence",
    ]),
    ("Splink", "unique_id,source_dataset,first_name,surname,dob,city,email,cluster", [
      "record_id", "source", "given_name", "family_name", "birth_date", "city", "email", "kept",
    ]),
    ("FEBRL", "rec_id, given_name, surname, street_number, address_1, address_2, suburb, postcode, state, date_of_birth, soc_sec_id", [
      "record_id", "given_name", "family_name", "house_number", "address", "address_line_2", "city", "postcode", "region", "birth_date",
      "identifier:ssn",
    ]),
    ("benchmark", "record_id,source,source_id,full_name,given_name,family_name,email,phone,birth_date,address,city,postcode,country,handle_platform,handle,updated_at", [
      "record_id", "source", "kept", "full_name", "given_name", "family_name", "email", "phone", "birth_date", "address", "city", "postcode", "country",
      "handle_platform", "handle", "updated_at",
    ]),
    ("German", "Kundennummer;Vorname;Nachname;Straße;Hausnummer;PLZ;Ort;Telefon;E-Mail;Geburtsdatum;Firma", [
      "record_id", "given_name", "family_name", "address", "house_number", "postcode", "city", "phone", "email", "birth_date", "organisation",
    ]),
    ("Japanese", "顧客番号,姓,名,フリガナ,電話番号,メールアドレス,郵便番号,都道府県,市区町村,住所,生年月日,性別", [
      "record_id", "family_name", "given_name", "kana_name", "phone", "email", "postcode", "region", "city", "address", "birth_date", "gender",
    ]),
    ("full width and case", "Ｅ－ＭＡＩＬ,PHONE NO.,Mobile Phone 2,생년월일(YYYYMMDD),customer_email_2", ["email", "phone", "phone", "birth_date", "email"]),
    ("decomposed, as on a Mac", "\u{110B}\u{1175}\u{1105}\u{1173}\u{11B7},\u{110C}\u{116E}\u{1109}\u{1169},Pre\u{301}nom", ["full_name", "address", "given_name"]),
    ("a call centre", "caller_id,caller_name,caller phone", ["record_id", "full_name", "phone"]),
    ("somebody else", "id,recipient_name,shipping_phone,배송지주소,emergency_contact_phone", ["record_id", "kept", "kept", "kept", "kept"]),
    ("several ids", "id,household_id,customer_id,주문번호", ["kept", "kept", "record_id", "kept"]),
    ("German, name and given name", "KdNr.;Name;Vorname;Straße/Nr.;PLZ", ["record_id", "family_name", "given_name", "address", "postcode"]),
    ("Dutch", "Klantnummer,Naam,Voornaam,Woonplaats,Mobiel,Geboortedatum", [
      "record_id", "family_name", "given_name", "city", "phone", "birth_date",
    ]),
    ("Spanish", "Código cliente,Nombre,Apellidos,DNI/NIF,Dirección,CODIGO POSTAL,Móvil,Correo electrónico,PAÍS", [
      "record_id", "given_name", "family_name", "identifier:national_id", "address", "postcode", "phone", "email", "country",
    ]),
    ("Spanish, one name", "Nombre,Teléfono,Fecha de nacimiento", ["full_name", "phone", "birth_date"]),
    ("French", "N° client,Nom,Prénom,Adresse,Code postal,Ville,Téléphone portable,Courriel,Date de naissance", [
      "record_id", "family_name", "given_name", "address", "postcode", "city", "phone", "email", "birth_date",
    ]),
    ("Italian; cap is a word of other things", "Codice cliente,Nome,Cognome,Indirizzo,CAP,Città,Cellulare,Data di nascita", [
      "record_id", "given_name", "family_name", "address", "kept", "city", "phone", "birth_date",
    ]),
    ("Portuguese", "Nome,Endereço,CEP,Cidade,Celular,Data de nascimento", ["full_name", "address", "postcode", "city", "phone", "birth_date"]),
    ("Chinese", "客户编号,姓名,手机号,邮箱,地址,出生日期,性别", ["record_id", "full_name", "phone", "email", "address", "birth_date", "gender"]),
    ("Japanese, parts in brackets", "会員No.,お名前(姓),お名前（名）,フリガナ(セイ),フリガナ(メイ),緊急連絡先", [
      "record_id", "family_name", "given_name", "kept", "kept", "kept",
    ]),
    ("Japanese, kana of parts", "氏名(姓),氏名(名),姓(カナ),セイ", ["family_name", "given_name", "kept", "kept"]),
    ("Korean, parts in brackets", "이름(성),이름(이름),핸드폰No,연락처(직장),연락처(비상)", ["family_name", "given_name", "phone", "phone", "kept"]),
    ("relatives", "가족연락처,비상연락처,배우자명,EMERG_CONTACT_PHONE,MOTHERS_MAIDEN_NAME,next_of_kin,pt_nok_phone,father_name,Telefon (Notfall)", [
      "kept", "kept", "kept", "kept", "kept", "kept", "kept", "kept", "kept",
    ]),
    ("no relatives", "family name,familyName,kindred phone,phonekin", ["family_name", "family_name", "kept", "kept"]),
    ("short owners", "PAT_FNAME,PAT_LNAME,Cust_First,res_street_address,mbrDOB,APPLICANT2_LNAME", [
      "given_name", "family_name", "given_name", "address", "birth_date", "family_name",
    ]),
    ("letters that are no words", "path,resource,pdfname,custom,kdrama", ["kept", "kept", "kept", "kept", "kept"]),
    ("an employee served", "emp_name,emp_phone,cust_name", ["kept", "kept", "full_name"]),
    ("employees alone", "emp_no,emp_name", ["kept", "full_name"]),
    ("family name first", "\"Nachname, Vorname\",Kunden-Nr.", ["full_name", "record_id"]),
    ("one of a register", "voter_reg_num,Record_No", ["record_id", "kept"]),
    ("dots that lead nowhere", "Tel. (privat),Cust. Name,Kd.-Nr.,Geb. Datum (alt)", ["phone", "full_name", "record_id", "birth_date"]),
    ("signs for numbers", "Cust #,Phone #2,Address #2", ["record_id", "phone", "address_line_2"]),
    ("a full name stays whole", "full_name,Vorname,성명", ["full_name", "given_name", "full_name"]),
    ("the insured before who signed", "계약자명,피보험자명,예금주,생년월일", ["kept", "full_name", "kept", "birth_date"]),
    ("whose name it is not said", "이름,예금주,신청인", ["full_name", "kept", "kept"]),
    ("name parts beside an account", "예금주,성,이름", ["kept", "family_name", "given_name"]),
    ("a member and a representative", "대표자명,회원명,고객명", ["kept", "full_name", "full_name"]),
    ("a buyer as ever", "구매자명,고객명", ["full_name", "full_name"]),
    ("a patient in other words", "환자성명,환자연락처,보호자명,보호자연락처", ["full_name", "phone", "kept", "kept"]),
    ("recipients", "주문자,수령인,받는분,배송지,주민앞자리", ["full_name", "kept", "kept", "kept", "birth_date"]),
  ]

  @Test(arguments: headers.indices) func `names of columns are recognised`(_ index: Int) throws {
    let item = Self.headers[index]
    let columns = try guess(Array((item.header + "\n").utf8)).columns
    #expect(roles(columns) == item.roles, "\(item.export)")
  }

  @Test func `names of persons in Korean trades`() throws {
    for word in """
      환자명 수진자명 학생명 원생명 가입자명 계약자명 피보험자명 조합원명 예약자 신청자 신청인 투숙객명 예금주 수검자명 수강생명 응모자명 당첨자명 주문자 구매자 회원성명 대표자명
      """.split(separator: " ")
    {
      #expect(roles(try guess(Array("\(word),이메일\n".utf8)).columns) == ["full_name", "email"], "\(word)")
    }
    // Where nobody is insured, who signed is the customer.
    let file = "계약자명,피보험자명\n" + (1...9).map { "김하나,\($0 % 2 == 0 ? "" : "-")\n" }.joined()
    #expect(roles(try guess(Array(file.utf8)).columns) == ["full_name", "kept"])
  }

  @Test func `JSON of Segment and both forms of Senzing`() throws {
    let segment = try guess(
      Array(
        "{\"type\":\"identify\",\"userId\":\"u1\",\"messageId\":\"m\",\"timestamp\":\"2024-01-02T03:04:05Z\",\"traits\":{\"email\":\"a@b.co\",\"firstName\":\"A\",\"lastName\":\"B\",\"address\":{\"city\":\"Seoul\",\"postalCode\":\"04524\"},\"company\":{\"name\":\"Acme\"}}}\n"
          .utf8))
    #expect(
      segment.columns.map { "\($0.mapping.name) \($0.mapping.role.rawValue)" } == [
        "messageId kept", "timestamp updated_at", "traits.address.city city", "traits.address.postalCode postcode", "traits.company.name organisation",
        "traits.email email", "traits.firstName given_name", "traits.lastName family_name", "type kept", "userId record_id",
      ])
    let features = try guess(
      Array(
        "{\"DATA_SOURCE\":\"CRM\",\"RECORD_ID\":\"1\",\"FEATURES\":[{\"NAME_FIRST\":\"A\",\"NAME_LAST\":\"B\"},{\"PHONE_NUMBER\":\"010-1234-5678\"},{\"PHONE_NUMBER\":\"02-123-4567\"}]}\n"
          .utf8))
    #expect(roles(features.columns) == ["source", "given_name", "family_name", "phone", "record_id"])
    let mongo = try guess(
      Array(
        "{\"_id\":{\"$oid\":\"65a\"},\"name\":{\"first\":\"A\"},\"addresses\":[{\"line1\":\"1 High St\",\"line2\":\"Flat 2\"}],\"nextOfKin\":{\"phone\":\"1\"}}\n".utf8))
    #expect(
      mongo.columns.map { "\($0.mapping.name) \($0.mapping.role.rawValue)" } == [
        "_id.$oid record_id", "addresses.line1 address", "addresses.line2 address_line_2", "name.first given_name", "nextOfKin.phone kept",
      ])
  }

  static let contents: [(name: String, file: String, roles: [String])] = [
    ("an e-mail column full of dates", "id,email address,other\n" + (1...20).map { "\($0),0\($0 % 9 + 1)/1\($0 % 9)/2015,m\($0)@example.com\n" }.joined(), ["record_id", "kept", "email"]),
    ("unknown names, told by their values", "k,a,b,c,d\n" + (1...30).map { "\($0),p\($0)@example.com,010-1234-56\($0 + 10),https://instagram.com/p\($0),word\($0 % 20) here\n" }.joined(), [
      "kept", "email", "phone", "handle", "text",
    ]),
    ("numbers, yes and no, constants", "id,n,flag,same\n" + (1...30).map { "\($0),\($0 * 7),\($0 % 2 == 0 ? "yes" : "no"),x\n" }.joined(), ["record_id", "kept", "kept", "kept"]),
    ("businesses under name", "id,name\n" + ["Art's Delicatessen", "Hotel Bel-Air", "Campanile", "Fenix", "Cafe Bizou", "Chinois on Main"].enumerated().map { "\($0.offset),\($0.element)\n" }.joined(), ["record_id", "organisation"]),
    ("Korean businesses under 이름", "id,이름\n1,주식회사 하나\n2,동탄복합문화센터도서관\n3,(주)두리\n4,세종약국\n", ["record_id", "organisation"]),
    ("people under name", "id,name\n1,김하나\n2,Kim Hana\n3,Müller Jörg\n4,山田太郎\n5,Nakato Acile\n6,O'Neil Patrick\n7,남궁민수\n", ["record_id", "full_name"]),
    ("an id that repeats is none", "customer_id,name\n" + (1...40).map { "\($0 % 4),Kim\n" }.joined(), ["kept", "full_name"]),
    ("a Shopify-like state", "id,state\n" + (1...20).map { "\($0),enabled\n" }.joined(), ["record_id", "kept"]),
    ("NA is no value", "id,middle_name\n1,NA\n2,NA\n3,Ann\n", ["record_id", "middle_name"]),
    (
      "bare birth dates, one of them in words",
      "id,생년월일\n" + (1...20).map { "\($0),85030\($0 % 9 + 1)\n" }.joined() + "21,1966년 10월 4일\n22,1985.3.7\n", ["record_id", "birth_date"]
    ),
    ("account numbers under 생년월일", "id,생년월일\n" + (1...20).map { "\($0),110234567\($0 + 10)\n" }.joined(), ["record_id", "kept"]),
    ("family names beside given ones", "id,Name,Vorname\n1,Müller,Hans\n2,Schmidt-Rot,Eva\n3,von Berg,Uwe\n4,Lang,Pia\n", ["record_id", "family_name", "given_name"]),
    ("whole names beside given ones", "id,Name,Vorname\n1,Hans Müller,Hans\n2,Eva Schmidt,Eva\n3,Lang,Pia\n4,Uwe von Berg,Uwe\n", ["record_id", "full_name", "given_name"]),
    ("given names beside family ones", "id,Name,Surname\n1,Ann,Lee\n2,Mary Jane,Ray\n3,Joe,Orr\n", ["record_id", "given_name", "family_name"]),
    ("Hangul family names", "id,이름,first_name\n1,김,하나\n2,남궁,두리\n3,이,세나\n4,박,네오\n", ["record_id", "family_name", "given_name"]),
    ("Hangul whole names", "id,이름,first_name\n1,김하나,하나\n2,이두리,두리\n", ["record_id", "full_name", "given_name"]),
    ("Hangul given names", "id,성씨,이름\n1,김,하나\n2,이,두리\n", ["record_id", "family_name", "given_name"]),
    ("a clinic's number where there is no other", "insurance_id,MRN,name\nI1,M1,Ann Lee\nI2,M2,Joe Orr\n", ["kept", "record_id", "full_name"]),
    ("a clinic's number beside an id", "id,MRN,name\n1,M1,Ann Lee\n2,M2,Joe Orr\n", ["record_id", "identifier:programme", "full_name"]),
    ("a clinic's number that repeats", "MRN,name\nM1,Ann Lee\nM1,Ann Lee\nM2,Joe Orr\n", ["identifier:programme", "full_name"]),
    ("the record's own number first", "policy no,Case #,name\nP1,C1,Ann Lee\nP2,C2,Joe Orr\n", ["text", "record_id", "full_name"]),
    ("letters and numbers that are no ids", "casino,info,paid,jahr nr,name\na1,b1,c1,d1,Ann Lee\na2,b2,c2,d2,Joe Orr\n", ["text", "text", "text", "text", "full_name"]),
    ("letters after digits are no phone", "id,ref\n1,12345678Z\n2,12345679S\n3,12345670Q\n", ["record_id", "text"]),
    ("extensions are", "id,ref\n1,030-123456 ext 12\n2,tel. 030-123457\n3,030-1234567x8\n", ["record_id", "phone"]),
    ("bare digits under a word for phones", "id,Móvil\n1,612345678\n2,612345679\n", ["record_id", "phone"]),
    ("a masked handle", "상품주문번호,구매자명,구매자ID\n1,김하나,abcd****\n2,이두리,efgh****\n", ["record_id", "full_name", "kept"]),
  ]

  @Test(arguments: contents.indices) func `values decide where names do not or are wrong`(_ index: Int) throws {
    let item = Self.contents[index]
    #expect(roles(try guess(Array(item.file.utf8)).columns) == item.roles, "\(item.name)")
  }

  static let dates: [(values: [String], region: String, order: DateOrder)] = [
    (["03/07/1985", "25/12/1990"], "KR", .dayMonthYear), (["03/07/1985", "12/25/1990"], "KR", .monthDayYear), (["1985-03-07"], "US", .yearMonthDay),
    (["03/07/1985"], "US", .monthDayYear), (["03/07/1985"], "DE", .dayMonthYear), (["03/07/1985"], "KR", .yearMonthDay), (["12252018"], "DE", .monthDayYear),
    (["25.12.1990 10:20:30", "01.02.1990 00:00:00"], "KR", .dayMonthYear),
    // Years of two digits: in Korea they come first, whatever the day.
    (["85.03.07", "79.12.30", "13.11.16", "19.05.14", "92.01.02"], "KR", .yearMonthDay), (["13.11.16", "19.05.14"], "KR", .yearMonthDay),
    (["00.05.14", "05.11.30", "16.02.03"], "KR", .yearMonthDay), (["85.03.07", "13.11.16"], "DE", .yearMonthDay),
    (["850307", "790512", "990101", "25/12/1990"], "KR", .yearMonthDay), (["85/03/07", "13/11/16"], "JP", .yearMonthDay),
    (["13.11.16", "19.05.14"], "DE", .dayMonthYear), (["25.12.90", "07.03.85", "13.11.16"], "DE", .dayMonthYear),
    (["25.12.90", "31.01.77", "13.11.16"], "KR", .dayMonthYear), (["12/25/90", "03/07/85"], "US", .monthDayYear),
    (["45.03.12", "13.11.16", "14.11.16", "15.11.16", "16.11.16", "17.11.16"], "GB", .dayMonthYear),
  ]

  @Test func `only birth dates settle the order of birth dates`() throws {
    let visits = "이름,생년월일,최종방문일\n" + (1...20).map { "김하나\($0),85030\($0 % 9 + 1),\($0 + 10).05.14\n" }.joined()
    #expect(try guess(Array(visits.utf8)).settings.dateOrder == .yearMonthDay)
    let american = "이름,생년월일,가입일\n" + (1...20).map { "김하나\($0),1985-03-0\($0 % 9 + 1),12/\($0 + 8)/2020\n" }.joined()
    #expect(try guess(Array(american.utf8)).settings.dateOrder == .yearMonthDay)
    // Birth dates that leave it open are written as the others are.
    let joined = "id,name,dob,joined\n1,Ann Stone,03/04/1990,12/25/2024\n2,Bo Lee,05/06/1985,11/30/2024\n3,Cy Day,07/02/1979,10/31/2024\n"
    #expect(try guess(Array(joined.utf8)).settings.dateOrder == .monthDayYear)
    #expect(try guess(Array(joined.utf8), region: "GB").settings.dateOrder == .monthDayYear)
    // Dates of any meaning, where none is a birthday.
    let orders = "id,ordered\n" + (1...20).map { "\($0),\($0 + 8).12.2020\n" }.joined()
    #expect(try guess(Array(orders.utf8)).settings.dateOrder == .dayMonthYear)
  }

  @Test func `years of two digits in front make dates`() throws {
    let rows = (0..<60).map { "김하나\($0),\($0 % 10 == 0 ? 13 : 40 + $0).0\($0 % 9 + 1).1\($0 % 10)\n" }.joined()
    let (columns, settings, _) = try guess(Array(("이름,생년월일\n" + rows).utf8))
    #expect(roles(columns) == ["full_name", "birth_date"])
    #expect(settings.dateOrder == .yearMonthDay)
    // Lots and machines are none.
    let profile = try guess(Array("a,b\n45-1-3,45.12.3.200\n88-2-11,99.1.2.3\n".utf8)).profile
    #expect(profile.columns.map { $0.count(.date) } == [0, 0])
  }

  @Test(arguments: dates.indices) func `the order of day and month is settled over the whole file`(_ index: Int) throws {
    let item = Self.dates[index]
    let file = "id,dob\n" + item.values.enumerated().map { "\($0.offset),\($0.element)\n" }.joined()
    #expect(try guess(Array(file.utf8), region: item.region).settings.dateOrder == item.order)
  }

  @Test func `the order of rows changes nothing`() throws {
    let seed: UInt64 = 5
    var random = SplitMix64(seed: seed)
    var rows = (0..<3_000).map { "\($0),name \($0 % 700),p\($0 % 900)@example.com,\($0 % 28 + 1)/\($0 % 12 + 1)/19\($0 % 90 + 10)" }
    let header = "id,name,email,dob\n"
    let first = try guess(Array((header + rows.joined(separator: "\n")).utf8))
    rows.shuffle(using: &random)
    let second = try guess(Array((header + rows.joined(separator: "\n")).utf8))
    #expect(first.columns == second.columns)
    #expect(mappingYAML(first.settings, profile: first.profile, today: CivilDate(daysSince1970: 20_454)) == mappingYAML(second.settings, profile: second.profile, today: CivilDate(daysSince1970: 20_454)), "seed \(seed)")
  }

  @Test func `distinct values are counted, exactly while few`() throws {
    let profile = try guess(Array(("id,a,b\n" + (0..<20_000).map { "\($0),\($0 % 300),v\($0 / 2)\n" }.joined()).utf8)).profile
    #expect(profile.columns[1].distinctCount == 300)
    #expect((9_000...11_000).contains(profile.columns[2].distinctCount))
    #expect(profile.columns[0].repeatedPermille == 0)
    #expect(profile.columns[2].repeatedPermille == 1_000)
  }
}

/// Guesses on public data sets, where they are at hand.
@Suite struct SharedDataGuessTests {
  static let folder: String? = {
    let beside = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("shared").path
    let candidates = [ProcessInfo.processInfo.environment["KINDRED_SHARED"], beside].compactMap { $0 }
    return candidates.first { FileManager.default.fileExists(atPath: $0 + "/data") }
  }()

  static let files: [(path: String, roles: [String: String], dateOrder: DateOrder?)] = [
    ("restaurants/restaurant_864.csv", ["record_id": "record_id", "name": "organisation", "addr": "address", "city": "city", "phone": "phone", "type": "text", "class": "kept"], nil),
    ("restaurants/fodors.csv", ["id": "record_id", "name": "organisation", "addr": "address", "city": "city", "phone": "phone"], nil),
    ("splink-fake/fake_1000.csv", ["unique_id": "record_id", "first_name": "given_name", "surname": "family_name", "dob": "birth_date", "city": "city", "email": "email", "cluster": "kept"], .yearMonthDay),
    ("splink-fake/fake_20000.csv", ["unique_id": "record_id", "first_name": "given_name", "email": "email", "group": "kept"], .yearMonthDay),
    ("febrl/dataset1.csv", ["rec_id": "record_id", "surname": "family_name", "street_number": "house_number", "address_1": "address", "address_2": "address_line_2", "suburb": "city", "soc_sec_id": "identifier"], .yearMonthDay),
    ("febrl/dataset3.csv", ["rec_id": "record_id", "given_name": "given_name", "state": "region", "date_of_birth": "birth_date"], .yearMonthDay),
    ("chicago-early-childhood/csv_example_input_with_true_ids.csv", ["True Id": "kept", "Id": "record_id", "Source": "source", "Site name": "organisation", "Address": "address", "Zip": "postcode", "Phone": "phone", "Email Address": "kept", "Purple binder service type": "email", "IDHS Provider ID": "kept"], .monthDayYear),
    ("opencr-uganda/uganda_data_v21.csv", ["rec_id": "record_id", "sex": "gender", "given_name": "given_name", "surname": "family_name", "phone_number": "phone", "uganda_nin": "identifier", "art_number": "identifier"], .yearMonthDay),
    ("rldata/RLdata500.csv", ["rec_id": "record_id", "fname_c1": "given_name", "lname_c1": "family_name", "by": "birth_year", "bm": "birth_month", "bd": "birth_day", "ent_id": "kept"], nil),
    ("jedai-persons/census_841.csv", ["record_id": "record_id", "surname": "family_name", "given_name": "given_name", "house_number": "house_number", "street": "address", "entity_url": "kept"], nil),
    ("jedai-persons/synthetic_10k.csv", ["record_id": "record_id", "phone_number": "phone", "date_of_birth": "birth_date", "entity_url": "kept"], .yearMonthDay),
    ("dupehell/crm_contact_20k.csv.gz", ["record_id": "record_id", "entity_id": "kept", "company_name": "organisation", "linkedin_url": "handle", "match_type": "kept"], nil),
    ("dupehell/insurance_holder_20k.csv.gz", ["record_id": "record_id", "ssn": "identifier", "address_line1": "address", "match_type": "kept"], nil),
    ("poland-foreigners/foreigners_110k.csv.gz", ["record_id": "record_id", "fname": "given_name", "sname": "middle_name", "surname": "family_name", "date": "birth_date", "true_id": "kept"], .yearMonthDay),
    ("pseudopeople-surveys/wic_2020_2023.csv", ["record_id": "record_id", "simulant_id": "kept", "household_id": "kept", "date_of_birth": "birth_date", "street_name": "address", "year": "kept"], .monthDayYear),
    ("pseudopeople-surveys/census_2020.csv", ["simulant_id": "kept", "first_name": "given_name", "last_name": "family_name"], .monthDayYear),
    ("kr-libraries/kr_libraries.csv", ["record_id": "record_id", "entity_id": "kept", "도서관명": "organisation", "시도명": "region", "시군구명": "district", "소재지도로명주소": "address", "도서관전화번호": "phone", "홈페이지주소": "text", "위도": "kept"], nil),
  ]

  @Test(.enabled(if: folder != nil, "no ../shared and no KINDRED_SHARED: the public data sets are not at hand"), arguments: files.indices)
  func `public data sets are understood without configuration`(_ index: Int) throws {
    let item = Self.files[index]
    let folder = try #require(Self.folder)
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder + "/data/" + item.path)))
    let (columns, settings, _) = try guess(bytes)
    let found = Dictionary(uniqueKeysWithValues: columns.map { ($0.mapping.name, $0.mapping.role.rawValue) })
    for (name, role) in item.roles.sorted(by: { $0.key < $1.key }) { #expect(found[name] == role, "\(item.path): \(name)") }
    if let order = item.dateOrder { #expect(settings.dateOrder == order, "\(item.path)") }
  }
}
