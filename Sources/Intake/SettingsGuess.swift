// Source settings from a file profile: names of columns first, what they hold second.
//
// A name decides unless the values contradict it (an "Email Address" full of dates); a column without a
// known name is judged by its values alone. Nothing here looks at the order of rows.

/// Why a column got its role.
public enum GuessReason: Sendable, Equatable {
  /// The name is known.
  case header(word: String)
  /// The file is an export that is known as a whole.
  case export(name: String)
  /// The values look so.
  case content(String)
  /// The name says one thing and the values another; they decide.
  case contradicted(word: String, String)
  /// Neither says anything that customers could be compared by.
  case nothing(String)
}

extension GuessReason: CustomStringConvertible {
  public var description: String {
    switch self {
    case .header(let word): "name \"\(word)\""
    case .export(let name): "export: \(name)"
    case .content(let what): "values: \(what)"
    case .contradicted(let word, let what): "name \"\(word)\", but values: \(what)"
    case .nothing(let what): what
    }
  }
}

/// One column's guess, for `kindred map`.
public struct ColumnGuess: Sendable, Equatable {
  public var mapping: ColumnMapping
  public var reason: GuessReason

  public init(mapping: ColumnMapping, reason: GuessReason) {
    self.mapping = mapping
    self.reason = reason
  }
}

/// Guesses what a source's columns mean and how its dates are written.
///
/// Encoding and separator stay open: they are told from each file more surely than from the last one.
///
/// - Parameters:
///   - region: ISO 3166-1 code of the country where phones and addresses belong that do not say so.
public func guessSettings(_ profile: FileProfile, detected: DetectedFormat, region: String) -> SourceSettings {
  let columns = guessColumns(profile, detected: detected).map(\.mapping)
  return SourceSettings(region: region, dateOrder: guessDateOrder(profile, columns, region: region), columns: columns)
}

/// The columns' guesses with their reasons, in the order of the file.
///
/// The columns of JSON Lines have no order of their own: they are looked at, and given, by name.
public func guessColumns(_ profile: FileProfile, detected: DetectedFormat) -> [ColumnGuess] {
  var columns = profile.columns
  if detected.kind == .jsonLines { columns.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) } }
  let normals = columns.map { normalHeader(lastSegments($0.name)) }
  let export = ExportPreset.all.first { preset in
    preset.signature.allSatisfy { word in normals.contains { $0.elementsEqual(word.utf8) } }
  }
  var guesses: [ColumnGuess] = []
  var ranks: [Int] = []
  for (column, normal) in zip(columns, normals) {
    if let meaning = export?.meanings.first(where: { normal.elementsEqual($0.column.utf8) }) {
      let isHidden = meaning.role == .handle && column.permille(.masked) >= 100
      guesses.append(
        ColumnGuess(
          mapping: ColumnMapping(name: column.name, role: isHidden ? .kept : meaning.role, detail: isHidden ? nil : meaning.detail),
          reason: isHidden ? .nothing("partly hidden by asterisks") : .export(name: export?.name ?? "")))
      ranks.append(-1)
      continue
    }
    let word = headerWord(Array(column.name.utf8))
    guesses.append(guess(column, word))
    ranks.append(word?.rank ?? Int.max)
  }
  settleRecordID(&guesses, ranks, columns, rowCount: profile.rowCount)
  keepFirst(.updatedAt, &guesses)
  keepFirst(.source, &guesses)
  settleStaff(&guesses, columns)
  settleNames(&guesses, columns)
  settleNamedPeople(&guesses, columns)
  settleBirthDate(&guesses, columns)
  settleBirthParts(&guesses, columns)
  return guesses
}

/// For signatures: `traits.email` counts as itself, `FEATURES.NAME_FIRST` too.
private func lastSegments(_ name: String) -> [UInt8] { Array(name.utf8.prefix(IntakeLimits.headerNameBytesMax)) }

// MARK: One column

