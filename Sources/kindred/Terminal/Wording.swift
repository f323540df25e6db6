import Identity
import Linkage
import Normalization
import Resolution

/// The engine's words in a person's.
enum Wording {
  static func attribute(_ column: ColumnID) -> String {
    switch column.attribute {
    case .name: "name"
    case .email: "e-mail"
    case .phone: "phone"
    case .address: "address"
    case .birthDate: "birth date"
    case .handle: "social handle"
    case .organisation: "organisation"
    case .gender: "gender"
    case .identifier, .text, .exact, .date, .number, .set: column.label
    }
  }

  /// `same phone`, `name differs`, `birth date one digit off` …
  /// Why so many agreements together say more, or less, than their sum.
  static func corroboration(_ explanation: PairExplanation) -> String {
    "\(explanation.agreeing) of \(explanation.counted) agree: together"
  }

  static func agreement(_ line: PairExplanation.Line) -> String {
    let what = attribute(line.column)
    var plain: String
    switch (line.column.attribute, line.level) {
    case (_, "missing"): plain = "\(what) missing on a side"
    case (.name, "apart"): plain = "names have nothing in common"
    case (.name, "conflict"): plain = "names contradict each other"
    case (.name, "given"): plain = "same given name, other family name"
    case (.name, "similar"): plain = "similar names"
    case (.name, "compatible"): plain = "names that fit each other (initial or part)"
    case (.name, "near"): plain = "names a keying error apart"
    case (.name, "variant"): plain = "name in another spelling or as a nickname"
    case (.name, "cross_script"): plain = "same name in another script"
    case (.name, "reordered"): plain = "same name in another order"
    case (.email, "near"): plain = "e-mails a keying error apart"
    case (.email, "local_part"): plain = "same e-mail name at another provider"
    case (.email, "group"): plain = "e-mails of one family of addresses"
    case (.phone, "near"): plain = "phones a digit apart"
    case (.phone, "tail"): plain = "same last digits of the phone"
    case (.phone, "converted"): plain = "same phone before and after renumbering"
    case (.birthDate, "conflict"): plain = "birth dates contradict each other"
    case (.birthDate, "partial"): plain = "birth dates that fit each other (one is partial)"
    case (.birthDate, "year"): plain = "birth dates agree only in part"
    case (.birthDate, "month"): plain = "same year and month of birth"
    case (.birthDate, "digit"): plain = "birth dates a digit apart"
    case (.birthDate, "swapped"): plain = "birth dates with day and month swapped"
    case (.address, "area"): plain = "same area"
    case (.address, "near"): plain = "neighbouring addresses"
    case (.address, "loose"): plain = "same street and number"
    case (.address, "building"): plain = "same building, other unit"
    case (.address, "open"), (.address, "unit"): plain = "same address"
    case (.handle, "name"): plain = "same handle on another platform"
    case (.date, "year"): plain = "\(what) within a year"
    case (.date, "month"): plain = "\(what) within a month"
    case (.date, "near"): plain = "\(what) within a week or a slip apart"
    case (.number, "tenth"): plain = "\(what) within a tenth"
    case (.number, "hundredth"): plain = "\(what) within a hundredth"
    case (.number, "unit"): plain = "\(what) at most one apart"
    case (.set, "some"): plain = "some of \(what) in common"
    case (.set, "most"): plain = "most of \(what) in common"
    case (_, "different"): plain = "\(what) differs"
    case (_, "near"), (_, "close"), (_, "weak"): plain = "similar \(what)"
    default: plain = "same \(what)"
    }
    if line.isMadeOfName { plain += " (made of the name)" }
    if let area = line.areaCarriers {
      plain += area.upperBound == .max ? " (of \(grouped(area.lowerBound)) records or more)" : area.lowerBound == 1 ? " (of at most \(counted(area.upperBound, "record", "records")))" : " (of \(grouped(area.lowerBound)) to \(grouped(area.upperBound)) records)"
    }
    if line.isClaim { plain += " (claimed under another name)" }
    switch line.sharing {
    case .household where line.weight > .zero: return plain + " (a household's)"
    case .shared where line.weight > .zero: return plain + " (many people's)"
    default: return plain
    }
  }

