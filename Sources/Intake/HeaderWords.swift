/// What column names mean: one table of words, in the languages and exports customer files come in.
///
/// Names are compared in normal form: ASCII in lower case, full-width forms made narrow, blanks and
/// `_ - . /` and brackets dropped. Rows are data; adding an export means adding words.
struct HeaderWord: Sendable, Equatable {
  var role: FieldRole
  var detail: String?
  /// Among several columns for a role of which a file has one, the one with the lowest rank wins.
  var rank = 0
  /// The word that was recognised, for the explanation.
  var word = ""
}

/// The meaning of a column name; nil where the table does not know it.
///
/// Tried in this order: the whole name; what stands in brackets, where it tells a part of a name or somebody
/// else (`お名前(姓)`); the last parts of a dotted path (`traits.email`); without the brackets; without a number at
/// its end; without a word for whose it is (`customer email`); by its ending (`도서관전화번호`). What describes
/// somebody else (`수취인…`, `shipping …`, `… next of kin`) is kept.
func headerWord(_ name: [UInt8]) -> HeaderWord? {
  guard !name.isEmpty, name.count <= IntakeLimits.headerNameBytesMax else { return nil }
  let narrow = narrowed(name)
  if let spelled = numberSignsSpelled(narrow), let found = meaning(spelled) { return found }
  return meaning(narrow)
}

private func meaning(_ name: [UInt8]) -> HeaderWord? {
  let whole = normalHeader(name)
  if let found = table[whole] { return found }
  let tokens = headerTokens(name)
  let aside = HeaderWord(role: .kept, word: String(decoding: whole, as: UTF8.self))
  if isSomebodyElse(whole, tokens) { return aside }
  let open = name.firstIndex { $0 == UInt8(ascii: "(") || $0 == UInt8(ascii: "[") }
  if let open, open > 0, let base = lookUp(normalHeader(Array(name[..<open])), headerTokens(Array(name[..<open]))) {
    let inside = normalHeader(Array(name[(open + 1)...]))
    if isSomebodyElse(inside, []) { return aside }
    if base.role == .fullName || base.role == .kanaName, let part = namePart[inside] {
      // Kana have one role for the whole name; half of it would pass for all of it.
      return base.role == .kanaName ? aside : HeaderWord(role: part, word: String(decoding: inside, as: UTF8.self))
    }
  }
  let segments = name.split(separator: UInt8(ascii: ".")).map(Array.init)
  if segments.count > 1 {
    for start in 1..<segments.count {
      let rest = Array(segments[start...].joined(separator: [UInt8(ascii: ".")]))
      if let found = lookUp(normalHeader(rest), headerTokens(rest)) { return found }
    }
    // `Tel. (privat)` and `Cust. name` are no paths.
    if open == nil, !name.contains(0x20) { return nil }
  }
  if let open, open > 0, let found = lookUp(normalHeader(Array(name[..<open])), headerTokens(Array(name[..<open]))) {
    return found
  }
  return lookUp(whole, tokens)
}

/// Whether a field of a first row names a column.
func isColumnWord(_ name: [UInt8]) -> Bool { headerWord(name) != nil }

/// Whether a field of a first row is a customer's value.
func looksLikeAValue(_ name: [UInt8]) -> Bool {
  let shapes = valueShapes(name.span)
  return shapes.contains(.email) || shapes.contains(.date) || shapes.contains(.phone)
}

/// Names in normal form; see `HeaderWord`. Accents that stand apart are dropped and Hangul that stands
/// apart is composed: files made on a Mac have their names so.
func normalHeader(_ name: [UInt8]) -> [UInt8] {
  var scalars: [UInt32] = []
  var index = 0
  let text = name.span
  while index < text.count {
    guard let (value, length) = scalar(at: index, in: text) else {
      index += 1
      continue
    }
    index += length
    let narrow = (0xFF01...0xFF5E).contains(value) ? value - 0xFEE0 : value
    switch narrow {
    case 0x41...0x5A: scalars.append(narrow | 0x20)
    case 0xC0...0xDE where narrow != 0xD7: scalars.append(narrow + 0x20)
    case 0x30...0x39, 0x61...0x7A: scalars.append(narrow)
    case ..<0x80, 0xA0, 0x3000, 0x30FB, 0x300...0x36F: break
    default:
      if let last = scalars.last, let syllable = composedHangul(last, narrow) {
        scalars[scalars.count - 1] = syllable
      } else {
        scalars.append(narrow)
      }
    }
  }
  var normal: [UInt8] = []
  for scalar in scalars { appendUtf8(scalar, to: &normal) }
  return normal
}