private func guess(_ column: ColumnProfile, _ word: HeaderWord?) -> ColumnGuess {
  func made(_ role: FieldRole, _ detail: String? = nil, _ reason: GuessReason) -> ColumnGuess {
    ColumnGuess(mapping: ColumnMapping(name: column.name, role: role, detail: detail), reason: reason)
  }
  guard let word else {
    let (role, detail, reason) = guessByContent(column)
    return made(role, detail, reason)
  }
  if column.tellingCount == 0 { return made(word.role, word.detail, .header(word: word.word)) }
  if word.role == .fullName, isOrganisationColumn(column) {
    return made(.organisation, nil, .contradicted(word: word.word, "names of businesses"))
  }
  guard let contradiction = contradiction(column, word.role) else {
    return made(word.role, word.detail, .header(word: word.word))
  }
  let (role, detail, _) = guessByContent(column)
  return made(role, detail, .contradicted(word: word.word, contradiction))
}

/// What speaks strongly against a role, in words; nil where nothing does.
private func contradiction(_ column: ColumnProfile, _ role: FieldRole) -> String? {
  func isMostly(_ shape: ValueShape) -> Bool { column.permille(shape) > 500 }
  let isDates = isMostly(.date)
  let isEmails = isMostly(.email)
  let isNumbers = column.permille(.numeric) > 800
  switch role {
  case .email:
    if column.permille(.email) < 300 { return isDates ? "dates" : isNumbers ? "numbers" : "no e-mail addresses" }
  case .phone:
    if column.permille(.phone) < 200, column.permille(.masked) < 500 {
      return isEmails ? "e-mail addresses" : "no phone numbers"
    }
  case .birthDate, .updatedAt:
    if column.permille(.date) < 200, !(role == .birthDate && isMostlyBareDates(column)) {
      if role == .updatedAt, column.permille(.integer) > 900 { return nil }
      return "no dates"
    }
  case .fullName, .givenName, .middleName, .familyName, .kanaName, .organisation, .nameSuffix:
    if isEmails { return "e-mail addresses" }
    if isDates { return "dates" }
    if isNumbers { return "numbers" }
    if column.permille(.phone) > 500 { return "phone numbers" }
  case .address, .city, .district, .region, .addressLine2:
    if isEmails { return "e-mail addresses" }
    if isMostly(.url) { return "links" }
    if isDates { return "dates" }
    if role != .addressLine2, isNumbers { return "numbers" }
    if role == .region, column.permille(.accountState) > 500 { return "states of an account" }
  case .postcode:
    if isEmails || column.lengthBytesSum / max(1, column.filledCount) > 20 { return "no postal codes" }
  case .gender:
    if column.distinctCount > 24 { return "too many different values" }
  case .source:
    if column.tellingCount >= 20, column.distinctCount * 2 > column.tellingCount { return "too many different values" }
  case .handle:
    if column.permille(.masked) > 500 { return "partly hidden by asterisks" }
    if isDates { return "dates" }
  case .houseNumber, .country, .birthYear, .birthMonth, .birthDay, .handlePlatform, .identifier, .recordID, .text, .exact, .date, .number,
    .set, .kept: break
  }
  return nil
}

/// Days as bare digits (`850307`, `19850307`), a few written out in words among them.
private func isMostlyBareDates(_ column: ColumnProfile) -> Bool {
  column.permille(.integer) > 500 && column.lengthBytesSum <= 8 * column.filledCount && column.lengthBytesMax <= 24
}

private func guessByContent(_ column: ColumnProfile) -> (FieldRole, String?, GuessReason) {
  let telling = column.tellingCount
  if telling == 0 { return (.kept, nil, .nothing("empty")) }
  if column.permille(.email) >= 700 { return (.email, nil, .content("e-mail addresses")) }
  if column.permille(.socialURL) >= 600 { return (.handle, nil, .content("links to profiles")) }
  if column.permille(.date) >= 600 { return (.kept, nil, .nothing("dates of unknown meaning")) }
  if isIDName(column.name) { return (.kept, nil, .nothing("an id of something else")) }
  if column.permille(.phone) >= 800, column.permille(.integer) < 500, column.permille(.numeric) < 500 {
    return (.phone, nil, .content("phone numbers"))
  }
  if column.permille(.numeric) >= 700 { return (.kept, nil, .nothing("numbers")) }
  if column.permille(.boolean) >= 900 { return (.kept, nil, .nothing("yes or no")) }
  if telling >= 20, column.repeatedPermille < 20, column.permille(.code) >= 800 {
    return (.kept, nil, .nothing("codes that never repeat"))
  }
  // A handful of categories over many rows is shared by too many to speak for anybody.
  if column.distinctCount < 2 || (column.distinctCount < 16 && telling >= column.distinctCount * 8) {
    return (.kept, nil, .nothing("\(column.distinctCount) different value\(column.distinctCount == 1 ? "" : "s")"))
  }
  return (.text, nil, .content("text that varies"))
}

