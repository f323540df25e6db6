public import Identity
import Intake
import Linkage
import Normalization

/// The answer to "what do you hold about me": one document, with whoever was given one before. Other people's records
/// and customers are in it as "another record" and "another customer".

/// What contents as they were sent are read by: the settings of sources as they are now.
public struct SentReading: Sendable {
  var sources: [String: SourceInForce]
  var roadLots: RoadLotTable?

  public static func read(_ store: some CustomerStore) async throws -> SentReading {
    try await store.snapshot { session in
      let sources = try await SourceInForce.all(session)
      return SentReading(
        sources: Dictionary(sources.map { ($0.name, $0) }) { first, _ in first },
        roadLots: try await session.roadLots().flatMap { RoadLotTable(bytes: $0.bytes) })
    }
  }
}

/// - Returns: an indented JSON object in UTF-8.
public func accessDocument(
  _ held: HeldData, readBy reading: SentReading, at: Instant, by who: String, reason: AccessReason
) throws -> [UInt8] {
  var json = JSONWriter(isIndented: true)
  func member(_ name: String, _ text: String) {
    json.name(name)
    json.string(text)
  }
  json.beginObject()
  if let asked = held.askedID { member("asked_id", asked.description) }
  json.name("customer_id")
  if let customer = held.customer { json.string(customer.description) } else { json.null() }
  member("given_at", at.description)
  member("given_by", who)
  member("reason", reason.rawValue)
  let reader = JSONReader()
  let records = Set(held.records.map { Array($0.description.utf8) })
  for part in held.parts {
    json.name(part.name)
    let rows = try reader.read(part.json)
    json.value(part.name == "golden_records" ? own(rows, records) : rows)
    if part.name != "records" { continue }
    json.name("normalised")
    json.beginArray()
    for record in held.features {
      json.beginObject()
      member("source", record.key.source)
      member("id", record.key.id)
      json.name("values")
      json.beginArray()
      for feature in FeatureCodec.decode(record.payload) ?? [] { write(feature, &json) }
      json.endArray()
      json.endObject()
    }
    json.endArray()
  }
  json.name("sharing_pins")
  json.beginArray()
  for known in concerning(held, reading) {
    let entry = known.pin
    json.beginObject()
    json.name(known.isProposed ? "proposal" : "pin")
    json.number(entry.number)
    if let withdrawn = known.withdraws {
      json.name("withdraws")
      json.number(withdrawn)
    }
    member("attribute", entry.pin.attribute.word)
    member("value", entry.pin.value)
    member("known_as", entry.pin.sharingWord)
    member("who", entry.pin.by)
    member("because", entry.pin.because)
    member("at", entry.pin.at.description)
    json.name("in_force")
    json.bool(known.isInForce)
    let ended = known.isProposed ? "answered" : "withdrawn"
    if let by = known.endedBy { member("\(ended)_by", by) }
    if let because = known.endedBecause { member("\(ended)_because", because) }
    json.endObject()
  }
  json.endArray()
  json.endObject()
  return json.bytes + [0x0A]
}

/// Pins on values that a record of the customer has or ever had, also one that is deleted.
private func concerning(_ held: HeldData, _ reading: SentReading) -> [HeldSharingPin] {
  let values =
    held.features.flatMap { FeatureCodec.decode($0.payload) ?? [] }
    + readVersions(held.versions, reading.sources, reading.roadLots).flatMap { $0 ?? [] }
  let known = Set(values.flatMap(\.value.keys))
  return held.sharingPins.filter { entry in
    !entry.pin.isErased && sharingPins([entry.pin]).contains { known.contains($0.key) }
  }
}

/// Golden values without those of other people's records: a customer that was merged and parted again had them once.
private func own(_ value: JSONValue, _ records: Set<[UInt8]>) -> JSONValue {
  switch value {
  case .array(let items):
    return .array(
      items.compactMap { item in
        if case .string(let from)? = item["from"], !records.contains(from) { return nil }
        return own(item, records)
      })
  case .object(let members):
    return .object(members.map { JSONValue.Member(name: $0.name, value: own($0.value, records)) })
  case .null, .bool, .number, .string: return value
  }
}

private func write(_ feature: FeatureValue, _ json: inout JSONWriter) {
  json.beginObject()
  json.name("attribute")
  json.string(feature.column.word)
  json.name("value")
  json.string(feature.value.canonical)
  json.name("known_as")
  json.string(feature.value.sharing.word)
  json.name("verified")
  json.bool(feature.isVerified)
  json.name("keys")
  json.beginArray()
  for key in feature.value.keys {
    json.beginObject()
    json.name("kind")
    json.string(key.kind.word)
    json.name("key")
    json.string(key.bytes)
    json.endObject()
  }
  json.endArray()
  json.endObject()
}