  /// The evidence for, strongest first: `same phone, same name`.
  static func reasons(_ explanation: PairExplanation, countMax: Int = 3) -> String {
    let lines = explanation.lines.enumerated().filter { $0.element.weight > .zero }
      .sorted { ($1.element.weight, $0.offset) < ($0.element.weight, $1.offset) }
    return lines.prefix(countMax).map { agreement($0.element) }.joined(separator: ", ")
  }

  /// `shop:1 – pos:2: same phone, same name`, or the judgement that joins the two.
  static func link(_ link: CustomerLinks.Link) -> String {
    let pair = "\(visible(link.left.description)) – \(visible(link.right.description))"
    guard let judgement = link.judgement else { return "\(pair): \(reasons(link.explanation))" }
    return "\(pair): judged the same by \(names(judgement.by, judgement.approvedBy)) at \(judgement.at) (judgement \(judgement.id)): \(visible(judgement.because))"
  }

  static func rule(_ word: String) -> String {
    switch word {
    case "only_value": "the only value"
    case "pinned": "pinned by a steward"
    case "usable": "complete, others are not"
    case "verified": "verified"
    case "source_priority": "its source comes first"
    case "most_recent": "most recent"
    case "most_frequent": "on most records"
    case "most_complete": "most complete"
    case "last": "the others come first"
    default: "first by key"
    }
  }

  static func apart(_ reason: String) -> String {
    switch reason {
    case "ambiguous": "fits two customers that are not one"
    case "exclusive_conflict": "they agree, but something contradicts"
    case "evidence_against": "one record agrees, the others do not"
    case "free_of_duplicates": "each holds a record of one source that is declared free of duplicates"
    case "component_cut": "too many records hang together here"
    default: "close, but not certain"
    }
  }
}

/// Columns a text takes on a terminal: East Asian wide characters take two, marks none.
///
/// Source of the ranges: Unicode Standard Annex 11, wide and full-width blocks.
func displayWidth(_ text: String) -> Int {
  text.unicodeScalars.reduce(0) { width, scalar in
    switch scalar.value {
    case 0x300...0x36F, 0x200B...0x200F, 0xFE00...0xFE0F: width
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
      0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF,
      0x20000...0x3FFFD:
      width + 2
    default: width + 1
    }
  }
}

func padded(_ text: String, _ width: Int) -> String {
  text + String(repeating: " ", count: max(0, width - displayWidth(text)))
}

/// Cut to a width, with an ellipsis where something is missing.
func clipped(_ text: String, _ width: Int) -> String {
  if displayWidth(text) <= width { return text }
  var result = String.UnicodeScalarView()
  var used = 0
  for scalar in text.unicodeScalars {
    let next = displayWidth(String(scalar))
    if used + next > width - 1 { break }
    result.append(scalar)
    used += next
  }
  return String(result) + "…"
}

/// Without control characters, which could drive the terminal: they show as their code.
func visible(_ text: String) -> String {
  var result = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069:
      result.append(contentsOf: "<U+\(String(scalar.value, radix: 16, uppercase: true))>".unicodeScalars)
    default: result.append(scalar)
    }
  }
  return String(result)
}

/// A word of a command that is printed to be run: in quotes where a shell would read something else.
func shellWord(_ text: String) -> String {
  let shown = visible(text)
  let isPlain = shown.unicodeScalars.allSatisfy { scalar in
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "_", "-", ".", ":", "/", "@", "%", "+", "=", ",": true
    default: scalar.value >= 0xA0 && !scalar.properties.isWhitespace
    }
  }
  if isPlain, !shown.isEmpty { return shown }
  return "'" + shown.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
}