/// Whether a column of names holds names of businesses: words of business names, ampersands,
/// possessives, digits or long titles in at least three of twenty values.
private func isOrganisationColumn(_ column: ColumnProfile) -> Bool {
  let business = column.count(.organisation)
  return business >= 2 && column.permille(.organisation) >= 150 || column.permille(.organisation) > 500
}

/// `household_id`, `OrderID`, `주문번호`: an id, but of what?
private func isIDName(_ name: String) -> Bool {
  let normal = normalHeader(Array(name.utf8.prefix(IntakeLimits.headerNameBytesMax)))
  let endings = ["id", "uuid", "guid", "번호", "코드", "番号", "nummer"]
  guard endings.contains(where: { ending in normal.count >= ending.utf8.count && Array(normal.suffix(ending.utf8.count)) == Array(ending.utf8) })
  else { return false }
  // "paid", "valid", "orchid" end in the letters without being ids: the word must stand apart.
  guard normal.suffix(2).elementsEqual("id".utf8) else { return true }
  let bytes = Array(name.utf8)
  guard bytes.count > 2 else { return true }
  let before = bytes[bytes.count - 3]
  let isApart = before == 0x20 || before == UInt8(ascii: "_") || before == UInt8(ascii: "-") || before == UInt8(ascii: ".") || before >= 0x80
  let isCapital = bytes[bytes.count - 2] == UInt8(ascii: "I") && (before | 0x20) == before
  return isApart || isCapital
}

// MARK: Columns together

/// One record id at most: the best-ranked known name whose values do not mostly repeat, else the column
/// called an id whose values never do and whose name promises most.
private func settleRecordID(_ guesses: inout [ColumnGuess], _ ranks: [Int], _ columns: [ColumnProfile], rowCount: Int) {
  func isUsable(_ index: Int) -> Bool { columns[index].tellingCount == 0 || columns[index].repeatedPermille <= 500 }
  let hasTime = guesses.contains { $0.mapping.role == .updatedAt }
  let named = guesses.indices.filter { guesses[$0].mapping.role == .recordID }
  let chosen = named.filter { isUsable($0) || hasTime }.min { (ranks[$0], $0) < (ranks[$1], $1) }
  for index in named where index != chosen {
    guesses[index].mapping.role = .kept
    guesses[index].reason = .nothing(chosen == nil ? "an id that repeats" : "a further id")
  }
  guard chosen == nil else { return }
  let candidates = columns.indices.compactMap { index -> (promise: Int, index: Int)? in
    guard columns[index].tellingCount >= 2, columns[index].repeatedPermille == 0 else { return nil }
    let isFilled = columns[index].tellingCount == rowCount
    switch guesses[index].mapping.role {
    case .identifier: return isFilled && isPatientNumber(guesses[index].reason) ? (0, index) : nil
    case .kept: return idPromise(columns[index].name).map { ($0 * 2 + (isFilled ? 0 : 1), index) }
    case .text: return isFilled ? idPromise(columns[index].name).map { ($0 * 2, index) } : nil
    default: return nil
    }
  }
  if let (_, index) = candidates.min(by: { ($0.promise, $0.index) < ($1.promise, $1.index) }) {
    guesses[index].mapping.role = .recordID
    guesses[index].mapping.detail = nil
    guesses[index].reason = .content("an id that never repeats")
  }
}

/// The number a clinic gives a patient: where nothing else names its records, it does.
private func isPatientNumber(_ reason: GuessReason) -> Bool {
  guard case .header(let word) = reason else { return false }
  return ["medicalrecordnumber", "mrn", "patientnumber", "환자번호", "차트번호"].contains(word)
}