/// Lead and vowel, or syllable and tail, as one syllable (Unicode Standard 3.12).
private func composedHangul(_ first: UInt32, _ second: UInt32) -> UInt32? {
  if (0x1100...0x1112).contains(first), (0x1161...0x1175).contains(second) {
    return 0xAC00 + ((first - 0x1100) * 21 + (second - 0x1161)) * 28
  }
  if (0xAC00...0xD7A3).contains(first), (first - 0xAC00) % 28 == 0, (0x11A8...0x11C2).contains(second) {
    return first + second - 0x11A7
  }
  return nil
}

private func lookUp(_ word: [UInt8], _ tokens: [[UInt8]]) -> HeaderWord? {
  var stem = word[...]
  while let last = stem.last, isDigit(last) { stem.removeLast() }
  // With its number first: `address2` is a line of its own, `phone2` is one more phone.
  for name in stem.count < word.count ? [word[...], stem] : [word[...]] {
    if let found = table[Array(name)] { return found }
    for owner in owners where name.starts(with: owner) && name.count > owner.count {
      if let found = table[Array(name.dropFirst(owner.count))] { return found }
    }
  }
  if tokens.count > 1, let first = tokens.first, shortOwners.contains(first) || owners.contains(first),
    let found = lookUp(Array(tokens.dropFirst().joined()), Array(tokens.dropFirst()))
  {
    return found
  }
  if tokens.count > 1, let last = tokens.last, let role = lastWords[last] {
    return HeaderWord(role: role, word: String(decoding: last, as: UTF8.self))
  }
  for ending in endings where stem.count >= ending.word.count && Array(stem.suffix(ending.word.count)) == ending.word {
    return HeaderWord(role: ending.role, word: String(decoding: ending.word, as: UTF8.self))
  }
  return nil
}

private func isSomebodyElse(_ normal: [UInt8], _ tokens: [[UInt8]]) -> Bool {
  somebodyElse.contains { normal.starts(with: $0) } || tokens.contains { somebodyElseWords.contains($0) }
    || somebodyElseWords.contains(normal)
}

/// The words of a name in normal form, apart where blanks and signs, a change of case (`firstName`) or of
/// script (`会員No`) part them. Digits belong to the word before them.
func headerTokens(_ name: [UInt8]) -> [[UInt8]] {
  enum Kind { case none, lower, upper, digit, other }
  func kind(_ value: UInt32) -> Kind {
    switch value {
    case 0x41...0x5A, 0xC0...0xD6, 0xD8...0xDE: .upper
    case 0x61...0x7A, 0xDF...0xF6, 0xF8...0x24F, 0x300...0x36F: .lower
    case 0x30...0x39: .digit
    case ..<0xC0, 0xD7, 0xF7, 0x2000...0x206F, 0x3000...0x303F, 0x30FB: .none
    default: .other
    }
  }
  var scalars: [UInt32] = []
  let text = name.span
  var index = 0
  while index < text.count {
    guard let (value, length) = scalar(at: index, in: text) else {
      index += 1
      continue
    }
    scalars.append((0xFF01...0xFF5E).contains(value) ? value - 0xFEE0 : value)
    index += length
  }
  var tokens: [[UInt8]] = []
  var token: [UInt8] = []
  func end() {
    let normal = normalHeader(token)
    if !normal.isEmpty { tokens.append(normal) }
    token = []
  }
  var last = Kind.none
  for (index, value) in scalars.enumerated() {
    let now = kind(value)
    let next = index + 1 < scalars.count ? kind(scalars[index + 1]) : .none
    switch (last, now) {
    case (_, .none), (.lower, .upper), (.digit, .upper), (.other, .upper), (.other, .lower), (.upper, .other), (.lower, .other): end()
    case (.upper, .upper) where next == .lower: end()
    default: break
    }
    if now != .none { appendUtf8(value, to: &token) }
    last = now
  }
  end()
  return tokens
}

