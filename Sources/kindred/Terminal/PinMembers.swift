import Identity
import Intake
import Resolution

/// Pins as members of JSON objects that are open: the same ones in trials, proposals and the list of decisions.

extension NewGoldenPin {
  func write(_ json: inout JSONWriter) {
    json.member("record", record.description)
    json.member("attribute", attribute.word)
    json.member("value", value)
  }
}

extension StoredGoldenPin {
  func write(_ json: inout JSONWriter) {
    json.name("pin")
    json.number(number)
    pin.write(&json)
  }
}

extension NewSharingPin {
  func write(_ json: inout JSONWriter) {
    json.member("attribute", attribute.word)
    json.member("value", value)
    json.member("is", sharingWord)
  }
}

extension StoredSharingPin {
  func write(_ json: inout JSONWriter) {
    json.name("pin")
    json.number(number)
    pin.write(&json)
  }
}