/// How likely a name is that of the record's own id, from 1 for the best; nil where it is no id's.
private func idPromise(_ name: String) -> Int? {
  let bytes = Array(name.utf8.prefix(IntakeLimits.headerNameBytesMax))
  let tokens = headerTokens(numberSignsSpelled(bytes) ?? bytes)
  let isNumbered = tokens.count > 1 && tokens.last.map { numberTokens.contains($0) } == true
  guard isNumbered || isIDName(name) else { return nil }
  if isNumbered, tokens.contains(where: { countedTokens.contains($0) }) { return nil }
  // What an order, a policy or a device is called is its own name.
  let normal = normalHeader(bytes)
  let isForeign =
    tokens.contains { foreignTokens.contains($0) } || foreignStarts.contains { normal.starts(with: $0.utf8) }
  return isForeign ? 3 : tokens.last.map { codeTokens.contains($0) } == true ? 2 : 1
}

private let numberTokens = tokenSet("id uuid guid oid nr no num number nummer numero número numéro code código codigo codice ref")
private let codeTokens = tokenSet("code código codigo codice ref")
/// Numbers and codes of these are no ids.
private let countedTokens = tokenSet(
  """
  jahr year month monat week woche day zip plz post postal postcode country area region state city dial currency language phone
  tel telefon fax fon mobile haus house street unit flat room floor row zeile line page seite sort status type error promo coupon
  locker seat desk badge gate parking tracking table box
  """)
private let foreignTokens = tokenSet(
  """
  insurance insurer insured ins policy policen police device order transaction trans invoice receipt payment product item plan card sku
  session tax vat household group branch store site facility provider employer bestell auftrag rechnung gerät versicherung commande
  facture pedido factura shipping ticket booking reservation contract vertrag
  """)
private let foreignStarts = [
  "보험", "증권", "주문", "상품", "기기", "단말", "결제", "송장", "예약", "계약", "保険", "注文", "商品", "端末", "契約", "保险", "订单", "bestell", "auftrags", "rechnungs",
  "versicherungs", "vertrags",
]

private func tokenSet(_ words: String) -> Set<[UInt8]> {
  Set(words.utf8.split(whereSeparator: { $0 == 0x20 || $0 == 0x0A }).map { normalHeader(Array($0)) })
}

/// Columns of employees are somebody's who served the customer where other columns name the customer.
private func settleStaff(_ guesses: inout [ColumnGuess], _ columns: [ColumnProfile]) {
  func isName(_ index: Int) -> Bool {
    switch guesses[index].mapping.role {
    case .fullName, .givenName, .familyName: true
    default: false
    }
  }
  let isStaff = columns.map { headerTokens(Array($0.name.utf8)).first.map { staffWords.contains($0) } == true }
  guard isStaff.contains(true), guesses.indices.contains(where: { isName($0) && !isStaff[$0] }) else { return }
  for index in guesses.indices where isStaff[index] && guesses[index].mapping.role != .kept {
    guesses[index].mapping = ColumnMapping(name: columns[index].name, role: .kept)
    guesses[index].reason = .nothing("the customer is named beside it")
  }
}

private func keepFirst(_ role: FieldRole, _ guesses: inout [ColumnGuess]) {
  var isTaken = false
  for index in guesses.indices where guesses[index].mapping.role == role {
    if isTaken {
      guesses[index].mapping.role = .kept
      guesses[index].reason = .nothing("a further one of its kind")
    }
    isTaken = true
  }
}