/// Full-width forms of ASCII as ASCII.
private func narrowed(_ name: [UInt8]) -> [UInt8] {
  var narrow: [UInt8] = []
  let text = name.span
  var index = 0
  while index < text.count {
    guard let (value, length) = scalar(at: index, in: text) else {
      narrow.append(text[index])
      index += 1
      continue
    }
    appendUtf8((0xFF01...0xFF5E).contains(value) ? value - 0xFEE0 : value == 0x3000 ? 0x20 : value, to: &narrow)
    index += length
  }
  return narrow
}

/// `Cust #`, `N° client`, `№` with the sign as a word; nil where there is none.
func numberSignsSpelled(_ name: [UInt8]) -> [UInt8]? {
  var spelled: [UInt8] = []
  var hasSign = false
  let text = name.span
  var index = 0
  while index < text.count {
    guard let (value, length) = scalar(at: index, in: text) else { return nil }
    index += length
    switch value {
    case 0x23, 0x2116: spelled += Array(" no ".utf8)
    case 0xB0, 0xBA:
      guard let n = spelled.last, n | 0x20 == UInt8(ascii: "n"), spelled.count == 1 || isBlank(spelled[spelled.count - 2]) else {
        return nil
      }
      spelled += Array("o ".utf8)
    default:
      appendUtf8(value, to: &spelled)
      continue
    }
    hasSign = true
  }
  return hasSign ? spelled : nil
}

/// An export known by some of its columns, where a word means something else than usual.
struct ExportPreset: Sendable {
  var name: String
  /// All of these columns are there (normal form).
  var signature: [String]
  var meanings: [(column: String, role: FieldRole, detail: String?)]

  static let all = [
    ExportPreset(
      name: "Shopify customers", signature: ["firstname", "lastname", "defaultaddressaddress1"],
      meanings: [("state", .kept, nil), ("tags", .kept, nil), ("note", .kept, nil), ("customerid", .recordID, nil)]),
    ExportPreset(
      name: "Shopify customers (older)", signature: ["firstname", "lastname", "totalorders", "totalspent"],
      meanings: [("state", .kept, nil), ("tags", .kept, nil), ("note", .kept, nil)]),
    ExportPreset(
      name: "Naver Smartstore orders", signature: ["상품주문번호", "구매자명"],
      meanings: [
        ("상품주문번호", .recordID, nil), ("주문번호", .kept, nil), ("구매자id", .handle, "naver"), ("통합배송지", .kept, nil), ("기본배송지", .kept, nil),
        ("상세배송지", .kept, nil), ("우편번호", .kept, nil),
      ]),
    ExportPreset(
      name: "Segment identify", signature: ["type", "userid", "messageid"],
      meanings: [("messageid", .kept, nil), ("userid", .recordID, nil), ("timestamp", .updatedAt, nil), ("anonymousid", .kept, nil)]),
    ExportPreset(
      name: "Korean registration with family name apart", signature: ["성", "이름"],
      meanings: [("성", .familyName, nil), ("이름", .givenName, nil)]),
    ExportPreset(
      name: "Japanese registration with family name apart", signature: ["姓", "名"],
      meanings: [("姓", .familyName, nil), ("名", .givenName, nil)]),
  ]
}

/// Whose value it is, where that is the customer.
private let owners: [[UInt8]] = [
  "defaultaddress", "billingaddress", "billing", "customer", "contact", "primary", "mailing", "residential", "permanent", "current",
  "caller", "visitor", "subscriber", "alternative", "alternate", "alt", "secondary", "preferred", "home", "work", "personal", "private", "user", "member", "client", "buyer", "person", "patient", "guest", "account", "registered", "your",
  "회원", "고객", "구매자", "주문자", "가입자", "신청자", "본인", "대표", "자택", "직장", "기본", "お客様", "会員", "kunden", "klant", "cliente",
  "residence", "resident", "applicant", "employee", "student", "voter", "donor", "客户", "会员",
  "환자", "수진자", "수검자", "학생", "원생", "수강생", "피보험자", "조합원", "투숙객", "예약자", "신청인", "계약자", "대표자",
].map { Array($0.utf8) }

/// The same, short: only as a word of its own (`PAT_FNAME`, not `path`).
private let shortOwners = wordSet("pat pt cust clnt res mbr mem emp cli kd kunde usr pers appl addr addresses")

