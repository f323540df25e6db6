import Identity
import Intake
import Linkage

/// A golden record as JSON: what stores keep and services read.
///
/// ```
/// {"name":[{"value":"김민준","from":"shop:50061","rule":"most_recent","carriers":3}],
///  "phone":[…],"runners_up":{"name":[…]}}
/// ```
/// Members are in column order; `verified` stands only where it is true.
public func goldenJSON(_ golden: GoldenRecord) -> [UInt8] {
  var json = JSONWriter()
  json.beginObject()
  for attribute in golden.attributes {
    json.name(attribute.column.word)
    write(attribute.values, &json)
  }
  let others = golden.attributes.filter { !$0.runnersUp.isEmpty }
  if !others.isEmpty {
    json.name("runners_up")
    json.beginObject()
    for attribute in others {
      json.name(attribute.column.word)
      write(attribute.runnersUp, &json)
    }
    json.endObject()
  }
  json.endObject()
  return json.bytes
}

private func write(_ values: [GoldenValue], _ json: inout JSONWriter) {
  json.beginArray()
  for value in values {
    json.beginObject()
    json.name("value")
    json.string(value.text)
    json.name("from")
    json.string(value.from.description)
    json.name("rule")
    json.string(value.rule.rawValue)
    json.name("carriers")
    json.number(value.carriers)
    if value.isVerified {
      json.name("verified")
      json.bool(true)
    }
    json.endObject()
  }
  json.endArray()
}