/// Beside one part of a name, a column called "name" that holds single names is the other part: `Name;Vorname`,
/// `Nombre;Apellidos`. Where given and family names stand apart, a column merely called "customer" or "display
/// name" is no second name; where a name column turned out to hold businesses it stays so.
private func settleNames(_ guesses: inout [ColumnGuess], _ columns: [ColumnProfile]) {
  func has(_ role: FieldRole) -> Bool { guesses.contains { $0.mapping.role == role } }
  let (hasGiven, hasFamily) = (has(.givenName), has(.familyName))
  if hasGiven != hasFamily {
    let part = hasGiven ? FieldRole.familyName : .givenName
    // `Name` alone does not say which it is, but beside `Vorname` it does.
    let words = guesses.compactMap { guess in if case .header(let word) = guess.reason { word } else { nil } }
    let isSaid = words.contains { ["vorname", "voornaam", "apellidos", "apellido", "cognome", "sobrenome", "apelido"].contains($0) }
    for index in guesses.indices where guesses[index].mapping.role == .fullName {
      guard case .header(let word) = guesses[index].reason, !wholeNameWords.contains(word) else { continue }
      if columns[index].tellingCount == 0 ? isSaid : holdsSingleNames(columns[index], part) {
        guesses[index].mapping.role = part
        guesses[index].reason = .content(hasGiven ? "family names, the given ones stand apart" : "given names, the family ones stand apart")
      }
    }
  }
  guard hasFamily else { return }
  for index in guesses.indices where guesses[index].mapping.role == .fullName {
    if case .header(let word) = guesses[index].reason, word == "customer" || word == "displayname" {
      guesses[index].mapping.role = .kept
      guesses[index].reason = .nothing("given and family name stand apart")
    }
  }
}

/// `계약자명` beside `피보험자명`, `예금주` beside `이름`: one record is one person's, and the others named in it are kept. What
/// does not say whose name it is stays as it is, and so do `고객명` and `구매자명` among themselves, who are mostly one.
private func settleNamedPeople(_ guesses: inout [ColumnGuess], _ columns: [ColumnProfile]) {
  struct Named {
    var index: Int
    /// `계약자`; nil of a column that does not say whose.
    var stem: [UInt8]?
    var rank = 1
    var isCertain = true
  }
  func isPart(_ role: FieldRole) -> Bool { role == .givenName || role == .familyName }
  var named: [Named] = []
  for index in guesses.indices where guesses[index].mapping.role == .fullName {
    let normal = normalHeader(Array(columns[index].name.utf8.prefix(IntakeLimits.headerNameBytesMax)))
    var one = Named(index: index, stem: nil)
    for people in namedPeople {
      guard let stem = people.stems.first(where: { normal.starts(with: $0) }) else { continue }
      one = Named(index: index, stem: stem, rank: people.rank, isCertain: people.isCertain)
    }
    named.append(one)
  }
  guard named.contains(where: { !$0.isCertain }) else { return }
  let hasParts = guesses.contains { isPart($0.mapping.role) }
  // An empty column names nobody.
  func order(_ one: Named) -> (Int, Int, Int) { (columns[one.index].tellingCount == 0 ? 1 : 0, one.rank, one.index) }
  guard let best = named.min(by: { order($0) < order($1) }) else { return }
  for one in named {
    guard let stem = one.stem else { continue }
    // Given and family name stand apart: whoever is named beside them is somebody else, unless it is a patient or the like.
    let isAside = hasParts ? !one.isCertain && one.rank > 1 : stem != best.stem && !(one.isCertain && best.isCertain)
    if isAside {
      guesses[one.index].mapping = ColumnMapping(name: columns[one.index].name, role: .kept)
      guesses[one.index].reason = .nothing("the customer is named beside it")
    }
  }
}

/// Names of columns that promise the whole name.
private let wholeNameWords: Set<String> = [
  "fullname", "namefull", "성명", "성함", "氏名", "姓名", "vollständigername", "displayname", "customer", "nombrecompleto", "nomecompleto",
  "nomcomplet", "volledigenaam",
]

/// Whether a column holds single names for the most part. Han and Hangul part no words: there the mean length
/// tells, and what part it would be.
private func holdsSingleNames(_ column: ColumnProfile, _ part: FieldRole) -> Bool {
  if column.permille(.hangul) + column.permille(.han) > 500 {
    let meanBytesMax = column.permille(.hangul) > 500 && part == .familyName ? 4 : 7
    return column.lengthBytesSum <= meanBytesMax * column.filledCount
  }
  return column.permille(.singleWord) >= 500
}