/// How likely a column of names that begins so names the customer, where a file names several people: the insured before
/// the one who signed, the patient before whose account it is. Columns that do not say whose (`이름`) come second.
let namedPeople: [(rank: Int, isCertain: Bool, stems: [[UInt8]])] = ([
  (0, true, "회원 고객"), (0, false, "환자 수진자 수검자 학생 원생 수강생 피보험자 조합원"), (2, true, "구매자 주문자"),
  (2, false, "투숙객 가입자 예약자"), (3, false, "신청자 신청인 응모자 당첨자 계약자"), (4, false, "대표자 예금주"),
] as [(Int, Bool, String)]).map { ($0.0, $0.1, $0.2.utf8.split(separator: 0x20).map { Array($0) }) }

/// Words of a name that tell whose record the column is in a staff's, not a customer's, hand.
let staffWords = wordSet("emp employee")

/// Names that start so describe somebody or something else.
private let somebodyElse: [[UInt8]] = [
  "수취인", "수령인", "받는", "배송", "수하인", "shipping", "shipto", "recipient", "delivery", "deliver", "receiver", "emerg", "referrer",
  "referredby", "parent", "guardian", "spouse", "추천인", "법정대리인", "보호자", "配送", "お届け", "liefer", "vendor", "salesrep", "staff", "매니저", "담당자",
  "nextofkin", "mother", "father", "husband", "wife", "sibling", "비상", "가족", "배우자", "부모", "緊急", "家族", "配偶者", "保護者", "紧急", "notfall",
  "ehepartner", "angehörige", "urgence", "urgencia", "emergenza", "noodcontact",
].map { Array($0.utf8) }

/// The same, wherever in the name they stand as words of their own: `patient_nok_phone`.
private let somebodyElseWords = wordSet(
  """
  emerg emergency kin nok nextofkin mother mothers father fathers husband husbands wife wifes sibling siblings spouse spouses
  parent parents guardian guardians recipient referrer beneficiary notfall notfallkontakt urgence urgencia urgência emergencia emergência
  emergenza
  """)

/// Parts of a name as they stand in brackets behind it: `氏名(姓)`.
private let namePart: [[UInt8]: FieldRole] = {
  var parts: [[UInt8]: FieldRole] = [:]
  for (role, words) in [
    (.familyName, "姓 성 성씨 氏 せい セイ family familyname last lastname surname nachname"),
    (.givenName, "名 명 이름 めい メイ given givenname first firstname forename vorname"),
    (.middleName, "middle middlename"),
  ] as [(FieldRole, String)] {
    for word in wordSet(words) { parts[word] = role }
  }
  return parts
}()

/// Words that tell the role where they end a name as words of their own (`APPLICANT2_LNAME`, not `pdfname`).
private let lastWords: [[UInt8]: FieldRole] = [
  Array("fname".utf8): .givenName, Array("lname".utf8): .familyName, Array("mname".utf8): .middleName,
]

private func wordSet(_ words: String) -> Set<[UInt8]> {
  Set(words.utf8.split(whereSeparator: { $0 == 0x20 || $0 == 0x0A }).map { normalHeader(Array($0)) })
}

/// Endings that tell the role where the whole name is not known.
private let endings: [(word: [UInt8], role: FieldRole)] = ([
  ("홈페이지주소", .text), ("이메일주소", .email), ("메일주소", .email), ("ip주소", .kept), ("전화번호", .phone), ("휴대폰번호", .phone), ("휴대폰", .phone),
  ("휴대전화", .phone), ("연락처", .phone), ("도로명주소", .address), ("지번주소", .address), ("상세주소", .addressLine2), ("주소", .address),
  ("우편번호", .postcode), ("생년월일", .birthDate), ("도서관명", .organisation), ("기관명", .organisation), ("업체명", .organisation), ("회사명", .organisation),
  ("시설명", .organisation), ("상호명", .organisation), ("매장명", .organisation), ("점포명", .organisation), ("학교명", .organisation), ("수정일시", .updatedAt),
  ("emailaddress", .email), ("phonenumber", .phone), ("mobilenumber", .phone), ("telephone", .phone), ("firstname", .givenName),
  ("lastname", .familyName), ("dateofbirth", .birthDate), ("zipcode", .postcode), ("postalcode", .postcode), ("postcode", .postcode),
  ("sitename", .organisation), ("storename", .organisation), ("shopname", .organisation), ("branchname", .organisation),
  ("schoolname", .organisation), ("companyname", .organisation), ("businessname", .organisation), ("hotelname", .organisation),
  ("facilityname", .organisation), ("fullname", .fullName), ("streetaddress", .address), ("addressline1", .address),
  ("addressline2", .addressLine2), ("電話番号", .phone), ("住所", .address), ("メールアドレス", .email), ("会社名", .organisation),
] as [(String, FieldRole)]).map { (Array($0.0.utf8), $0.1) }

