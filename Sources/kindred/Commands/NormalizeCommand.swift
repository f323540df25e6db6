import ArgumentParser
import Identity
import Intake
import Normalization
import Resolution

struct NormalizeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "normalize",
    abstract: "Show what Kindred makes of values: canonical form, keys, flags and class.",
    discussion: """
      Reads one value a line. For a value that does not match another as it should, look here first.

      Example: echo "010-1234-5678" | kindred normalize --kind phone -
      """)

  enum Kind: String, ExpressibleByArgument, CaseIterable {
    case name, email, phone, address, birthDate = "birth_date", handle, organisation, gender, identifier, text, exact, date, number, set
  }

  @Option(help: "name, email, phone, address, birth_date, handle, organisation, gender, identifier, text, exact, date, number or set.")
  var kind: Kind

  @Option(help: "Country (two letters) of phones and addresses that do not say.")
  var region: String = "KR"

  @Option(help: "Order of dates that do not say: ymd, mdy or dmy; without it, the custom of the region.")
  var dateOrder: String?

  @Option(help: "Order of names in Latin letters that do not say: given_first or family_first.")
  var nameOrder: String = "given_first"

  @Option(help: "Platform of handles that do not say.")
  var platform: String = ""

  @Flag(help: "Print one JSON object a line.")
  var json = false

  @Argument(help: ArgumentHelp("A file with one value a line; - reads standard input.", valueName: "file"))
  var file: String

  func run() async throws {
    let normalizer = Normalizer(today: today())
    let country = try regionCode(region)
    let region = Array(country.utf8)
    let order = try normalizedDateOrder(country)
    guard let names = NameOrder(rawValue: nameOrder) else { throw Failure("--name-order takes given_first or family_first.") }
    let next = try InputFile.source(file).open()
    var lines = LineReader()
    let show: ([UInt8]) throws -> Void = { try self.show($0, normalizer, region, order, names) }
    do {
      while let piece = try next() { try lines.push(piece, show) }
      try lines.finish(show)
    } catch let failure as IntakeFailure {
      throw FileFailure(file: file, sentence: "\(failure)")
    }
  }

  private func normalizedDateOrder(_ country: String) throws -> NormalizedDateOrder {
    guard let order = dateOrder.map(DateOrder.init(rawValue:)) ?? DateOrder.custom(of: country) else {
      throw Failure("--date-order takes ymd, mdy or dmy.")
    }
    return order.normalized
  }

  private func show(_ line: [UInt8], _ normalizer: Normalizer, _ region: [UInt8], _ order: NormalizedDateOrder, _ names: NameOrder) throws {
    var raw = line
    maskResidentNumbers(&raw, in: raw.indices, areExpected: kind == .birthDate)
    var values: [NormalizedValue] = []
    let take: (NormalizedValue) -> Void = { values.append($0) }
    switch kind {
    case .name: normalizer.name(NameParts(full: raw, isFamilyFirst: names == .familyFirst), into: take)
    case .email: normalizer.email(raw, into: take)
    case .phone: normalizer.phone(raw, region: region, into: take)
    case .address:
      var parts = AddressParts()
      parts.line = raw
      parts.defaultRegion = region
      normalizer.address(parts, into: take)
    case .birthDate: normalizer.birthDate(raw, order: order, region: region, into: take)
    case .handle: normalizer.handle(raw, platform: Array(platform.utf8), into: take)
    case .organisation: normalizer.organisation(raw, into: take)
    case .gender: normalizer.gender(raw, into: take)
    case .identifier: normalizer.identifier(raw, scheme: [], into: take)
    case .text: normalizer.text(raw, into: take)
    case .exact: normalizer.exact(raw, into: take)
    case .date: normalizer.date(raw, order: order, into: take)
    case .number: normalizer.number(raw, into: take)
    case .set: normalizer.set([raw], into: take)
    }
    try Console.write(json ? jsonText(raw, values) : text(raw, values))
  }

  private func text(_ raw: [UInt8], _ values: [NormalizedValue]) -> [UInt8] {
    var text = visible(String(decoding: raw, as: UTF8.self)) + "\n"
    if values.isEmpty { text += "  nothing: there is no \(kind.rawValue) in it\n" }
    for value in values {
      let attribute = value.attribute.word == kind.rawValue ? "" : "  (\(value.attribute.word))"
      text += "  \(padded("canonical", 10)) \(visible(String(decoding: value.canonical, as: UTF8.self)))\(attribute)\n"
      text += "  \(padded("class", 10)) \(value.sharing.word)\n"
      for (index, reason) in value.flags.reasons.enumerated() {
        text += "  \(padded(index == 0 ? "flags" : "", 10)) \(padded(reason.word, 22)) \(reason.sentence)\n"
      }
      for (index, alternate) in value.alternates.enumerated() {
        let shown = visible(String(decoding: alternate.key.bytes, as: UTF8.self))
        text += "  \(padded(index == 0 ? "alternates" : "", 10)) \(padded(shown, 22)) \(alternate.reason)\n"
      }
      let width = min(40, value.keys.map(\.bytes.count).max() ?? 0)
      for (index, key) in value.keys.enumerated() {
        let shown = visible(String(decoding: key.bytes, as: UTF8.self))
        text += "  \(padded(index == 0 ? "keys" : "", 10)) \(padded(key.kind.word, 22)) \(padded(shown, width))  \(value.meaning(of: key))\n"
      }
      if value.keys.isEmpty { text += "  \(padded("keys", 10)) none: it says nothing about anybody\n" }
    }
    return Array(text.utf8)
  }

  private func jsonText(_ raw: [UInt8], _ values: [NormalizedValue]) -> [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.name("raw")
    json.string(raw)
    json.name("values")
    json.beginArray()
    for value in values {
      json.beginObject()
      json.member("kind", value.attribute.word)
      json.name("canonical")
      json.string(value.canonical)
      json.member("class", value.sharing.word)
      json.name("flags")
      json.beginArray()
      for reason in value.flags.reasons { json.string(reason.word) }
      json.endArray()
      json.name("why")
      json.beginArray()
      for reason in value.flags.reasons { json.string(reason.sentence) }
      json.endArray()
      json.name("alternates")
      json.beginArray()
      for alternate in value.alternates {
        json.beginObject()
        json.name("key")
        json.string(alternate.key.bytes)
        json.member("reason", alternate.reason)
        json.endObject()
      }
      json.endArray()
      json.name("keys")
      json.beginArray()
      for key in value.keys {
        json.beginObject()
        json.member("kind", key.kind.word)
        json.name("key")
        json.string(key.bytes)
        json.member("meaning", value.meaning(of: key))
        json.endObject()
      }
      json.endArray()
      json.endObject()
    }
    json.endArray()
    json.endObject()
    return json.bytes + [0x0A]
  }
}