/// A column of dates without a known name is a birth date where there is none else and the dates reach
/// back as births do.
private func settleBirthDate(_ guesses: inout [ColumnGuess], _ columns: [ColumnProfile]) {
  if guesses.contains(where: { $0.mapping.role == .birthDate || $0.mapping.role == .birthYear }) { return }
  let hasPerson = guesses.contains { $0.mapping.role == .givenName || $0.mapping.role == .familyName || $0.mapping.role == .fullName }
  guard hasPerson else { return }
  for index in guesses.indices where guesses[index].mapping.role == .kept {
    guard case .nothing("dates of unknown meaning") = guesses[index].reason else { continue }
    let column = columns[index]
    if column.permille(.dateBefore2006) >= 600, column.permille(.dateTime) < 100, column.distinctCount >= 20 {
      guesses[index].mapping.role = .birthDate
      guesses[index].reason = .content("dates that reach back as births do")
      return
    }
  }
}

/// `by`, `bm`, `bd` are words of other things too: they count only where the year is there.
private func settleBirthParts(_ guesses: inout [ColumnGuess], _ columns: [ColumnProfile]) {
  let hasYear = zip(guesses, columns).contains {
    $0.0.mapping.role == .birthYear && ($0.1.tellingCount == 0 || $0.1.permille(.integer) > 800)
  }
  if hasYear {
    // Beside a year and a month, `birth_day` is the day of the month and not the birthday.
    if !guesses.contains(where: { $0.mapping.role == .birthMonth }) { return }
    for index in guesses.indices
    where guesses[index].mapping.role == .birthDate && columns[index].permille(.integer) > 800
      && columns[index].permille(.date) < 200
    {
      guesses[index].mapping.role = .birthDay
    }
    return
  }
  for index in guesses.indices {
    switch guesses[index].mapping.role {
    case .birthYear, .birthMonth, .birthDay:
      guesses[index].mapping.role = .kept
      guesses[index].reason = .nothing("no year of birth beside it")
    default: break
    }
  }
}

// MARK: Dates

/// The order of day, month and year in the birth dates of the file, or in all of its dates where those tell nothing:
/// a date of the last visit (`23.05.14`) says little of how birthdays are written.
///
/// One part above 12 settles day and month, the majority where the file disagrees with itself, the custom of the
/// region where it says nothing. Of two-digit years a first number that is no day (`85.03.07`) says that they come
/// first, and then they do so in `13.11.16` as well, which alone tells nothing in countries that write them so.
private func guessDateOrder(_ profile: FileProfile, _ mappings: [ColumnMapping], region: String) -> DateOrder {
  let custom = DateOrder.custom(of: region)
  let named = Set(mappings.filter { $0.role == .birthDate }.map(\.name))
  let telling: [ValueShape] = [.dayFirst, .monthFirst, .yearFirst, .shortDayFirst, .shortYearFirst]
  let births = profile.columns.contains { column in named.contains(column.name) && telling.contains { column.count($0) > 0 } } ? named : []
  var dayFirst = 0
  var monthFirst = 0
  var yearFirst = 0
  var shortDayFirst = 0
  var shortYearFirst = 0
  for column in profile.columns where births.isEmpty ? column.permille(.date) >= 200 : births.contains(column.name) {
    dayFirst += column.count(.dayFirst)
    monthFirst += column.count(.monthFirst)
    yearFirst += column.count(.yearFirst)
    shortDayFirst += column.count(.shortDayFirst)
    shortYearFirst += column.count(.shortYearFirst)
  }
  if custom == .yearMonthDay {
    if shortYearFirst + shortDayFirst > dayFirst + monthFirst { return .yearMonthDay }
  } else if shortYearFirst * 4 < shortDayFirst {
    // 45.03.12 once among many of 13.11.16 is a slip.
    dayFirst += shortDayFirst
  }
  if shortYearFirst > dayFirst + monthFirst { return .yearMonthDay }
  // A few mistyped dates among many that start with the year settle nothing.
  if dayFirst != monthFirst, (dayFirst + monthFirst) * 100 >= yearFirst {
    return dayFirst > monthFirst ? .dayMonthYear : .monthDayYear
  }
  return yearFirst + shortYearFirst > 0 ? .yearMonthDay : custom
}