/// Words in normal form, blanks between them. The order of the words of a row is their rank.
private let words: [(role: FieldRole, detail: String?, words: String)] = [
  (.recordID, nil, """
    recordid uniqueid recid customerid userid memberid contactid clientid personid patientid customernumber
    customerno membernumber 회원번호 고객번호 고객id 회원id 회원아이디 顧客番号 会員番号 顧客id 会員id 客户编号 客户号 会员编号 会员号
    voterregnum voterregno voterregistrationnumber kundennummer kundennr kundenid idoid id oid 아이디 uid externalid rowid
    """),
  (.source, nil, """
    datasource sourcedataset sourcesystem source systemofrecord channel 채널 출처 가입경로 quelle
    """),
  (.updatedAt, nil, """
    updatedat updated timestamp lastseen lastcall lastcontact lastvisit lastupdated lastupdatedat lastmodified lastmodifieddate lastmodifieddatetime modifiedat
    modified dateupdated datemodified updatedate 수정일 수정일시 수정일자 최종수정일 최종수정일시 정보수정일
    변경일 변경일시 更新日 更新日時 最終更新日 aktualisiertam geaendertam geändertam
    """),
  (.fullName, nil, """
    fullname namefull name customername 이름 성명 고객명 고객이름 회원명 구매자명 구매자 주문자명 주문자
    주문자이름 신청자명 예약자명 성함 氏名 お名前 名前 顧客名 会員名 kundenname vollständigername displayname
    contactname personname customer 고객 회원
    환자명 수진자명 수검자명 학생명 원생명 수강생명 피보험자명 조합원명 회원성명 투숙객명 가입자명 예약자 신청자 신청인 신청인명 응모자명 당첨자명
    계약자명 대표자명 예금주 예금주명
    nombre nombrecompleto nombrecliente nombredelcliente nome nomecompleto nomecliente nomcomplet nomclient naam
    volledigenaam klantnaam 姓名 nachnamevorname vornamenachname namevorname vornamename lastnamefirstname firstnamelastname
    surnamefirstname familynamegivenname firstlast lastfirst nomprénom nometprénom prénomnom prénometnom nombreapellidos nombreyapellidos apellidosnombre
    apellidosynombre cognomenome nomecognome nomeecognome cognomeenome naamvoornaam
    """),
  (.givenName, nil, """
    firstname givenname given forename fname namefirst first firstnames givennames vorname prenom prénom fnamec1
    namegiven 이름(성제외)
    primernombre nombredepila prénoms voornaam voornamen primeironome
    """),
  (.middleName, nil, """
    middlename middleinitial namemiddle middle mi sname secondname fnamec2 zweitername 중간이름
    mname segundonombre
    """),
  (.familyName, nil, """
    lastname surname familyname family lname namelast last secondlastname nachname familienname nom lnamec1 성
    姓 성씨 apellido apellidos
    last primerapellido segundoapellido apellidopaterno apellidomaterno nomdefamille cognome sobrenome apelido
    achternaam
    """),
  (.nameSuffix, nil, """
    suffix namesuffix generation namegeneration
    """),
  (.kanaName, nil, """
    フリガナ ふりがな カナ 氏名カナ 氏名フリガナ お名前フリガナ namekana kana furigana カナ氏名 セイメイ
    """),
  (.organisation, nil, """
    company companyname organisation organization organisationname organizationname org orgname nameorg
    businessname business employer employername corporation 회사 회사명 상호 상호명 업체명 거래처명 기관명
    법인명 직장 직장명 운영기관명 firma firmenname unternehmen 会社 会社名 勤務先 法人名 sitename storename
    shopname venue establishment restaurant agency traitscompanyname companynameoforganization
    empresa razónsocial société entreprise raisonsociale azienda ragionesociale bedrijf bedrijfsnaam razãosocial
    公司 公司名称 单位名称
    """),
  (.email, nil, """
    email emailaddress mail mailaddress emailaddr emailid emailaddresses emails 이메일 이메일주소 전자우편
    전자우편주소 메일 메일주소 전자메일 メール メールアドレス 電子メール emailadresse mailadresse emailsvalue
    correo
    correoelectrónico correoe courriel adresseemail adressemail adresseélectronique indirizzoemail postaelettronica
    emailadres endereçodeemail 邮箱 电子邮箱 电子邮件 邮箱地址 邮件地址
    """),
  (.phone, nil, """
    phone phonenumber phoneno telephone telephonenumber tel telno mobile mobilephone mobilenumber mobileno
    mobilephonenumber cell cellphone cellphonenumber cellular contactnumber contactno msisdn whatsapp phones
    phonenumbers phonesvalue homephone workphone landline 휴대폰 휴대폰번호 휴대전화 휴대전화번호 핸드폰
    핸드폰번호 연락처 전화 전화번호 일반전화 집전화 유선전화 무선전화 구매자연락처 주문자연락처 주문자휴대전화
    주문자휴대폰 電話 電話番号 携帯 携帯電話 携帯番号 携帯電話番号 telefon telefonnummer telefonnr handy
    handynummer mobil mobilnummer mobiltelefon rufnummer
    teléfono teléfonomóvil teléfonofijo númerodeteléfono móvil celular téléphone téléphonemobile téléphoneportable
    téléphonefixe numérodetéléphone portable tél telefono telefonofisso cellulare numeroditelefono telefoon telefoonnummer mobiel mobielnummer
    gsm telefone telemóvel fone 手机 手机号 手机号码 电话 电话号码 联系电话 联系方式 移动电话
    """),
  (.address, nil, """
    address addr address1 addr1 addressline1 addrline1 addrfull street streetaddress streetname street1
    fulladdress addresslines postaladdress 주소 주소1 도로명주소 지번주소 집주소 기본주소 자택주소 거주지
    거주지주소 소재지 소재지도로명주소 住所 住所1 番地 strasse straße strassehausnummer anschrift adresse
    addressstreet addressformatted
    line1 strassenr straßenr strassehausnr straßehausnr strasseundnr straßeundnr strasseundhausnummer
    straßeundhausnummer dirección direccióncompleta domicilio calle rue adressepostale indirizzo endereço endereçocompleto logradouro rua
    straat straatnaam adres 地址 住址 详细地址 通讯地址 联系地址
    """),
  (.houseNumber, nil, """
    streetnumber housenumber houseno streetno housenum hausnummer hausnr nr 번지 건물번호
    huisnummer huisnr numerocivico
    """),
  (.addressLine2, nil, """
    address2 addr2 addressline2 addrline2 street2 unitnumber unit apt apartment apartmentnumber suite 상세주소
    나머지주소 주소2 동호수 建物名 マンション名 住所2 adresszusatz
    line2 complémentadresse
    """),
  (.district, nil, """
    district borough neighborhood neighbourhood 시군구 시군구명 구군 읍면동 행정동 법정동 ward stadtteil
    ortsteil
    bairro 区 区县
    """),
  (.city, nil, """
    city town suburb locality municipality addrcity cityname addresscity 도시 시 市区町村 stadt ort wohnort
    ciudad localidad población municipio ville commune città comune cidade woonplaats plaats 城市
    """),
  (.region, nil, """
    state province region statecode provincecode stateprovince addrstate addressstate addressregion county
    prefecture 시도 시도명 도 광역시도 都道府県 bundesland
    provincia provincie 省 省份
    """),
  (.postcode, nil, """
    zip zipcode postcode postalcode postal addrpostalcode addresspostalcode addresszip 우편번호 우편 우편번호신
    郵便番号 plz postleitzahl zippostal
    códigopostal codepostal cep 邮编 邮政编码
    """),
  (.country, nil, """
    country countrycode countryname addrcountry addresscountry countryregion 국가 나라 국가코드 国 国名 land
    ländercode
    país pays paese 国家
    """),
  (.birthDate, nil, """
    dateofbirth dob birthdate birthday birth bday birthdt born 생년월일 생일 출생일 생년월일8자리 생년월일6자리
    주민등록번호 주민번호 외국인등록번호 주민등록번호앞자리 주민번호앞자리 주민등록앞자리 주민앞자리 jumin juminno
    生年月日 誕生日 geburtsdatum geburtstag gebdatum
    fechadenacimiento fechanacimiento nacimiento datedenaissance datenaissance naissance datadinascita datanascita
    geboortedatum geboorte datadenascimento datanascimento nascimento 生日 出生日期
    """),
  (.birthYear, nil, """
    birthyear yearofbirth by yob 출생년도 출생연도 생년 geburtsjahr 生年
    """),
  (.birthMonth, nil, """
    birthmonth monthofbirth bm 출생월 생월
    """),
  (.birthDay, nil, """
    birthdayofmonth dayofbirth bd 출생일자
    """),
  (.gender, nil, """
    gender sex 성별 性別 geschlecht genderidentity
    sexo género sexe sesso genere geslacht 性别
    """),
  (.handle, nil, """
    handle socialhandle username screenname nickname socialid sns snsid sns계정 snsurl
    """),
  (.handle, "instagram", """
    instagram instagramhandle instagramid instagramurl insta 인스타 인스타그램 인스타그램아이디 인스타아이디
    """),
  (.handle, "facebook", """
    facebook facebookid facebookurl facebookhandle 페이스북 페이스북아이디
    """),
  (.handle, "twitter", """
    twitter twitterhandle twitterid twitterurl xhandle 트위터 트위터아이디
    """),
  (.handle, "linkedin", """
    linkedin linkedinurl linkedinprofile linkedinid 링크드인
    """),
  (.handle, "tiktok", """
    tiktok tiktokhandle tiktokid 틱톡 틱톡아이디
    """),
  (.handle, "youtube", """
    youtube youtubechannel youtubeurl 유튜브
    """),
  (.handle, "kakao", """
    kakao kakaoid kakaotalk kakaotalkid 카카오 카카오톡 카카오아이디 카카오톡아이디 카톡아이디 카카오톡id
    """),
  (.handle, "naver", """
    naverid 네이버아이디 네이버id
    """),
  (.handle, "line", """
    lineid 라인아이디
    """),
  (.handle, "telegram", """
    telegram telegramid 텔레그램
    """),
  (.handlePlatform, nil, """
    handleplatform platform socialplatform snsplatform network socialnetwork
    """),
  (.identifier, "ssn", """
    ssn ssnnumber socialsecuritynumber socialsecurityno socsecid socialsecurity socsec
    """),
  (.identifier, "national_id", """
    nin nationalid nationalidnumber nationalidno ugandanin
    nationalinsurancenumber personalausweis personalausweisnummer mynumber マイナンバー cpf dni nif nie dninif nifdni dninie dnie curp codicefiscale bsn personnummer aadhaar
    nhsnumber medicare medicarenumber
    """),
  (.identifier, "passport", """
    passport passportnumber passportno 여권번호 旅券番号 reisepassnummer
    """),
  (.identifier, "drivers_licence", """
    driverslicense driverslicensenumber driverslicence driverslicencenumber driverlicense driverlicensenumber
    drivinglicence drlic 운전면허번호 운전면허 führerscheinnummer
    """),
  (.identifier, "tax_id", """
    cif nifcif cifnif partitaiva taxid taxidnumber taxnumber vatid vatnumber ein steuernummer ustid 사업자등록번호 사업자번호
    """),
  (.identifier, "card", """
    cardnumber loyaltycard loyaltycardnumber loyaltynumber membershipcard membershipcardnumber 카드번호
    회원카드번호 멤버십카드번호 포인트카드번호 적립카드번호 kundenkartennummer kundenkarte
    """),
  (.identifier, "membership", """
    membershipnumber membershipno membershipid loyaltyid frequentflyernumber 멤버십번호 멤버쉽번호 適格会員番号
    """),
  (.identifier, "programme", """
    artnumber programid programmeid medicalrecordnumber mrn patientnumber 환자번호 차트번호
    """),
  (.identifier, "ci", """
    ci ci값 연계정보
    """),
  (.kept, nil, """
    sourceid createdat created createddate createdate 가입일 가입일자 가입일시 회원가입일 회원가입일시 등록일
    등록일시 登録日 erstelltam 회원등급 등급 나이 연령 age alter 年齢 총사용적립금 사용가능적립금 적립금
    총적립금 총구매금액 총주문금액 누적주문건수 최종접속일 최종로그인 최종주문일 tags note notes totalspent
    totalorders acceptsmarketing acceptsemailmarketing acceptssmsmarketing taxexempt 메모 비고 latitude
    longitude lat lon lng 위도 경도 緯度 経度 fax faxnumber 팩스 팩스번호 year cluster class group entityid
    entityurl trueid 상품주문번호 주문번호 주문상태 상품번호 상품명 수량 ip ipaddress useragent messageid event
    password 비밀번호 lnamec2 표시상태 email수신동의 이메일수신여부 sms수신여부 마케팅수신동의 수신동의 timezone
    locale language currency surveydate セイ メイ せい めい 姓カナ 名カナ カナ姓 カナ名 姓フリガナ 名フリガナ フリガナ姓
    フリガナ名 姓かな 名かな 姓ふりがな 名ふりがな セイカナ メイカナ lastnamekana firstnamekana familynamekana givennamekana
    """),
]

/// Whose number or code it is, where that is the record's own: `KdNr`, `Cust #`, `Código cliente`, `会員No.`.
private let recordNouns = listed(
  "record rec customer cust client cliente clientes clienti klant kunde kunden kd member mbr mem patient pat pt user usr subscriber voter "
    + "assinante abonné membre miembro socio 고객 회원 환자 お客様 顧客 会員 患者 客户 会员")
private let numberWords = listed("id no nr num number nummer numero número numéro code código codice kode ref reference")
private let phoneNumberWords = listed("no nr num number nummer 번호")

private func listed(_ words: String) -> [[UInt8]] {
  words.utf8.split(separator: 0x20).map { normalHeader(Array($0)) }
}

private let table: [[UInt8]: HeaderWord] = {
  var table: [[UInt8]: HeaderWord] = [:]
  // People leave accents out of names of columns: `Direccion`.
  func add(_ key: [UInt8], _ word: HeaderWord) {
    for key in [key, withoutAccents(key)] where table[key] == nil { table[key] = word }
  }
  for row in words {
    for (rank, word) in row.words.utf8.split(whereSeparator: { $0 == 0x20 || $0 == 0x0A }).enumerated() {
      add(
        normalHeader(Array(word)),
        HeaderWord(role: row.role, detail: row.detail, rank: rank, word: String(decoding: word, as: UTF8.self)))
    }
  }
  for (word, found) in table where found.role == .phone {
    for number in phoneNumberWords { add(word + number, found) }
  }
  // As good as the customer's number, better than a mere `id`.
  let rank = table[Array("kundenid".utf8)]?.rank ?? 0
  for noun in recordNouns {
    for number in numberWords {
      for key in [noun + number] + ["", "de", "del", "du", "do", "di", "of"].map({ number + Array($0.utf8) + noun }) {
        add(key, HeaderWord(role: .recordID, rank: rank, word: String(decoding: key, as: UTF8.self)))
      }
    }
  }
  return table
}()

/// Letters of Latin-1 without their accents.
private func withoutAccents(_ word: [UInt8]) -> [UInt8] {
  let plain: [UInt32: String] = [
    0xDF: "ss", 0xE0: "a", 0xE1: "a", 0xE2: "a", 0xE3: "a", 0xE4: "a", 0xE5: "a", 0xE7: "c", 0xE8: "e", 0xE9: "e", 0xEA: "e", 0xEB: "e",
    0xEC: "i", 0xED: "i", 0xEE: "i", 0xEF: "i", 0xF1: "n", 0xF2: "o", 0xF3: "o", 0xF4: "o", 0xF5: "o", 0xF6: "o", 0xF9: "u", 0xFA: "u",
    0xFB: "u", 0xFC: "u",
  ]
  var result: [UInt8] = []
  let text = word.span
  var index = 0
  while index < text.count {
    guard let (value, length) = scalar(at: index, in: text) else { return word }
    index += length
    if let letters = plain[value] { result += Array(letters.utf8) } else { appendUtf8(value, to: &result) }
  }
  return result
}
